import { z } from 'zod'
import { contactBars, profilingOf } from '../../customer/index.ts'
import { campaignChannel, keysRefusingTopic } from '../../interaction/index.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import type { CampaignDeps } from '../deps.ts'
import { covariateDays } from '../measurement/window.ts'
import type { CampaignInput } from '../plans/api.ts'
import { addDays, instantOf } from '../time.ts'
import { type DecisionInput, decisionSelect, type SilentBar } from './decide.ts'

const newestOrder = defineQuery({
  name: 'campaign.order_span',
  params: z.object({ workspace: z.int() }),
  row: z.object({ lines: int64(), first: z.string(), last: z.string() }),
  text: sql`SELECT count() AS lines, min(ts) AS first, max(ts) AS last
    FROM order_lines WHERE workspace_id = {workspace:UInt32}`,
})

export interface OrderSpan {
  first: Date
  last: Date
  /**
   * Up to where history is known: the clock, or just after the newest order where the data end before it. What lies
   * before it is the past to learn from; a file of last year is not taken for a year without sales.
   */
  knownUntil: Date
}

/** @returns null without any order */
export async function orderSpan(warehouse: Warehouse, workspace: Workspace): Promise<OrderSpan | null> {
  const [row] = await warehouse.query(newestOrder, { workspace: workspace.id })
  if (!row || row.lines === 0) return null
  const [first, last] = [instantOf(row.first), instantOf(row.last)]
  const knownUntil = new Date(Math.min(workspace.clock.now().getTime(), last.getTime() + 1))
  return { first, last, knownUntil }
}

/** Messages the budget pays for; null where it sets no limit. */
export function affordableContacts(plan: CampaignInput): number | null {
  if (plan.budgetMinor === null) return null
  const left = plan.budgetMinor - plan.fixedCostMinor
  if (left < 0) return 0
  return plan.costPerContactMinor === 0 ? null : Math.floor(left / plan.costPerContactMinor)
}

/** The decision over a plan's audience as it is at `at`; asked the same way by forecast and launch. */
export async function decisionsFor(
  deps: CampaignDeps,
  workspace: Workspace,
  input: { plan: CampaignInput; rule: unknown; salt: string; at: Date; knownUntil: Date },
): Promise<SqlFragment> {
  const { plan } = input
  await deps.segments.requireUse(workspace, input.rule, 'marketing')
  const byProfile = deps.segments.selectsByProfile(input.rule)
  const affordable = affordableContacts(plan)
  const { reach, doNotSend, consentChannel } = campaignChannel(plan.channel)
  const [bars, topic, ranked] = await Promise.all([
    contactBars(deps, workspace, { channel: doNotSend, consentChannel, byProfile }),
    topicBars(deps, workspace, plan.topicId),
    // A campaign to everybody leaves nobody out who refused, and does not rank them by what they spent either.
    !byProfile && affordable !== null ? profilingOf(deps, workspace) : null,
  ])
  const decision: DecisionInput = {
    workspaceId: workspace.id,
    audience: await deps.segments.compile(workspace, input.rule),
    salt: input.salt,
    controlShare: plan.controlShare,
    reach,
    contactCap: plan.contactCap,
    bars: [...bars, ...topic],
    ranked,
    affordable,
    at: input.at,
    covariateFrom: addDays(input.knownUntil, -covariateDays),
    covariateTo: input.knownUntil,
  }
  return decisionSelect(decision)
}

/** Those who do not want to hear of what the campaign is about; their choices live in the ledger, only keys leave it. */
async function topicBars(
  { ledger }: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  topicId: string | null,
): Promise<SilentBar[]> {
  if (topicId === null) return []
  const bind = createBinder('topic_')
  const keys = bind('Array(UInt64)', await keysRefusingTopic(ledger, workspace.id, topicId))
  return [{ reason: 'topic_refused', mode: 'all_but', people: sql`SELECT arrayJoin(${keys}) AS person_key` }]
}

const countRow = z.object({
  arm: z.enum(['treatment', 'control']),
  action: z.enum(['send', 'withhold', 'silent']),
  reason: z.string(),
  customers: int64(),
})

export interface DecisionCounts {
  audience: number
  treatment: number
  control: number
  recipients: number
  ghosts: number
  /** Of both arms. */
  silent: { reason: string; customers: number }[]
}

/** Counts any relation of arm, action and reason: decisions to come or decisions stored. */
export async function countDecisions(warehouse: Warehouse, decisions: SqlFragment): Promise<DecisionCounts> {
  const rows = await warehouse.rows(
    sql`SELECT arm, action, reason, count() AS customers FROM (${decisions}) GROUP BY arm, action, reason`,
    countRow,
    { pool: 'long' },
  )
  const sum = (test: (row: z.output<typeof countRow>) => boolean) =>
    rows.filter(test).reduce((n, row) => n + row.customers, 0)
  const reasons = [...new Set(rows.filter((row) => row.reason !== '').map((row) => row.reason))]
  return {
    audience: sum(() => true),
    treatment: sum((row) => row.arm === 'treatment'),
    control: sum((row) => row.arm === 'control'),
    recipients: sum((row) => row.action === 'send'),
    ghosts: sum((row) => row.action === 'withhold'),
    silent: reasons
      .map((reason) => ({ reason, customers: sum((row) => row.reason === reason) }))
      .sort((a, b) => b.customers - a.customers),
  }
}
