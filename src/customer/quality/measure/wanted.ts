import { sql } from 'kysely'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { contractBody } from '../contracts/contract.schema.ts'

/** Fields of an event that only some events have to fill. */
export const wantedFields = ['product_id', 'category', 'value'] as const
export type WantedField = (typeof wantedFields)[number]

const ofProduct = [
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Product Added to Wishlist',
  'Product Removed from Wishlist',
  'Wishlist Product Added to Cart',
  'Product Shared',
  'Product Reviewed',
]

/** Names of events whose specification has the field. Of an order the products stand in its lines. */
const ofSpecification: Readonly<Record<WantedField, readonly string[]>> = {
  product_id: ofProduct,
  category: [...ofProduct, 'Product List Viewed', 'Product List Filtered'],
  // Of other events no amount is kept.
  value: ['Order Completed', 'Order Refunded'],
}

const pathOf: Readonly<Record<WantedField, readonly string[]>> = {
  product_id: ['properties.product_id'],
  category: ['properties.category'],
  value: [],
}

/**
 * Names of events that have to fill each field: those of the specification, and those whose contract at this source
 * requires it. Of all others nothing is missing where it is empty. The contract of an event that exists decides alone.
 */
export async function wantedBy(
  ledger: Ledger,
  sourceId: string,
): Promise<Record<WantedField, readonly string[]>> {
  const { rows } = await sql<{ subject: string; body: unknown }>`
    SELECT c.subject, v.body FROM contracts c
    JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
    WHERE c.source_id = ${sourceId}::uuid ORDER BY c.subject`.execute(ledger.db)
  const contracts = rows.map(({ subject, body }) => ({ subject, fields: contractBody.parse(body).fields }))
  const wanted = (field: WantedField): readonly string[] => {
    const paths = pathOf[field]
    if (paths.length === 0) return ofSpecification[field]
    const decided = new Set(contracts.map(({ subject }) => subject))
    const required = contracts.filter(({ fields }) => paths.some((path) => fields[path]?.required))
    return [
      ...ofSpecification[field].filter((name) => !decided.has(name)),
      ...required.map(({ subject }) => subject),
    ]
  }
  return { product_id: wanted('product_id'), category: wanted('category'), value: wanted('value') }
}
