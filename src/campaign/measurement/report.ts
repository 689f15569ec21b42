import { sampleRatioMismatch } from '@liangti/models'
import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import type { CampaignDeps, DeliveryCounts } from '../deps.ts'
import { type CampaignRow, type Frozen, frozenOf, planOf } from '../plans/plan.ts'
import { isoTime } from '../time.ts'
import type { reportShape } from './api.ts'
import { type Effects, mapped, methodFor, noData, welchEffects } from './estimate.ts'
import { evaluate } from './evaluate.ts'
import { campaignOutcomes, campaignPeople, type OutcomeScope, type Outcomes } from './outcomes.ts'
import { readPeople } from './people.ts'
import { seriesFromPeople, seriesOf } from './series.ts'
import { money, verdictWords } from './verdict.ts'

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

const redemptions = defineQuery({
  name: 'campaign.redemptions',
  params: z.object({
    workspace: z.int(),
    campaign: z.uuid(),
    decidedAt: z.string(),
    code: z.string(),
    from: z.string(),
    to: z.string(),
  }),
  row: z.object({ orders: int64() }),
  text: sql`
    SELECT uniqExact(order_id) AS orders
    FROM order_lines
    WHERE workspace_id = {workspace:UInt32} AND kind = 'sale' AND coupon = {code:String}
      AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
      AND person_key IN (
        SELECT person_key FROM decisions FINAL
        WHERE workspace_id = {workspace:UInt32} AND campaign_id = {campaign:UUID} AND arm = 'treatment'
          AND action = 'send' AND decided_at = {decidedAt:DateTime64(3, 'UTC')})`,
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
  const [outcomes, delivery, [drawn]] = await Promise.all([
    campaignOutcomes(deps.warehouse, scope),
    planOf(row).channel === 'list' ? handedOverCounts(row) : deps.delivery.counts(workspace, row.id),
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
    delivery,
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

/** Lists given to somebody else: every recipient counts as contacted, and what came of it only orders will tell. */
function handedOverCounts(row: CampaignRow): DeliveryCounts {
  const sent = Number((row.counts as { recipients?: number } | null)?.recipients ?? 0)
  return {
    planned: 0,
    sending: 0,
    sent,
    failed: 0,
    unknown: 0,
    suppressed: 0,
    opened: 0,
    clicked: 0,
    unsubscribed: 0,
  }
}

/** Only what costs something beyond the discount is counted; null where there is no code to recognise it by. */
async function countRedemptions(
  deps: CampaignDeps,
  frozen: Frozen,
  key: { workspace: number; campaign: string; decidedAt: string; from: string; to: string },
): Promise<number | null> {
  if (!frozen.offer || frozen.offer.costMinor === 0) return 0
  if (frozen.offer.code === '') return null
  const [row] = await deps.warehouse.query(redemptions, { ...key, code: frozen.offer.code }, { pool: 'long' })
  return row?.orders ?? 0
}

interface Parts {
  workspace: Workspace
  row: CampaignRow
  frozen: Frozen
  final: boolean
  to: Date
  outcomes: Outcomes
  delivery: DeliveryCounts
  drawn: { treatment: number; control: number }
  redeemed: number | null
  effects: Effects
  series: Report['series']
}

function assemble(p: Parts): Report {
  const { workspace, frozen, outcomes, delivery, effects } = p
  const plan = planOf(p.row)
  const { treatment, control } = outcomes.arms
  const cost = costOf(p, plan)
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
      sent: delivery.sent,
      failed: delivery.failed,
      unknown: delivery.unknown,
      suppressed: delivery.suppressed,
      opened: delivery.opened,
      clicked: delivery.clicked,
      unsubscribed: delivery.unsubscribed,
    },
    forecastError: {
      forecastMinor: frozen.forecast.incrementalMarginMinor.value,
      actualMinor: increment.estimate,
    },
    series: p.series,
    verdict: verdictWords({ increment, roi, currency, final: p.final, mismatch: srm.mismatch, hasControl }),
    warnings: warningsOf(p, hasControl),
  }
}

function costOf(
  { frozen, delivery, redeemed, outcomes }: Parts,
  plan: { costPerContactMinor: number; fixedCostMinor: number },
) {
  // A message whose fate is unknown may have gone out, and is paid for.
  const contactMinor = (delivery.sent + delivery.unknown) * plan.costPerContactMinor
  const offerMinor = (redeemed ?? outcomes.arms.treatment.sums.buyers) * (frozen.offer?.costMinor ?? 0)
  return {
    contactMinor,
    offerMinor,
    fixedMinor: plan.fixedCostMinor,
    totalMinor: contactMinor + offerMinor + plan.fixedCostMinor,
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

function warningsOf(p: Parts, hasControl: boolean): Localized[] {
  const warnings: Localized[] = []
  const { treatment, control } = p.outcomes.arms
  const cut = treatment.capped + control.capped
  if (!hasControl)
    warnings.push({
      en: 'Launched without a control group: nothing about its effect can be said.',
      'zh-CN': '启动时未设对照组，无法判断效果。',
    })
  if (cut > 0) {
    const cap = money(p.outcomes.caps.y.hi, p.workspace.currency)
    const [t, c] = [treatment, control].map((a) =>
      money(a.sums.n === 0 ? 0 : a.marginMinor / a.sums.n, p.workspace.currency),
    )
    warnings.push({
      en: `So that single giants do not decide, ${cut} customer(s) of both arms are counted up to ${cap.en}. In full, a treated customer brought ${t?.en}, one in control ${c?.en}.`,
      'zh-CN': `为避免个别大客户左右结论，两组共 ${cut} 位客户按上限 ${cap['zh-CN']} 计入。不设上限时，实验组人均 ${t?.['zh-CN']}，对照组人均 ${c?.['zh-CN']}。`,
    })
  }
  if (hasControl && control.sums.n > 0 && control.sums.n < 30)
    warnings.push({
      en: `Only ${control.sums.n} people in control can be compared; the interval is rough.`,
      'zh-CN': `对照组可比人数仅 ${control.sums.n} 人，区间较为粗略。`,
    })
  if (p.redeemed === null)
    warnings.push({
      en: 'The offer has no code to recognise a redemption by; one is assumed for each treated buyer.',
      'zh-CN': '方案没有优惠码，无法识别核销，按每位实验组购买者核销一次估算。',
    })
  if (!p.final)
    warnings.push({
      en: 'The outcome window is still open: looking every day and stopping at the first good one would fool you.',
      'zh-CN': '评估窗口期尚未结束：每天查看并在数据好看时停止，会得出错误结论。',
    })
  if (p.frozen.marginBasis.kind === 'revenue')
    warnings.push({
      en: 'Costs of goods are not known: "margin" is revenue here.',
      'zh-CN': '商品成本未知，此处“毛利”按销售额计算。',
    })
  return warnings
}
