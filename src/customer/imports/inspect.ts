import type { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { maskIdentifier, phoneCountry } from '../identity/normalise.ts'
import { canonicalFields, identifierTypes } from '../mapping/canonical-fields.ts'
import { checkMapping, missingFields } from '../mapping/check-mapping.ts'
import { answerOf } from '../mapping/consent-words.ts'
import { consentField } from '../mapping/convert/consents.ts'
import { createConverter } from '../mapping/convert/index.ts'
import { toText } from '../mapping/expression/functions.ts'
import { cellText, type ReadScope, rawReader } from '../mapping/field-readers.ts'
import { type Guess, guessMapping } from '../mapping/guess/guess-mapping.ts'
import { LineWriter } from '../mapping/line-writer.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { rowProblems, rowProblemText, warningCodes } from '../mapping/row-problems.ts'
import { maskText } from '../privacy/text-guard.ts'
import { damagedRow } from '../reading/json-lines.ts'
import { openTable } from '../reading/open-table.ts'
import type { FileSource } from '../reading/source.ts'
import type { fileColumn, preview as previewSchema } from './api.ts'
import { importErrors } from './errors.ts'
import { bytesOf } from './read-events.ts'
import { recallMapping } from './remembered-mappings.ts'

export type Preview = z.output<typeof previewSchema>
export type FileColumn = z.output<typeof fileColumn>

export interface Inspection {
  fileName: string
  bytes: number
  encoding: string
  delimiter: string | null
  columns: FileColumn[]
  kind: Mapping['kind']
  confidence: number
  mapping: Mapping
  preview: Preview
}

const sampledRows = 2_000
const shownRows = 20

interface Head {
  encoding: string
  delimiter: string | null
  header: string[]
  rows: string[][]
  numbers: number[]
}

/**
 * What is in a file: columns, a kind, a mapping (the one last used for these columns, else a guess) and a preview.
 * @throws import.* where the file cannot be a table
 */
export async function inspectFile(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  source: FileSource,
): Promise<Inspection> {
  const head = await readHead(source, {})
  if (head.rows.length === 0) throw importErrors.noRows({ file: source.name })
  const guess = guessMapping(head.header, head.rows)
  const remembered = await recallMapping(ledger, workspace.id, head.header)
  const mapping = remembered ?? guess.mapping
  return {
    fileName: source.name,
    bytes: source.bytes,
    encoding: head.encoding,
    delimiter: head.delimiter,
    columns: describeColumns(guess, mapping),
    kind: mapping.kind,
    confidence: remembered ? 1 : guess.confidence,
    mapping,
    preview: previewRows(head, mapping, vault, workspace, workspace.locale),
  }
}

/** Applies a mapping to the first rows. @throws import.* for a mapping that the file does not allow */
export async function previewMapping(
  source: FileSource,
  mapping: Mapping,
  vault: Vault,
  workspace: Workspace,
  locale: Locale,
): Promise<Preview> {
  const { encoding, delimiter, sheet } = mapping
  const head = await readHead(source, { encoding, delimiter, sheet })
  if (missingFields(mapping).length === 0) checkMapping(mapping, head.header, source.name)
  return previewRows(head, mapping, vault, workspace, locale)
}

/** Rows that are at hand. */
export interface RowsAtHand {
  file: string
  header: string[]
  rows: string[][]
  numbers: number[]
}

/** The same of rows that are at hand, by a mapping that is known. */
export function inspectRows(
  at: RowsAtHand,
  mapping: Mapping,
  vault: Vault,
  workspace: Workspace,
  locale: Locale,
): Inspection {
  const whole = at.rows.filter((row) => row[0] !== damagedRow)
  return {
    fileName: at.file,
    bytes: at.rows.reduce((sum, cells) => sum + bytesOf(cells), 0),
    encoding: 'utf-8',
    delimiter: null,
    columns: describeColumns(guessMapping(at.header, whole), mapping),
    kind: mapping.kind,
    confidence: 1,
    mapping,
    preview: previewRowsOf(at, mapping, vault, workspace, locale),
  }
}

/** @throws import.* for a mapping that the columns do not allow */
export function previewRowsOf(
  at: RowsAtHand,
  mapping: Mapping,
  vault: Vault,
  workspace: Workspace,
  locale: Locale,
): Preview {
  if (missingFields(mapping).length === 0) checkMapping(mapping, at.header, at.file)
  const head = { encoding: 'utf-8', delimiter: null, ...at }
  return previewRows(head, mapping, vault, workspace, locale)
}

async function readHead(
  source: FileSource,
  options: Pick<Mapping, 'encoding' | 'delimiter' | 'sheet'>,
): Promise<Head> {
  const table = await openTable(source, options)
  const head: Head = {
    encoding: table.encoding,
    delimiter: table.delimiter,
    header: table.header,
    rows: [],
    numbers: [],
  }
  for await (const batch of table.batches) {
    // A guess is made from rows that are rows; the others are counted when the file is imported.
    batch.rows.forEach((row, i) => {
      if (row[0] === damagedRow) return
      head.rows.push(row)
      head.numbers.push(batch.numbers[i] as number)
    })
    if (head.rows.length >= sampledRows) break
  }
  head.rows.length = Math.min(head.rows.length, sampledRows)
  return head
}

function describeColumns(guess: Guess, mapping: Mapping): FileColumn[] {
  const secret = new Set(
    Object.entries(mapping.fields).flatMap(([field, source]) => {
      const type = canonicalFields[mapping.kind][field]?.type
      return type && identifierTypes.has(type) && type !== 'account' && source.column !== undefined
        ? [source.column]
        : []
    }),
  )
  return guess.columns.map((column) => ({
    name: column.name,
    samples: column.distinct
      .slice(0, 5)
      .map((value) => (secret.has(column.name) ? starred(value) : maskText(value).slice(0, 80))),
    blankShare: column.blankShare,
    looksLike: column.looksLike,
  }))
}

function starred(value: string): string {
  const [first = ''] = [...value]
  return value.includes('@') ? maskIdentifier('email', value) : `${first}***`
}

function previewRows(
  head: Head,
  mapping: Mapping,
  vault: Vault,
  workspace: Workspace,
  locale: Locale,
): Preview {
  const missing = missingFields(mapping).map((field) => ({ field, message: rowProblems.required[locale] }))
  const show = fieldShower(mapping, head.header, locale)
  const convert = missing.length === 0 ? converterOf(head, mapping, vault, workspace) : () => []
  const counted = new Map<string, { code: string; field: string; rows: number }>()
  let good = 0
  const rows: Preview['rows'] = []
  head.rows.forEach((cells, i) => {
    const problems = convert(cells)
    if (!problems.some((problem) => !warningCodes.has(problem.code))) good++
    for (const { code, field } of problems) {
      const key = `${code} ${field}`
      const entry = counted.get(key) ?? { code, field, rows: 0 }
      entry.rows++
      counted.set(key, entry)
    }
    if (rows.length >= shownRows) return
    rows.push({
      row: head.numbers[i] ?? 0,
      cells: head.header.map((_, column) => maskText(cells[column] ?? '').slice(0, 200)),
      canonical: show(cells),
      problems: problems.map(({ code, field }) => ({ field, message: rowProblemText(code, locale) })),
    })
  })
  maskCells(rows, mapping, head.header)
  return {
    rows,
    sampled: head.rows.length,
    good: missing.length > 0 ? 0 : good,
    problems: [...counted.values()].map(({ code, field, rows: count }) => ({
      field,
      message: rowProblemText(code, locale),
      rows: count,
    })),
    missing,
  }
}

function converterOf(head: Head, mapping: Mapping, vault: Vault, workspace: Workspace) {
  const settings = {
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    phoneCountry: phoneCountry(workspace),
    nowMs: workspace.clock.now().getTime(),
  }
  const { convert, scope } = createConverter(
    mapping,
    head.header,
    settings,
    (text) => `id-${vault.blindIndex('pseudonym', text).toString('hex').slice(0, 24)}`,
  )
  const out = new LineWriter(64 * 1024)
  return (cells: readonly string[]) => {
    scope.problems.length = 0
    out.size = 0
    convert(cells, out)
    return [...scope.problems]
  }
}

const answerWords = {
  yes: { en: 'Yes', 'zh-CN': '同意' },
  no: { en: 'No', 'zh-CN': '拒绝' },
} as const

/** Canonical values as text, identifiers masked. */
function fieldShower(
  mapping: Mapping,
  header: readonly string[],
  locale: Locale,
): (cells: readonly string[]) => Record<string, string | null> {
  const scope: ReadScope = {
    columns: new Map(header.map((name, i) => [name, i])),
    problems: [],
    pseudonym: (text) => text,
  }
  const readers = Object.entries(mapping.fields)
    .filter(([, source]) => source.column === undefined || scope.columns.has(source.column))
    .map(([field, source]) => ({
      field,
      type: canonicalFields[mapping.kind][field]?.type,
      read: rawReader(field, source, scope),
    }))
  const consents = (mapping.consents ?? [])
    .filter(({ answer }) => answer.column === undefined || scope.columns.has(answer.column))
    .map((consent) => ({ field: consentField(consent), read: rawReader('', consent.answer, scope) }))
  return (cells) => {
    const shown: Record<string, string | null> = {}
    for (const { field, read } of consents) {
      const answer = answerOf(toText(read(cells)))
      shown[field] = answer === null || answer === 'silent' ? null : answerWords[answer][locale]
    }
    for (const { field, type, read } of readers) {
      const text = toText(read(cells))
      const secret = type !== undefined && identifierTypes.has(type) && type !== 'account'
      shown[field] = text === '' ? null : secret ? starred(text) : maskText(text)
    }
    return shown
  }
}

/** The raw cells of identifier columns are masked too. */
function maskCells(rows: Preview['rows'], mapping: Mapping, header: readonly string[]): void {
  for (const [field, source] of Object.entries(mapping.fields)) {
    const type = canonicalFields[mapping.kind][field]?.type
    if (!type || !identifierTypes.has(type) || type === 'account' || source.column === undefined) continue
    const index = header.indexOf(source.column)
    for (const row of rows) {
      const cell = cellText(row.cells[index])
      if (cell !== '') row.cells[index] = starred(cell)
    }
  }
}
