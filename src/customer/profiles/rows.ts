import { z } from 'zod'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { customersNow } from '../identity/customers-now.ts'
import { personNow } from '../identity/person-now.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'
import type { customerRow } from './api.ts'
import type { ProfilePorts, ScoreSnapshot } from './ports.ts'

export type CustomerRow = z.output<typeof customerRow>

export interface ProfileDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  persons: Persons
}

export const instantOf = (text: string | null): string | null =>
  text === null ? null : `${text.replace(' ', 'T')}Z`

/** Orders with goods, returns apart; value net of returns; fees and postage are not value. */
const purchases = sql`uniqExactIf(order_id, kind = 'sale') AS orders, sumIf(amount_minor, kind != 'charge') AS monetary,
  countIf(kind = 'sale') > 0 AS bought, minIf(ts, kind = 'sale') AS first_at, maxIf(ts, kind = 'sale') AS last_at`

const factRow = z.object({
  key: int64(),
  status: z.enum(['prospect', 'customer']),
  city: z.string(),
  reachable: z.array(z.string()),
  orders: int64(),
  monetary: int64(),
  first: z.string().nullable(),
  last: z.string().nullable(),
  r: z.int().nullable(),
  f: z.int().nullable(),
  m: z.int().nullable(),
})

/**
 * Rows of lists, in the order of the keys, each person once and under its key of today; figures are of now, scores of
 * the newest snapshot. Unknown keys are left out.
 */
export async function customerRows(
  deps: ProfileDeps,
  workspace: Workspace,
  keys: readonly number[],
  snapshot: ScoreSnapshot | null,
): Promise<CustomerRow[]> {
  if (keys.length === 0) return []
  const bind = createBinder()
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const [current, members] = await Promise.all([
    deps.persons.currentOf(workspace, keys),
    deps.persons.keysOf(workspace, keys),
  ])
  const people = [...new Set(current.values())]
  // Keys, not people: the engine then reads their rows alone.
  const wanted = sql`person_key IN (${bind('Array(UInt64)', [...new Set([...members.values()].flat())])})`
  const scored = sql`person_key IN (${bind('Array(UInt64)', people)})`
  const [facts, labels] = await Promise.all([
    deps.warehouse.rows(
      sql`
      SELECT c.person_key AS key, c.status AS status, c.city AS city, c.reachable AS reachable, p.orders AS orders, p.monetary AS monetary,
             if(p.bought, toString(p.first_at), NULL) AS first, if(p.bought, toString(p.last_at), NULL) AS last,
             if(s.person_key = 0, NULL, s.r) AS r, if(s.person_key = 0, NULL, s.f) AS f, if(s.person_key = 0, NULL, s.m) AS m
      FROM ${customersNow(sql`${here} AND ${wanted}`)} AS c
      LEFT JOIN (SELECT ${personNow()} AS key, ${purchases} FROM order_lines WHERE ${here} AND ${wanted} GROUP BY key) AS p ON p.key = c.person_key
      LEFT JOIN (SELECT * FROM customer_features FINAL WHERE ${here} AND ${scoresOf(snapshot, bind)} AND ${scored}) AS s
        ON s.person_key = c.person_key`,
      factRow,
    ),
    deps.persons.labels(workspace, people),
  ])
  const byKey = new Map(facts.map((fact) => [fact.key, fact]))
  return [...new Set(keys.map((key) => current.get(key) ?? key))].flatMap((key) => {
    const fact = byKey.get(key)
    if (!fact) return []
    return {
      customerId: String(key),
      label: labels.get(key) ?? `#${key}`,
      status: fact.status,
      city: fact.city,
      firstOrderAt: instantOf(fact.first),
      lastOrderAt: instantOf(fact.last),
      orders: fact.orders,
      monetaryMinor: fact.monetary,
      r: fact.r,
      f: fact.f,
      m: fact.m,
      reachable: fact.reachable,
    }
  })
}

/** Condition on the rows of a snapshot; without one on none. */
export function scoresOf(
  snapshot: ScoreSnapshot | null,
  bind: (type: string, value: unknown) => SqlFragment,
): SqlFragment {
  if (snapshot === null) return sql`0`
  const computedAt = snapshot.computedAt.toISOString().replace('T', ' ').replace('Z', '')
  return sql`as_of = ${bind('Date', snapshot.asOf)} AND computed_at = ${bind("DateTime64(3, 'UTC')", computedAt)}`
}

export interface ListRequest {
  segment?: string | undefined
  sort: 'monetary' | 'recent' | 'frequency' | 'newest'
  cursor?: string | undefined
  limit: number
}

const keyRow = z.object({ key: int64(), rank_text: z.string() })

/** Customers page by page, everybody or those of a segment. */
export async function listCustomers(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  request: ListRequest,
) {
  const bind = createBinder('l')
  const snapshot = await ports.latestSnapshot(workspace)
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const conditions: SqlFragment[] = [here]
  if (request.segment)
    conditions.push(sql`person_key IN (${await ports.segmentMembers(workspace, request.segment)})`)
  const where = joinSql(conditions, ' AND ')
  const ranked = sql`
    SELECT c.person_key AS key, ${rankOf(request.sort)} AS rank
    FROM (SELECT person_key, first_seen FROM ${customersNow(here)} WHERE ${where}) AS c
    LEFT JOIN (${figures(here, snapshot, bind)}) AS s ON s.person_key = c.person_key`
  const after = readCursor(request.cursor)
  const page =
    after === null
      ? sql``
      : sql`WHERE (rank, key) < (${bind('Int64', after.rank)}, ${bind('UInt64', after.key)})`
  const [keys, [total]] = await Promise.all([
    deps.warehouse.rows(
      sql`SELECT key, toString(rank) AS rank_text FROM (${ranked}) ${page} ORDER BY rank DESC, key DESC LIMIT ${bind('UInt32', request.limit + 1)}`,
      keyRow,
    ),
    deps.warehouse.rows(
      sql`SELECT count() AS n FROM ${customersNow(here)} WHERE ${where}`,
      z.object({ n: int64() }),
    ),
  ])
  const shown = keys.slice(0, request.limit)
  const last = shown.at(-1)
  return {
    items: await customerRows(
      deps,
      workspace,
      shown.map((row) => row.key),
      snapshot,
    ),
    nextCursor: keys.length > request.limit && last ? `${last.rank_text}.${last.key}` : null,
    total: total?.n ?? 0,
  }
}

function rankOf(sort: ListRequest['sort']): SqlFragment {
  switch (sort) {
    case 'monetary':
      return sql`toInt64(s.monetary)`
    case 'recent':
      return sql`toInt64(s.last_ms)`
    case 'frequency':
      return sql`toInt64(s.orders)`
    case 'newest':
      return sql`toUnixTimestamp64Milli(c.first_seen)`
  }
}

/** What lists are ordered by: the snapshot, or before the first one the order lines themselves. */
function figures(
  here: SqlFragment,
  snapshot: ScoreSnapshot | null,
  bind: (type: string, value: unknown) => SqlFragment,
): SqlFragment {
  if (snapshot !== null)
    return sql`SELECT person_key, monetary_minor AS monetary, frequency AS orders, toUnixTimestamp64Milli(last_order_at) AS last_ms
      FROM customer_features FINAL WHERE ${here} AND ${scoresOf(snapshot, bind)}`
  return sql`SELECT person_key, monetary, orders, if(bought, toUnixTimestamp64Milli(last_at), 0) AS last_ms
    FROM (SELECT ${personNow()} AS person_key, ${purchases} FROM order_lines WHERE ${here} GROUP BY person_key)`
}

function readCursor(cursor: string | undefined): { rank: string; key: string } | null {
  const match = /^(-?\d{1,19})\.(\d{1,19})$/.exec(cursor ?? '')
  return match ? { rank: match[1] ?? '0', key: match[2] ?? '0' } : null
}
