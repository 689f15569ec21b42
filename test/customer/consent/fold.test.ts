import { describe, expect, it } from 'vitest'
import { foldConsent, isAllowed, type NewestEntry, strictest } from '../../../src/customer/consent/fold.ts'

const now = new Date('2026-06-01T00:00:00Z')
const day = (n: number) => new Date(Date.UTC(2026, 0, n))
const entry = (state: NewestEntry['state'], n: number, expiresAt: Date | null = null): NewestEntry => ({
  state,
  at: day(n),
  expiresAt,
})
const fold = (own: NewestEntry | null, general: NewestEntry | null) => foldConsent(own, general, now).state

describe('what holds for a channel', () => {
  it('is nothing while nothing is recorded', () => {
    expect(fold(null, null)).toBe('none')
  })

  it('is what was said of all channels where the channel was not named', () => {
    expect(fold(null, entry('given', 1))).toBe('given')
    expect(fold(null, entry('withdrawn', 1))).toBe('withdrawn')
  })

  it('lets a withdrawal of the channel stand against any general yes, also a newer one', () => {
    expect(fold(entry('withdrawn', 1), entry('given', 2))).toBe('withdrawn')
  })

  it('lets a general withdrawal beat an older yes, and a newer exact yes lift it', () => {
    expect(fold(entry('given', 1), entry('withdrawn', 2))).toBe('withdrawn')
    expect(fold(entry('given', 3), entry('withdrawn', 2))).toBe('given')
    expect(fold(entry('given', 2), entry('withdrawn', 2))).toBe('withdrawn')
    expect(fold(entry('pending', 3), entry('withdrawn', 2))).toBe('withdrawn')
  })

  it('ends with its time: at that instant it is none any more', () => {
    expect(fold(entry('given', 1, now), null)).toBe('expired')
    expect(fold(entry('given', 1, new Date(now.getTime() + 1)), null)).toBe('given')
    expect(fold(entry('given', 1, now), entry('given', 1))).toBe('given')
    // A yes that has run out lifts nothing.
    expect(fold(entry('given', 3, now), entry('withdrawn', 2))).toBe('withdrawn')
  })

  it('names the entry that decided', () => {
    const own = entry('given', 1)
    const general = entry('withdrawn', 2)
    expect(foldConsent(own, general, now).entry).toBe(general)
    expect(foldConsent(own, null, now).entry).toBe(own)
  })
})

describe('several keys of one customer', () => {
  it('take the strictest: a withdrawal under one of them holds for all', () => {
    expect(strictest(['given', 'withdrawn', 'none'])).toBe('withdrawn')
    expect(strictest(['none', 'given'])).toBe('given')
    expect(strictest([])).toBe('none')
  })
})

it('asks the policy only where nothing was said', () => {
  for (const state of ['withdrawn', 'pending', 'expired'] as const) expect(isAllowed(state, true)).toBe(false)
  expect(isAllowed('given', false)).toBe(true)
  expect([isAllowed('none', true), isAllowed('none', false)]).toEqual([true, false])
})
