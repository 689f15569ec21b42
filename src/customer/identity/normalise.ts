import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Workspace } from '../../kit/workspace.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { pushHost, readSubscription } from '../contact/push-subscription.ts'
import { holdsIdentifier } from '../privacy/text-guard.ts'

/** Countries whose telephone numbers a workspace writes without a country code. */
const countryOfCurrency: Record<string, CountryCode> = {
  CNY: 'CN',
  HKD: 'HK',
  TWD: 'TW',
  MOP: 'MO',
  USD: 'US',
  GBP: 'GB',
  JPY: 'JP',
  KRW: 'KR',
  SGD: 'SG',
  AUD: 'AU',
  CAD: 'CA',
  NZD: 'NZ',
  INR: 'IN',
  CHF: 'CH',
  SEK: 'SE',
  NOK: 'NO',
  DKK: 'DK',
  PLN: 'PL',
  CZK: 'CZ',
  BRL: 'BR',
  MXN: 'MX',
  THB: 'TH',
  MYR: 'MY',
  PHP: 'PH',
  VND: 'VN',
  IDR: 'ID',
  AED: 'AE',
  SAR: 'SA',
  TRY: 'TR',
  ZAR: 'ZA',
}
/** The euro says little; the zone says more. */
const countryOfZone: Record<string, CountryCode> = {
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES',
  'Europe/Rome': 'IT',
  'Europe/Amsterdam': 'NL',
  'Europe/Brussels': 'BE',
  'Europe/Vienna': 'AT',
  'Europe/Dublin': 'IE',
  'Europe/Lisbon': 'PT',
  'Europe/Helsinki': 'FI',
  'Europe/Athens': 'GR',
  'Europe/Luxembourg': 'LU',
  'Europe/Zagreb': 'HR',
}

export function phoneCountry(workspace: Pick<Workspace, 'currency' | 'timeZone'>): CountryCode {
  return countryOfZone[workspace.timeZone] ?? countryOfCurrency[workspace.currency] ?? 'CN'
}

/** Lower case without blanks around. @returns null where it is no address */
export function normaliseEmail(text: string): string | null {
  const email = text.normalize('NFKC').trim().toLowerCase()
  return email.length <= 254 && /^[^\s@,;<>()"]{1,64}@[^\s@,;<>()"]+\.[^\s@.,;<>()"]{2,}$/.test(email)
    ? email
    : null
}

/** E.164, such as +8613800138000. @returns null where the number cannot exist */
export function normalisePhone(text: string, country: CountryCode): string | null {
  const phone = parsePhoneNumberFromString(text.normalize('NFKC'), country)
  return phone?.isPossible() ? phone.number : null
}

/** Lower case. @returns null for what devices say that do not tell who they are: all zeros, too short */
export function normaliseDevice(text: string): string | null {
  const device = text.toLowerCase()
  return /^[0-]*$/.test(device) || device.length < 8 ? null : device
}

/**
 * The form under which an identifier is found again.
 * @returns null where the value is none of its kind
 */
export function normaliseIdentifier(kind: IdentifierKind, text: string, country: CountryCode): string | null {
  const plain = text.normalize('NFKC').trim().replace(/\s+/g, ' ')
  if (plain === '') return null
  switch (kind) {
    case 'account':
    case 'anonymous':
      return text.trim()
    case 'email':
      return normaliseEmail(text)
    case 'phone':
      return normalisePhone(text, country)
    case 'openid':
    case 'unionid':
    case 'wecom':
    case 'record':
      return plain
    case 'device':
      return normaliseDevice(plain)
    case 'push':
      return readSubscription(text)
    case 'card':
      return plain.replace(/[\s-]/g, '').toUpperCase()
    case 'name':
    case 'address':
      return plain.toLowerCase()
    case 'birthday':
      return plain
  }
}

/** What may be shown of an identifier: enough to recognise it, not enough to use it. */
export function maskIdentifier(kind: IdentifierKind, text: string): string {
  switch (kind) {
    case 'email': {
      const [local = '', domain = ''] = text.split('@')
      return `${local.charAt(0)}***@${domain}`
    }
    case 'phone': {
      const local = text.replace(/^\+86/, '')
      return local.length > 7 ? `${local.slice(0, 3)}****${local.slice(-3)}` : '****'
    }
    case 'name': {
      const [first = ''] = [...text.trim()]
      return `${first}**`
    }
    case 'card':
      return `****${text.slice(-4)}`
    case 'address':
      return `${[...text].slice(0, 6).join('')}***`
    case 'birthday':
      return /^\d{4}/.test(text) ? `${text.slice(0, 4)}-**-**` : '****-**-**'
    case 'push':
      return `${pushHost(text)}…${text.slice(-4)}`
    case 'anonymous':
    case 'openid':
    case 'unionid':
    case 'wecom':
    case 'device':
      return text.length > 8 ? `${text.slice(0, 4)}…${text.slice(-4)}` : text
    case 'record':
    case 'account':
      // Shown as it is, unless somebody numbers customers by their telephone.
      return holdsIdentifier(text) ? `${text.slice(0, 3)}****` : text
  }
}
