import type { Localized } from '../../kit/api-shapes.ts'
import { whenWords } from '../why/words.ts'
import type { MarginBasis } from './margin.ts'
import type { Outcomes } from './outcomes.ts'
import { money } from './verdict.ts'

/** What a reader of the report must know before believing it. */
export function warningsOf(seen: {
  outcomes: Outcomes
  currency: string
  hasControl: boolean
  /** Whether the offer has a code that tells its redemptions. */
  redemptionsKnown: boolean
  final: boolean
  marginBasis: MarginBasis['kind']
  /** Null where nobody stopped it. */
  stopped: { at: Date; keptBack: number } | null
  timeZone: string
}): Localized[] {
  const warnings: Localized[] = []
  const { treatment, control } = seen.outcomes.arms
  if (seen.stopped) warnings.push(stoppedWords(seen.stopped, seen.timeZone))
  const cut = treatment.capped + control.capped
  if (!seen.hasControl)
    warnings.push({
      en: 'Launched without a control group: nothing about its effect can be said.',
      'zh-CN': '启动时未设对照组，无法判断效果。',
    })
  if (cut > 0) {
    const cap = money(seen.outcomes.caps.y.hi, seen.currency)
    const [t, c] = [treatment, control].map((a) =>
      money(a.sums.n === 0 ? 0 : a.marginMinor / a.sums.n, seen.currency),
    )
    warnings.push({
      en: `So that single giants do not decide, ${cut} customer(s) of both arms are counted up to ${cap.en}. In full, a treated customer brought ${t?.en}, one in control ${c?.en}.`,
      'zh-CN': `为避免个别大客户左右结论，两组共 ${cut} 位客户按上限 ${cap['zh-CN']} 计入。不设上限时，实验组人均 ${t?.['zh-CN']}，对照组人均 ${c?.['zh-CN']}。`,
    })
  }
  if (seen.hasControl && control.sums.n > 0 && control.sums.n < 30)
    warnings.push({
      en: `Only ${control.sums.n} people in control can be compared; the interval is rough.`,
      'zh-CN': `对照组可比人数仅 ${control.sums.n} 人，区间较为粗略。`,
    })
  if (!seen.redemptionsKnown)
    warnings.push({
      en: 'The offer has no code to recognise a redemption by; one is assumed for each treated buyer.',
      'zh-CN': '方案没有优惠码，无法识别核销，按每位实验组购买者核销一次估算。',
    })
  if (!seen.final)
    warnings.push({
      en: 'The outcome window is still open: looking every day and stopping at the first good one would fool you.',
      'zh-CN': '评估窗口期尚未结束：每天查看并在数据好看时停止，会得出错误结论。',
    })
  if (seen.marginBasis === 'revenue')
    warnings.push({
      en: 'Costs of goods are not known: "margin" is revenue here.',
      'zh-CN': '商品成本未知，此处“毛利”按销售额计算。',
    })
  return warnings
}

function stoppedWords({ at, keptBack }: { at: Date; keptBack: number }, timeZone: string): Localized {
  const when = whenWords(at, timeZone)
  const people = keptBack === 1 ? '1 person' : `${keptBack} people`
  return {
    en: `Stopped on ${when.en}; ${keptBack === 0 ? 'all who were chosen had been contacted by then' : `${people} who were chosen were not contacted any more and count in the target group all the same`}.`,
    'zh-CN': `${when['zh-CN']} 停止；${keptBack === 0 ? '此前已全部完成触达' : `有 ${keptBack} 人不再触达，评估时仍计入实验组`}。`,
  }
}
