import { describe, expect, it } from 'vitest'
import { globPattern } from '../../../src/customer/sources/glob.ts'
import { nextRun, restsAfter, retryAt } from '../../../src/customer/sources/schedule.ts'
import { decodedXml, xmlTexts } from '../../../src/customer/sources/xml.ts'

const at = (text: string) => new Date(text)

describe('nextRun', () => {
  it('is the next time of day in the zone of the workspace', () => {
    const daily = { mode: 'daily', at: '03:00' } as const
    expect(nextRun(daily, at('2026-05-01T18:59:00Z'), 'Asia/Shanghai')).toEqual(at('2026-05-01T19:00:00Z'))
    expect(nextRun(daily, at('2026-05-01T19:00:00Z'), 'Asia/Shanghai')).toEqual(at('2026-05-02T19:00:00Z'))
  })

  it('comes once on the days the clocks change', () => {
    const daily = { mode: 'daily', at: '02:30' } as const
    // 02:30 does not exist on 29 March 2026 in Berlin: half past three it is.
    expect(nextRun(daily, at('2026-03-29T00:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-29T01:30:00Z'))
    expect(nextRun(daily, at('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-30T00:30:00Z'))
    // And twice on 25 October, of which the first counts.
    expect(nextRun(daily, at('2026-10-24T23:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-10-25T00:30:00Z'))
    expect(nextRun(daily, at('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toEqual(at('2026-10-26T01:30:00Z'))
  })

  it('is none by hand, and so many minutes on else', () => {
    expect(nextRun({ mode: 'off' }, at('2026-05-01T00:00:00Z'), 'UTC')).toBeNull()
    expect(nextRun({ mode: 'every', minutes: 15 }, at('2026-05-01T00:00:00Z'), 'UTC')).toEqual(
      at('2026-05-01T00:15:00Z'),
    )
  })
})

it('a source that fails is tried later each time, and at last once a day', () => {
  const now = at('2026-05-01T00:00:00Z')
  const minutes = (failures: number) => (retryAt(failures, now).getTime() - now.getTime()) / 60_000
  expect([1, 2, 3, 7].map(minutes)).toEqual([1, 2, 4, 60])
  expect(minutes(restsAfter)).toBe(1_440)
})

it('patterns of file names mean what they say, and nothing more', () => {
  const fits = (pattern: string, name: string) => globPattern(pattern).test(name)
  expect(fits('orders-*.csv', 'orders-2026.csv')).toBe(true)
  expect(fits('orders-*.csv', 'orders-2026.csv.tmp')).toBe(false)
  expect(fits('*.{csv,ndjson}', 'a.NDJSON')).toBe(true)
  expect(fits('a?c.(1)+[2].csv', 'abc.(1)+[2].csv')).toBe(true)
  expect(fits('*.csv', '../x/y.csv')).toBe(false)
  expect(fits('{{a,b', 'a')).toBe(true)
})

it('lists of object stores are read, with names that hold signs', () => {
  const xml = '<R><Key>a &amp; b&#x21;&lt;.csv</Key><Key></Key><Key>c'
  expect(xmlTexts(xml, 'Key').map(decodedXml)).toEqual(['a & b!<.csv', ''])
})
