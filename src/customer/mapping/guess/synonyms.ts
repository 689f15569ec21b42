import type { ImportKind } from '../mapping.schema.ts'
import { eventsSynonyms } from './event-synonyms.ts'
import { ordersSynonyms } from './order-synonyms.ts'
import { customersSynonyms, productsSynonyms, touchesSynonyms } from './other-synonyms.ts'
import type { Synonyms } from './shared-synonyms.ts'

export const synonyms: Readonly<Record<ImportKind, Synonyms>> = {
  orders: ordersSynonyms,
  customers: customersSynonyms,
  products: productsSynonyms,
  touches: touchesSynonyms,
  events: eventsSynonyms,
}

export function plainName(column: string): string {
  return column
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._\-/()（）:：#]+/g, '')
}

/** Codes of order lines that are no goods, in upper case: postage, manual entries, fees, samples, gifts to charity. */
export const chargeCodes: readonly string[] = [
  'POST',
  'DOT',
  'C2',
  'D',
  'M',
  'S',
  'B',
  'BANK CHARGES',
  'AMAZONFEE',
  'CRUK',
  'PADS',
  'SHIPPING',
  'POSTAGE',
  'FREIGHT',
  'FEE',
]
