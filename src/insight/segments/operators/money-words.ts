import type { Localized } from '../../../kit/api-shapes.ts'
import { currencyDigits, toMajor } from '../../../kit/money.ts'

/** An amount as people write it, in both languages. */
export function moneyWords(amountMinor: number, currency: string): Localized {
  const digits = amountMinor % 10 ** currencyDigits(currency) === 0 ? 0 : currencyDigits(currency)
  const format = (locale: string) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(toMajor(amountMinor, currency))
  return { en: format('en-US'), 'zh-CN': format('zh-CN') }
}
