import type { Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { htmlPage, text } from '../html.ts'
import type { CopyPart, CopyRow } from './contents.ts'
import { copyWords } from './words.ts'

/** Rows of one part that a page shows; all of them are in the data file. */
const shownRows = 500

export interface CopyHead {
  workspace: Workspace
  at: Date
}

/** All parts as one JSON object, row by row. */
export async function* asJson(
  parts: readonly CopyPart[],
  { workspace, at }: CopyHead,
): AsyncGenerator<string> {
  yield `{"format":1,"workspace":${JSON.stringify(workspace.name)},"madeAt":${JSON.stringify(at.toISOString())}`
  for (const part of parts) {
    yield `,\n${JSON.stringify(part.name)}:[`
    let first = true
    for await (const row of part.rows()) {
      yield `${first ? '' : ','}\n${JSON.stringify(row)}`
      first = false
    }
    yield ']'
  }
  yield '}\n'
}

/** The same to read: a table for each part that holds anything. */
export async function* asPage(
  parts: readonly CopyPart[],
  { workspace, at }: CopyHead,
  locale: Locale,
): AsyncGenerator<string> {
  const words = copyWords[locale]
  const { before, after } = htmlPage(locale, words.title(workspace.name))
  yield before
  yield `<p>${text(words.madeAt(at.toLocaleString(locale, { timeZone: workspace.timeZone }), workspace.timeZone))}</p>`
  for (const part of parts) yield* section(part, locale)
  yield after
}

async function* section(part: CopyPart, locale: Locale): AsyncGenerator<string> {
  const words = copyWords[locale]
  const rows: CopyRow[] = []
  let count = 0
  for await (const row of part.rows()) if (count++ < shownRows) rows.push(row)
  if (count === 0) return
  const columns = [...new Set(rows.flatMap(filled))]
  yield `<section><h2>${text(words.parts[part.name] ?? part.name)} <small>${count}</small></h2>`
  if (count > shownRows) yield `<p>${text(words.more(shownRows))}</p>`
  yield `<table><thead><tr>${columns.map((name) => `<th>${text(words.columns[name] ?? name)}</th>`).join('')}</tr></thead><tbody>`
  for (const row of rows)
    yield `<tr>${columns.map((name) => `<td>${text(cell(row[name]))}</td>`).join('')}</tr>\n`
  yield '</tbody></table></section>'
}

/** Columns that say something; numbers of ours for other things only fill a page. */
const filled = (row: CopyRow): string[] =>
  Object.entries(row).flatMap(([name, value]) =>
    cell(value) === '' || /(^id|_id|_key|_no|lease_until|sealed)$/.test(name) ? [] : [name],
  )

function cell(value: unknown): string {
  if (value === null || value === undefined || value === '00000000-0000-0000-0000-000000000000') return ''
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== '')
    return Array.isArray(value)
      ? value.map(cell).join(', ')
      : entries.map(([name, inner]) => `${name}: ${cell(inner)}`).join('; ')
  }
  return String(value)
}
