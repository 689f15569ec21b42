import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  leapMonth,
  lunarDayName,
  lunarMonthName,
  lunarToSolar,
  solarToLunar,
} from '../../../src/kit/calendar/lunar.ts'
import {
  codesKeptOn,
  dayCode,
  dayText,
  dayWords,
  firstDate,
  isDay,
  nextDate,
  parseDay,
  type RememberedDay,
} from '../../../src/kit/calendar/yearly-day.ts'

/** Chinese New Year as published by the Hong Kong Observatory and the almanacs. */
const newYears = (
  '1901-02-19 1911-01-30 1921-02-08 1933-01-26 1949-01-29 1954-02-03 1966-01-21 1976-01-31 1979-01-28 1985-02-20 1987-01-29 ' +
  '1988-02-17 1997-02-07 2000-02-05 2001-01-24 2008-02-07 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 ' +
  '2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 ' +
  '2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2044-01-30 2060-02-02'
).split(' ')
const leapMonths: Record<number, number> = {
  ...{ 1917: 2, 1922: 5, 1984: 10, 1987: 6, 1995: 8, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9 },
  ...{ 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2024: 0, 2026: 0 },
}
const dayMs = 86_400_000
const dateOf = (days: number) => new Date(days * dayMs).toISOString().slice(0, 10)
const first = Date.UTC(1900, 0, 31) / dayMs
const last = Date.UTC(2101, 0, 28) / dayMs
const anyDate = fc.integer({ min: first, max: last }).map(dateOf)

describe('the lunar calendar', () => {
  it.each(newYears)('has its New Year on %s', (date) => {
    expect(solarToLunar(date)).toEqual({ year: Number(date.slice(0, 4)), month: 1, day: 1, isLeap: false })
  })

  it('has the published leap months, and festivals on their days', () => {
    for (const [year, month] of Object.entries(leapMonths))
      expect([year, leapMonth(Number(year))]).toEqual([year, month])
    expect(lunarToSolar({ year: 2026, month: 8, day: 15, isLeap: false })).toBe('2026-09-25')
    expect(lunarToSolar({ year: 2025, month: 8, day: 15, isLeap: false })).toBe('2025-10-06')
    expect(lunarToSolar({ year: 2012, month: 7, day: 7, isLeap: false })).toBe('2012-08-23')
    expect(lunarToSolar({ year: 2024, month: 5, day: 5, isLeap: false })).toBe('2024-06-10')
  })

  it('goes there and back, a day later being a day later', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const lunar = solarToLunar(date)
        expect(lunar && lunarToSolar(lunar)).toBe(date)
      }),
    )
    expect(solarToLunar('1900-01-30')).toBeNull()
    expect(solarToLunar('2101-01-29')).toBeNull()
    expect(lunarToSolar({ year: 2024, month: 6, day: 1, isLeap: true })).toBeNull()
  })

  /**
   * ICU computes the moon itself. In these years it has a new moon on the other side of midnight, or a leap month as the
   * next one; of those whose New Year is concerned (1954, 2027, 2030) the published day is in the list above.
   */
  it('agrees with ICU on every day outside of the years ICU has otherwise', () => {
    const differs = new Set([
      1917, 1922, 1953, 1954, 1955, 1987, 1998, 2012, 2018, 2026, 2027, 2029, 2030, 2070,
    ])
    const icu = new Intl.DateTimeFormat('en-u-ca-chinese', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
    for (let at = first; at <= last; at += 3) {
      const lunar = solarToLunar(dateOf(at))
      if (!lunar || differs.has(lunar.year)) continue
      const parts = Object.fromEntries(
        icu.formatToParts(at * dayMs).map(({ type, value }) => [type as string, value]),
      )
      const ours = `${lunar.year} ${lunar.month}${lunar.isLeap ? 'bis' : ''} ${lunar.day}`
      if (ours !== `${parts.relatedYear} ${parts.month} ${parts.day}`)
        expect.fail(`${dateOf(at)}: ${ours}, ICU ${parts.relatedYear} ${parts.month} ${parts.day}`)
    }
  })

  it('names months and days', () => {
    expect([1, 2, 10, 11, 12].map((month) => lunarMonthName(month))).toEqual([
      '正月',
      '二月',
      '十月',
      '冬月',
      '腊月',
    ])
    expect([1, 10, 11, 19, 20, 21, 29, 30].map(lunarDayName)).toEqual([
      '初一',
      '初十',
      '十一',
      '十九',
      '二十',
      '廿一',
      '廿九',
      '三十',
    ])
  })
})

const remembered: fc.Arbitrary<RememberedDay> = fc
  .record({
    calendar: fc.constantFrom('solar' as const, 'lunar' as const),
    year: fc.option(fc.integer({ min: 1900, max: 2100 })),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
    isLeap: fc.boolean(),
  })
  .filter(isDay)

describe('days people remember', () => {
  it.each([
    ['1988-05-03', '1988-05-03'],
    ['1988年5月3日', '1988-05-03'],
    ['19880503', '1988-05-03'],
    ['1897/02/29', null],
    ['1897/02/28', '1897-02-28'],
    ['05-03', '--05-03'],
    ['２月29日', '--02-29'],
    ['农历八月十五', 'lunar --08-15'],
    ['農曆正月初一', 'lunar --01-01'],
    ['农历1987年闰六月廿三', 'lunar 1987-06-23 leap'],
    ['农历1988年闰六月廿三', null],
    ['阴历腊月三十', 'lunar --12-30'],
    ['农历冬月初十', 'lunar --11-10'],
    ['lunar 8-15', 'lunar --08-15'],
    ['Lunar 1985-8-15', 'lunar 1985-08-15'],
    ['八月十五', null],
    ['lunar 13-1', null],
    ['1988-13-03', null],
    ['soon', null],
  ])('reads %s as %s', (text, day) => {
    const read = parseDay(text)
    expect(read && dayText(read)).toBe(day)
  })

  it('are read as they are written, in letters and in Chinese', () => {
    fc.assert(
      fc.property(remembered, (day) => {
        expect(parseDay(dayText(day))).toEqual(day)
        expect(parseDay(dayWords(day)['zh-CN'].replaceAll(' ', ''))).toEqual(day)
      }),
    )
  })

  it('come again on the day whose codes name them, and on none before', () => {
    fc.assert(
      fc.property(remembered, anyDate, (day, today) => {
        const next = nextDate(day, today)
        if (next === null) {
          expect(today > '2099').toBe(true)
          return
        }
        expect(next >= today).toBe(true)
        expect(codesKeptOn(next)).toContain(dayCode(day))
        for (let at = Date.parse(today) / dayMs; dateOf(at) < next; at++)
          expect(codesKeptOn(dateOf(at))).not.toContain(dayCode(day))
      }),
      { numRuns: 60 },
    )
  })

  it('keep 29 February, leap months and 30ths where a year has none', () => {
    const next = (text: string, today: string) => nextDate(parseDay(text) as RememberedDay, today)
    expect(next('02-29', '2026-01-01')).toBe('2026-02-28')
    expect(next('02-29', '2028-02-28')).toBe('2028-02-29')
    // 2025 has a leap sixth month, 2026 has none.
    expect(next('农历闰六月初一', '2025-07-01')).toBe('2025-07-25')
    expect(next('农历六月初一', '2025-06-01')).toBe('2025-06-25')
    expect(next('农历闰六月初一', '2026-01-01')).toBe('2026-07-14')
    // The last month of 2025 has 29 days.
    expect(next('农历腊月三十', '2026-01-01')).toBe('2026-02-16')
    expect(firstDate(parseDay('农历1985年八月十五') as RememberedDay)).toBe('1985-09-29')
  })
})
