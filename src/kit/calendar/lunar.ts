/** A day of the Chinese calendar 农历. */
export interface LunarDay {
  /** The solar year its New Year falls into. */
  year: number
  /** 1 … 12 */
  month: number
  /** 1 … 30 */
  day: number
  /** The second month of this number 闰月. */
  isLeap: boolean
}

export const firstLunarYear = 1900
export const lastLunarYear = 2100

/**
 * One number a year from 1900: the lowest four bits are the month that comes twice (0: none), the next twelve say which
 * months have 30 days (the highest is the first month), the highest bit whether the leap month has. After the almanac of
 * the Purple Mountain Observatory; tests hold it against published New Years and against the tables of ICU.
 */
const years = (
  '04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0 14977 ' +
  '04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0 1c8d7 0c950 ' +
  '0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0 ' +
  '0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6 ' +
  '095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0 ' +
  '0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930 ' +
  '07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0 04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45 ' +
  '0b5a0 056d0 055b2 049b0 0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63 09370 049f8 04970 064b0 168a6 0ea50 06b20 1a6c4 0aae0 ' +
  '092e0 0d2e3 0c960 0d557 0d4a0 0da50 05d55 056a0 0a6d0 055d4 052d0 0a9b8 0a950 0b4a0 0b6a6 0ad50 055a0 0aba4 0a5b0 052b0 ' +
  '0b273 06930 07337 06aa0 0ad50 14b55 04b60 0a570 054e4 0d160 0e968 0d520 0daa0 16aa6 056d0 04ae0 0a9d4 0a2d0 0d150 0f252 0d520'
)
  .split(' ')
  .map((year) => Number.parseInt(year, 16))

const dayMs = 86_400_000
/** 1900-01-31 was the first day of the first month of the lunar year 1900. */
const epoch = Date.UTC(1900, 0, 31) / dayMs

/** The month that comes twice in a year; 0: none. */
export function leapMonth(year: number): number {
  return (years[year - firstLunarYear] ?? 0) & 0xf
}

/** Days of a month, 29 or 30; 0 where the year is not in the table or has no such month. */
export function lunarMonthDays(year: number, month: number, isLeap: boolean): number {
  const bits = years[year - firstLunarYear]
  if (bits === undefined || month < 1 || month > 12 || (isLeap && leapMonth(year) !== month)) return 0
  return (isLeap ? bits & 0x10000 : bits & (0x10000 >> month)) ? 30 : 29
}

/** Months of a year in their order. */
function monthsOf(year: number): { month: number; isLeap: boolean }[] {
  const leap = leapMonth(year)
  return Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) =>
    month === leap
      ? [
          { month, isLeap: false },
          { month, isLeap: true },
        ]
      : [{ month, isLeap: false }],
  )
}

/** Days since 1970 of each year's first day; one more than there are years, for the end of the last. */
const starts: number[] = [epoch]
for (let year = firstLunarYear; year <= lastLunarYear; year++) {
  const days = monthsOf(year).reduce((sum, one) => sum + lunarMonthDays(year, one.month, one.isLeap), 0)
  starts.push((starts.at(-1) ?? epoch) + days)
}

/** @returns YYYY-MM-DD; null where the table has no such day */
export function lunarToSolar({ year, month, day, isLeap }: LunarDay): string | null {
  if (day < 1 || day > lunarMonthDays(year, month, isLeap)) return null
  let at = starts[year - firstLunarYear] ?? 0
  for (const one of monthsOf(year)) {
    if (one.month === month && one.isLeap === isLeap) break
    at += lunarMonthDays(year, one.month, one.isLeap)
  }
  return new Date((at + day - 1) * dayMs).toISOString().slice(0, 10)
}

/** @param date YYYY-MM-DD @returns null before 1900-01-31 and after the lunar year 2100 */
export function solarToLunar(date: string): LunarDay | null {
  const at = Date.parse(`${date}T00:00:00Z`) / dayMs
  if (!Number.isInteger(at) || at < epoch || at >= (starts.at(-1) ?? 0)) return null
  // A lunar year begins between 20 January and 21 February of its solar year.
  let year = Math.min(Number(date.slice(0, 4)), lastLunarYear)
  if ((starts[year - firstLunarYear] ?? 0) > at) year--
  let left = at - (starts[year - firstLunarYear] ?? 0)
  for (const { month, isLeap } of monthsOf(year)) {
    const days = lunarMonthDays(year, month, isLeap)
    if (left < days) return { year, month, day: left + 1, isLeap }
    left -= days
  }
  return null
}

const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const monthNames = ['', '正', '二', '三', '四', '五', '六', '七', '八', '九', '十', '冬', '腊']

/** 正月, 闰六月, 腊月. */
export function lunarMonthName(month: number, isLeap = false): string {
  return `${isLeap ? '闰' : ''}${monthNames[month] ?? month}月`
}

/** 初一, 十五, 廿三, 三十. */
export function lunarDayName(day: number): string {
  if (day <= 10) return `初${digits[day] ?? ''}`
  if (day === 20) return '二十'
  if (day === 30) return '三十'
  return `${day < 20 ? '十' : '廿'}${digits[day % 10] ?? ''}`
}
