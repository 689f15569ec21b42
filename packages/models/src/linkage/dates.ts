/** What a date text says: its eight digits, and the day since 1970 where the date exists. */
interface DateText {
  digits: string
  /** NaN for a date that never was, such as 19810299. */
  day: number
}

const shapes = [/^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?$/, /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/]

function dateText(value: string): DateText | null {
  const found = shapes.map((shape) => shape.exec(value.trim())).find((match) => match !== null)
  if (!found) return null
  const [year, month, day] = [
    found[1] ?? '',
    (found[2] ?? '').padStart(2, '0'),
    (found[3] ?? '').padStart(2, '0'),
  ]
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const real = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
  return { digits: year + month + day, day: real ? Math.round(at.getTime() / 86_400_000) : Number.NaN }
}

/** How two dates differ, from alike to unlike; `null` where one of the texts is no date. */
export interface DateDifference {
  /** Digits that differ of the eight of YYYYMMDD. */
  digits: number
  /** Day and month, or two neighbouring digits, changed places. */
  swapped: boolean
  /** Days between; NaN where a date never was. */
  days: number
}

/** Differences of dates over many values, read once. */
export function dateDifferenceOver(
  values: readonly string[],
): (a: number, b: number) => DateDifference | null {
  const dates = values.map(dateText)
  return (a, b) => {
    const [left, right] = [dates[a], dates[b]]
    if (!left || !right) return null
    return {
      digits: differingDigits(left.digits, right.digits),
      swapped: isSwapped(left.digits, right.digits),
      days: Math.abs(left.day - right.day),
    }
  }
}

function differingDigits(a: string, b: string): number {
  let differing = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) differing += 1
  return differing
}

function isSwapped(a: string, b: string): boolean {
  if (a === b) return false
  if (a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6))
    return true
  for (let i = 0; i + 1 < a.length; i++)
    if (a[i] !== b[i]) return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2)
  return false
}
