import { describe, expect, it } from 'vitest'
import { accepted, failed, unknown } from '../../../src/interaction/channels/channel.ts'
import { createPace } from '../../../src/interaction/delivery/pace.ts'

function paceAt(window: number, perSecond: number | null) {
  let ms = 0
  const pace = createPace(window, perSecond, () => ms)
  return { pace, pass: (more: number) => (ms += more) }
}
const away = failed('mail_server_unreachable', { retry: 'connection' })

describe('pace', () => {
  it('keeps within the window', () => {
    const { pace } = paceAt(5, null)
    expect([0, 3, 5, 9].map((busy) => pace.allowance(busy))).toEqual([5, 2, 0, 0])
  })

  it('keeps to a rate, and lets no more than a second of it gather', () => {
    const { pace, pass } = paceAt(100, 10)
    expect(pace.allowance(0)).toBe(10)
    pace.spend(10)
    expect(pace.allowance(0)).toBe(0)
    pass(300)
    expect(pace.allowance(0)).toBe(3)
    pass(60_000)
    expect(pace.allowance(0)).toBe(10)
  })

  it('pauses longer each time a provider stays away, at most a minute', () => {
    const { pace, pass } = paceAt(5, null)
    const pauses: (number | null)[] = []
    for (let i = 0; i < 12; i++) {
      pauses.push(pace.observe(away))
      expect(pace.observe(away)).toBeNull()
      expect(pace.waitingFor).toBe('mail_server_unreachable')
      pass(60_000)
    }
    expect(pauses.slice(0, 3)).toEqual([500, 1_000, 2_000])
    expect(pauses.at(-1)).toBe(60_000)
  })

  it('tries one message after a pause, and the whole window once that worked', () => {
    const { pace, pass } = paceAt(5, null)
    pace.observe(away)
    expect(pace.allowance(0)).toBe(0)
    pass(500)
    expect([pace.allowance(0), pace.allowance(1)]).toEqual([1, 0])
    pace.observe(accepted(null))
    expect(pace.allowance(0)).toBe(5)
  })

  it('takes a refusal of one message for a sign of life, and a lost answer for nothing', () => {
    const { pace, pass } = paceAt(5, null)
    pace.observe(away)
    pass(500)
    pace.observe(unknown('connection_lost_after_data'))
    expect(pace.allowance(0)).toBe(1)
    pace.observe(failed('address_refused', { retry: false }))
    expect(pace.allowance(0)).toBe(5)
  })
})
