import type { FieldAccess } from '../../../kit/fields.ts'
import { identifier, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { customersNow } from '../../identity/customers-now.ts'
import { personNow } from '../../identity/person-now.ts'
import { profileErrors } from '../errors.ts'
import type { ProfilePorts, ScoreSnapshot } from '../ports.ts'
import { type ProfileDeps, scoresOf } from '../rows.ts'
import { searchSql } from '../search.ts'
import type { Bind, ListColumn } from './columns.ts'

/** Whom a list shows. */
export interface Selection {
  search?: string | undefined
  segment?: string | undefined
  /** A rule as segments have it. */
  rule?: Record<string, unknown> | undefined
  /** What the reader may know: nobody is found by what is hidden from them. */
  see: FieldAccess
}
export interface Sort {
  column: string
  direction: 'asc' | 'desc'
}

/** Condition on rows of people. @throws segment.* for a rule that cannot be read */
export async function selectionSql(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  selection: Selection,
  bind: Bind,
): Promise<SqlFragment> {
  const conditions: SqlFragment[] = [sql`workspace_id = ${bind('UInt32', workspace.id)}`]
  const search = selection.search?.trim()
  if (search) conditions.push(await searchSql(deps, workspace, search, selection.see, bind))
  if (selection.segment)
    conditions.push(sql`person_key IN (${await ports.segmentMembers(workspace, selection.segment)})`)
  if (selection.rule)
    conditions.push(sql`person_key IN (${await ports.ruleMembers(workspace, selection.rule)})`)
  return joinSql(conditions, ' AND ')
}

/** `FROM` people `c`, kept to a condition, beside their figures `s` and what the columns are read from. */
export function fromPeople(
  here: SqlFragment,
  where: SqlFragment,
  snapshot: ScoreSnapshot | null,
  columns: readonly ListColumn[],
  bind: Bind,
): SqlFragment {
  const joins = new Map(columns.flatMap(({ join }) => (join ? [[join.alias, join] as const] : [])))
  const more = [...joins.values()].map(
    ({ alias, select }) =>
      sql` LEFT JOIN (${select(bind, here)}) AS ${identifier(alias)} ON ${identifier(alias)}.person_key = c.person_key`,
  )
  return sql`(SELECT * FROM ${customersNow(here)} WHERE ${where}) AS c
    LEFT JOIN (${figuresOf(here, snapshot, bind)}) AS s ON s.person_key = c.person_key${joinSql(more, '')}`
}

/** Figures of everybody who bought: of the snapshot, or before the first one of the order lines themselves. */
function figuresOf(here: SqlFragment, snapshot: ScoreSnapshot | null, bind: Bind): SqlFragment {
  if (snapshot !== null)
    return sql`SELECT person_key, monetary_minor AS monetary, toInt64(frequency) AS orders,
        toUnixTimestamp64Milli(first_order_at) AS first_ms, toUnixTimestamp64Milli(last_order_at) AS last_ms,
        toNullable(recency_days) AS recency_days, toNullable(breadth) AS breadth, toNullable(length_days) AS length_days,
        toNullable(r) AS r, toNullable(f) AS f, toNullable(m) AS m
      FROM customer_features FINAL WHERE ${here} AND ${scoresOf(snapshot, bind)}`
  const none = sql`CAST(NULL, 'Nullable(Int64)')`
  return sql`SELECT ${personNow()} AS person_key, sumIf(amount_minor, kind != 'charge') AS monetary,
      toInt64(uniqExactIf(order_id, kind = 'sale')) AS orders, toUnixTimestamp64Milli(minIf(ts, kind = 'sale')) AS first_ms,
      toUnixTimestamp64Milli(maxIf(ts, kind = 'sale')) AS last_ms, ${none} AS recency_days, ${none} AS breadth,
      ${none} AS length_days, ${none} AS r, ${none} AS f, ${none} AS m
    FROM order_lines WHERE ${here} AND person_key != 0 GROUP BY person_key HAVING orders > 0`
}

/** Beyond any figure: those without one come last in either direction. */
const last = 1e300

/** What rows are ordered by; larger comes first. @throws profile.notSortable */
export function rankSql(column: ListColumn, direction: Sort['direction'], bind: Bind): SqlFragment {
  if (!column.sortable) throw profileErrors.notSortable({ column: column.id })
  const value = sql`toFloat64(${column.sql(bind)})`
  const ranked = direction === 'desc' ? value : sql`-${value}`
  return sql`ifNull(${ranked}, ${bind('Float64', -last)})`
}
