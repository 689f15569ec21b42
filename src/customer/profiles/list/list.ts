import { z } from 'zod'
import { createBinder, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import type { ProfilePorts, ScoreSnapshot } from '../ports.ts'
import { type CustomerRow, customerRows, type ProfileDeps } from '../rows.ts'
import type { cellValue } from './api.ts'
import { chosenColumns, type ListColumn, standardColumns } from './columns.ts'
import { fromPeople, rankSql, type Selection, type Sort, selectionSql } from './select.ts'

export type Cell = z.output<typeof cellValue>
export interface ListRequest extends Selection {
  columns?: readonly string[] | undefined
  sort: Sort
  cursor?: string | undefined
  limit: number
}

/** A page of customers with the columns asked for, under what is masked. @throws profile.*, segment.* */
export async function listPage(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  request: ListRequest,
) {
  const bind = createBinder('l')
  const snapshot = await ports.latestSnapshot(workspace)
  const columns = await chosenColumns(deps, ports, workspace, request.columns ?? standardColumns)
  const [sorted] = await chosenColumns(deps, ports, workspace, [request.sort.column])
  if (!sorted) return { items: [], nextCursor: null, total: 0 }
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const where = await selectionSql(deps, ports, workspace, request, bind)
  const from = fromPeople(here, where, snapshot, [sorted], bind)
  const after = readCursor(request.cursor)
  const beyond = after
    ? sql`WHERE (rank, key) < (${bind('Float64', after.rank)}, ${bind('UInt64', after.key)})`
    : sql``
  // The number of all is asked in the same scan.
  const rows = await deps.warehouse.rows(
    sql`WITH ranked AS (SELECT c.person_key AS key, ${rankSql(sorted, request.sort.direction, bind)} AS rank FROM ${from})
      SELECT key, toString(rank) AS rank_text, (SELECT count() FROM ranked) AS total FROM ranked ${beyond}
      ORDER BY rank DESC, key DESC LIMIT ${bind('UInt32', request.limit + 1)}`,
    z.object({ key: int64(), rank_text: z.string(), total: int64() }),
  )
  const shown = rows.slice(0, request.limit)
  const keys = shown.map(({ key }) => key)
  const [people, cells] = await Promise.all([
    customerRows(deps, workspace, keys, snapshot),
    cellsOf(deps, workspace, keys, columns, snapshot),
  ])
  const last = shown.at(-1)
  return {
    items: people.map((row) => ({
      customerId: row.customerId,
      label: row.label,
      status: row.status,
      values: Object.fromEntries(
        columns.map(({ id }): [string, Cell] => [
          id,
          id in ofNow ? (ofNow[id]?.(row) ?? null) : (cells.get(row.customerId)?.[id] ?? null),
        ]),
      ),
    })),
    nextCursor: rows.length > request.limit && last ? `${last.rank_text}|${last.key}` : null,
    total: rows[0]?.total ?? 0,
  }
}

const millis = (iso: string | null) => (iso === null ? null : new Date(iso).toISOString())
/** Figures that the page of a customer shows as they are now are shown so here too. */
const ofNow: Record<string, (row: CustomerRow) => Cell> = {
  status: (row) => row.status,
  city: (row) => (row.city === '' ? null : row.city),
  reachable: (row) => row.reachable,
  first_order: (row) => millis(row.firstOrderAt),
  last_order: (row) => millis(row.lastOrderAt),
  orders: (row) => row.orders,
  monetary: (row) => row.monetaryMinor,
  average_order: (row) =>
    row.orders && row.monetaryMinor !== null ? Math.round(row.monetaryMinor / row.orders) : null,
  r: (row) => row.r,
  f: (row) => row.f,
  m: (row) => row.m,
}

async function cellsOf(
  deps: ProfileDeps,
  workspace: Workspace,
  keys: readonly number[],
  columns: readonly ListColumn[],
  snapshot: ScoreSnapshot | null,
): Promise<Map<string, Record<string, Cell>>> {
  const asked = columns.filter(({ id }) => !(id in ofNow))
  if (asked.length === 0 || keys.length === 0) return new Map()
  const bind = createBinder('v')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const members = [...(await deps.persons.keysOf(workspace, keys)).values()].flat()
  const wanted = sql`${here} AND person_key IN (${bind('Array(UInt64)', members)})`
  const list = joinSql(
    asked.map((one, i) => sql`${shownSql(one, bind)} AS ${{ text: `v${i}`, params: {}, isSql: true }}`),
    ', ',
  )
  const rows = await deps.warehouse.rows(
    sql`SELECT toString(c.person_key) AS key, ${list} FROM ${fromPeople(wanted, wanted, snapshot, asked, bind)}`,
    z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])),
  )
  return new Map(
    rows.map((row) => [
      String(row.key),
      Object.fromEntries(asked.map((one, i) => [one.id, read(one, row[`v${i}`] ?? null)])),
    ]),
  )
}

/** As text, so that no figure loses digits on the way. */
function shownSql(column: ListColumn, bind: (type: string, value: unknown) => SqlFragment): SqlFragment {
  return column.type === 'list' ? column.sql(bind) : sql`toString(${column.sql(bind)})`
}

function read({ type }: ListColumn, value: string | string[] | null): Cell {
  if (value === null || Array.isArray(value) || type === 'text') return value
  if (type === 'instant') return new Date(Number(value)).toISOString()
  return Number(value)
}

function readCursor(cursor: string | undefined): { rank: number; key: string } | null {
  const match = /^(-?[\d.]{1,40}(?:e[+-]?\d{1,3})?)\|(\d{1,19})$/.exec(cursor ?? '')
  const rank = Number(match?.[1])
  return match?.[2] !== undefined && Number.isFinite(rank) ? { rank, key: match[2] } : null
}
