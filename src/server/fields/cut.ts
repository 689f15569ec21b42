import type { FieldAccess, FieldGroup, FieldLevel } from '../../kit/fields.ts'
import { isObject } from './walk.ts'

/** Parts of answers about customers, cut to what a reader may know. */

export type Json = Record<string, unknown>

/** In place of what is known and not shown. */
const covered = '•••'

export const shownAs = (level: FieldLevel, value: unknown): unknown =>
  level === 'clear' ? value : level === 'masked' && value !== null ? covered : null
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
export const hides = (see: FieldAccess, group: FieldGroup) => see.of(group) === 'hidden'

/** The level of a column of the list of customers. */
export function levelOfColumn(id: string, see: FieldAccess): FieldLevel {
  if (id.startsWith('attributes.')) return see.ofAttribute(id.slice('attributes.'.length))
  if (id.startsWith('computed.')) return see.ofComputed(id.slice('computed.'.length))
  if (['r', 'f', 'm', 'knowledge'].includes(id)) return see.of('scores')
  if (orderColumns.has(id)) return see.of('orders')
  if (leadColumns.has(id)) return see.of('leads')
  if (id === 'first_touch') return see.of('events')
  return openColumns.has(id) ? 'clear' : see.ofAttribute(id)
}
const leadColumns = new Set(['lead_stage', 'lead_days', 'lead_owner', 'lead_source', 'lead_next'])
const openColumns = new Set(['status', 'reachable', 'first_seen'])
/** Of what customers have here, whether it is an attribute that can be hidden. */
export const isAttribute = (name: string): boolean => !openColumns.has(name)
const orderColumns = new Set([
  ...['last_order', 'first_order', 'orders', 'monetary', 'average_order', 'recency', 'breadth', 'length'],
])

export const attributes = (rows: unknown, see: FieldAccess) =>
  list(rows).flatMap((row) => {
    const level = see.ofAttribute(String(row.name))
    return level === 'hidden' ? [] : [{ ...row, value: shownAs(level, row.value) }]
  })
export const computed = (rows: unknown, see: FieldAccess) =>
  list(rows).flatMap((row) => {
    const level = see.ofComputed(String(row.id))
    return level === 'hidden' ? [] : [{ ...row, value: shownAs(level, row.value) }]
  })

/** A row of people: city, figures, scores. */
export function personRow(row: Json, see: FieldAccess): Json {
  const next = { ...row }
  if ('city' in next) next.city = shownAs(see.ofAttribute('city'), next.city) ?? ''
  if (hides(see, 'orders'))
    Object.assign(next, { orders: null, monetaryMinor: null, firstOrderAt: null, lastOrderAt: null })
  if (hides(see, 'scores')) Object.assign(next, { r: null, f: null, m: null })
  return next
}

export function profile(answer: Json, see: FieldAccess): Json {
  const value = isObject(answer.value) ? personRow(answer.value, see) : answer.value
  const pairs = isObject(answer.attributes) ? Object.entries(answer.attributes) : []
  return {
    ...answer,
    attributes: Object.fromEntries(
      pairs.flatMap(([name, one]) => {
        const level = see.ofAttribute(name)
        return level === 'hidden' ? [] : [[name, shownAs(level, one)]]
      }),
    ),
    computed: computed(answer.computed, see),
    value,
    segments: hides(see, 'segments') ? [] : answer.segments,
    consents: hides(see, 'consents') ? [] : answer.consents,
    needs: hides(see, 'needs') ? [] : answer.needs,
    lastOrders: hides(see, 'orders') ? [] : answer.lastOrders,
    lastTouches: hides(see, 'touches') ? [] : answer.lastTouches,
  }
}

/** The same for the card, which is made of a profile. */
export const profileFor = (answer: object, see: FieldAccess): Json => profile(answer as Json, see)

export const timelineGroups: Readonly<Record<string, FieldGroup>> = {
  order: 'orders',
  touch: 'touches',
  decision: 'touches',
  event: 'events',
  consent: 'consents',
  identity: 'raw',
  values: 'attributes',
}

export function features(value: unknown, see: FieldAccess): unknown {
  if (!isObject(value) || hides(see, 'orders')) return null
  return hides(see, 'scores') ? { ...value, r: null, f: null, m: null } : value
}
