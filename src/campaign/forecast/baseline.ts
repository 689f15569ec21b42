import { cuped } from '@liangti/models'
import { personNow } from '../../customer/index.ts'
import { manualClock } from '../../kit/clock.ts'
import type { Task } from '../../kit/progress.ts'
import { type createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { OrderSpan } from '../audience/audience.ts'
import type { CampaignDeps } from '../deps.ts'
import type { MarginBasis } from '../measurement/margin.ts'
import { campaignOutcomes, type OutcomeScope } from '../measurement/outcomes.ts'
import { covariateDays } from '../measurement/window.ts'
import { addDays, isoTime } from '../time.ts'

/** What people like these did in one window of the past, without this campaign. */
export interface Baseline {
  /** They were picked by the same rule, as of then. */
  from: Date
  to: Date
  customers: number
  buyers: number
  /** Mean and standard deviation of margin per customer, in full. */
  meanMinor: number
  deviationMinor: number
  /** What measurement will work with: capped and adjusted for earlier spend. */
  residualDeviationMinor: number
}

/**
 * The audience's rule is asked at the start of the last whole window, and its people are followed through it. Asking
 * today's members about the past would answer wrongly: people picked because they bought nothing lately bought nothing
 * lately.
 * @returns null where history is shorter than a window or nobody fulfilled the rule then
 */
export async function baselineOf(
  deps: CampaignDeps,
  workspace: Workspace,
  input: { rule: unknown; windowDays: number; span: OrderSpan; basis: MarginBasis },
  task: Task,
): Promise<Baseline | null> {
  const to = input.span.knownUntil
  const from = addDays(to, -input.windowDays)
  if (from.getTime() <= input.span.first.getTime()) return null
  const then: Workspace = { ...workspace, clock: manualClock(from) }
  await deps.features.ensure(then, from, task)
  const audience = await deps.segments.compile(then, input.rule)
  const scope: OutcomeScope = {
    workspaceId: workspace.id,
    from,
    to,
    basis: input.basis,
    people: followed(workspace.id, audience, from),
  }
  const { arms } = await campaignOutcomes(deps.warehouse, scope)
  const { sums, marginMinor, marginSquares } = arms.treatment
  if (sums.n < 2) return null
  const meanMinor = marginMinor / sums.n
  const variance = (s: { n: number; sum: number; sumSquares: number }) =>
    Math.max(0, (s.sumSquares - s.sum ** 2 / s.n) / (s.n - 1))
  return {
    from,
    to,
    customers: sums.n,
    buyers: sums.buyers,
    meanMinor,
    deviationMinor: Math.sqrt(variance({ n: sums.n, sum: marginMinor, sumSquares: marginSquares })),
    // The same people on both sides: only the explained share is read off.
    residualDeviationMinor: Math.sqrt(variance(sums) * (1 - cuped(sums, sums).varianceExplained)),
  }
}

/** The people of a rule with their spend before `from`, all in one arm. */
function followed(workspaceId: number, audience: SqlFragment, from: Date): OutcomeScope['people'] {
  return (bind: ReturnType<typeof createBinder>) => sql`
    SELECT a.person_key AS person_key, 'treatment' AS arm, s.covariate AS covariate
    FROM (SELECT DISTINCT person_key FROM (${audience}) WHERE person_key != 0) AS a
    LEFT JOIN (
      SELECT ${personNow()} AS person_key, toFloat64(sum(amount_minor)) AS covariate FROM order_lines
      WHERE workspace_id = ${bind('UInt32', workspaceId)} AND kind != 'charge'
        AND ts >= ${bind("DateTime64(3, 'UTC')", isoTime(addDays(from, -covariateDays)))}
        AND ts < ${bind("DateTime64(3, 'UTC')", isoTime(from))}
      GROUP BY person_key
    ) AS s ON s.person_key = a.person_key`
}
