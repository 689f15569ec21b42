import type { Liquid } from 'liquidjs'
import { toMajor } from '../../kit/money.ts'

/** As a number; null for what is none, which is then left as it stands. */
function numberOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : value
  const number = text === '' || text === null || text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : null
}

const plainDay = /^\d{4}-\d{2}-\d{2}$/

/**
 * Filters that write as a language does: `number`, `percent` (of a share), `money` (minor units, in the workspace's
 * currency or a named one) and `day` (a day such as 2026-12-24, without time or zone). What is no number, day or
 * currency is left as it stands.
 */
export function registerFormats(engine: Liquid, language: string): void {
  engine.registerFilter('number', (value: unknown) => {
    const number = numberOf(value)
    return number === null ? value : new Intl.NumberFormat(language).format(number)
  })
  engine.registerFilter('percent', (value: unknown) => {
    const number = numberOf(value)
    if (number === null) return value
    return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(number)
  })
  engine.registerFilter('money', function money(value: unknown, named?: unknown) {
    const currency = String(named ?? this.context.getSync(['currency']) ?? '')
    const number = numberOf(value)
    if (number === null || !/^[A-Z]{3}$/.test(currency)) return value
    const units = toMajor(number, currency)
    // 100 yuan are no 100.00 yuan in a letter.
    const whole = Number.isInteger(units) ? { minimumFractionDigits: 0 } : {}
    return new Intl.NumberFormat(language, { style: 'currency', currency, ...whole }).format(units)
  })
  engine.registerFilter('day', (value: unknown) => {
    const text = String(value ?? '')
    const day = plainDay.test(text) ? new Date(`${text}T00:00:00Z`) : null
    if (day === null || Number.isNaN(day.getTime())) return value
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day)
  })
}
