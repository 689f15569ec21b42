import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { Db } from '../identity/members.ts'
import { personNow } from '../identity/person-now.ts'
import type { companyBasis, companyFigures } from './api.ts'
import { spansOf } from './companies-now.ts'

export type Basis = z.output<typeof companyBasis>
export type CompanyFigures = z.output<typeof companyFigures>
type Bind = (type: string, value: unknown) => SqlFragment

export const noFigures: CompanyFigures = {
  ...{ orders: 0, revenueMinor: 0, marginMinor: null, lastOrderAt: null, touches: 0, lastTouchAt: null },
  ...{ r: null, f: null, m: null },
}

/**
 * Facts of contacts beside the company they count for: `company` and the columns of the fact. A fact counts for each
 * company its person worked at on its day (`there`), or works at today (`now`).
 */
export function factsOf(
  { id, timeZone }: Pick<Workspace, 'id' | 'timeZone'>,
  basis: Basis,
  bind: Bind,
  table: 'order_lines' | 'touches',
  columns: SqlFragment,
): SqlFragment {
  const ws = () => bind('UInt32', id)
  const counts = basis === 'now' ? sql`k.is_there` : sql`arrayExists(s -> l.d >= s.1 AND l.d < s.2, k.spans)`
  const from: SqlFragment = { text: table, params: {}, isSql: true }
  return sql`SELECT k.company AS company, l.* FROM (
      SELECT ${personNow()} AS person, toDate32(ts, ${bind('String', timeZone)}) AS d, ${columns} FROM ${from}
      WHERE workspace_id = ${ws()} AND person_key != 0
        AND ${personNow()} IN (SELECT person FROM (${spansOf(ws())}))) AS l
    INNER JOIN (${spansOf(ws())}) AS k ON k.person = l.person WHERE ${counts}`
}

const figureRow = z.object({
  company: z.string(),
  orders: z.coerce.number(),
  revenue: int64(),
  margin: int64().nullable(),
  last_ms: int64(),
})
const long = { pool: 'long' } as const

/** What every company's contacts bought, in the currency of the workspace, and when somebody last spoke to them. */
export async function allFigures(
  warehouse: Warehouse,
  workspace: Workspace,
  basis: Basis,
): Promise<Map<string, CompanyFigures>> {
  const bind = createBinder('f')
  const lines = factsOf(workspace, basis, bind, 'order_lines', orderColumns(workspace, bind))
  const bought = await warehouse.rows(
    sql`SELECT toString(company) AS company, uniqExactIf((person, order_id), kind = 'sale') AS orders,
        sumIf(amount_minor, kind != 'charge') AS revenue,
        if(countIf(cost_minor IS NOT NULL) = 0, NULL, sumIf(amount_minor - cost_minor, kind != 'charge' AND cost_minor IS NOT NULL)) AS margin,
        toUnixTimestamp64Milli(maxIf(ts, kind = 'sale')) AS last_ms
      FROM (${lines}) GROUP BY company`,
    figureRow,
    long,
  )
  const bindTouches = createBinder('t')
  const touched = await warehouse.rows(
    sql`SELECT toString(company) AS company, count() AS n, toUnixTimestamp64Milli(max(ts)) AS last_ms
      FROM (${factsOf(workspace, basis, bindTouches, 'touches', sql`ts, kind`)}) WHERE kind = 'sent' GROUP BY company`,
    z.object({ company: z.string(), n: int64(), last_ms: int64() }),
    long,
  )
  const figures = new Map<string, CompanyFigures>()
  const scored = scoresOf(bought.filter(({ orders }) => orders > 0))
  for (const row of bought)
    figures.set(row.company, {
      ...noFigures,
      ...{ orders: row.orders, revenueMinor: row.revenue, marginMinor: row.margin },
      lastOrderAt: row.orders > 0 ? new Date(row.last_ms).toISOString() : null,
      ...scored.get(row.company),
    })
  for (const row of touched)
    figures.set(row.company, {
      ...(figures.get(row.company) ?? noFigures),
      ...{ touches: row.n, lastTouchAt: new Date(row.last_ms).toISOString() },
    })
  return figures
}

export const orderColumns = (workspace: Workspace, bind: Bind): SqlFragment =>
  sql`ts, order_id, kind, if(currency = ${bind('String', workspace.currency)}, amount_minor, 0) AS amount_minor,
    if(currency = ${bind('String', workspace.currency)}, cost_minor, NULL) AS cost_minor, channel`

/** Fewer than this have no fifths. */
const fewest = 5

/** Fifths among the companies that bought: 5 is the best, equal ones get the same. */
function scoresOf(rows: readonly z.output<typeof figureRow>[]) {
  if (rows.length < fewest) return new Map<string, { r: number; f: number; m: number }>()
  const fifths = (value: (row: (typeof rows)[number]) => number) => {
    const sorted = rows.map(value).toSorted((a, b) => a - b)
    const first = new Map<number, number>()
    for (const [i, one] of sorted.entries()) if (!first.has(one)) first.set(one, i)
    return (row: (typeof rows)[number]) => 1 + Math.floor((5 * (first.get(value(row)) ?? 0)) / sorted.length)
  }
  const r = fifths((row) => row.last_ms)
  const f = fifths((row) => row.orders)
  const m = fifths((row) => row.revenue)
  return new Map(rows.map((row) => [row.company, { r: r(row), f: f(row), m: m(row) }]))
}

/** How many people of today work and worked at each company. */
export async function contactCounts(
  db: Db,
  workspaceId: number,
): Promise<Map<string, { contacts: number; former: number }>> {
  const { rows } = await pg<{ company_id: string; contacts: string; people: string }>`
    SELECT k.company_id, count(DISTINCT coalesce(o.current_key, k.person_key)) FILTER (WHERE k.until IS NULL) AS contacts,
      count(DISTINCT coalesce(o.current_key, k.person_key)) AS people
    FROM company_contacts k LEFT JOIN person_overrides o ON o.person_key = k.person_key
    WHERE k.workspace_id = ${workspaceId} AND k.is_live GROUP BY k.company_id`.execute(db)
  return new Map(
    rows.map((row) => [
      row.company_id,
      { contacts: Number(row.contacts), former: Number(row.people) - Number(row.contacts) },
    ]),
  )
}
