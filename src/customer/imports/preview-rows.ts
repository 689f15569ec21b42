import type { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Locale } from '../../kit/errors.ts'
import { maskIdentifier } from '../identity/normalise.ts'
import { canonicalFields, identifierTypes } from '../mapping/canonical-fields.ts'
import { missingFields } from '../mapping/check-mapping.ts'
import { answerOf } from '../mapping/consent-words.ts'
import { consentField } from '../mapping/convert/consents.ts'
import { type ConvertSettings, createConverter } from '../mapping/convert/index.ts'
import { toText } from '../mapping/expression/functions.ts'
import { cellText, type ReadScope, rawReader } from '../mapping/field-readers.ts'
import { LineWriter } from '../mapping/line-writer.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { rowProblems, rowProblemText, warningCodes } from '../mapping/row-problems.ts'
import { maskText } from '../privacy/text-guard.ts'
import type { preview as previewSchema } from './api.ts'

export type Preview = z.output<typeof previewSchema>

/** The first rows of a table, as they were read. */
export interface Head {
  encoding: string
  delimiter: string | null
  header: string[]
  rows: string[][]
  numbers: number[]
}

const shownRows = 20

/** So much of an identifier that its owner would know it again. */
export function starred(value: string): string {
  const [first = ''] = [...value]
  return value.includes('@') ? maskIdentifier('email', value) : `${first}***`
}

/** What a mapping makes of rows, identifiers masked: the first of them, and what is wrong with how many. */
export function previewRows(
  head: Head,
  mapping: Mapping,
  vault: Vault,
  settings: ConvertSettings,
  locale: Locale,
): Preview {
  const missing = missingFields(mapping).map((field) => ({ field, message: rowProblems.required[locale] }))
  const show = fieldShower(mapping, head.header, locale)
  const convert = missing.length === 0 ? converterOf(head, mapping, vault, settings) : () => []
  const textOf = (code: string, field: string) => rowProblemText(code, locale, settings.leads?.allowed[field])
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
      problems: problems.map(({ code, field }) => ({ field, message: textOf(code, field) })),
    })
  })
  maskCells(rows, mapping, head.header)
  return {
    rows,
    sampled: head.rows.length,
    good: missing.length > 0 ? 0 : good,
    problems: [...counted.values()].map(({ code, field, rows: count }) => ({
      field,
      message: textOf(code, field),
      rows: count,
    })),
    missing,
  }
}

function converterOf(head: Head, mapping: Mapping, vault: Vault, settings: ConvertSettings) {
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
