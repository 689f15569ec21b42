import type { Localized } from '../api-shapes.ts'
import {
  firstLunarYear,
  lastLunarYear,
  leapMonth,
  lunarDayName,
  lunarMonthDays,
  lunarMonthName,
  lunarToSolar,
  solarToLunar,
} from './lunar.ts'

/** A day people remember: of the solar or the lunar calendar, its year known or not. */
export interface RememberedDay {
  calendar: 'solar' | 'lunar'
  year: number | null
  month: number
  day: number
  /** Of a leap month 闰月; lunar only. */
  isLeap: boolean
}

const [firstYear, lastYear] = [1800, 2200]
const solarLast = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether there is such a day, in its year where that is known. */
export function isDay({ calendar, year, month, day, isLeap }: RememberedDay): boolean {
  if (calendar === 'lunar') {
    if (month < 1 || month > 12 || day < 1 || day > 30) return false
    return year === null || day <= lunarMonthDays(year, month, isLeap)
  }
  if (isLeap || month < 1 || month > 12 || day < 1 || day > (solarLast[month - 1] ?? 0)) return false
  if (year === null) return true
  return year >= firstYear && year < lastYear && (month !== 2 || day < 29 || isLeapYear(year))
}

const ofSolar =
  /^(?:(\d{4})(?:-|\/|\.|年)|--|)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})[日号]?(?:[T ]\d{1,2}:.*)?$|^(\d{4})(\d{2})(\d{2})$/
const ofLunar = /^(?:农历|農曆|農历|阴历|陰曆|旧历|舊曆|lunar)[:：]?\s*(.+)$/i
const lunarRest =
  /^(?:(\d{4})(?:年|[-/. ])|--)?\s*([闰閏]|leap )?\s*(正|冬|腊|臘|十[一二]?|[一二三四五六七八九]|\d{1,2})(?:月|[-/.])(初十?[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|\d{1,2})[日号]?(\s+leap)?$/i

/**
 * Reads `1988-05-03`, `1988年5月3日`, `19880503`, without a year `05-03`, `--05-03`, `5月3日`; and lunar days as
 * `农历八月十五`, `农历1988年闰六月初一`, `lunar 8-15`, `lunar 1988-06-01 leap`.
 * @returns null for what is none, or a day that does not exist
 */
export function parseDay(text: string): RememberedDay | null {
  const plain = text.normalize('NFKC').trim()
  const lunar = ofLunar.exec(plain)
  if (lunar) {
    const m = lunarRest.exec(lunar[1] ?? '')
    if (!m) return null
    const isLeap = m[2] !== undefined || m[5] !== undefined
    const [month, day] = [lunarNumber(m[3] ?? ''), lunarNumber(m[4] ?? '')]
    return existing({ calendar: 'lunar', year: m[1] ? Number(m[1]) : null, month, day, isLeap })
  }
  const m = ofSolar.exec(plain)
  if (!m) return null
  const year = m[1] ?? m[4]
  const [month, day] = [Number(m[2] ?? m[5]), Number(m[3] ?? m[6])]
  return existing({ calendar: 'solar', year: year ? Number(year) : null, month, day, isLeap: false })
}

const existing = (day: RememberedDay) => (isDay(day) ? day : null)

const ones = '一二三四五六七八九'
function lunarNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (text === '正') return 1
  if (text === '冬') return 11
  if (text === '腊' || text === '臘') return 12
  const plain = text.replace('初', '')
  const tens = plain.startsWith('三十')
    ? 30
    : plain.startsWith('廿') || plain.startsWith('二十')
      ? 20
      : plain.startsWith('十')
        ? 10
        : 0
  const rest = plain.replace(/^(三十|二十|廿|十)/, '')
  return tens + (rest === '' ? 0 : ones.indexOf(rest) + 1)
}

/** One way of writing each day; `parseDay` reads it. */
export function dayText({ calendar, year, month, day, isLeap }: RememberedDay): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const text = `${year === null ? '-' : year}-${two(month)}-${two(day)}`
  return calendar === 'solar' ? text : `lunar ${text}${isLeap ? ' leap' : ''}`
}

/** The solar day it was in its year. @returns YYYY-MM-DD; null where its year is unknown */
export function firstDate(day: RememberedDay): string | null {
  if (day.year === null) return null
  return day.calendar === 'lunar' ? lunarToSolar({ ...day, year: day.year }) : dayText(day)
}

/**
 * When it comes again, that day itself included. 29 February is kept on the 28th in common years. A day of a leap month
 * is kept in that leap month where the year has it, else in the month of the same number; the 30th of a month of 29 days
 * on the 29th.
 * @param today YYYY-MM-DD @returns YYYY-MM-DD; null beyond the lunar year 2100
 */
export function nextDate(day: RememberedDay, today: string): string | null {
  const from = day.calendar === 'lunar' ? (solarToLunar(today)?.year ?? null) : Number(today.slice(0, 4))
  if (from === null) return null
  for (const year of [from, from + 1]) {
    const date = dateInYear(day, year)
    if (date !== null && date >= today) return date
  }
  return null
}

/** When it is kept in a year of its calendar. */
export function dateInYear({ calendar, month, day, isLeap }: RememberedDay, year: number): string | null {
  if (calendar === 'solar') {
    const kept = month === 2 && day === 29 && !isLeapYear(year) ? 28 : day
    return dayText({ calendar, year, month, day: kept, isLeap: false })
  }
  if (year < firstLunarYear || year > lastLunarYear) return null
  const inLeap = isLeap && leapMonth(year) === month
  return lunarToSolar({
    year,
    month,
    day: Math.min(day, lunarMonthDays(year, month, inLeap)),
    isLeap: inLeap,
  })
}

/** Month and day alone, in five letters: `s0503`, `l0815`, `L0601` of a leap month. */
export function dayCode({ calendar, month, day, isLeap }: RememberedDay): string {
  return `${calendar === 'solar' ? 's' : isLeap ? 'L' : 'l'}${String(month * 100 + day).padStart(4, '0')}`
}

/** The codes of all days that are kept on a date: the reverse of `dateInYear`. @param date YYYY-MM-DD */
export function codesKeptOn(date: string): string[] {
  const code = (letter: string, month: number, day: number) =>
    `${letter}${String(month * 100 + day).padStart(4, '0')}`
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const codes = [code('s', month, day)]
  if (month === 2 && day === 28 && !isLeapYear(year)) codes.push('s0229')
  const lunar = solarToLunar(date)
  if (!lunar) return codes
  const isLast = lunar.day === 29 && lunarMonthDays(lunar.year, lunar.month, lunar.isLeap) === 29
  for (const one of isLast ? [29, 30] : [lunar.day]) {
    if (!lunar.isLeap) codes.push(code('l', lunar.month, one))
    if (lunar.isLeap || leapMonth(lunar.year) !== lunar.month) codes.push(code('L', lunar.month, one))
  }
  return codes
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `3 May 1988`, `1988年5月3日`; `lunar 15th of month 8`, `农历八月十五`. */
export function dayWords({ calendar, year, month, day, isLeap }: RememberedDay): Localized {
  if (calendar === 'solar')
    return {
      en: `${day} ${months[month - 1] ?? ''}${year === null ? '' : ` ${year}`}`,
      'zh-CN': `${year === null ? '' : `${year} 年 `}${month} 月 ${day} 日`,
    }
  return {
    en: `Chinese calendar: ${isLeap ? 'leap ' : ''}month ${month}, day ${day}${year === null ? '' : `, ${year}`}`,
    'zh-CN': `农历${year === null ? '' : ` ${year} 年`}${lunarMonthName(month, isLeap)}${lunarDayName(day)}`,
  }
}
