import {
  currencyReader,
  dateReader,
  idReader,
  moneyReader,
  type ReadScope,
  textReader,
  toMinor,
} from '../field-readers.ts'
import type { Mapping } from '../mapping.schema.ts'
import {
  type Converter,
  type ConvertSettings,
  converted,
  identifierReader,
  reachOf,
  writeTexts,
} from './converted.ts'
import { blocked } from './orders.ts'
import { attributesReader } from './others.ts'

/**
 * Something that happened: seen, put into the cart, asked. Whom it was about may be unknown; when and what may not. The
 * name comes from a column, with a table of values where the file has codes, or is the same for all rows.
 */
export function eventConverter(mapping: Mapping, scope: ReadScope, settings: ConvertSettings): Converter {
  const { fields } = mapping
  const ids = identifierReader(mapping, scope, settings.phoneCountry)
  const ts = dateReader('ts', fields.ts, mapping.timeZone ?? settings.timeZone, scope)
  const name = textReader('event', fields.event, scope)
  const [eventId, productId] = [
    idReader('event_id', fields.event_id, scope),
    idReader('product_id', fields.product_id, scope),
  ]
  const texts = [
    productId,
    textReader('category', fields.category, scope),
    textReader('channel', fields.channel, scope),
  ]
  const value = moneyReader('value', fields.value, scope)
  const home = (mapping.currency ?? settings.currency).toUpperCase()
  const currency = currencyReader(fields.currency, home, scope)
  const properties = attributesReader(mapping, scope)
  return (cells, out) => {
    const at = ts(cells)
    if (at === null && !blocked(scope)) scope.problems.push({ code: 'required', field: 'ts' })
    const event = name(cells)
    if (event === '' && !blocked(scope)) scope.problems.push({ code: 'required', field: 'event' })
    const found = ids(cells)
    const { scale } = currency(cells)
    out.number(at ?? 0)
    out.tab()
    out.text(eventId(cells))
    out.tab()
    out.text(event)
    writeTexts(out, texts, cells)
    out.tab()
    out.number(toMinor(value(cells, scale) ?? 0, scale, 'value', scope))
    out.tab()
    out.text(properties(cells))
    out.tab()
    out.ascii(reachOf(found))
    return blocked(scope) ? null : converted(found, at, false)
  }
}
