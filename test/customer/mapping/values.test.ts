import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDateReader, formatProblem } from '../../../src/customer/mapping/dates.ts'
import { minorOf, parseNumber } from '../../../src/customer/mapping/numbers.ts'
import { tsv } from '../../../src/customer/mapping/tsv.ts'
import { createZone } from '../../../src/customer/mapping/zone.ts'
import { parseMinor } from '../../../src/kit/money.ts'

const iso = (text: string, zone = 'UTC', format: string | null = null) => {
  const at = createDateReader(format, zone)(text)
  return at === null ? null : new Date(at).toISOString()
}

describe('dates', () => {
  it.each([
    ['2010-12-01 08:26:00', 'Europe/London', null, '2010-12-01T08:26:00.000Z'],
    ['2011-07-01 08:26', 'Europe/London', null, '2011-07-01T07:26:00.000Z'],
    ['2024/1/5 10:03', 'Asia/Shanghai', null, '2024-01-05T02:03:00.000Z'],
    ['2024年1月5日', 'Asia/Shanghai', null, '2024-01-04T16:00:00.000Z'],
    ['19970112', 'UTC', null, '1997-01-12T00:00:00.000Z'],
    ['2024-01-05T10:03:04.5+08:00', 'UTC', null, '2024-01-05T02:03:04.500Z'],
    ['12/1/2010 8:26', 'UTC', 'M/d/yyyy H:mm', '2010-12-01T08:26:00.000Z'],
    ['31.12.99', 'UTC', 'd.M.yy', '1999-12-31T00:00:00.000Z'],
    ['01/05/2024 12:30 AM', 'UTC', 'MM/dd/yyyy hh:mm a', '2024-01-05T00:30:00.000Z'],
    ['45296.5', 'UTC', 'excel', '2024-01-05T12:00:00.000Z'],
    ['1704456000', 'UTC', 'unix', '2024-01-05T12:00:00.000Z'],
  ])('%s in %s by %s', (text, zone, format, expected) => expect(iso(text, zone, format)).toBe(expected))

  it.each(['2024-02-30', '2023-02-29', '2024-13-01', '2024-01-05 24:00', 'yesterday', '', '2024-00-10'])(
    '%j is none',
    (text) => expect(iso(text)).toBeNull(),
  )

  it('moves a time that daylight saving skips, and takes the first of two', () => {
    expect(iso('2024-03-31 01:30', 'Europe/London')).toBe('2024-03-31T01:30:00.000Z')
    expect(iso('2024-10-27 01:30', 'Europe/London')).toBe('2024-10-27T00:30:00.000Z')
    expect(iso('2017-03-12 02:30', 'America/New_York')).toBe('2017-03-12T07:30:00.000Z')
  })

  it.each([
    ['Europe/London'],
    ['America/New_York'],
    ['Asia/Shanghai'],
    ['Australia/Lord_Howe'],
    ['America/St_Johns'],
  ])('%s gives back the wall clock that Intl shows', (name) => {
    const zone = createZone(name)
    const show = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' })
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1975, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 }),
        (seconds) => {
          const utc = zone.toUtc(seconds * 1000)
          const wall = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
          const shown = show.format(utc)
          // Unless that wall time does not exist there, in which case the clock shows a later one.
          if (shown !== wall)
            expect(Date.parse(`${shown.replace(' ', 'T')}Z`) - seconds * 1000).toBeLessThanOrEqual(7_200_000)
          if (shown !== wall) expect(show.format(utc - 7_200_000) < wall).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says what is wrong with a format', () => {
    expect(formatProblem('dd/MM/yyyy')).toBeNull()
    expect(formatProblem('dd/mm/yyyy')?.en).toContain('month')
    expect(formatProblem('yyyy-MM-dd hh:mm')?.en).toContain('AM/PM')
    expect(formatProblem('QQQ')?.en).toContain('not known')
  })
})

describe('numbers and money', () => {
  it.each([
    ['1,234.50', 1234.5],
    ['￥1 234', 1234],
    ['(12.00)', -12],
    ['-3', -3],
    ['１２．５', 12.5],
    ['$9.99', 9.99],
    ['12 USD', 12],
    ['1e3', 1000],
    ['.5', 0.5],
    ['12元', 12],
  ])('%s is %d', (text, value) => expect(parseNumber(text)).toBe(value))
  it.each([
    ['1.234,50', 1234.5],
    ['12,5', 12.5],
    ['1.000', 1000],
  ])('%s with a decimal comma is %d', (text, value) => expect(parseNumber(text, true)).toBe(value))
  it.each(['', 'abc', '1.2.3', '12.5%', '--1', '0x10', 'Infinity', '1,23,4.5x'])('%j is none', (text) =>
    expect(parseNumber(text)).toBeNull(),
  )

  it('rounds products to minor units as decimal arithmetic does', () => {
    const cents = (n: bigint) => Number(n)
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.integer({ min: 0, max: 999_999 }),
        (quantity, thousandths) => {
          const exact = BigInt(quantity) * BigInt(thousandths) // in thousandths
          const size = exact < 0n ? -exact : exact
          const rounded = cents((size + 5n) / 10n) * (exact < 0n ? -1 : 1)
          expect(minorOf(quantity * (thousandths / 1000), 100)).toBe(rounded || 0)
        },
      ),
    )
  })

  it('agrees with exact decimal text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (minor) => {
        const text = `${minor < 0 ? '-' : ''}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`
        expect(minorOf(parseNumber(text) ?? Number.NaN, 100)).toBe(parseMinor(text, 'CNY'))
      }),
    )
  })

  it('refuses what leaves the exact integers', () => expect(minorOf(1e14, 100)).toBeNull())
})

describe('the encoder of rows', () => {
  it('never lets text break out of its cell', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\t', '\n', '\\', '\r', 'n', 't', 'N', '0', '\0', '文') }),
        (text) => {
          const encoded = tsv(text)
          expect(encoded).not.toMatch(/[\t\n\r\0]/)
          const decoded = encoded.replace(
            /\\(.)/g,
            (_, c: string) => ({ t: '\t', n: '\n', r: '\r', '\\': '\\' })[c] ?? `?${c}`,
          )
          expect(decoded).toBe(text.replaceAll('\0', ''))
        },
      ),
    )
  })
})
