import { Readable } from 'node:stream'
import type { Actor } from '../../../kit/api.ts'
import type { Locale } from '../../../kit/errors.ts'
import { currencyDigits } from '../../../kit/money.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { requireAllowed } from '../../privacy/purposes/limits.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { type Bind, chosenColumns, type ListColumn } from './columns.ts'
import { fromPeople, rankSql, type Selection, type Sort, selectionSql } from './select.ts'

export interface ExportRequest extends Selection {
  columns: readonly string[]
  sort: Sort
  /** A purpose of the consent policy, or analysis. */
  purpose: string
  /** What the file is for. */
  reason: string
}

/**
 * The list as CSV, streamed by the engine: pseudonymous numbers and what is known, never an identifier. Texts a
 * spreadsheet would run as a formula are defused. What may not be used for the purpose is refused by name. Who took it, and what of it, is on record before it begins.
 */
export async function exportCsv(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  request: ExportRequest,
  by: { actor: Actor; locale: Locale },
): Promise<NodeJS.ReadableStream> {
  const bind = createBinder('x')
  const snapshot = await ports.latestSnapshot(workspace)
  const columns = await chosenColumns(deps, ports, workspace, request.columns)
  const [sorted] = await chosenColumns(deps, ports, workspace, [request.sort.column])
  if (!sorted) throw new Error('A list has nothing to be sorted by.')
  const looked = await ports.attributesOf(workspace, request)
  const shown = [...columns, sorted].map(({ id }) => id.replace(/^attributes\./, ''))
  await requireAllowed(deps.ledger.db, workspace.id, [...shown, ...looked], request.purpose)
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const where = await selectionSql(deps, ports, workspace, request, bind)
  const cells = columns.map(
    (one, i) => sql`${cellSql(one, workspace, bind)} AS ${{ text: `x${i}`, params: {}, isSql: true }}`,
  )
  const statement = sql`SELECT ${joinSql([sql`toString(c.person_key) AS customer_id`, ...cells], ', ')}
    FROM ${fromPeople(here, where, snapshot, [...columns, sorted], bind)}
    ORDER BY ${rankSql(sorted, request.sort.direction, bind)} DESC, c.person_key DESC
    SETTINGS format_csv_null_representation = ''`
  await deps.ledger.db
    .insertInto('audit_log')
    .values({
      workspace_id: workspace.id,
      actor_kind: by.actor.kind,
      actor_id: by.actor.id,
      action: 'customers.export',
      subject_kind: 'customers',
      subject_id: request.segment ?? 'list',
      // What was searched for may be a telephone number.
      detail: {
        columns: columns.map(({ id }) => id),
        rule: request.rule ?? null,
        searched: Boolean(request.search),
        use: request.purpose,
        purpose: request.reason,
      },
    })
    .execute()
  const rows = await deps.warehouse.stream(statement, 'CSVWithNames', { pool: 'long' })
  const head = [customerNumber[by.locale], ...columns.map((one) => headOf(one, workspace, by.locale))]
  return Readable.from(withHead(rows, `\ufeff${head.map(quoted).join(',')}\n`))
}

const customerNumber = { en: 'Customer', 'zh-CN': '客户' } as const

function headOf(column: ListColumn, { currency }: Workspace, locale: Locale): string {
  const label = column.label[locale]
  return column.type === 'money' ? `${label} (${currency})` : label
}

/** A head in the reader's language, that may hold the name of an attribute, in place of the engine's. */
async function* withHead(rows: NodeJS.ReadableStream, head: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head)
  let isHead = true
  for await (const chunk of rows) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
    if (!isHead) {
      yield bytes
      continue
    }
    const end = bytes.indexOf(10)
    if (end < 0) continue
    isHead = false
    if (end + 1 < bytes.length) yield bytes.subarray(end + 1)
  }
}

function quoted(text: string): string {
  return `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

function cellSql(column: ListColumn, workspace: Workspace, bind: Bind): SqlFragment {
  const value = column.sql(bind)
  switch (column.type) {
    case 'instant':
      return sql`toString(toDate(fromUnixTimestamp64Milli(${value}, 'UTC'), ${bind('String', workspace.timeZone)}))`
    case 'money':
      return sql`${value} / ${bind('UInt32', 10 ** currencyDigits(workspace.currency))}`
    case 'number':
      return value
    case 'list':
      return sql`arrayStringConcat(${value}, ' ')`
    case 'text':
      return sql`if(match(ifNull(${value}, ''), '^[=+@\\t\\r-]'), concat('\\'', ${value}), ${value})`
  }
}
