import { sampleRatioMismatch } from '@liangti/models'
import { z } from 'zod'
import { type CallCounts, isSent, keptBackByStop, type LanguageCounts } from '../../interaction/index.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import type { CampaignDeps, DeliveryCounts } from '../deps.ts'
import { hasLanguages } from '../launch/languages.ts'
import { type CampaignRow, type Frozen, frozenOf, planOf, recipientsOf } from '../plans/plan.ts'
import { isoTime } from '../time.ts'
import type { reportShape } from './api.ts'
import { callsView, deliveryOfCalls } from './calls.ts'
import { costOf, costOfMessages, countRedemptions } from './cost.ts'
import { type Effects, mapped, methodFor, noData, welchEffects } from './estimate.ts'
import { evaluate } from './evaluate.ts'
import { campaignOutcomes, campaignPeople, type OutcomeScope, type Outcomes } from './outcomes.ts'
import { readPeople } from './people.ts'
import { seriesFromPeople, seriesOf } from './series.ts'
import { verdictWords } from './verdict.ts'
import { warningsOf } from './warnings.ts'

export type Report = z.output<typeof reportShape>

const drawnCounts = defineQuery({
  name: 'campaign.drawn_counts',
  params: z.object({ workspace: z.int(), campaign: z.uuid(), decidedAt: z.string() }),
  row: z.object({ treatment: int64(), control: int64() }),
  text: sql`
    SELECT countIf(arm = 'treatment') AS treatment, countIf(arm = 'control') AS control
    FROM decisions FINAL
    WHERE workspace_id = {workspace:UInt32} AND campaign_id = {campaign:UUID} AND decided_at = {decidedAt:DateTime64(3, 'UTC')}`,
})

/** Below this the draw is broken, not unlucky: one sound campaign in a thousand would be called so. */
const mismatchLevel = 0.001

/**
 * The campaign against its control group, up to the workspace's now or the end of its window.
 * @returns null before its arms are drawn
 */
export async function evaluateCampaign(
  deps: CampaignDeps,
  workspace: Workspace,
  row: CampaignRow,
): Promise<Report | null> {
  const frozen = frozenOf(row)
  if (!frozen || row.decided_at === null || row.launched_at === null || row.window_ends_at === null)
    return null
  const now = workspace.clock.now()
  const to = new Date(Math.min(now.getTime(), row.window_ends_at.getTime()))
  const final = now.getTime() >= row.window_ends_at.getTime()
  const scope: OutcomeScope = {
    workspaceId: workspace.id,
    people: campaignPeople(workspace.id, row.id, row.decided_at),
    from: row.launched_at,
    to,
    basis: frozen.marginBasis,
  }
  const key = { workspace: workspace.id, campaign: row.id, decidedAt: isoTime(row.decided_at) }
  const [outcomes, contacts, keptBack, [drawn]] = await Promise.all([
    campaignOutcomes(deps.warehouse, scope),
    contactsOf(deps, workspace, row),
    keptBackOf(deps, workspace, row),
    deps.warehouse.query(drawnCounts, key, { pool: 'long' }),
  ])
  const redeemed = await countRedemptions(deps, frozen, {
    ...key,
    from: isoTime(scope.from),
    to: isoTime(to),
  })
  const { effects, series } = await effectsOf(deps, workspace, scope, outcomes, row.salt)
  return assemble({
    workspace,
    row,
    frozen,
    final,
    to,
    outcomes,
    ...contacts,
    keptBack,
    drawn: drawn ?? { treatment: 0, control: 0 },
    redeemed,
    effects,
    series,
  })
}

/** From the sums where arms are large; else person by person, as the check of the method does it. */
async function effectsOf(
  { warehouse }: CampaignDeps,
  { timeZone }: Workspace,
  scope: OutcomeScope,
  outcomes: Outcomes,
  salt: string,
): Promise<{ effects: Effects; series: Report['series'] }> {
  const { treatment, control } = outcomes.arms
  if (methodFor(treatment.sums.n, control.sums.n) === 'welch') {
    const effects = welchEffects(treatment.sums, control.sums)
    return { effects, series: await seriesOf(warehouse, scope, outcomes, timeZone) }
  }
  const people = await readPeople(warehouse, scope, outcomes.caps)
  const effects = evaluate(people.sample, salt)
  return {
    effects,
    series: await seriesFromPeople(warehouse, scope, outcomes, timeZone, { people, effects, salt }),
  }
}

interface Contacts {
  delivery: DeliveryCounts
  contactMinor: number
  /** Of a campaign by call. */
  calls: CallCounts | null
  languages: LanguageCounts[]
}

/** What was sent, handed over or rung, and what that has cost. */
async function contactsOf(deps: CampaignDeps, workspace: Workspace, row: CampaignRow): Promise<Contacts> {
  const plan = planOf(row)
  if (plan.channel === 'call') {
    const calls = await deps.calls.counts(workspace, row.id)
    return { delivery: deliveryOfCalls(calls), contactMinor: calls.costMinor, calls, languages: [] }
  }
  const delivery = isSent(plan.channel)
    ? await deps.delivery.counts(workspace, row.id)
    : handedOverCounts(row)
  const creative = frozenOf(row)?.creative
  const languages =
    creative && hasLanguages(creative) ? await deps.delivery.byLanguage(workspace, row.id) : []
  return { delivery, contactMinor: costOfMessages(plan, delivery), calls: null, languages }
}

/** Whom a stop kept from being contacted: who was planned, and who was chosen and not planned yet. */
async function keptBackOf(deps: CampaignDeps, workspace: Workspace, row: CampaignRow): Promise<number> {
  if (row.stopped_at === null || planOf(row).channel === 'list') return 0
  const { keptBack, all } = await keptBackByStop(deps.ledger, workspace, row.id)
  return keptBack + Math.max(0, (recipientsOf(row) ?? 0) - all)
}

/** Lists given to somebody else: every recipient counts as contacted, and what came of it only orders will tell. */
function handedOverCounts(row: CampaignRow): DeliveryCounts {
  const sent = recipientsOf(row) ?? 0
  return {
    planned: 0,
    quiet: 0,
    sending: 0,
    sent,
    failed: 0,
    unknown: 0,
    suppressed: 0,
    delivered: 0,
    bounced: 0,
    opened: 0,
    clicked: 0,
    replied: 0,
    unsubscribed: 0,
    complained: 0,
  }
}

interface Parts extends Contacts {
  /** People a stop kept from being contacted. */
  keptBack: number
  workspace: Workspace
  row: CampaignRow
  frozen: Frozen
  final: boolean
  to: Date
  outcomes: Outcomes
  drawn: { treatment: number; control: number }
  redeemed: number | null
  effects: Effects
  series: Report['series']
}

function assemble(p: Parts): Report {
  const { workspace, frozen, outcomes, delivery, effects } = p
  const plan = planOf(p.row)
  const { treatment, control } = outcomes.arms
  const redeemed = p.redeemed ?? treatment.sums.buyers
  const cost = costOf(plan, p.contactMinor, redeemed, frozen.offer?.costMinor ?? 0)
  const hasControl = plan.controlShare > 0
  const increment = mapped(effects.adjusted, treatment.sums.n)
  const roi = cost.totalMinor > 0 ? mapped(increment, 1 / cost.totalMinor, -1) : noData()
  const srm = srmOf(p.drawn, plan.controlShare)
  const { currency } = workspace
  return {
    computedAt: workspace.clock.now().toISOString(),
    currency,
    final: p.final,
    windowFrom: (p.row.launched_at ?? p.to).toISOString(),
    windowTo: (p.row.window_ends_at ?? p.to).toISOString(),
    arms: [treatment, control].map((a) => ({
      arm: a.arm,
      customers: a.sums.n,
      contacted: a.arm === 'treatment' ? delivery.sent : 0,
      buyers: a.sums.buyers,
      buyerRate: a.sums.n === 0 ? 0 : a.sums.buyers / a.sums.n,
      revenueMinor: Math.round(a.revenueMinor),
      marginMinor: Math.round(a.marginMinor),
      marginPerCustomerMinor: a.sums.n === 0 ? 0 : a.marginMinor / a.sums.n,
    })),
    effectPerCustomer: effects.adjusted,
    effectUnadjusted: effects.unadjusted,
    effectBuyerRate: effects.buyerRate,
    incrementalMarginMinor: increment,
    relativeLift: effects.relativeLift,
    pValue: effects.pValue,
    method: effects.method,
    marginBasis: frozen.marginBasis.kind,
    srm,
    cost,
    roi,
    execution: {
      planned:
        delivery.planned +
        delivery.sending +
        delivery.sent +
        delivery.failed +
        delivery.unknown +
        delivery.suppressed,
      quiet: delivery.quiet,
      sent: delivery.sent,
      failed: delivery.failed,
      unknown: delivery.unknown,
      suppressed: delivery.suppressed,
      delivered: delivery.delivered,
      bounced: delivery.bounced,
      opened: delivery.opened,
      clicked: delivery.clicked,
      replied: delivery.replied,
      unsubscribed: delivery.unsubscribed,
      complained: delivery.complained,
    },
    languages: p.languages,
    calls: p.calls && callsView(p.calls),
    forecastError: {
      forecastMinor: frozen.forecast.incrementalMarginMinor.value,
      actualMinor: increment.estimate,
    },
    series: p.series,
    verdict: verdictWords({ increment, roi, currency, final: p.final, mismatch: srm.mismatch, hasControl }),
    warnings: warningsOf({
      outcomes,
      currency,
      hasControl,
      redemptionsKnown: p.redeemed !== null,
      final: p.final,
      marginBasis: frozen.marginBasis.kind,
      stopped: p.row.stopped_at && { at: p.row.stopped_at, keptBack: p.keptBack },
      timeZone: workspace.timeZone,
    }),
  }
}

function srmOf(drawn: { treatment: number; control: number }, controlShare: number): Report['srm'] {
  const total = drawn.treatment + drawn.control
  const observedShare = total === 0 ? null : drawn.control / total
  if (controlShare === 0 || total === 0)
    return { expectedShare: controlShare, observedShare, p: null, mismatch: false }
  const { pValue } = sampleRatioMismatch([drawn.control, drawn.treatment], [controlShare, 1 - controlShare])
  return { expectedShare: controlShare, observedShare, p: pValue, mismatch: pValue < mismatchLevel }
}
