import { minimalDetectableEffect, powerOf, proportionInterval } from '@liangti/models'
import type { Localized } from '../../kit/api-shapes.ts'
import type { DecisionCounts } from '../audience/audience.ts'
import { type MarginBasis, marginWords } from '../measurement/margin.ts'
import type { CampaignInput } from '../plans/api.ts'
import type { Baseline } from './baseline.ts'
import { exact, type Figure, unknown } from './past-effects.ts'
import { type PastEffect, priorOf } from './prior.ts'

const z95 = 1.959964

export function costFigure(plan: CampaignInput, recipients: number, offerCostMinor: number): Figure {
  const value = recipients * plan.costPerContactMinor + plan.fixedCostMinor
  return offerCostMinor === 0
    ? exact(value, {
        en: 'Recipients × cost per contact + fixed cost',
        'zh-CN': '收件人数 × 单次触达成本 + 固定成本',
      })
    : exact(value, {
        en: 'Recipients × cost per contact + fixed cost; redemptions of the offer come on top as they happen',
        'zh-CN': '收件人数 × 单次触达成本 + 固定成本；方案核销成本按实际发生另计',
      })
}

export function baselineRate(baseline: Baseline | null): Figure {
  if (baseline === null) return unknown(noHistory)
  const share = proportionInterval(baseline.buyers, baseline.customers)
  if (share === null) return unknown(noHistory)
  return {
    value: share.estimate,
    lo: share.lo,
    hi: share.hi,
    basis: 'history',
    note: windowWords(baseline),
  }
}

export function baselineValue(baseline: Baseline | null, basis: MarginBasis): Figure {
  if (baseline === null) return unknown(noHistory)
  if (baseline.buyers === 0) return unknown(nobodyBought(baseline))
  const half = (z95 * baseline.deviationMinor) / Math.sqrt(baseline.customers)
  const words = marginWords(basis)
  const window = windowWords(baseline)
  return {
    value: baseline.meanMinor,
    lo: baseline.meanMinor - half,
    hi: baseline.meanMinor + half,
    basis: 'history',
    note: { en: `${window.en}; ${words.en}`, 'zh-CN': `${window['zh-CN']}；${words['zh-CN']}` },
  }
}

/** Effect per recipient × recipients: from past campaigns, else from the planner's assumption, else nothing. */
export function incrementFigure(
  plan: CampaignInput,
  recipients: number,
  baseline: Baseline | null,
  past: readonly PastEffect[],
): Figure {
  // Effects of the past were those of people who buy. Of some who never did, nothing follows for these: not even zero.
  if (baseline?.buyers === 0) return unknown(nobodyBought(baseline))
  const prior = baseline === null ? null : priorOf(past, baseline.meanMinor)
  if (prior !== null) {
    const half = z95 * prior.standardDeviation
    return {
      value: prior.mean * recipients,
      lo: (prior.mean - half) * recipients,
      hi: (prior.mean + half) * recipients,
      basis: 'history',
      note: {
        en: `From ${prior.campaigns} evaluated campaign(s) of this objective, shrunk toward no effect`,
        'zh-CN': `依据该目标下 ${prior.campaigns} 个已评估活动的效果，并向零收缩`,
      },
    }
  }
  const rate = plan.assumptions.incrementalRate
  if (rate !== null && baseline !== null) {
    const perBuyer = (baseline.meanMinor * baseline.customers) / baseline.buyers
    return {
      value: rate * perBuyer * recipients,
      lo: null,
      hi: null,
      basis: 'assumption',
      note: {
        en: `Your assumption that ${(rate * 100).toFixed(1)} % more will buy, times what a buyer brought in the last window`,
        'zh-CN': `依据您的假设：购买率提高 ${(rate * 100).toFixed(1)}%，乘以上一窗口期每位购买者带来的毛利`,
      },
    }
  }
  return unknown({
    en: 'No campaign of this objective has been evaluated yet, and no assumption was given',
    'zh-CN': '该目标下尚无已评估的活动，也未填写假设',
  })
}

export function roiFigure(increment: Figure, costMinor: number): Figure {
  if (increment.value === null) return unknown(increment.note)
  if (costMinor === 0)
    return unknown({
      en: 'Nothing is spent, so there is no return on it',
      'zh-CN': '没有成本，无法计算投资回报率',
    })
  const roi = (margin: number | null) => (margin === null ? null : (margin - costMinor) / costMinor)
  return { ...increment, value: roi(increment.value), lo: roi(increment.lo), hi: roi(increment.hi) }
}

/** What the arms, as decided, can tell apart. */
export function powerFigures(
  counts: DecisionCounts,
  baseline: Baseline | null,
  increment: Figure,
): { detectable: Figure; power: Figure } {
  if (baseline === null) return { detectable: unknown(noHistory), power: unknown(noHistory) }
  if (baseline.buyers === 0) {
    const nobody = unknown(nobodyBought(baseline))
    return { detectable: nobody, power: nobody }
  }
  if (counts.ghosts < 2 || counts.recipients < 2) {
    const note = { en: 'Both arms need at least two customers', 'zh-CN': '实验组与对照组都至少需要两位客户' }
    return { detectable: unknown(note), power: unknown(note) }
  }
  const design = {
    nControl: counts.ghosts,
    nTreated: counts.recipients,
    standardDeviation: baseline.residualDeviationMinor,
  }
  const note = {
    en: 'From the spread of spending in the last window, after adjusting for earlier spend; power 80 %, 95 % interval',
    'zh-CN': '依据上一窗口期消费的离散程度（已按历史消费调整）；检验功效 80%，置信水平 95%',
  }
  const detectable: Figure = {
    value: minimalDetectableEffect(design),
    lo: null,
    hi: null,
    basis: 'history',
    note,
  }
  if (increment.value === null) return { detectable, power: unknown(increment.note) }
  const value = powerOf(design, increment.value / counts.recipients)
  return { detectable, power: { value, lo: null, hi: null, basis: increment.basis, note } }
}

const noHistory = {
  en: 'The history is shorter than one outcome window, or nobody fulfilled the rule a window ago',
  'zh-CN': '历史数据不足一个评估窗口期，或上一窗口期无人符合该规则',
}

function nobodyBought(baseline: Baseline): Localized {
  const [from, to] = [baseline.from.toISOString().slice(0, 10), baseline.to.toISOString().slice(0, 10)]
  return {
    en: `None of the ${baseline.customers} people who fulfilled the rule on ${from} had bought by ${to}, so what one brings is not known`,
    'zh-CN': `${from} 符合该规则的 ${baseline.customers} 人到 ${to} 均未购买，无从得知每人能带来多少`,
  }
}

function windowWords(baseline: Baseline) {
  const [from, to] = [baseline.from.toISOString().slice(0, 10), baseline.to.toISOString().slice(0, 10)]
  return {
    en: `${baseline.customers} people who fulfilled the rule on ${from}, followed to ${to}`,
    'zh-CN': `${from} 符合该规则的 ${baseline.customers} 人，跟踪至 ${to}`,
  }
}
