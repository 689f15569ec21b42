/** Money is an integer number of minor units with an ISO 4217 currency beside it. */

/** Digits after the point, where they differ from two. */
const digitsOf: Record<string, number> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  UGX: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  PYG: 0,
  RWF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

const known = new Set(Intl.supportedValuesOf('currency'))

export function isCurrency(code: string): boolean {
  return known.has(code)
}

/** Digits of the minor unit: 2 for CNY, 0 for JPY. */
export function currencyDigits(code: string): number {
  return digitsOf[code] ?? 2
}

/**
 * Decimal text to minor units, exactly; halves are rounded away from zero where the text has more digits.
 * @returns null when the text is not a plain decimal number or leaves ±2^53
 */
export function parseMinor(text: string, currency: string): number | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim())
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) return null
  const digits = currencyDigits(currency)
  const fraction = (match[3] ?? '').padEnd(digits + 1, '0')
  const units = Number(`${match[2]}${fraction.slice(0, digits)}`)
  const rounded = units + (Number(fraction[digits]) >= 5 ? 1 : 0)
  if (!Number.isSafeInteger(rounded)) return null
  return match[1] === '-' && rounded !== 0 ? -rounded : rounded
}

/** Minor units to the major unit, for charts and models; never for storage. */
export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** currencyDigits(currency)
}
