import { firstDate, parseDay } from '../../kit/calendar/yearly-day.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { clean, cleanText } from './clean.ts'

/**
 * How traits change what is known: `set` replaces, `once` fills what is blank, `append` adds members to lists, `unset`
 * forgets the attributes named, `clear` forgets all of them.
 */
export const traitModes = ['set', 'once', 'append', 'unset', 'clear'] as const
export type TraitMode = (typeof traitModes)[number]

/** What an identify says of a person: identifiers in clear, typed columns, and all else as text. */
export interface Traits {
  mode: TraitMode
  /** Traits it names, as attributes are called. */
  names: readonly string[]
  identifiers: { kind: Exclude<IdentifierKind, 'account'>; text: string }[]
  country: string
  region: string
  city: string
  gender: string
  birthYear: number
  tier: string
  language: string
  attributes: Readonly<Record<string, string>>
  /** Every trait that was filled, by the field it goes to (`email`, `attributes.size`); null where it takes them away. */
  heard: Readonly<Record<string, HeardTrait>> | null
}

/** The value of a trait as it came, in clear; null where nothing can be read from it, or it was masked. */
export type HeardTrait = string | null

/** Traits that name or reach a person, and so stay out of the warehouse. */
const identifying: Readonly<Record<string, IdentifierKind>> = {
  email: 'email',
  phone: 'phone',
  mobile: 'phone',
  telephone: 'phone',
  name: 'name',
  unionid: 'unionid',
  openid: 'openid',
  external_userid: 'wecom',
  pushsubscription: 'push',
}
/** Read together below, or saying who somebody is without being a kind of their own. */
const handled = new Set([
  ...Object.keys(identifying),
  ...[
    'firstname',
    'lastname',
    'first_name',
    'last_name',
    'username',
    'user_name',
    'nickname',
    'avatar',
    'id',
  ],
  ...['address', 'birthday', 'gender', 'tier', 'language', 'country', 'region', 'province', 'state', 'city'],
])
const mostAttributes = 200

/** @param traits of an identify call @throws EventRefused where values are nested too deep */
export function readTraits(traits: Readonly<Record<string, unknown>>, mode: TraitMode = 'set'): Traits {
  const lower = new Map(Object.entries(traits).map(([name, value]) => [name.toLowerCase(), value]))
  const text = (...names: string[]) => {
    for (const name of names) {
      const value = lower.get(name)
      if (typeof value === 'string' && value.trim() !== '') return value.trim()
      if (typeof value === 'number') return String(value)
    }
    return ''
  }
  const address = lower.get('address')
  const parts = typeof address === 'object' && address !== null ? (address as Record<string, unknown>) : {}
  const part = (name: string) => (typeof parts[name] === 'string' ? cleanText(parts[name].trim()) : '')
  const birthday = text('birthday')
  const takesAway = mode === 'unset' || mode === 'clear'
  const attributes = takesAway ? {} : attributesOf(traits)
  return {
    mode,
    names: mode === 'unset' ? Object.keys(traits).map(attributeName) : none,
    // What reaches or names a person is taken away by erasing it, where that is recorded, and never by a stream.
    identifiers: takesAway ? [] : identifiersOf(text, subscriptionText(lower), address, parts, birthday),
    country: cleanText(text('country')) || part('country'),
    region: cleanText(text('region', 'province', 'state')) || part('state'),
    city: cleanText(text('city')) || part('city'),
    gender: cleanText(text('gender')),
    birthYear: birthYearOf(birthday),
    tier: cleanText(text('tier')),
    language: cleanText(text('language')),
    attributes,
    heard: takesAway ? null : heardIn(lower, text, joinedAddress(address, parts), traits, attributes),
  }
}

/** Field and the names its value may have; address and name are put together from several. */
const namesOf: Readonly<Record<string, readonly string[]>> = {
  email: ['email'],
  phone: ['phone', 'mobile', 'telephone'],
  unionid: ['unionid'],
  openid: ['openid'],
  name: ['name', 'firstname', 'first_name', 'lastname', 'last_name'],
  birthday: ['birthday'],
  gender: ['gender'],
  country: ['country'],
  region: ['region', 'province', 'state'],
  city: ['city'],
  tier: ['tier'],
  language: ['language'],
}
const plainTexts = new Set(['gender', 'country', 'region', 'city', 'tier', 'language'])
const partOf: Readonly<Record<string, string>> = { country: 'country', region: 'state', city: 'city' }

function heardIn(
  lower: ReadonlyMap<string, unknown>,
  text: (...names: string[]) => string,
  address: string,
  traits: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, string>>,
): Record<string, HeardTrait> {
  const heard: Record<string, HeardTrait> = Object.create(null) as Record<string, HeardTrait>
  const parts = lower.get('address')
  for (const [field, names] of Object.entries(namesOf)) {
    const part = isObject(parts) ? parts[partOf[field] ?? ''] : undefined
    const value = text(...names) || (typeof part === 'string' ? part.trim() : '')
    // Text that was starred out is not what was sent.
    if (value !== '') heard[field] = plainTexts.has(field) && cleanText(value) !== value ? null : value
    else if (names.some((name) => isFilled(lower.get(name)))) heard[field] = null
  }
  if (address !== '') heard.address = address
  else if (isFilled(parts) && !isObject(parts)) heard.address = null
  for (const [name, value] of Object.entries(attributes)) {
    if (value.trim() === '') continue
    const sent = traits[name]
    const starred = value.includes('***') && !(typeof sent === 'string' && sent.includes('***'))
    heard[`attributes.${name}`] = starred ? null : value
  }
  return heard
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFilled = (value: unknown): boolean =>
  value !== null && value !== undefined && !(typeof value === 'string' && value.trim() === '')

const none: readonly string[] = []
const attributeName = (name: string) => cleanText(name).replaceAll('.', '_')

function identifiersOf(
  text: (...names: string[]) => string,
  subscription: string,
  address: unknown,
  parts: Readonly<Record<string, unknown>>,
  birthday: string,
): Traits['identifiers'] {
  const found: Traits['identifiers'] = []
  const add = (kind: Traits['identifiers'][number]['kind'], value: string) => {
    if (value !== '') found.push({ kind, text: value })
  }
  add('email', text('email'))
  add('phone', text('phone', 'mobile', 'telephone'))
  add('unionid', text('unionid'))
  add('openid', text('openid'))
  add('wecom', text('external_userid'))
  add('push', subscription)
  add('name', text('name') || wholeName(text('firstname', 'first_name'), text('lastname', 'last_name')))
  add('address', joinedAddress(address, parts))
  add('birthday', birthday)
  return found
}

/** A browser's PushSubscription, as an object or as its JSON. */
function subscriptionText(lower: ReadonlyMap<string, unknown>): string {
  const value = lower.get('pushsubscription')
  return typeof value === 'string' ? value : isObject(value) ? JSON.stringify(value) : ''
}

/** Of names in Chinese characters the family's comes first, and nothing stands between. */
function wholeName(first: string, last: string): string {
  if (/^\p{Script=Han}+$/u.test(last + first)) return last + first
  return [first, last].filter((one) => one !== '').join(' ')
}

function joinedAddress(address: unknown, parts: Readonly<Record<string, unknown>>): string {
  if (typeof address === 'string') return address.trim()
  const order = ['country', 'state', 'city', 'street', 'postalCode']
  const joined = order.flatMap((name) => (typeof parts[name] === 'string' ? [parts[name]] : [])).join(' ')
  return parts.street === undefined ? '' : joined
}

/** Nested objects become name_inner; all values are text, as those of imported files are. */
function attributesOf(traits: Readonly<Record<string, unknown>>): Record<string, string> {
  const result: Record<string, string> = {}
  const put = (name: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined || Object.keys(result).length >= mostAttributes) return
    const cleaned = clean(value, `traits.${name}`)
    if (typeof cleaned === 'object' && cleaned !== null && !Array.isArray(cleaned) && depth < 3) {
      for (const [inner, one] of Object.entries(cleaned)) put(`${name}_${inner}`, one, depth + 1)
    } else {
      result[name] = typeof cleaned === 'object' ? JSON.stringify(cleaned) : String(cleaned)
    }
  }
  for (const [name, value] of Object.entries(traits)) {
    const plain = attributeName(name)
    if (plain === '' || plain === '__proto__' || handled.has(name.toLowerCase())) continue
    put(plain, value, 0)
  }
  return result
}

function birthYearOf(birthday: string): number {
  const day = parseDay(birthday)
  const year = Number((day ? firstDate(day) : /^(\d{4})/.exec(birthday)?.[1])?.slice(0, 4) ?? 0)
  return year >= 1800 && year <= 2100 ? year : 0
}
