import { isSent } from '../../interaction/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import {
  countDecisions,
  type DecisionCounts,
  decisionsFor,
  type OrderSpan,
  orderSpan,
} from '../audience/audience.ts'
import { reasonWords } from '../audience/reasons.ts'
import type { CampaignDeps } from '../deps.ts'
import { type LanguageShare, languageShares } from '../launch/languages.ts'
import { type MarginBasis, marginBasis } from '../measurement/margin.ts'
import type { Creative } from '../offers/index.ts'
import type { CampaignInput } from '../plans/api.ts'
import type { Forecast } from '../plans/plan.ts'
import { dayMs } from '../time.ts'
import { type Baseline, baselineOf } from './baseline.ts'
import {
  baselineRate,
  baselineValue,
  costFigure,
  incrementFigure,
  powerFigures,
  roiFigure,
} from './figures.ts'
import { type Figure, pastEffects } from './past-effects.ts'

export interface ForecastInput {
  plan: CampaignInput
  rule: unknown
  salt: string
  /** Per redemption, beyond the discount; 0 without an offer. */
  offerCostMinor: number
  /** What is written; null where nobody has chosen yet. */
  creative: Pick<Creative, 'language' | 'variants'> | null
}

/** Who would get it, who not and why, what it may bring; each figure with its basis. Nothing is stored. */
export async function forecast(
  deps: CampaignDeps,
  workspace: Workspace,
  input: ForecastInput,
  task: Task = noTask,
): Promise<Forecast & { marginBasis: MarginBasis }> {
  const { plan } = input
  const at = workspace.clock.now()
  const [span, basis, past] = await Promise.all([
    orderSpan(deps.warehouse, workspace),
    marginBasis(deps.warehouse, workspace, plan.assumptions.marginRate),
    pastEffects(deps.ledger, workspace, plan.objective),
  ])
  const decisions = await decisionsFor(deps, workspace, { ...input, at, knownUntil: span?.knownUntil ?? at })
  const counts = await countDecisions(deps.warehouse, decisions)
  const languages = input.creative ? await languageShares(deps, workspace, decisions, input.creative) : []
  const baseline =
    span &&
    (await baselineOf(
      deps,
      workspace,
      { rule: input.rule, windowDays: plan.outcomeWindowDays, span, basis },
      task,
    ))
  const cost = costFigure(plan, counts.recipients, input.offerCostMinor)
  const increment = incrementFigure(plan, counts.recipients, baseline, past)
  const { detectable, power } = powerFigures(counts, baseline, increment)
  return {
    computedAt: at.toISOString(),
    currency: workspace.currency,
    audience: counts.audience,
    treatment: counts.treatment,
    control: counts.control,
    silent: counts.silent.map((s) => ({ ...s, label: reasonWords(s.reason) })),
    recipients: counts.recipients,
    languages,
    costMinor: cost,
    baselineRate: baselineRate(baseline),
    baselineValueMinor: baselineValue(baseline, basis),
    incrementalMarginMinor: increment,
    roi: roiFigure(increment, cost.value ?? 0),
    detectableMinor: detectable,
    power,
    warnings: warningsOf({ plan, counts, languages, span, at, baseline, basis, detectable, power }),
    marginBasis: basis,
  }
}

interface Circumstances {
  plan: CampaignInput
  counts: DecisionCounts
  languages: readonly LanguageShare[]
  span: OrderSpan | null
  at: Date
  baseline: Baseline | null
  basis: MarginBasis
  detectable: Figure
  power: Figure
}

function warningsOf(c: Circumstances): Localized[] {
  const warnings: Localized[] = []
  const warn = (test: boolean, en: string, zh: string) => {
    if (test) warnings.push({ en, 'zh-CN': zh })
  }
  const silenced = (reason: string) => c.counts.silent.find((s) => s.reason === reason)?.customers ?? 0
  const staleDays = c.span === null ? 0 : Math.floor((c.at.getTime() - c.span.last.getTime()) / dayMs)
  warn(c.counts.audience === 0, 'Nobody fulfils the rule of the audience.', '没有人符合目标客群的规则。')
  warn(
    c.counts.audience > 0 && c.counts.recipients === 0,
    c.plan.channel === 'list'
      ? 'Nobody would be on the list; the reasons are listed.'
      : 'Nobody would receive it; the reasons are listed.',
    c.plan.channel === 'list' ? '名单上不会有任何人，原因见列表。' : '没有任何收件人，原因见列表。',
  )
  warn(
    c.plan.controlShare === 0,
    'Without a control group its effect cannot be measured.',
    '未设对照组，将无法衡量真实效果。',
  )
  warn(
    c.plan.controlShare > 0 && c.counts.ghosts < 100,
    `Only ${c.counts.ghosts} people in the control group can be compared: expect "inconclusive" unless the effect is very large.`,
    `对照组可比人数仅 ${c.counts.ghosts} 人，除非效果非常大，否则结论很可能为“尚无定论”。`,
  )
  const d = c.detectable.value
  warn(
    d !== null && c.baseline !== null && c.baseline.meanMinor > 0 && d > 0.5 * c.baseline.meanMinor,
    `Only an effect above ${d !== null && c.baseline ? Math.round((100 * d) / c.baseline.meanMinor) : 0} % of what these customers bring anyway would be seen.`,
    `只有效果超过这些客户自然贡献的 ${d !== null && c.baseline ? Math.round((100 * d) / c.baseline.meanMinor) : 0}% 时才能被检出。`,
  )
  warn(
    c.power.value !== null && c.power.value < 0.5,
    'It is more likely than not that the expected effect will not be told from chance.',
    '预期效果很可能无法与随机波动区分。',
  )
  warn(
    silenced('contact_cap') > 0.1 * c.counts.audience,
    'The contact cap keeps more than a tenth of the audience out.',
    '频次上限排除了超过十分之一的客群。',
  )
  warn(
    silenced('budget') > 0,
    'The budget does not pay for everybody; who spent most comes first.',
    '预算不足以覆盖所有人，按历史消费从高到低分配。',
  )
  warn(
    // What is handed over is worked through by people; there is no button.
    isSent(c.plan.channel) && c.plan.landingUrl === null,
    'No page is named for the main button to lead to; it would lead to this installation.',
    '尚未填写主按钮的落地页，按钮将指向本系统地址。',
  )
  const foreign = c.languages.reduce((sum, { notTheirs }) => sum + notTheirs, 0)
  warn(
    foreign > 0,
    `${foreign} of ${c.counts.recipients} recipients will read it in the default language: it is not written in theirs.`,
    `${c.counts.recipients} 位收件人中有 ${foreign} 位将收到默认语言版本：没有他们所用语言的版本。`,
  )
  warn(
    c.span === null,
    'There are no orders yet, so nothing is known of these customers’ buying.',
    '尚无订单数据，无法了解这些客户的购买行为。',
  )
  warn(
    staleDays > 30,
    `The newest order is ${staleDays} days old; figures of the past end there.`,
    `最新订单距今已 ${staleDays} 天，历史数据以该日为止。`,
  )
  warn(
    c.basis.kind === 'revenue',
    'Costs of goods are not known: "margin" is revenue here. Give a margin rate to change that.',
    '商品成本未知，此处“毛利”按销售额计算。填写毛利率可修正。',
  )
  return warnings
}
