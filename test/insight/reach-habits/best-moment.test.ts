import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestMoment, comingHours } from '../../../src/insight/reach-habits/best-moment.ts'

const hourIn = (at: Date, timeZone: string) =>
  Number(new Intl.DateTimeFormat('en-US', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at))

describe('comingHours', () => {
  it('lists whole hours of the place, also where they are not those of UTC', () => {
    const now = new Date('2026-11-21T04:10:00Z') // 09:40 in Kolkata
    const hours = comingHours(now, 'Asia/Kolkata', { fromHour: 9, toHour: 12, withinDays: 1 })
    expect(hours.map(({ at }) => at.toISOString())).toEqual([
      '2026-11-21T04:30:00.000Z',
      '2026-11-21T05:30:00.000Z',
      '2026-11-22T03:30:00.000Z',
    ])
    expect(hours.map(({ hour }) => hour)).toEqual([5 * 24 + 10, 5 * 24 + 11, 6 * 24 + 9])
  })

  it('goes over a change of the clocks', () => {
    const now = new Date('2026-03-28T12:00:00Z') // the night after, clocks in Berlin go forward
    const hours = comingHours(now, 'Europe/Berlin', { fromHour: 2, toHour: 4, withinDays: 2 })
    expect(hours.map(({ at }) => at.toISOString())).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:00:00.000Z',
      '2026-03-30T01:00:00.000Z',
    ])
  })

  it('always finds an hour within the window, later than now', () => {
    const zones = ['Asia/Shanghai', 'Europe/London', 'America/St_Johns', 'Pacific/Chatham', 'UTC']
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        fc.nat(23),
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(1_000_000),
        (now, zone, fromHour, length, withinDays, person) => {
          const toHour = Math.min(24, fromHour + length)
          const coming = comingHours(now, zone, { fromHour, toHour, withinDays })
          // An hour that clocks jump over is not there on that one day.
          if (coming.length === 0) {
            expect(toHour - fromHour).toBe(1)
            return
          }
          const at = bestMoment(coming, null, now, person)
          expect(at.getTime()).toBeGreaterThan(now.getTime())
          expect(at.getTime()).toBeLessThan(now.getTime() + (withinDays * 24 + 2) * 3_600_000)
          const hour = hourIn(at, zone)
          expect(hour >= fromHour && hour < toHour).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('bestMoment', () => {
  const now = new Date('2026-11-21T04:00:00Z')
  const coming = comingHours(now, 'Asia/Shanghai', { fromHour: 9, toHour: 21, withinDays: 7 })

  it('takes the most likely hour, the earliest of equals, and the person’s own minute', () => {
    const chances = new Float64Array(168)
    chances[1 * 24 + 19] = 0.5
    chances[3 * 24 + 19] = 0.5
    chances[2 * 24 + 23] = 0.9
    const at = bestMoment(coming, chances, now, 7)
    expect(at.toISOString()).toMatch(/^2026-11-24T11:/)
    expect(bestMoment(coming, chances, now, 7)).toEqual(at)
    const minutes = new Set(
      Array.from({ length: 200 }, (_, i) => bestMoment(coming, chances, now, i).getTime()),
    )
    expect(minutes.size).toBeGreaterThan(30)
  })
})
