import { Readable } from 'node:stream'
import type { Actor } from '../../../kit/api.ts'
import type { Locale } from '../../../kit/errors.ts'
import { currencyDigits } from '../../../kit/money.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { writeAudit } from '../../../stores/ledger/index.ts'
import { requireAllowed } from '../../privacy/purposes/limits.ts'
import { factsSubject } from '../../privacy/purposes/subjects.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { type Bind, chosenColumns, type ListColumn } from './columns.ts'
import { mayTell, type Protection, protect, shownAt, stepsOf } from './groups.ts'
import { fromPeople, rankSql, type Selection, type Sort, selectionSql } from './select.ts'
import type { SmallGroupChoice } from './small-group-choices.ts'

export interface ExportRequest extends Selection {
  columns: readonly string[]
  sort: Sort
  /** A purpose of the consent policy, or analysis. */
  purpose: string
  /** What the file is for. */
  reason: string
  /** What becomes of rows too few are alike to. */
  smallGroups?: SmallGroupChoice | undefined
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
): Promise<{ raw: NodeJS.ReadableStream; fileName: string }> {
  const bind = createBinder('x')
  const snapshot = await ports.latestSnapshot(workspace)
  const columns = await chosenColumns(deps, ports, workspace, request.columns)
  const [sorted] = await chosenColumns(deps, ports, workspace, [request.sort.column])
  if (!sorted) throw new Error('A list has nothing to be sorted by.')
  await requireAllowed(
    deps,
    workspace.id,
    await subjectsUsed(ports, workspace, request, [...columns, sorted]),
    request.purpose,
  )
  const mayTakeAll = by.actor.permissions.has('customers.unmask')
  const protection = await protect(deps, ports, workspace, request, mayTakeAll)
  const stepOf = ({ id }: ListColumn) => protection.steps.get(id) ?? 0
  const shown = columns.filter((one) => stepOf(one) <= stepsOf(one).length)
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const where = await selectionSql(deps, ports, workspace, request, bind)
  const cells = shown.map((one, i) => {
    const value =
      stepOf(one) === 0
        ? cellSql(one, workspace, by.locale, bind)
        : defused(sql`nullIf(${shownAt(one, stepOf(one), bind, workspace)}, '')`)
    return sql`${value} AS ${named(`x${i}`)}`
  })
  const alike = shown.filter(mayTell).map((one) => shownAt(one, stepOf(one), bind, workspace))
  const partition = alike.length > 0 ? sql`PARTITION BY ${joinSql(alike, ', ')}` : sql``
  const names = shown.map((_, i) => named(`x${i}`))
  // Counted in the statement that makes the file, so that no row slips in between.
  const enough = protection.keepsOut ? sql`WHERE alike >= ${bind('UInt32', protection.check.k)}` : sql``
  const statement = sql`SELECT ${joinSql([sql`customer_id`, ...names], ', ')} FROM (
      SELECT ${joinSql([sql`toString(c.person_key) AS customer_id`, ...cells], ', ')},
        c.person_key AS key_order, ${rankSql(sorted, request.sort.direction, bind)} AS rank_order,
        ${protection.keepsOut ? sql`count() OVER (${partition})` : sql`0`} AS alike
      FROM ${fromPeople(here, where, snapshot, [...columns, sorted], bind)}) ${enough}
    ORDER BY rank_order DESC, key_order DESC
    SETTINGS format_csv_null_representation = ''`
  await record(deps, workspace, request, by.actor, columns, protection)
  const rows = await deps.warehouse.stream(statement, 'CSVWithNames', { pool: 'long' })
  const head = [
    customerNumber[by.locale],
    ...shown.map((one) => {
      const step = stepsOf(one)[stepOf(one) - 1]
      return step ? `${one.label[by.locale]} (${step.label[by.locale]})` : headOf(one, workspace, by.locale)
    }),
  ]
  return {
    raw: Readable.from(withHead(rows, `\ufeff${head.map(quoted).join(',')}\n`)),
    fileName: fileNameOf(protection),
  }
}

/** What a file looks at: its columns, what it is sorted by, and the rules that choose whom. */
async function subjectsUsed(
  ports: ProfilePorts,
  workspace: Workspace,
  { segment, rule }: Selection,
  columns: readonly ListColumn[],
): Promise<string[]> {
  const computed = columns.flatMap(({ id }) =>
    id.startsWith('computed.') ? [id.slice('computed.'.length)] : [],
  )
  const own = columns.map(({ id, group }) =>
    group === 'orders' || group === 'scores' ? factsSubject('orders') : id.replace(/^attributes\./, ''),
  )
  return [...own, ...(await ports.subjectsOf(workspace, { segment, rule, computed }))]
}

const named = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

/** Says what was done to the rows: whoever is given the file next reads it. */
function fileNameOf({ choice, check }: Protection): string {
  if (choice === null) return 'customers.csv'
  if (choice === 'all') return 'customers-recognisable.csv'
  return `customers-k${check.k}-${choice === 'generalise' ? 'coarser' : 'left-out'}.csv`
}

async function record(
  deps: ProfileDeps,
  workspace: Workspace,
  request: ExportRequest,
  actor: Actor,
  columns: readonly ListColumn[],
  { choice, check, steps }: Protection,
): Promise<void> {
  const coarser = columns.flatMap((one) => {
    const step = steps.get(one.id) ?? 0
    return step === 0 ? [] : [[one.id, stepsOf(one)[step - 1]?.to ?? 'not in the file']]
  })
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor,
    action: 'customers.export',
    subject: { kind: 'customers', id: request.segment ?? 'list' },
    // What was searched for may be a telephone number.
    detail: {
      columns: columns.map(({ id }) => id),
      rule: request.rule ?? null,
      searched: Boolean(request.search),
      use: request.purpose,
      purpose: request.reason,
      ...(choice && {
        smallGroups: {
          choice,
          ...{ k: check.k, rows: check.rows, below: check.below },
          ...(choice === 'generalise' && { coarser: Object.fromEntries(coarser), leftOut: check.leftOut }),
        },
      }),
    },
  })
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

function cellSql(column: ListColumn, workspace: Workspace, locale: Locale, bind: Bind): SqlFragment {
  const value = column.sql(bind)
  if (column.words) {
    const [from, to] = [Object.keys(column.words), Object.values(column.words).map((word) => word[locale])]
    const text = sql`ifNull(${value}, '')`
    return defused(
      sql`transform(${text}, ${bind('Array(String)', from)}, ${bind('Array(String)', to)}, ${text})`,
    )
  }
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
      return defused(value)
  }
}

/** A text that a spreadsheet would run as a formula is quoted. */
function defused(value: SqlFragment): SqlFragment {
  return sql`if(match(ifNull(${value}, ''), '^[=+@\\t\\r-]'), concat('\\'', ${value}), ${value})`
}
