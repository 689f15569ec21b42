import { z } from 'zod'
import { personNow } from '../../customer/index.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import { decidedPeople } from '../audience/decided.ts'
import { isoTime } from '../time.ts'
import { type Caps, capLevels } from './caps.ts'
import type { ArmSums } from './estimate.ts'
import { type MarginBasis, marginOfLine } from './margin.ts'

/** Whose margin is looked at, within [from, to). */
export interface OutcomeScope {
  workspaceId: number
  /** SELECT of person_key, arm, covariate; made anew for each statement, with that statement's binder. */
  people(bind: Bind): SqlFragment
  from: Date
  to: Date
  basis: MarginBasis
}

export type Bind = ReturnType<typeof createBinder>
export type Arm = 'treatment' | 'control'
export interface ArmFigures {
  arm: Arm
  /** Capped sums for the estimate. */
  sums: ArmSums
  /** In full. */
  revenueMinor: number
  marginMinor: number
  /** Σ of the uncapped margin squared. */
  marginSquares: number
  /** How many were counted only up to the cap. */
  capped: number
}

export interface Outcomes {
  caps: { y: Caps; x: Caps }
  arms: Record<Arm, ArmFigures>
}

/**
 * Like with like: the treated and the ghosts, who differ by the draw alone. People who were silent for a reason of their
 * own are in neither; those the budget cut after the draw (`budget_repair`) are treated, as drawn.
 * @param decidedAt of the draw that counts; rows of attempts that died carry another
 */
export function campaignPeople(
  workspaceId: number,
  campaignId: string,
  decidedAt: Date,
): OutcomeScope['people'] {
  return (bind) => sql`SELECT person_key, arm, covariate
    FROM ${decidedPeople(sql`workspace_id = ${bind('UInt32', workspaceId)} AND campaign_id = ${bind('UUID', campaignId)}
      AND decided_at = ${bind("DateTime64(3, 'UTC')", isoTime(decidedAt))}`)}
    WHERE (action IN ('send', 'withhold') OR reason = 'budget_repair')`
}

export function linesOf(bind: Bind, scope: OutcomeScope): SqlFragment {
  return sql`SELECT ${personNow()} AS person_key, ts, kind, amount_minor, ${marginOfLine(bind, scope.basis)} AS margin
    FROM order_lines
    WHERE workspace_id = ${bind('UInt32', scope.workspaceId)} AND kind != 'charge'
      AND ${personNow()} IN (SELECT person_key FROM (${scope.people(bind)}))
      AND ts >= ${bind("DateTime64(3, 'UTC')", isoTime(scope.from))} AND ts < ${bind("DateTime64(3, 'UTC')", isoTime(scope.to))}`
}

/** One row a person: key, arm, covariate x, margin y, revenue, whether anything was bought. */
export function perPerson(bind: Bind, scope: OutcomeScope): SqlFragment {
  return sql`SELECT p.person_key AS person_key, p.arm AS arm, p.covariate AS x, o.y AS y, o.revenue AS revenue, o.bought AS bought
    FROM (${scope.people(bind)}) AS p
    LEFT JOIN (
      SELECT person_key, sum(margin) AS y, toFloat64(sum(amount_minor)) AS revenue, countIf(kind = 'sale') > 0 AS bought
      FROM (${linesOf(bind, scope)}) GROUP BY person_key
    ) AS o ON o.person_key = p.person_key`
}

const finite = z
  .number()
  .nullable()
  .transform((v) => v ?? 0)

/** The caps of `caps.ts`, found over both arms together. */
async function findCaps(warehouse: Warehouse, scope: OutcomeScope): Promise<{ y: Caps; x: Caps }> {
  const bind = createBinder('caps_')
  const column = (name: 'x' | 'y') => {
    const v = name === 'x' ? sql`x` : sql`y`
    const as = (side: 'hi' | 'lo') => ({ text: `${name}_${side}`, params: {}, isSql: true as const })
    // A level is a constant of the function, so it is written, not bound; both come from `capLevels`.
    const q = (level: number, test: SqlFragment): SqlFragment =>
      sql`ifNotFinite(${literalQuantile(level)}(${v}, ${test}), 0)`
    return sql`greatest(0, ${q(capLevels.all, sql`1`)}, ${q(capLevels.some, sql`${v} > 0`)}) AS ${as('hi')},
               least(0, ${q(1 - capLevels.all, sql`1`)}, ${q(1 - capLevels.some, sql`${v} < 0`)}) AS ${as('lo')}`
  }
  const [row] = await warehouse.rows(
    sql`SELECT ${column('y')}, ${column('x')} FROM (${perPerson(bind, scope)})`,
    z.object({ y_hi: finite, y_lo: finite, x_hi: finite, x_lo: finite }),
    { pool: 'long' },
  )
  return { y: { hi: row?.y_hi ?? 0, lo: row?.y_lo ?? 0 }, x: { hi: row?.x_hi ?? 0, lo: row?.x_lo ?? 0 } }
}

function literalQuantile(level: number): SqlFragment {
  return { text: `quantileExactIf(${level.toFixed(4)})`, params: {}, isSql: true }
}

function cut(bind: Bind, column: SqlFragment, caps: Caps): SqlFragment {
  return sql`least(greatest(${column}, ${bind('Float64', caps.lo)}), ${bind('Float64', caps.hi)})`
}

const armRow = z.object({
  arm: z.enum(['treatment', 'control']),
  n: int64(),
  sum: z.number(),
  sumSquares: z.number(),
  covariateSum: z.number(),
  covariateSumSquares: z.number(),
  crossSum: z.number(),
  buyers: int64(),
  capped: int64(),
  revenueMinor: z.number(),
  marginMinor: z.number(),
  marginSquares: z.number(),
})

/** Both arms of a campaign in sums; two passes, the first for the caps. */
export async function campaignOutcomes(warehouse: Warehouse, scope: OutcomeScope): Promise<Outcomes> {
  const caps = await findCaps(warehouse, scope)
  const bind = createBinder('sums_')
  const rows = await warehouse.rows(
    sql`SELECT arm, count() AS n, sum(cy) AS sum, sum(cy * cy) AS sumSquares, sum(cx) AS covariateSum,
               sum(cx * cx) AS covariateSumSquares, sum(cx * cy) AS crossSum, countIf(bought) AS buyers,
               countIf(cy != y) AS capped, sum(revenue) AS revenueMinor, sum(y) AS marginMinor,
               sum(y * y) AS marginSquares
        FROM (SELECT arm, y, revenue, bought, ${cut(bind, sql`y`, caps.y)} AS cy, ${cut(bind, sql`x`, caps.x)} AS cx
              FROM (${perPerson(bind, scope)}))
        GROUP BY arm`,
    armRow,
    { pool: 'long' },
  )
  const of = (arm: Arm): ArmFigures => {
    const {
      capped,
      revenueMinor,
      marginMinor,
      marginSquares,
      arm: _,
      ...sums
    } = rows.find((row) => row.arm === arm) ?? { ...emptyArm, arm }
    return { arm, sums, capped, revenueMinor, marginMinor, marginSquares }
  }
  return { caps, arms: { treatment: of('treatment'), control: of('control') } }
}

const emptyArm = {
  n: 0,
  sum: 0,
  sumSquares: 0,
  covariateSum: 0,
  covariateSumSquares: 0,
  crossSum: 0,
  buyers: 0,
  capped: 0,
  revenueMinor: 0,
  marginMinor: 0,
  marginSquares: 0,
}

/** Cumulative sums by whole day since `from`, day 1 first; only the sums that move (those of y) come from here. */
export interface DaySums {
  day: number
  arm: Arm
  sum: number
  sumSquares: number
  crossSum: number
}

const dayRow = z.object({
  day: int64(),
  arm: z.enum(['treatment', 'control']),
  sum: z.number(),
  sumSquares: z.number(),
  crossSum: z.number(),
})

/**
 * For each day up to `days`, what each arm had brought by its end. People without an order add nothing to any of these
 * sums (0 lies within the caps), so only buyers are unfolded over the days.
 */
export async function dailyOutcomes(
  warehouse: Warehouse,
  scope: OutcomeScope,
  caps: Outcomes['caps'],
  days: number,
): Promise<DaySums[]> {
  const bind = createBinder('days_')
  const length = bind('UInt32', days)
  const from = bind("DateTime64(3, 'UTC')", isoTime(scope.from))
  return warehouse.rows(
    sql`SELECT day, arm, sum(cy) AS sum, sum(cy * cy) AS sumSquares, sum(cx * cy) AS crossSum
        FROM (
          SELECT p.arm AS arm, day, ${cut(bind, sql`total`, caps.y)} AS cy, ${cut(bind, sql`p.covariate`, caps.x)} AS cx
          FROM (
            SELECT person_key, arrayCumSum(sumForEach(arrayMap(i -> if(i = at, margin, 0.), range(1, ${length} + 1)))) AS totals
            FROM (
              SELECT person_key, least(toUInt32(intDiv(dateDiff('millisecond', ${from}, ts), 86400000) + 1), ${length}) AS at, sum(margin) AS margin
              FROM (${linesOf(bind, scope)}) GROUP BY person_key, at
            )
            GROUP BY person_key
          ) AS b
          INNER JOIN (${scope.people(bind)}) AS p ON p.person_key = b.person_key
          ARRAY JOIN b.totals AS total, range(1, ${length} + 1) AS day
        )
        GROUP BY day, arm ORDER BY day, arm`,
    dayRow,
    { pool: 'long' },
  )
}
