import { z } from 'zod'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { personNow } from '../identity/person-now.ts'
import type { companyBasis, companyFigures } from './api.ts'
import { spansOf } from './companies-now.ts'

export type Basis = z.output<typeof companyBasis>
export type CompanyFigures = z.output<typeof companyFigures>
type Bind = (type: string, value: unknown) => SqlFragment

export const noFigures: CompanyFigures = {
  ...{ orders: 0, revenueMinor: 0, marginMinor: null, lastOrderAt: null, touches: 0, lastTouchAt: null },
  ...{ r: null, f: null, m: null, knowledge: null },
}

const verbatim = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

/** One company and every key of everybody who works or worked there: their facts alone are read then. */
export interface OneCompany {
  company: string
  keys: readonly number[]
}

/**
 * Facts of the contacts of one company: `person`, `d` (the day) and the columns of the fact. A fact counts where its
 * person worked there on its day (`there`), or works there today (`now`).
 */
export function factsOf(
  { id, timeZone }: Pick<Workspace, 'id' | 'timeZone'>,
  { company, keys, basis }: OneCompany & { basis: Basis },
  bind: Bind,
  table: 'order_lines' | 'touches',
  columns: SqlFragment,
): SqlFragment {
  const spans = spansOf(bind('UInt32', id), bind('UUID', company))
  return sql`SELECT l.* FROM (
      SELECT ${personNow()} AS person, toDate32(ts, ${bind('String', timeZone)}) AS d, ${columns} FROM ${verbatim(table)}
      WHERE workspace_id = ${bind('UInt32', id)} AND person_key IN (${bind('Array(UInt64)', keys)})) AS l
    INNER JOIN (${spans}) AS k ON k.person = l.person WHERE ${counts(basis)}`
}

/** Whether the fact `l` counts for the company of `k`. */
const counts = (basis: Basis): SqlFragment =>
  basis === 'now' ? sql`k.is_there` : sql`arrayExists(s -> l.d >= s.1 AND l.d < s.2, k.spans)`

export const orderColumns = (workspace: Workspace, bind: Bind): SqlFragment =>
  sql`ts, order_id, kind, if(currency = ${bind('String', workspace.currency)}, amount_minor, 0) AS amount_minor,
    if(currency = ${bind('String', workspace.currency)}, cost_minor, NULL) AS cost_minor, channel`

/** Fewer than this have no fifths. */
const fewest = 5
const bases = ['there', 'now'] as const satisfies Basis[]
const measured = ['orders', 'revenue', 'margin', 'last_ms', 'touches', 'last_touch_ms'] as const

/** What the sums are called of each basis: `there_orders`, … */
const sumsOf = (basis: Basis): SqlFragment => {
  const named = (name: (typeof measured)[number]) => verbatim(`${basis}_${name}`)
  const is = counts(basis)
  return sql`uniqExactIf(l.id, l.is_sale AND ${is}) AS ${named('orders')},
    sumIf(l.amount, l.is_paid AND ${is}) AS ${named('revenue')},
    if(countIf(${is} AND l.cost IS NOT NULL) = 0, NULL, sumIf(l.amount - l.cost, l.is_paid AND ${is} AND l.cost IS NOT NULL)) AS ${named('margin')},
    toUnixTimestamp64Milli(maxIf(l.ts, l.is_sale AND ${is})) AS ${named('last_ms')},
    uniqExactIf(l.id, l.is_touch AND ${is}) AS ${named('touches')},
    toUnixTimestamp64Milli(maxIf(l.ts, l.is_touch AND ${is})) AS ${named('last_touch_ms')}`
}

/**
 * What the contacts of each company bought, in the currency of the workspace, when somebody last spoke to them and how
 * much is known of them, both ways to count in one pass over the facts: two rows a company, for whoever has contacts.
 * R, F and M are fifths among the companies that bought: 5 is the best, equal ones get the same.
 * @param scores `person_key` and `score` of everybody; null before that was reckoned
 * @param one null: all of them
 */
export function figuresSql(
  workspace: Workspace,
  scores: SqlFragment | null,
  one: OneCompany | null = null,
): SqlFragment {
  const bind = createBinder('f')
  const ws = () => bind('UInt32', workspace.id)
  const spans = spansOf(ws(), one && bind('UUID', one.company))
  const day = sql`toDate32(ts, ${bind('String', workspace.timeZone)}) AS d`
  const theirs = one
    ? sql`person_key IN (${bind('Array(UInt64)', one.keys)})`
    : sql`person_key != 0 AND ${personNow()} IN (SELECT person FROM (${spans}))`
  const ofContacts = sql`workspace_id = ${ws()} AND ${theirs}`
  const rows = bases.map((basis) => {
    const columns = joinSql(
      measured.map((name) => verbatim(`${basis}_${name}`)),
      ', ',
    )
    return sql`(${verbatim(`'${basis}'`)}, ${columns})`
  })
  const buys = sql`PARTITION BY basis, orders > 0`
  const fifth = (by: string) =>
    sql`if(orders = 0 OR bought < ${verbatim(String(fewest))}, NULL, toUInt8(1 + intDiv(5 * (rank() OVER (${buys} ORDER BY ${verbatim(by)}) - 1), bought)))`
  return sql`
    SELECT toString(company) AS company, basis, contacts, former, knowledge, orders, revenue, margin,
      if(orders = 0, NULL, toNullable(last_ms)) AS last_order_ms, touches, if(touches = 0, NULL, toNullable(last_touch)) AS last_touch_ms,
      countIf(orders > 0) OVER (PARTITION BY basis) AS bought, ${fifth('last_ms')} AS r, ${fifth('orders')} AS f, ${fifth('revenue')} AS m
    FROM (
      SELECT company, contacts, former, knowledge, arrayJoin([${joinSql(rows, ', ')}]) AS one, one.1 AS basis,
        one.2 AS orders, one.3 AS revenue, one.4 AS margin, one.5 AS last_ms, one.6 AS touches, one.7 AS last_touch
      FROM (
        SELECT k.company AS company, countIf(k.is_there) AS contacts, countIf(NOT k.is_there) AS former, ${knowledgeOf(scores)} AS knowledge
        FROM (${spans}) AS k ${scores === null ? sql`` : sql`LEFT JOIN (${scores}) AS s ON s.person_key = k.person`}
        GROUP BY company) AS p
      LEFT JOIN (
        SELECT k.company AS company, ${joinSql(bases.map(sumsOf), ', ')}
        FROM (
          SELECT ${personNow()} AS person, ${day}, ts, sipHash128(person, order_id) AS id, kind = 'sale' AS is_sale, kind != 'charge' AS is_paid, 0 AS is_touch,
            if(currency = ${bind('String', workspace.currency)}, amount_minor, 0) AS amount,
            if(currency = ${bind('String', workspace.currency)}, cost_minor, NULL) AS cost
          FROM order_lines WHERE ${ofContacts}
          UNION ALL
          SELECT ${personNow()} AS person, ${day}, ts, sipHash128(touch_id) AS id, 0 AS is_sale, 0 AS is_paid, 1 AS is_touch, 0 AS amount, NULL AS cost
          FROM touches WHERE ${ofContacts} AND kind = 'sent') AS l
        INNER JOIN (${spans}) AS k ON k.person = l.person
        GROUP BY company) AS b ON b.company = p.company)`
}

/** Score of those who are there now and were reckoned. */
const knowledgeOf = (scores: SqlFragment | null): SqlFragment =>
  scores === null
    ? sql`CAST(NULL, 'Nullable(Float64)')`
    : sql`if(countIf(k.is_there AND s.person_key != 0) = 0, NULL, avgIf(s.score, k.is_there AND s.person_key != 0))`

/** A row of `figuresSql`. */
export const figureRow = z.object({
  ...{ company: z.string(), basis: z.enum(bases), contacts: z.coerce.number(), former: z.coerce.number() },
  ...{
    knowledge: z.number().nullable(),
    orders: z.coerce.number(),
    revenue: int64(),
    margin: int64().nullable(),
  },
  ...{ last_order_ms: int64().nullable(), touches: z.coerce.number(), last_touch_ms: int64().nullable() },
})

const instantOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** As the pages have it; fifths, which are of all companies, are left to whoever knows those. */
export function figuresOf(row: z.output<typeof figureRow>): Omit<CompanyFigures, 'r' | 'f' | 'm'> {
  return {
    ...{ orders: row.orders, revenueMinor: row.revenue, marginMinor: row.margin },
    ...{ lastOrderAt: instantOf(row.last_order_ms), touches: row.touches },
    ...{ lastTouchAt: instantOf(row.last_touch_ms), knowledge: row.knowledge },
  }
}
