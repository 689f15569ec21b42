import type { CountryCode } from 'libphonenumber-js/max'
import type { IdentifierKind } from '../../../stores/ledger/schema/customer.ts'
import { reachBy } from '../../contact/reach.ts'
import { normaliseDevice, normaliseEmail, normalisePhone } from '../../identity/normalise.ts'
import type { Stance } from '../../needs/topics.ts'
import type { FoundDay } from '../days.ts'
import { ownText, plainReader, type ReadScope } from '../field-readers.ts'
import type { LineWriter } from '../line-writer.ts'
import type { FieldSource, Mapping } from '../mapping.schema.ts'
import type { LeadWords } from './lead-words.ts'

/** An identifier in its normalised form; `text` is what is shown to those who may see it. */
export interface FoundIdentifier {
  kind: IdentifierKind
  normalised: string
  text: string
}

/** One row, checked. */
export interface Converted {
  /** Who the row is about, by the strongest identifier it names: account, record, e-mail, telephone, visitor. */
  identity: FoundIdentifier | null
  /** All other identifiers of the row. */
  others: FoundIdentifier[]
  /** Days that matter to them, besides the birthday. */
  days?: FoundDay[]
  /** Time of the fact, UTC ms. */
  at: number | null
  isReturn: boolean
}

export interface ConvertSettings {
  /** Zone and currency where the mapping names none. */
  timeZone: string
  currency: string
  phoneCountry: CountryCode
  /** When the file is read, UTC ms: nobody has agreed to anything after that. */
  nowMs: number
  /** Where the mapping speaks of prospects. */
  leads?: LeadWords
  /** Where the mapping brings needs: topics of the workspace, and what a bare yes means of each. */
  topics?: Readonly<Record<string, Stance>>
  /** Where the mapping brings dates: kinds of the workspace, and whether each comes again every year. */
  dateKinds?: Readonly<Record<string, boolean>>
}

/**
 * Writes the TabSeparated cells of the staging table after person_key and row.
 * @returns null where a problem in `scope.problems` costs the row; what was written must be taken back then
 */
export type Converter = (cells: readonly string[], out: LineWriter) => Converted | null

const identifierFields: readonly { field: string; kind: IdentifierKind }[] = [
  { field: 'customer', kind: 'account' },
  { field: 'record', kind: 'record' },
  { field: 'email', kind: 'email' },
  { field: 'phone', kind: 'phone' },
  { field: 'visitor', kind: 'anonymous' },
  { field: 'name', kind: 'name' },
  { field: 'card', kind: 'card' },
  { field: 'address', kind: 'address' },
  { field: 'unionid', kind: 'unionid' },
  { field: 'openid', kind: 'openid' },
  { field: 'wecom', kind: 'wecom' },
  { field: 'device', kind: 'device' },
]

/** Reads the identifiers of a row. A bad e-mail or telephone costs that value, not the row. */
export function identifierReader(mapping: Mapping, scope: ReadScope, country: CountryCode) {
  const readers = identifierFields.flatMap(({ field, kind }) => {
    const source: FieldSource | undefined = mapping.fields[field]
    return source && !(field === 'name' && mapping.kind === 'products')
      ? [{ field, kind, read: plainReader(field, source, scope), normalise: normaliser(kind, country) }]
      : []
  })
  return (cells: readonly string[]): FoundIdentifier[] => {
    let found: FoundIdentifier[] = none
    for (const { field, kind, read, normalise } of readers) {
      const text = read(cells)
      if (text === '') continue
      const normalised = normalise(text)
      // Of a device that does not say who it is nothing is kept; that is no fault of the row.
      if (normalised === null && kind === 'device') continue
      if (normalised === null) {
        scope.problems.push({ code: kind === 'email' ? 'bad_email' : 'bad_phone', field })
        continue
      }
      if (found === none) found = []
      const addressable = kind === 'email' || kind === 'phone'
      const own = kind === 'record' ? `${mapping.source} ${normalised}` : normalised
      found.push({ kind, normalised: own, text: kind === 'record' ? own : addressable ? normalised : text })
    }
    return found
  }
}

const mostRemembered = 50_000

/** Telephones cost more than all the rest of a row, and stand in many rows of the same person. */
function normaliser(kind: IdentifierKind, country: CountryCode): (text: string) => string | null {
  if (kind !== 'phone') return (text) => normalise(kind, text, country)
  const known = new Map<string, string | null>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const normalised = normalise(kind, text, country)
    if (known.size >= mostRemembered) known.clear()
    known.set(ownText(text), normalised)
    return normalised
  }
}

function normalise(kind: IdentifierKind, text: string, country: CountryCode): string | null {
  switch (kind) {
    case 'email':
      return normaliseEmail(text)
    case 'phone':
      return normalisePhone(text, country)
    case 'account':
    case 'anonymous':
    case 'record':
    case 'openid':
    case 'unionid':
    case 'wecom':
      return text
    case 'device':
      return normaliseDevice(text.normalize('NFKC'))
    case 'card':
      return text.replace(/[\s-]/g, '').toUpperCase()
    default:
      return text.normalize('NFKC').replace(/\s+/g, ' ').toLowerCase()
  }
}

const strong: ReadonlySet<IdentifierKind> = new Set(['account', 'record', 'email', 'phone', 'anonymous'])

/** The first of account, record, e-mail, telephone, visitor says who it is; readers keep that order. */
export function converted(found: FoundIdentifier[], at: number | null, isReturn: boolean): Converted {
  const identity = found[0]
  if (identity && strong.has(identity.kind))
    return { identity, others: found.length === 1 ? none : found.slice(1), at, isReturn }
  return { identity: null, others: none, at, isReturn }
}

const none: FoundIdentifier[] = []

/** Channels the row gives an address for, as the engine's text of them. */
export function reachOf(found: readonly FoundIdentifier[]): string {
  let reach = ''
  for (const { kind } of found) {
    const channel = reachBy(kind)
    if (channel && !reach.split(',').includes(channel)) reach += reach === '' ? channel : `,${channel}`
  }
  return reach
}

/** Cells of text, a tab before each. */
export function writeTexts(
  out: LineWriter,
  readers: readonly ((cells: readonly string[]) => string)[],
  cells: readonly string[],
): void {
  for (const read of readers) {
    out.tab()
    out.text(read(cells))
  }
}
