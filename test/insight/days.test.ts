import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dayOf,
  daysBetween,
  fromWarehouseTime,
  startOfDay,
  warehouseTime,
} from '../../src/insight/days.ts'

const zones = [
  'Asia/Shanghai',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Asia/Kathmandu',
  'UTC',
  'Australia/Lord_Howe',
]

describe('days', () => {
  it('begin at midnight of the zone', () => {
    expect(startOfDay('2026-11-21', 'Asia/Shanghai').toISOString()).toBe('2026-11-20T16:00:00.000Z')
    expect(startOfDay('2026-03-08', 'America/New_York').toISOString()).toBe('2026-03-08T05:00:00.000Z')
    expect(startOfDay('2026-03-09', 'America/New_York').toISOString()).toBe('2026-03-09T04:00:00.000Z')
  })
  it('begin where the clock lands when midnight is skipped (Santiago, 6 September 2026)', () => {
    expect(startOfDay('2026-09-06', 'America/Santiago').toISOString()).toBe('2026-09-06T04:00:00.000Z')
  })
  it('the start lies in the day, the second before it does not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20_000 }), (zone, n) => {
        const day = addDays('1995-01-01', n)
        const start = startOfDay(day, zone)
        expect(dayOf(start, zone)).toBe(day)
        expect(dayOf(new Date(start.getTime() - 1000), zone) < day).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
  it('count whole days over changes of the clock', () => {
    expect(daysBetween('2026-03-07', '2026-03-09')).toBe(2)
    expect(daysBetween('2026-03-09', '2026-03-07')).toBe(-2)
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  })
  it('keep their milliseconds on the way to the warehouse and back', () => {
    const at = new Date('2026-11-21T04:00:00.123Z')
    expect(warehouseTime(at)).toBe('2026-11-21 04:00:00.123')
    expect(fromWarehouseTime(warehouseTime(at))).toEqual(at)
  })
})
