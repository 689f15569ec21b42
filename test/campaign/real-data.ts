import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { ContactChannel } from '../../src/customer/index.ts'
import type { Warehouse } from '../../src/stores/warehouse/types.ts'
import type { FreshStores } from '../support/stores.ts'

/** One order line as the tests make them; amounts in minor units. */
export interface TestLine {
  person: number
  at: string
  order: string
  amountMinor: number
  kind?: 'sale' | 'return' | 'charge'
  product?: string
  costMinor?: number | null
  coupon?: string
}

/** Public sets of the shared folder; absent on other machines, where the tests that need them say so and skip. */
export const sharedData =
  process.env.LIANGTI_TEST_DATA ?? new URL('../../../shared/data/', import.meta.url).pathname

export function onlineRetail(): TestLine[] {
  const seen = new Set<string>()
  const lines: TestLine[] = []
  const text = gunzipSync(readFileSync(`${sharedData}/online_retail/online_retail.csv.gz`))
  for (const row of parse(text, { columns: false, from_line: 2, relax_column_count: true }) as string[][]) {
    const [invoice = '', stock = '', , quantity = '', at = '', price = '', customer = ''] = row
    const key = row.join('\u0001')
    if (customer === '' || seen.has(key)) continue
    seen.add(key)
    const amount = Math.round(Number(quantity) * Number(price) * 100)
    lines.push({
      person: Number(customer),
      at,
      order: invoice,
      amountMinor: amount,
      kind: Number(quantity) < 0 ? 'return' : 'sale',
      product: stock,
    })
  }
  return lines
}

export function cdnow(): TestLine[] {
  const text = gunzipSync(readFileSync(`${sharedData}/cdnow/cdnow_master.csv.gz`))
  return (parse(text, { columns: false, from_line: 2 }) as string[][]).map(
    ([customer = '', date = '', , value = ''], i) => ({
      person: Number(customer),
      at: `${date} 00:00:00`,
      order: String(i),
      amountMinor: Math.round(Number(value) * 100),
    }),
  )
}

let inserted = 0
/** Straight into the warehouse, as an import would have left it. */
export async function insertLines(
  warehouse: Warehouse,
  workspaceId: number,
  lines: readonly TestLine[],
  currency = 'CNY',
): Promise<void> {
  const columns = [
    'workspace_id',
    'person_key',
    'ts',
    'order_id',
    'row_key',
    'kind',
    'product_id',
    'quantity',
    'currency',
    'amount_minor',
    'cost_minor',
    'coupon',
    'import_id',
  ]
  for (let from = 0; from < lines.length; from += 100_000) {
    const text = lines
      .slice(from, from + 100_000)
      .map((l) =>
        [
          workspaceId,
          l.person,
          l.at,
          l.order,
          ++inserted,
          l.kind ?? 'sale',
          l.product ?? 'p',
          l.amountMinor < 0 ? -1 : 1,
          currency,
          l.amountMinor,
          l.costMinor ?? '\\N',
          l.coupon ?? '',
          '00000000-0000-0000-0000-000000000001',
        ].join('\t'),
      )
      .join('\n')
    await warehouse.insert('order_lines', columns, Buffer.from(`${text}\n`))
  }
}

/** People of whom nothing is known yet. @returns their keys */
export async function newPersons(
  { stores, workspaceId }: Pick<FreshStores, 'stores' | 'workspaceId'>,
  count: number,
): Promise<number[]> {
  const made = await stores.ledger.db
    .insertInto('persons')
    .values(Array.from({ length: count }, () => ({ workspace_id: workspaceId, import_id: null })))
    .returning('person_key')
    .execute()
  return made.map(({ person_key }) => Number(person_key))
}

/** Customers reachable by mail (or not), as the customer room would have written them. */
export async function insertCustomers(
  warehouse: Warehouse,
  workspaceId: number,
  people: readonly {
    person: number
    reachable?: boolean
    prospect?: boolean
    channel?: ContactChannel | 'both'
    language?: string
    country?: string
    attributes?: Record<string, string>
  }[],
  updatedAt = '2020-01-01 00:00:00',
): Promise<void> {
  const text = people
    .map((p) =>
      [
        workspaceId,
        p.person,
        '2020-01-01 00:00:00',
        p.prospect ? 'prospect' : 'customer',
        p.reachable === false
          ? '[]'
          : p.channel === 'both'
            ? `['email','sms']`
            : `['${p.channel ?? 'email'}']`,
        p.language ?? '',
        p.country ?? '',
        JSON.stringify(p.attributes ?? {}),
        updatedAt,
      ].join('\t'),
    )
    .join('\n')
  await warehouse.insert(
    'customers',
    [
      'workspace_id',
      'person_key',
      'first_seen',
      'status',
      'reachable',
      'language',
      'country',
      'attributes',
      'updated_at',
    ],
    Buffer.from(`${text}\n`),
  )
}
