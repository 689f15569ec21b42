/** Of an expression: text, number, truth, or null for blank. */
export type Value = string | number | boolean | null

/** Raised while a row is computed; the row is rejected. */
export class NotComputable extends Error {}

/** Longest text an expression may make; keeps replace and & from growing without end. */
export const textLimit = 10_000

export function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : value ? 'true' : 'false'
}

export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value
  if (value === null || value === '') return null
  if (typeof value === 'boolean') return value ? 1 : 0
  const trimmed = value.trim()
  if (trimmed === '') return null
  const number = Number(trimmed.replace(/(?<=\d),(?=\d{3}\b)/g, ''))
  if (!Number.isFinite(number) || /[xob]/i.test(trimmed)) throw new NotComputable('not a number')
  return number
}

export function toTruth(value: Value): boolean {
  return value !== null && value !== '' && value !== 0 && value !== false
}

export function limited(text: string): string {
  if (text.length > textLimit) throw new NotComputable('text too long')
  return text
}

export interface ExpressionFunction {
  min: number
  max: number
  call(args: readonly Value[]): Value
}

const text1 = (call: (text: string) => Value): ExpressionFunction => ({
  min: 1,
  max: 1,
  call: ([a = null]) => (a === null ? null : call(toText(a))),
})
const text2 = (call: (text: string, part: string) => Value): ExpressionFunction => ({
  min: 2,
  max: 2,
  call: ([a = null, b = null]) => call(toText(a), toText(b)),
})
const number1 = (call: (value: number) => number): ExpressionFunction => ({
  min: 1,
  max: 1,
  call: ([a = null]) => {
    const value = toNumber(a)
    return value === null ? null : call(value)
  },
})
/** Part of a date written year first, as in the canonical form. */
const datePart = (index: number): ExpressionFunction =>
  text1((text) => {
    const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ](\d{1,2}):(\d{1,2}))?/.exec(
      text.trim(),
    )
    if (!match) throw new NotComputable('not a date')
    return match[index] === undefined ? null : Number(match[index])
  })

/** `if` and `coalesce` are not here: they compute only the branch they need, see `compile.ts`. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  lower: text1((s) => s.toLowerCase()),
  upper: text1((s) => s.toUpperCase()),
  trim: text1((s) => s.trim()),
  length: text1((s) => [...s].length),
  number: { min: 1, max: 1, call: ([a = null]) => toNumber(a) },
  text: { min: 1, max: 1, call: ([a = null]) => (a === null ? null : toText(a)) },
  substring: {
    min: 2,
    max: 3,
    call: ([a = null, from = 1, count = null]) => {
      const chars = [...toText(a)]
      const start = Math.max(0, (toNumber(from) ?? 1) - 1)
      const size = toNumber(count)
      return chars.slice(start, size === null ? undefined : start + Math.max(0, size)).join('')
    },
  },
  startswith: text2((s, part) => s.startsWith(part)),
  endswith: text2((s, part) => s.endsWith(part)),
  contains: text2((s, part) => s.includes(part)),
  replace: {
    min: 3,
    max: 3,
    call: ([a = null, from = null, to = null]) => {
      const part = toText(from)
      return part === '' ? toText(a) : limited(toText(a).split(part).join(toText(to)))
    },
  },
  concat: { min: 1, max: 20, call: (args) => limited(args.map(toText).join('')) },
  /** Category path: the filled parts, joined by " > ". */
  path: {
    min: 1,
    max: 10,
    call: (args) =>
      limited(
        args
          .map((a) => toText(a).trim())
          .filter((s) => s !== '')
          .join(' > '),
      ),
  },
  /** Whether the first value is one of the others, as text. */
  oneof: {
    min: 2,
    max: 100,
    call: ([a = null, ...others]) => others.some((other) => toText(other) === toText(a)),
  },
  isblank: { min: 1, max: 1, call: ([a = null]) => toText(a).trim() === '' },
  abs: number1(Math.abs),
  floor: number1(Math.floor),
  ceil: number1(Math.ceil),
  round: {
    min: 1,
    max: 2,
    call: ([a = null, digits = 0]) => {
      const value = toNumber(a)
      if (value === null) return null
      const scale = 10 ** Math.min(10, Math.max(0, toNumber(digits) ?? 0))
      return (Math.sign(value) * Math.round(Number((Math.abs(value) * scale).toPrecision(14)))) / scale
    },
  },
  min: { min: 1, max: 20, call: (args) => extreme(args, Math.min) },
  max: { min: 1, max: 20, call: (args) => extreme(args, Math.max) },
  year: datePart(1),
  month: datePart(2),
  day: datePart(3),
  hour: datePart(4),
  minute: datePart(5),
}

function extreme(args: readonly Value[], pick: (...values: number[]) => number): number | null {
  const numbers = args.map(toNumber).filter((value) => value !== null)
  return numbers.length === 0 ? null : pick(...numbers)
}
