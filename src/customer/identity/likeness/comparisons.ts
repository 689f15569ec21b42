import {
  type BlockingRule,
  type Comparison,
  dateComparison,
  editComparison,
  equalityRule,
  type LinkageField,
  missingCode,
  nameComparison,
  wordsComparison,
} from '@liangti/models'
import { firstDate, parseDay } from '../../../kit/calendar/yearly-day.ts'
import { type AddressParts, doorOf, nearness, readAddress } from '../address/index.ts'
import { loadNameForms, type NameForms } from '../names/forms.ts'
import { type AlikeInput, type ComparedKind, comparedKinds } from './columns.ts'

/** How each kind is compared; the words for its levels are the console's, by place. */
export const levelsOf: Readonly<Record<ComparedKind, readonly string[]>> = {
  name: ['equal', 'same_sound', 'similar', 'different'],
  phone: ['equal', 'one_slip', 'different'],
  email: ['equal', 'one_slip', 'two_slips', 'different'],
  address: ['equal', 'mostly', 'partly', 'different'],
  birthday: ['equal', 'one_slip', 'within_month', 'within_year', 'different'],
}

/** Equal, read alike (张伟, 张玮, Zhang Wei, 張偉), spelled alike, or different. */
function namesAlike(forms: NameForms): Comparison {
  const spelled = nameComparison({ atLeast: [0.9] })
  return {
    levels: levelsOf.name,
    prepare(values) {
      const alike = spelled.prepare(values)
      const sounds = values.map((value) => soundOf(value, forms))
      return (a, b) => {
        if (sounds[a] === sounds[b] && sounds[a] !== '') return 1
        return alike(a, b) === 1 ? 2 : 3
      }
    },
  }
}

/** Syllables or words in order of the alphabet: who writes the surname last is the same. */
export function soundOf(name: string, forms: NameForms): string {
  const characters = (name.match(/\p{Script=Han}/gu) ?? []).join('')
  const words = name.match(/(?:(?!\p{Script=Han})\p{L})+/gu) ?? []
  const [reading = []] = characters === '' ? [] : forms.readings(characters)
  // Zhangwei and Zhang Wei are one: letters in their order, the parts in that of the alphabet where they are parts.
  const parts = [...reading, ...words]
  return parts.length > 1 ? parts.toSorted().join('') : (parts[0] ?? '')
}

/** By their parts where both are taken apart, so that a neighbour's is not nearly equal; else by words in common. */
function addressesAlike(read: (address: string) => AddressParts): Comparison {
  const loose = wordsComparison([0.8, 0.5])
  return {
    levels: levelsOf.address,
    prepare(values) {
      const parts = values.map(read)
      const alike = loose.prepare(values)
      return (a, b) => {
        const [one, other] = [parts[a], parts[b]]
        const near = one && other ? nearness(one, other) : null
        return near === null ? alike(a, b) : levelsOf.address.indexOf(near)
      }
    },
  }
}

interface Coded {
  name: ComparedKind
  codes: Uint32Array
  values: string[]
}

export interface Compared {
  fields: LinkageField[]
  rules: BlockingRule[]
}

/** A birthday of the Chinese calendar is compared by its solar day. */
function solarOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text
  const day = parseDay(text)
  return (day && firstDate(day)) ?? text
}

/** The fields of the records in their comparable forms, and which records are compared at all. */
export async function comparisonsOf({ columns }: Pick<AlikeInput, 'columns'>): Promise<Compared> {
  const forms = await loadNameForms()
  const read = remembering((address) => readAddress(address, forms))
  const plain: Record<ComparedKind, (text: string) => string> = {
    name: (text) => forms.plain(text).replace(/[^\p{L} ]/gu, ''),
    phone: (text) => text,
    email: (text) => text,
    address: (text) => forms.plain(text),
    birthday: solarOf,
  }
  const made: Record<ComparedKind, Comparison> = {
    name: namesAlike(forms),
    phone: { ...editComparison([1]), levels: levelsOf.phone },
    email: { ...editComparison([1, 2]), levels: levelsOf.email },
    address: addressesAlike(read),
    birthday: { ...dateComparison([31, 366]), levels: levelsOf.birthday },
  }
  const coded = Object.fromEntries(
    comparedKinds.map((kind) => [kind, codedOf(kind, columns[kind].map(plain[kind]))]),
  ) as Record<ComparedKind, Coded>
  const known = comparedKinds.filter((kind) => coded[kind].values.length > 1)
  const fields = known.map((kind) => ({
    ...coded[kind],
    comparison: made[kind],
    ...(kind === 'name' ? { termFrequency: true } : {}),
  }))
  const sound = turned(coded.name, (name) => soundOf(name, forms))
  const family = turned(coded.name, (name) => soundOf(name, forms).slice(0, 3))
  const door = turned(coded.address, (address) => doorOf(read(address)) || address)
  const street = turned(coded.address, (address) => streetOf(address, read(address)))
  const mailbox = turned(coded.email, (email) => email.split('@')[0] ?? '')
  const rules = [
    [coded.phone],
    [coded.email],
    [door],
    [sound, coded.birthday],
    [sound, street],
    [coded.birthday, street],
    [mailbox, coded.birthday],
    [family, coded.birthday],
    [turned(coded.phone, (phone) => phone.slice(-8, -2)), sound],
    [turned(coded.phone, (phone) => phone.slice(-4)), coded.birthday],
    [mailbox, sound],
  ]
  const possible = rules.filter((parts) =>
    parts.every((part) => known.includes(part.name) && part.values.length > 1),
  )
  return {
    fields,
    rules: possible.map((parts, i) => ({
      ...equalityRule(parts),
      name: `${i} ${parts.map((part) => part.name).join('+')}`,
    })),
  }
}

function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const had = known.get(text)
    if (had !== undefined) return had
    const made = make(text)
    known.set(text, made)
    return made
  }
}

/** The street and its number; of an address that cannot be taken apart its beginning. */
function streetOf(address: string, { street, number }: AddressParts): string {
  return street === '' ? address.replaceAll(' ', '').slice(0, 8) : `${street} ${number}`
}

function codedOf(name: ComparedKind, values: readonly string[]): Coded {
  const seen = new Map<string, number>()
  const codes = Uint32Array.from(values, (value) => {
    const text = value.trim()
    if (text === '') return missingCode
    const code = seen.get(text) ?? seen.size
    seen.set(text, code)
    return code
  })
  return { name, codes, values: [...seen.keys()] }
}

function turned(column: Coded, turn: (value: string) => string): Coded {
  const every = codedOf(column.name, column.values.map(turn))
  return {
    name: column.name,
    codes: column.codes.map((code) => (code === missingCode ? missingCode : (every.codes[code] as number))),
    values: every.values,
  }
}
