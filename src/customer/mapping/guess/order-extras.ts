import type { FieldSource } from '../mapping.schema.ts'
import type { ColumnProfile } from './columns.ts'
import { quotedColumn } from './quoted-column.ts'
import { chargeCodes } from './synonyms.ts'

/** What an order file needs beyond one column a field: amounts to compute, discounts to add up, returns and fees. */
export function orderExtras(
  columns: readonly ColumnProfile[],
  rows: readonly (readonly string[])[],
  taken: ReadonlyMap<string, ColumnProfile>,
): Record<string, FieldSource> {
  const extras: Record<string, FieldSource> = {}
  const quantity = taken.get('quantity')
  const price = taken.get('unit_price')
  if (!taken.has('amount') && quantity && price && !price.decimalComma && !quantity.decimalComma)
    extras.amount = { expression: `${quotedColumn(quantity.name)} * ${quotedColumn(price.name)}` }
  const discounts = columns.filter(
    (column) =>
      /_?disc(ount)?$|优惠金额$|折扣金额$/i.test(column.name) &&
      ['decimal', 'integer'].includes(column.looksLike) &&
      !column.decimalComma,
  )
  if (discounts.length > 1)
    extras.discount = {
      expression: discounts.map((one) => `coalesce(${quotedColumn(one.name)}, 0)`).join(' + '),
    }
  const kind = taken.has('kind') ? null : kindExpression(columns, rows, taken)
  if (kind) extras.kind = { expression: kind }
  return extras
}

/**
 * Returns are known by a number with a letter C in front, as some shop systems write cancellations; fees by product
 * codes that are no goods. Elsewhere the sign of the quantity says it, and no expression is needed.
 */
function kindExpression(
  columns: readonly ColumnProfile[],
  rows: readonly (readonly string[])[],
  taken: ReadonlyMap<string, ColumnProfile>,
): string | null {
  const cellsOf = (field: string): string[] => {
    const column = taken.get(field)
    const index = column ? columns.indexOf(column) : -1
    return index < 0 ? [] : rows.map((row) => (row[index] ?? '').trim())
  }
  const orders = cellsOf('order_id')
  const cancelled = orders.some((id) => /^C\d+$/.test(id)) && orders.some((id) => /^\d+$/.test(id))
  const codes = new Set(cellsOf('product_id').map((code) => code.toUpperCase()))
  const fees = chargeCodes.filter((code) => code.length > 2 && codes.has(code)).length > 0
  if (!cancelled && !fees) return null
  const order = taken.get('order_id')
  const product = taken.get('product_id')
  const quantity = taken.get('quantity')
  const signs = [
    ...(cancelled && order ? [`startsWith(${quotedColumn(order.name)}, 'C')`] : []),
    ...(quantity ? [`${quotedColumn(quantity.name)} < 0`] : []),
  ]
  const saleOrReturn = signs.length > 0 ? `if(${signs.join(' or ')}, 'return', 'sale')` : "'sale'"
  if (!fees || !product) return saleOrReturn
  const list = chargeCodes.map((code) => `'${code}'`).join(', ')
  return `if(oneOf(upper(${quotedColumn(product.name)}), ${list}), 'charge', ${saleOrReturn})`
}
