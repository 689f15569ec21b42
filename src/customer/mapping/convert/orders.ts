import { choices } from '../canonical-fields.ts'
import {
  choiceReader,
  currencyReader,
  dateReader,
  idReader,
  moneyReader,
  numberReader,
  type ReadScope,
  textReader,
  toMinor,
} from '../field-readers.ts'
import type { Mapping } from '../mapping.schema.ts'
import { warningCodes } from '../row-problems.ts'
import {
  type Converter,
  type ConvertSettings,
  converted,
  identifierReader,
  reachOf,
  writeTexts,
} from './converted.ts'

/**
 * An order line. Returns are negative in quantity and amount, however the file writes them: a line is one where the
 * mapping says so, else where quantity or amount is negative. Without an amount it is quantity × unit price − discount.
 */
export function orderConverter(mapping: Mapping, scope: ReadScope, settings: ConvertSettings): Converter {
  const { fields } = mapping
  const ids = identifierReader(mapping, scope, settings.phoneCountry)
  const id = (name: string) => idReader(name, fields[name], scope)
  const text = (name: string) => textReader(name, fields[name], scope)
  const money = (name: string) => moneyReader(name, fields[name], scope)
  const ts = dateReader('ts', fields.ts, mapping.timeZone ?? settings.timeZone, scope)
  const [orderId, lineId, productId, placeId, coupon] = [
    id('order_id'),
    id('line_id'),
    id('product_id'),
    id('place_id'),
    id('coupon'),
  ]
  const [productName, category, brand, channel] = [
    text('product_name'),
    text('category'),
    text('brand'),
    text('channel'),
  ]
  const [country, region, city] = [text('country'), text('region'), text('city')]
  const first = [orderId, lineId]
  const second = [productId, productName, category, brand]
  const third = [channel, placeId, coupon, country, region, city]
  const quantity = numberReader('quantity', fields.quantity, scope)
  const [unitPrice, amount, discount, cost] = [
    money('unit_price'),
    money('amount'),
    money('discount'),
    money('cost'),
  ]
  const currency = currencyReader(
    fields.currency,
    (mapping.currency ?? settings.currency).toUpperCase(),
    scope,
  )
  const kindOf = choiceReader('kind', fields.kind, choices['orders.kind'] ?? {}, scope)

  return (cells, out) => {
    const at = ts(cells)
    if (at === null && !blocked(scope)) scope.problems.push({ code: 'required', field: 'ts' })
    const { code, scale } = currency(cells)
    const named = kindOf(cells)
    let count = quantity(cells)
    const price = unitPrice(cells, scale)
    const off = discount(cells, scale) ?? 0
    const spent = cost(cells, scale)
    const given = amount(cells, scale)
    if (given === null && price === null && !blocked(scope))
      scope.problems.push({ code: 'required', field: 'amount' })
    if (price !== null && price < 0 && named !== 'charge')
      scope.problems.push({ code: 'negative_price', field: 'unit_price' })
    let major = given ?? (price ?? 0) * (count ?? 1) - off
    const kind = named !== '' ? named : (count ?? 0) < 0 || (count === null && major < 0) ? 'return' : 'sale'
    if (kind === 'sale' && major < 0 && (count ?? 1) > 0 && price === null)
      scope.problems.push({ code: 'negative_amount', field: 'amount' })
    if (kind === 'return') {
      count = -Math.abs(count ?? 1)
      major = -Math.abs(major)
    }
    const found = ids(cells)
    out.number(at ?? 0)
    writeTexts(out, first, cells)
    out.tab()
    out.ascii(kind)
    writeTexts(out, second, cells)
    out.tab()
    out.number(count ?? 1)
    out.tab()
    out.ascii(code)
    out.tab()
    out.number(price)
    out.tab()
    out.number(toMinor(major, scale, 'amount', scope))
    out.tab()
    out.number(toMinor(off, scale, 'discount', scope))
    out.tab()
    out.number(spent === null ? null : toMinor(spent, scale, 'cost', scope))
    writeTexts(out, third, cells)
    out.tab()
    out.ascii(reachOf(found))
    if (blocked(scope)) return null
    return converted(found, at, kind === 'return' || (count ?? 0) < 0)
  }
}

/** Whether a problem so far costs the row. */
export function blocked(scope: ReadScope): boolean {
  for (const problem of scope.problems) if (!warningCodes.has(problem.code)) return true
  return false
}
