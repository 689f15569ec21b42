import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { csvLine } from '../../../kit/csv.ts'
import { type Random, seededRandom } from '../../../kit/random.ts'
import { type Citizen, makePeople } from './people.ts'
import { type Hand, type System, systems } from './systems.ts'

/** Telephones of the company that staff type in where a customer gives none. */
const shopPhones = ['13900001111', '13900002222', '13900003333']

export interface WrittenExport {
  system: string
  path: string
  /** The mapping it is imported with, as YAML beside it. */
  mapping: string
  rows: number
}

/**
 * Writes what thirteen systems know of one population, a mapping for each, and `truth.csv`: who each record is.
 * @returns the files in the order to import them
 */
export function writeExports(dir: string, options: { people: number; seed: number }): WrittenExport[] {
  mkdirSync(dir, { recursive: true })
  const people = makePeople(options.people, options.seed)
  const truth = ['system,record,person\n']
  const written = systems.map((system, n) => {
    const random = seededRandom(options.seed * 101 + n)
    const rows = rowsOf(system, people, random)
    for (const { record, person } of rows) truth.push(csvLine([system.id, record, String(person)]))
    const name = `${String(n + 1).padStart(2, '0')}-${system.id}`
    const path = join(dir, `${name}.${system.format}`)
    const text = textOf(
      system,
      rows.map(({ cells }) => cells),
    )
    writeFileSync(path, system.encoding === 'gbk' ? inGbk(text) : text)
    const mapping = join(dir, `${name}.yaml`)
    writeFileSync(mapping, stringify(mappingOf(system)))
    return { system: system.id, path, mapping, rows: rows.length }
  })
  writeFileSync(join(dir, 'truth.csv'), truth.join(''))
  return written
}

export function mappingOf({ id, fields, encoding, format }: System) {
  return {
    version: 1,
    kind: 'customers',
    source: id,
    ...(encoding ? { encoding } : {}),
    ...(format === 'tsv' ? { delimiter: '\t' } : {}),
    fields: Object.fromEntries(Object.entries(fields).map(([field, column]) => [field, { column }])),
  }
}

interface Row {
  record: string
  person: number
  cells: Record<string, string>
}

function rowsOf(system: System, people: readonly Citizen[], random: Random): Row[] {
  const rows: Row[] = []
  for (const person of people) {
    if (random.next() >= system.knows) continue
    const times = random.next() < (system.twice ?? 0) ? 2 : 1
    for (let n = 0; n < times; n++) {
      const record = `${system.id.slice(0, 2).toUpperCase()}${100_000 + rows.length}`
      const values = system.row(person, handOf(person, system, random))
      const cells = Object.fromEntries(
        Object.entries(system.fields).map(([field, column]) => [
          column,
          field === 'record' || field === 'customer' ? record : blankable(values[field] ?? '', field, random),
        ]),
      )
      rows.push({ record, person: person.id, cells })
    }
  }
  // Nobody's list is in the order of the population.
  return rows
    .map((row) => ({ row, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row)
}

/** People leave fields empty. */
function blankable(value: string, field: string, random: Random): string {
  const often: Readonly<Record<string, number>> = {
    birthday: 0.25,
    address: 0.15,
    email: 0.1,
    phone: 0.05,
    name: 0.03,
  }
  return random.next() < (often[field] ?? 0) ? '' : value
}

function handOf(person: Citizen, system: System, random: Random): Hand {
  const isBehind = random.next() < system.behind
  const of = <T>(values: readonly T[]): T => values[isBehind ? values.length - 1 : 0] as T
  const surname = isBehind && person.maiden ? person.maiden : person.surname
  const slip = (text: string) => (random.next() < system.slips ? slipped(text, random) : text)
  const phone = system.id === 'shop' && random.next() < 0.02 ? shopPhones[random.below(3)] : undefined
  return {
    random,
    name: surname + person.given,
    phone: phone ?? slip(of(person.phones)),
    email: slip(person.email),
    address: slip(of(person.addresses)),
  }
}

/** One sign wrong, missing, or changed places with the next. */
function slipped(text: string, random: Random): string {
  const at = random.below(Math.max(1, text.length - 1))
  const here = text.charAt(at)
  const kind = random.below(3)
  if (kind === 0 && /\d/.test(here))
    return text.slice(0, at) + String((Number(here) + 1 + random.below(9)) % 10) + text.slice(at + 1)
  if (kind === 1 && text.length > 6 && !/^\d+$/.test(text)) return text.slice(0, at) + text.slice(at + 1)
  return text.slice(0, at) + text.charAt(at + 1) + here + text.slice(at + 2)
}

function textOf(system: System, rows: readonly Record<string, string>[]): string {
  const columns = Object.values(system.fields)
  if (system.format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  if (system.format === 'tsv')
    return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
      .map((cells) => `${cells.join('\t')}\n`)
      .join('')
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map(csvLine).join('')
}

/** Two bytes for each character of the standard; the platform only decodes it. */
function inGbk(text: string): Buffer {
  const codes = new Map<string, number>()
  const decoder = new TextDecoder('gbk')
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++)
      if (low !== 0x7f) codes.set(decoder.decode(Uint8Array.of(high, low)), high * 256 + low)
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 63
    const pair = codes.get(char)
    if (code < 128) bytes.push(code)
    else if (pair === undefined) bytes.push(63)
    else bytes.push(pair >> 8, pair & 255)
  }
  return Buffer.from(bytes)
}
