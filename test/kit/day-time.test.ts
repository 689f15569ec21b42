import { describe, expect, it } from 'vitest'
import { isQuiet, quietEnd } from '../../src/kit/day-time.ts'

const night = { from: '21:00', to: '08:00' }

describe('quiet hours', () => {
  it('are those of every place somebody may be in', () => {
    const states = ['America/New_York', 'America/Los_Angeles']
    const at = new Date('2026-03-02T13:30:00Z') // 08:30 and 05:30
    expect(isQuiet(night, at, ['America/New_York'])).toBe(false)
    expect(isQuiet(night, at, states)).toBe(true)
    expect(quietEnd(night, at, states).toISOString()).toBe('2026-03-02T16:00:00.000Z')
  })

  it('end where no minute of a day suits all places', () => {
    const wide = { from: '19:00', to: '10:00' }
    const ends = ['Asia/Kamchatka', 'Europe/Kaliningrad'] // ten hours apart
    const at = new Date('2026-03-02T00:00:00Z')
    expect(quietEnd(wide, at, ends).toISOString()).toBe('2026-03-02T00:00:00.000Z') // 12:00 in Kamchatka
    expect(quietEnd(wide, at, ends.toReversed()).toISOString()).toBe('2026-03-02T08:00:00.000Z')
  })

  it('begin at their first minute and are over at their last, also where a clock is put forward', () => {
    const berlin = ['Europe/Berlin']
    expect(isQuiet(night, new Date('2026-03-28T19:59:59Z'), berlin)).toBe(false)
    expect(isQuiet(night, new Date('2026-03-28T20:00:00Z'), berlin)).toBe(true)
    // The night of 29 March has an hour less.
    expect(quietEnd(night, new Date('2026-03-28T20:00:00Z'), berlin).toISOString()).toBe(
      '2026-03-29T06:00:00.000Z',
    )
  })
})
