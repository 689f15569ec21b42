import type { Interval, Localized } from '../../kit/api-shapes.ts'
import { currencyDigits, toMajor } from '../../kit/money.ts'

/** An amount in words, with the currency named and its own digits; below zero with a minus, not a hyphen. */
export function money(minor: number, currency: string): Localized {
  const major = toMajor(minor, currency)
  const digits = Math.abs(major) >= 1_000 ? 0 : currencyDigits(currency)
  const format = (locale: string) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
      .format(major)
      .replace('-', '−')
  return { en: format('en'), 'zh-CN': format('zh-CN') }
}

/** `+4.20 (1.10 … 7.30)`: an estimate is never written without its interval. */
export function moneyInterval(i: Interval, currency: string): Localized {
  if (i.estimate === null || i.lo === null || i.hi === null) return { en: 'no figure', 'zh-CN': '暂无数据' }
  const [e, lo, hi] = [money(i.estimate, currency), money(i.lo, currency), money(i.hi, currency)]
  const sign = i.estimate > 0 ? '+' : ''
  return {
    en: `${sign}${e.en} (${lo.en} … ${hi.en})`,
    'zh-CN': `${sign}${e['zh-CN']}（${lo['zh-CN']} … ${hi['zh-CN']}）`,
  }
}

/** What a report says in one or two sentences. */
export function verdictWords(input: {
  increment: Interval
  roi: Interval
  currency: string
  final: boolean
  mismatch: boolean
  hasControl: boolean
}): Localized {
  const { increment, currency } = input
  if (!input.hasControl) {
    return {
      en: 'There is no control group, so its effect is not known.',
      'zh-CN': '没有对照组，真实效果无从得知。',
    }
  }
  if (input.mismatch) {
    return {
      en: 'The arms do not have the sizes they were drawn with: something is broken, and the effect must not be read off.',
      'zh-CN': '实验组与对照组人数与设定比例不符，数据存在异常，请勿据此判断效果。',
    }
  }
  const figure = moneyInterval(increment, currency)
  const until = input.final ? { en: '', 'zh-CN': '' } : { en: ' so far', 'zh-CN': '（截至目前）' }
  switch (increment.verdict) {
    case 'no_data':
      return {
        en: 'Nobody has bought in either arm yet, or an arm has too few people: there is nothing to compare.',
        'zh-CN': '两组均暂无购买，或某一组人数过少，尚无可比数据。',
      }
    case 'inconclusive':
      return {
        en: `Inconclusive${until.en}: the incremental margin is ${figure.en}; the interval holds zero.`,
        'zh-CN': `尚无定论${until['zh-CN']}：增量毛利为 ${figure['zh-CN']}，置信区间包含零。`,
      }
    case 'positive':
      return {
        en: `It brought more margin than no contact would have${until.en}: ${figure.en}.${roiWords(input.roi).en}`,
        'zh-CN': `带来了增量毛利${until['zh-CN']}：${figure['zh-CN']}。${roiWords(input.roi)['zh-CN']}`,
      }
    case 'negative':
      return {
        en: `It cost margin${until.en}: ${figure.en}. Customers in the control group brought more.`,
        'zh-CN': `造成了毛利损失${until['zh-CN']}：${figure['zh-CN']}，对照组客户的贡献更高。`,
      }
  }
}

function roiWords(roi: Interval): Localized {
  if (roi.estimate === null) return { en: '', 'zh-CN': '' }
  if (roi.verdict === 'positive') return { en: ' That is more than it cost.', 'zh-CN': '已超过投入成本。' }
  if (roi.verdict === 'negative') return { en: ' That is less than it cost.', 'zh-CN': '但低于投入成本。' }
  return { en: ' Whether that covers the cost cannot be said.', 'zh-CN': '能否覆盖成本尚无定论。' }
}
