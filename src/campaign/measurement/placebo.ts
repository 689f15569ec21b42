import { z } from 'zod'
import { personNow } from '../../customer/index.ts'
import type { Interval } from '../../kit/api-shapes.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import { isControl } from '../audience/draw.ts'
import { addDays, isoTime } from '../time.ts'
import { capped, capsOf } from './caps.ts'
import { type Method, methodFor, welchEffects } from './estimate.ts'
import { adjustedEffect } from './evaluate.ts'
import { marginBasis, marginOfLine } from './margin.ts'
import { type Sample, sumsOf } from './sample.ts'
import { covariateDays } from './window.ts'

/** Outcome and covariate of the same people, in the same order; minor units. */
export interface OutcomeArrays {
  keys: Float64Array
  outcome: Float64Array
  covariate: Float64Array
  bought: Uint8Array
}

export interface PlaceboOptions {
  /** The draw is made here; customers with an order before it take part unless an audience is named. */
  asOf: Date
  windowDays: number
  controlShare: number
  seeds: number
  /** SELECT of `person_key`. */
  audience?: SqlFragment
  /** Names the family of draws; the same name gives the same result. */
  salt?: string
  signal?: AbortSignal
}

export interface PlaceboResult {
  customers: number
  buyers: number
  seeds: number
  windowDays: number
  controlShare: number
  /** Of the intervals counted here, by the expected size of the arms. */
  method: Method
  /** How many of the intervals hold zero. */
  covered: number
  /** Share of the 95 % intervals that hold zero, nothing having been done: should be 0.95. */
  coverage: number
  /** Of the rest: how often the campaign that never was looked better, and worse. */
  falsePositive: number
  falseNegative: number
  /** Mean estimate and mean half width of the interval, minor units of margin per customer. */
  meanEffectMinor: number
  meanHalfWidthMinor: number
  /** Welch's interval of the same draws, for comparison: adjusted, and not. */
  unadjusted: { coverage: number; meanHalfWidthMinor: number }
  welch: { coverage: number; meanHalfWidthMinor: number }
}

/**
 * Draws `seeds` control groups in a stretch of history in which no campaign ran, and evaluates each as a campaign is
 * evaluated. Outcomes are read once; draws are made in memory by the hash that launches use.
 */
export async function placeboCoverage(
  warehouse: Warehouse,
  workspace: Workspace,
  options: PlaceboOptions,
): Promise<PlaceboResult> {
  const arrays = await readArrays(warehouse, workspace, options)
  return placeboOf(arrays, options)
}

/** The same on arrays at hand. */
export function placeboOf(
  arrays: OutcomeArrays,
  options: Pick<PlaceboOptions, 'windowDays' | 'controlShare' | 'seeds' | 'salt' | 'signal'>,
): PlaceboResult {
  const draw = drawerOf(arrays)
  const tallies = { adjusted: tally(), welch: tally(), unadjusted: tally() }
  for (let seed = 0; seed < options.seeds; seed++) {
    options.signal?.throwIfAborted()
    const salt = `${options.salt ?? 'placebo'}-${seed}`
    const sample = draw(salt, options.controlShare)
    const { treatment, control } = sumsOf(sample)
    const welch = welchEffects(treatment, control)
    count(tallies.adjusted, adjustedEffect(sample, salt))
    count(tallies.welch, welch.adjusted)
    count(tallies.unadjusted, welch.unadjusted)
  }
  const n = Math.max(1, options.seeds)
  const customers = arrays.keys.length
  const ofControl = Math.round(customers * options.controlShare)
  const { held, above, below, effect, half } = tallies.adjusted
  return {
    customers,
    buyers: arrays.bought.reduce((sum, b) => sum + b, 0),
    seeds: options.seeds,
    windowDays: options.windowDays,
    controlShare: options.controlShare,
    method: methodFor(customers - ofControl, ofControl),
    covered: held,
    coverage: held / n,
    falsePositive: above / n,
    falseNegative: below / n,
    meanEffectMinor: effect / n,
    meanHalfWidthMinor: half / n,
    unadjusted: {
      coverage: tallies.unadjusted.held / n,
      meanHalfWidthMinor: tallies.unadjusted.half / n,
    },
    welch: { coverage: tallies.welch.held / n, meanHalfWidthMinor: tallies.welch.half / n },
  }
}

function tally() {
  return { held: 0, above: 0, below: 0, effect: 0, half: 0 }
}

function count(tally: Record<'held' | 'above' | 'below' | 'effect' | 'half', number>, i: Interval): void {
  if (i.verdict === 'positive') tally.above += 1
  else if (i.verdict === 'negative') tally.below += 1
  else tally.held += 1
  tally.effect += i.estimate ?? 0
  tally.half += ((i.hi ?? 0) - (i.lo ?? 0)) / 2
}

/** One draw over arrays, as a campaign would be drawn and read; caps do not depend on the draw and are found once. */
export function drawerOf(arrays: OutcomeArrays): (salt: string, controlShare: number) => Sample {
  const outcome = cappedCopy(arrays.outcome)
  const covariate = cappedCopy(arrays.covariate)
  return (salt, controlShare) => {
    const treated = new Uint8Array(outcome.length)
    for (let i = 0; i < treated.length; i++)
      treated[i] = isControl(salt, arrays.keys[i] ?? 0, controlShare) ? 0 : 1
    return { treated, outcome, covariate, bought: arrays.bought }
  }
}

export function cappedCopy(values: Float64Array): Float64Array {
  const caps = capsOf(values)
  return values.map((value) => capped(value, caps))
}

/** Outcome in [asOf, asOf + window) and spend before asOf, of an audience or of everybody who had bought by then. */
export async function readArrays(
  warehouse: Warehouse,
  workspace: Workspace,
  options: Pick<PlaceboOptions, 'asOf' | 'windowDays' | 'audience'>,
): Promise<OutcomeArrays> {
  const basis = await marginBasis(warehouse, workspace, null)
  const bind = createBinder('past_')
  const id = bind('UInt32', workspace.id)
  const at = bind("DateTime64(3, 'UTC')", isoTime(options.asOf))
  const until = bind("DateTime64(3, 'UTC')", isoTime(addDays(options.asOf, options.windowDays)))
  const since = bind("DateTime64(3, 'UTC')", isoTime(addDays(options.asOf, -covariateDays)))
  const everybody = sql`SELECT ${personNow()} AS person_key FROM order_lines
    WHERE workspace_id = ${id} AND kind = 'sale' AND person_key != 0 AND ts < ${at} GROUP BY person_key`
  const rows = await warehouse.rows(
    sql`SELECT a.person_key AS person_key, o.y AS y, o.x AS x, o.bought AS bought
        FROM (SELECT DISTINCT person_key FROM (${options.audience ?? everybody})) AS a
        LEFT JOIN (
          SELECT person_key, sumIf(margin, ts >= ${at}) AS y, toFloat64(sumIf(amount_minor, ts < ${at})) AS x,
                 toUInt8(countIf(kind = 'sale' AND ts >= ${at}) > 0) AS bought
          FROM (SELECT ${personNow()} AS person_key, ts, kind, amount_minor, ${marginOfLine(bind, basis)} AS margin FROM order_lines
                WHERE workspace_id = ${id} AND kind != 'charge' AND ts >= ${since} AND ts < ${until})
          GROUP BY person_key
        ) AS o ON o.person_key = a.person_key
        ORDER BY person_key`,
    z.object({ person_key: int64(), y: z.number(), x: z.number(), bought: z.int() }),
    { pool: 'long' },
  )
  const arrays: OutcomeArrays = {
    keys: new Float64Array(rows.length),
    outcome: new Float64Array(rows.length),
    covariate: new Float64Array(rows.length),
    bought: new Uint8Array(rows.length),
  }
  rows.forEach((row, i) => {
    arrays.keys[i] = row.person_key
    arrays.outcome[i] = row.y
    arrays.covariate[i] = row.x
    arrays.bought[i] = row.bought
  })
  return arrays
}
