import { z } from 'zod'
import { firstSources, firstTouches, personNow, prospectStates } from '../../../customer/index.ts'
import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import type { Warehouse } from '../../../stores/warehouse/types.ts'
import { type MarginBasis, marginOfLine } from '../../measurement/margin.ts'
import { isoTime } from '../../time.ts'
import type { MediaSource } from './api.ts'

export interface Period {
  from: string
  to: string
}
const dayMs = 86_400_000

/** The last days by the workspace's clock and zone, today among them. */
export function daysUpToNow(workspace: Workspace, days: number): Period {
  const to = new Intl.DateTimeFormat('en-CA', { timeZone: workspace.timeZone }).format(workspace.clock.now())
  return { from: dayBefore(to, days - 1), to }
}

/** The same from a Monday on: this week and those before it. */
export function weeksUpToNow(workspace: Workspace, weeks: number): Period {
  const { to } = daysUpToNow(workspace, 1)
  const sinceMonday = (new Date(`${to}T00:00:00Z`).getUTCDay() + 6) % 7
  return { from: dayBefore(to, sinceMonday + (weeks - 1) * 7), to }
}

const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10)

type Bind = ReturnType<typeof createBinder>

/** Days after the first purchase in which it shows what somebody is worth. */
export const provingDays = 90

/** How a source is written where it is compared: kind, name, campaign. */
export const sourceKey = ({ kind, source, utmCampaign }: MediaSource) =>
  `${kind}\n${kind === 'named' ? source.toLowerCase() : source}\n${utmCampaign.toLowerCase()}`

/** Everybody first seen in the period: `person`, `first_seen`, `bought_at`, `kind`, `source`, `campaign`. */
export function cameIn(bind: Bind, workspace: Workspace, { from, to }: Period): SqlFragment {
  const scope = {
    workspace: bind('UInt32', workspace.id),
    moment: bind("DateTime64(3, 'UTC')", isoTime(workspace.clock.now())),
  }
  const day = sql`toDate(s.first_seen, ${bind('String', workspace.timeZone)})`
  return sql`
    SELECT s.person AS person, s.first_seen AS first_seen, s.bought_at AS bought_at,
      if(s.said_source = '' AND t.utm_source = '', 'data', 'named') AS kind,
      multiIf(s.said_source != '', lowerUTF8(s.said_source), t.utm_source != '', lowerUTF8(t.utm_source), d.source_id) AS source,
      if(s.said_source = '', lowerUTF8(t.utm_campaign), '') AS campaign
    FROM (${prospectStates(scope)}) AS s
    LEFT JOIN (${firstTouches(scope)}) AS t ON t.person = s.person
    LEFT JOIN (${firstSources(scope)}) AS d ON d.person = s.person
    WHERE ${day} BETWEEN ${bind('Date', from)} AND ${bind('Date', to)}`
}

/** The same with `tie`: the number, from 1, of the key that names their source and campaign, else of their source alone. */
function tiedPeople(bind: Bind, workspace: Workspace, period: Period, keys: readonly string[]): SqlFragment {
  const known = bind('Array(String)', [...keys])
  const said = sql`concat(kind, '\n', source, '\n')`
  return sql`
    SELECT person, first_seen, bought_at,
      if(indexOf(${known}, concat(${said}, campaign)) > 0, indexOf(${known}, concat(${said}, campaign)), indexOf(${known}, ${said})) AS tie
    FROM (${cameIn(bind, workspace, period)}) WHERE tie > 0`
}

function marginLines(bind: Bind, workspace: Workspace, basis: MarginBasis): SqlFragment {
  return sql`
    SELECT ${personNow()} AS person, ts, kind, order_id, ${marginOfLine(bind, basis)} AS margin FROM order_lines
    WHERE workspace_id = ${bind('UInt32', workspace.id)} AND kind != 'charge' AND person_key != 0
      AND ts <= ${bind("DateTime64(3, 'UTC')", isoTime(workspace.clock.now()))}`
}

/** Whether a line `l` is of the proving days of its person `p`. */
const within = (days: SqlFragment) =>
  sql`ifNull(l.ts >= p.bought_at AND l.ts < p.bought_at + toIntervalDay(${days}), 0)`

const cohortRow = z.object({
  tie: z.number(),
  week: z.string(),
  people: int64(),
  customers: int64(),
  proven: int64(),
  orders: int64(),
  returned: int64(),
  margin: z.number(),
  squares: z.number(),
})
export type Cohort = z.output<typeof cohortRow>

/** Of the people of each key and week: how many bought, and what those did in the 90 days after, who have them behind them. */
export function cohortsOf(
  warehouse: Warehouse,
  workspace: Workspace,
  period: Period,
  keys: readonly string[],
  basis: MarginBasis,
): Promise<Cohort[]> {
  const bind = createBinder('m')
  const [zone, days] = [bind('String', workspace.timeZone), bind('UInt32', provingDays)]
  const now = bind("DateTime64(3, 'UTC')", isoTime(workspace.clock.now()))
  return warehouse.rows(
    sql`
    SELECT toUInt32(tie) AS tie, toString(toMonday(toDate(first_seen, ${zone}))) AS week, count() AS people,
      countIf(bought_at IS NOT NULL) AS customers, countIf(is_proven) AS proven, sumIf(own_orders, is_proven) AS orders,
      countIf(is_proven AND own_orders >= 2) AS returned, sumIf(own_margin, is_proven) AS margin,
      sumIf(own_margin * own_margin, is_proven) AS squares
    FROM (
      SELECT p.person AS person, any(p.tie) AS tie, any(p.first_seen) AS first_seen, any(p.bought_at) AS bought_at,
        ifNull(any(p.bought_at) <= ${now} - toIntervalDay(${days}), 0) AS is_proven,
        uniqExactIf(l.order_id, l.kind = 'sale' AND ${within(days)}) AS own_orders,
        sumIf(toFloat64(l.margin), ${within(days)}) AS own_margin
      FROM (${tiedPeople(bind, workspace, period, keys)}) AS p
      LEFT JOIN (${marginLines(bind, workspace, basis)}) AS l ON l.person = p.person
      GROUP BY p.person)
    GROUP BY tie, week ORDER BY tie, week`,
    cohortRow,
    { pool: 'long' },
  )
}

const earnedRow = z.object({ tie: z.number(), week: z.string(), margin: z.number() })
export type Earned = z.output<typeof earnedRow>

/** Margin of the people of each key by the week in which it was made. */
export function earnedOf(
  warehouse: Warehouse,
  workspace: Workspace,
  period: Period,
  keys: readonly string[],
  basis: MarginBasis,
): Promise<Earned[]> {
  const bind = createBinder('e')
  const zone = bind('String', workspace.timeZone)
  return warehouse.rows(
    sql`
    SELECT toUInt32(p.tie) AS tie, toString(toMonday(toDate(l.ts, ${zone}))) AS week, sum(toFloat64(l.margin)) AS margin
    FROM (${marginLines(bind, workspace, basis)}) AS l
    INNER JOIN (${tiedPeople(bind, workspace, period, keys)}) AS p ON p.person = l.person
    WHERE l.ts >= p.first_seen GROUP BY tie, week ORDER BY tie, week`,
    earnedRow,
    { pool: 'long' },
  )
}
