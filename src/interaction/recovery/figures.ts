import {
  differenceOfMeans,
  differenceOfProportions,
  type Estimate,
  proportionInterval,
  summarize,
} from '@liangti/models'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import { keysOf } from '../../customer/index.ts'
import type { Interval } from '../../kit/api-shapes.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { getCaseFigures } from './api.ts'
import type { RecoveryDeps } from './deps.ts'
import { recoveryOf } from './settings.ts'

const dayMs = 86_400_000
const none: Interval = { estimate: null, lo: null, hi: null, level: 0.95, verdict: 'no_data' }

interface Sums {
  received: string
  open: string
  late: string
  due: string
  in_time: string
  founded: string
  recovered: string
  median: number | null
  most: number | null
  satisfaction: number | null
  answers: string
  given: string
}

/** What came of the complaints of the last days, and what larger remedies are worth against the standard one. */
export async function caseFigures(
  deps: RecoveryDeps,
  workspace: Workspace,
  days: number,
): Promise<z.input<typeof getCaseFigures.response>> {
  const now = workspace.clock.now()
  const from = new Date(now.getTime() - days * dayMs)
  const settings = await recoveryOf(deps.ledger, workspace)
  const { rows } = await pg<Sums>`
    SELECT count(*) AS received, count(*) FILTER (WHERE closed_at IS NULL) AS open,
      count(*) FILTER (WHERE closed_at IS NULL AND answered_at IS NULL AND due_at < ${now}) AS late,
      count(*) FILTER (WHERE answered_at IS NOT NULL OR due_at < ${now}) AS due,
      count(*) FILTER (WHERE answered_at <= due_at) AS in_time,
      count(*) FILTER (WHERE outcome IN ('recovered', 'lost')) AS founded,
      count(*) FILTER (WHERE outcome = 'recovered') AS recovered,
      percentile_cont(.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - received_at) / 3600) AS median,
      percentile_cont(.9) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - received_at) / 3600) AS most,
      avg(satisfaction)::float8 AS satisfaction, count(satisfaction) AS answers,
      coalesce((SELECT sum(r.cost_minor) FROM case_remedies r JOIN cases g ON g.id = r.case_id
        WHERE g.workspace_id = ${workspace.id} AND r.state = 'given' AND g.received_at > ${from}), 0) AS given
    FROM cases WHERE workspace_id = ${workspace.id} AND received_at > ${from} AND received_at <= ${now}`.execute(
    deps.ledger.db,
  )
  const [sums] = rows
  if (!sums) throw new Error('An aggregate without a row.')
  return {
    ...{ days, currency: workspace.currency, computedAt: now.toISOString() },
    ...{ received: Number(sums.received), open: Number(sums.open), late: Number(sums.late) },
    inTime: rate(Number(sums.in_time), Number(sums.due)),
    hoursToAnswer:
      sums.median === null || sums.most === null ? null : { median: sums.median, most: sums.most },
    recovered: rate(Number(sums.recovered), Number(sums.founded)),
    satisfaction:
      sums.satisfaction === null ? null : { mean: sums.satisfaction, answers: Number(sums.answers) },
    remedyCostMinor: Number(sums.given),
    trial: { days: settings.trial.days, ...(await trialOf(deps, workspace, settings.trial.days, now)) },
  }
}

/** A share has no verdict: it is not compared with anything. */
function rate(successes: number, trials: number): Interval {
  const found = proportionInterval(successes, trials)
  return found === null ? none : { ...found, level: 0.95, verdict: 'positive' }
}

interface Drawn {
  person_key: string
  arm: 'full' | 'standard'
  received_at: Date
  outcome: string | null
}

/**
 * Customers as they were drawn, whatever they were given then: their first drawn case each, of those whose days are over.
 * The difference is what the chance of a larger remedy is worth.
 */
async function trialOf({ ledger, warehouse }: RecoveryDeps, workspace: Workspace, days: number, now: Date) {
  const { rows } = await pg<Drawn>`
    SELECT DISTINCT ON (person_key) person_key, arm, received_at, outcome FROM cases
    WHERE workspace_id = ${workspace.id} AND arm IS NOT NULL AND received_at <= ${new Date(now.getTime() - days * dayMs)}
    ORDER BY person_key, received_at, id LIMIT 50000`.execute(ledger.db)
  const spend = await spendAfter({ ledger, warehouse }, workspace, rows, days)
  const of = (arm: Drawn['arm']) =>
    rows.flatMap((row, i) => (row.arm === arm ? [{ row, spent: spend[i] ?? 0 }] : []))
  const [full, standard] = [of('full'), of('standard')]
  const closed = (side: typeof full) =>
    side.filter(({ row }) => row.outcome === 'recovered' || row.outcome === 'lost')
  const won = (side: typeof full) => ({
    successes: side.filter(({ row }) => row.outcome === 'recovered').length,
    n: side.length,
  })
  return {
    ...{ full: full.length, standard: standard.length },
    recovered:
      closed(full).length < 2 || closed(standard).length < 2
        ? none
        : judged(differenceOfProportions(won(closed(standard)), won(closed(full)))),
    spendMinor:
      full.length < 2 || standard.length < 2
        ? none
        : judged(
            differenceOfMeans(
              summarize(standard.map(({ spent }) => spent)),
              summarize(full.map(({ spent }) => spent)),
            ),
          ),
  }
}

function judged({ estimate, lower, upper, level }: Estimate): Interval {
  const verdict = lower > 0 ? 'positive' : upper < 0 ? 'negative' : 'inconclusive'
  return { estimate, lo: lower, hi: upper, level, verdict }
}

/** Net purchases of each in the days after the complaint, under all their keys. */
async function spendAfter(
  { ledger, warehouse }: Pick<RecoveryDeps, 'ledger'> & { warehouse: Warehouse },
  workspace: Workspace,
  drawn: readonly Drawn[],
  days: number,
): Promise<number[]> {
  const spend = drawn.map(() => 0)
  if (drawn.length === 0) return spend
  const members = await keysOf(
    ledger.db,
    drawn.map((row) => Number(row.person_key)),
  )
  const flat = drawn.flatMap((row, at) => {
    const key = Number(row.person_key)
    return (members.get(key) ?? [key]).map((own) => ({ own, from: row.received_at.getTime(), at }))
  })
  const bind = createBinder('rec_')
  const keys = bind(
    'Array(UInt64)',
    flat.map(({ own }) => own),
  )
  const froms = bind(
    'Array(Int64)',
    flat.map(({ from }) => from),
  )
  const places = bind(
    'Array(UInt32)',
    flat.map(({ at }) => at),
  )
  const rows = await warehouse.rows(
    sql`SELECT toUInt32(c.t.3) AS at, sum(if(l.ms >= c.t.2 AND l.ms < c.t.2 + ${bind('Int64', days * dayMs)}, l.amount, 0)) AS spent
      FROM (SELECT arrayJoin(arrayZip(${keys}, ${froms}, ${places})) AS t, t.1 AS person_key) AS c
      INNER JOIN (SELECT person_key, toUnixTimestamp64Milli(ts) AS ms, amount_minor AS amount FROM order_lines
        WHERE workspace_id = ${bind('UInt32', workspace.id)} AND kind != 'charge' AND currency = ${bind('String', workspace.currency)}
          AND person_key IN (SELECT arrayJoin(${keys}))) AS l USING (person_key)
      GROUP BY at`,
    z.object({ at: z.int(), spent: int64() }),
  )
  for (const { at, spent } of rows) spend[at] = spent
  return spend
}
