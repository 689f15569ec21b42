/**
 * A number as people write it: 1,234.50 · ￥1 234 · (12.00) for minus · 12.5% is refused · 1.234,50 with decimalComma.
 * Full-width digits and signs are understood.
 * @returns null where it is not a number
 */
export function parseNumber(text: string, decimalComma = false): number | null {
  const plain = decimalComma ? null : plainNumber(text)
  if (plain !== null) return plain
  const decimal = parseDecimal(text, decimalComma)
  return decimal === null ? null : Number(decimal)
}

/** Fast way for the usual case: digits, one point, a sign. */
function plainNumber(text: string): number | null {
  const length = text.length
  if (length === 0 || length > 15) return null
  let digits = 0
  let points = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) digits++
    else if (code === 46) points++
    else if (code !== 45 || at > 0) return null
  }
  return digits > 0 && points < 2 ? Number(text) : null
}

/** The same as decimal text that can be computed with exactly: sign, digits, point. */
export function parseDecimal(text: string, decimalComma: boolean): string | null {
  let s = text
  if (/[^\x20-\x7e]/.test(s)) s = s.normalize('NFKC').replace(/[\u2212\u2013]/g, '-')
  s = s.trim()
  let negative = false
  const parens = /^\((.+)\)$/.exec(s)
  if (parens) [s, negative] = [parens[1] ?? '', true]
  s = s
    .replace(/^([-+]?)\s*(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₩₹]|元)?\s*/i, '$1')
    .replace(/\s*(?:[A-Z]{3}|[$€£¥₩₹元])$/i, '')
  const [group, point] = decimalComma ? ['.', ','] : [',', '.']
  s = s.replace(/[\s'\u00a0\u202f]/g, '')
  const grouped = new RegExp(`^[-+]?\\d{1,4}(?:\\${group}\\d{2,4})+(?:\\${point}\\d*)?$`)
  if (grouped.test(s)) s = s.replaceAll(group, '')
  if (decimalComma) s = s.replace(',', '.')
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,2})?$/i.test(s)) return null
  if (/e/i.test(s)) s = plainText(Number(s))
  if (s.startsWith('+')) s = s.slice(1)
  if (negative) s = s.startsWith('-') ? s.slice(1) : `-${s}`
  return s
}

function plainText(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 })
}

/** Beyond this, sums of a few million lines would leave the exact integers. */
const maxMinor = 1e15

/**
 * Amount in major units, computed in floating point, to minor units; halves away from zero as written in decimal:
 * 3 × 1.005 is 3.015 and becomes 302, though the binary product lies a little below.
 * @returns null beyond ±10^15
 */
export function minorOf(major: number, scale: number): number | null {
  const scaled = major * scale
  const size = Math.abs(scaled)
  if (!(size < maxMinor)) return null
  let rounded = Math.round(size)
  // Near a half the last binary digits decide; ask the decimal text instead.
  if (Math.abs(Math.abs(size - rounded) - 0.5) < 1e-6) rounded = Math.round(Number(size.toPrecision(14)))
  return scaled < 0 ? -rounded || 0 : rounded
}
