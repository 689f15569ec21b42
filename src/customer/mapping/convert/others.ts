import { dayText, firstDate } from '../../../kit/calendar/yearly-day.ts'
import { birthdayReader } from '../birthday.ts'
import { choices } from '../canonical-fields.ts'
import { daysReader } from '../days.ts'
import {
  choiceReader,
  currencyReader,
  dateReader,
  idReader,
  moneyReader,
  type ReadScope,
  textReader,
  toMinor,
} from '../field-readers.ts'
import type { Mapping } from '../mapping.schema.ts'
import { consentsReader } from './consents.ts'
import {
  type Converter,
  type ConvertSettings,
  converted,
  identifierReader,
  reachOf,
  writeTexts,
} from './converted.ts'
import { leadReader } from './leads.ts'
import { needsReader } from './needs.ts'
import { blocked } from './orders.ts'
import { worksReader } from './works.ts'

/** A customer. Of the birthday the warehouse gets the year; the day is kept encrypted. */
export function customerConverter(mapping: Mapping, scope: ReadScope, settings: ConvertSettings): Converter {
  const { fields } = mapping
  const ids = identifierReader(mapping, scope, settings.phoneCountry)
  const text = (name: string) => textReader(name, fields[name], scope)
  const zone = mapping.timeZone ?? settings.timeZone
  const firstSeen = dateReader('first_seen', fields.first_seen, zone, scope)
  const birthday = birthdayReader(fields.birthday, scope)
  const readers = ['country', 'region', 'city', 'gender', 'tier', 'language'].map(text)
  const dates = daysReader(mapping, scope, settings.dateKinds ?? {})
  const attributes = attributesReader(mapping, scope)
  const consents = consentsReader(mapping, scope, settings)
  const works = worksReader(mapping, scope, settings)
  const lead = leadReader(mapping, scope, settings)
  const needs = needsReader(mapping, scope, settings)
  return (cells, out) => {
    const found = ids(cells)
    const seen = firstSeen(cells)
    const born = birthday(cells)
    if (born.day !== null) {
      // Compared by the solar day, kept as it was said.
      found.push({
        kind: 'birthday',
        normalised: firstDate(born.day) ?? dayText(born.day),
        text: dayText(born.day),
      })
    }
    const who = converted(found, seen, false)
    const days = dates(cells)
    if (who.identity === null) scope.problems.push({ code: 'required', field: 'customer' })
    out.number(seen)
    writeTexts(out, readers, cells)
    out.tab()
    out.number(born.year)
    out.tab()
    out.ascii(reachOf(found))
    out.tab()
    out.text(attributes(cells))
    out.tab()
    out.text(consents(cells))
    out.tab()
    out.text(works(cells))
    out.tab()
    out.text(lead(cells))
    out.tab()
    out.text(needs(cells))
    return blocked(scope) ? null : days.length === 0 ? who : { ...who, days }
  }
}

export function productConverter(mapping: Mapping, scope: ReadScope, settings: ConvertSettings): Converter {
  const { fields } = mapping
  const productId = idReader('product_id', fields.product_id, scope)
  const texts = ['name', 'category', 'brand'].map((name) => textReader(name, fields[name], scope))
  const price = moneyReader('price', fields.price, scope)
  const cost = moneyReader('cost', fields.cost, scope)
  const currency = currencyReader(
    fields.currency,
    (mapping.currency ?? settings.currency).toUpperCase(),
    scope,
  )
  const attributes = attributesReader(mapping, scope)
  return (cells, out) => {
    const id = productId(cells)
    if (id === '' && !blocked(scope)) scope.problems.push({ code: 'required', field: 'product_id' })
    const { code, scale } = currency(cells)
    const amounts = [price(cells, scale), cost(cells, scale)].map((value, i) => {
      const field = i === 0 ? 'price' : 'cost'
      if (value !== null && value < 0) scope.problems.push({ code: 'negative_price', field })
      return value === null ? null : toMinor(value, scale, field, scope)
    })
    out.text(id)
    writeTexts(out, texts, cells)
    out.tab()
    out.ascii(code)
    for (const amount of amounts) {
      out.tab()
      out.number(amount)
    }
    out.tab()
    out.text(attributes(cells))
    return blocked(scope) ? null : converted([], null, false)
  }
}

/** A contact or an answer to one, from another system. */
export function touchConverter(mapping: Mapping, scope: ReadScope, settings: ConvertSettings): Converter {
  const { fields } = mapping
  const ids = identifierReader(mapping, scope, settings.phoneCountry)
  const ts = dateReader('ts', fields.ts, mapping.timeZone ?? settings.timeZone, scope)
  const campaign = idReader('campaign', fields.campaign, scope)
  const agent = idReader('agent', fields.agent, scope)
  const texts = ['channel', 'step', 'outcome', 'reason'].map((name) => textReader(name, fields[name], scope))
  const kindOf = choiceReader('kind', fields.kind, choices['touches.kind'] ?? {}, scope)
  const cost = moneyReader('cost', fields.cost, scope)
  const currency = currencyReader(
    fields.currency,
    (mapping.currency ?? settings.currency).toUpperCase(),
    scope,
  )
  return (cells, out) => {
    const at = ts(cells)
    if (at === null && !blocked(scope)) scope.problems.push({ code: 'required', field: 'ts' })
    const found = ids(cells)
    const who = converted(found, at, false)
    if (who.identity === null) scope.problems.push({ code: 'required', field: 'customer' })
    const { code, scale } = currency(cells)
    const spent = toMinor(cost(cells, scale) ?? 0, scale, 'cost', scope)
    out.number(at ?? 0)
    out.tab()
    out.text(campaign(cells))
    out.tab()
    out.ascii(kindOf(cells) || 'sent')
    writeTexts(out, texts, cells)
    out.tab()
    out.text(agent(cells))
    out.tab()
    out.number(spent)
    out.tab()
    out.ascii(code)
    out.tab()
    out.ascii(reachOf(found))
    return blocked(scope) ? null : who
  }
}

/** Attributes are texts, each under its name, blanks left out. */
export function attributesReader(mapping: Mapping, scope: ReadScope): (cells: readonly string[]) => string {
  const readers = Object.entries(mapping.attributes).map(([name, source]) => ({
    name,
    read: textReader(name, source, scope),
  }))
  return (cells) => {
    if (readers.length === 0) return '{}'
    const values: Record<string, string> = {}
    for (const { name, read } of readers) {
      const value = read(cells)
      if (value !== '') values[name] = value
    }
    return JSON.stringify(values)
  }
}
