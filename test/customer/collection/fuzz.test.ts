import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CheckedEvent,
  checkEvent,
  type EventType,
  eventTypes,
} from '../../../src/customer/collection/check-event.ts'
import { EventRefused, refusalCodes } from '../../../src/customer/collection/refusal.ts'
import { fromSensors, openIdOf } from '../../../src/customer/collection/sensors/translate.ts'
import { normaliseIdentifier } from '../../../src/customer/identity/normalise.ts'
import { goodBodies, mutatedBody, nastyValues } from './nasty.ts'

const context = {
  arrivedAt: Date.UTC(2026, 2, 1, 9),
  sentAt: undefined,
  currency: 'CNY',
  pseudonym: () => 'hidden',
}

/** What the stores rely on, whatever was sent. */
function expectSound(event: CheckedEvent): void {
  expect(Number.isSafeInteger(event.at)).toBe(true)
  for (const id of [event.userId, event.anonymousId, event.previousId])
    if (id !== null) expect(normaliseIdentifier('account', id, 'CN')).toBe(id)
  expect(event.userId ?? event.anonymousId).toBeTruthy()
  expect(event.messageId.length).toBeGreaterThan(0)
  expect(JSON.parse(event.properties)).toBeTypeOf('object')
  for (const { amountMinor, quantity } of event.lines) {
    expect(Number.isSafeInteger(amountMinor)).toBe(true)
    expect(Number.isFinite(quantity)).toBe(true)
  }
  for (const text of [event.name, event.productId, event.category, event.channel, event.properties])
    expect([text, !/[\ud800-\udfff]/u.test(text), text.includes('13800138000')]).toEqual([text, true, false])
}

/** @returns the code it was refused with; null where it was taken */
function refusal(check: () => CheckedEvent): string | null {
  try {
    expectSound(check())
    return null
  } catch (error) {
    if (!(error instanceof EventRefused)) throw error
    expect(refusalCodes).toContain(error.refusal.code)
    return error.refusal.code
  }
}

describe('the check of an event', () => {
  it('takes the good ones', () => {
    for (const [type, body] of Object.entries(goodBodies))
      expect(refusal(() => checkEvent(body, type as EventType, context))).toBeNull()
  })

  it('takes or refuses whatever good ones are changed into, and breaks on none', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(mutatedBody, ({ method, body }) => {
        const raw: unknown = JSON.parse(JSON.stringify(body ?? null))
        const code = refusal(() => checkEvent(raw, method as EventType, context)) ?? 'taken'
        seen.set(code, (seen.get(code) ?? 0) + 1)
      }),
      { numRuns: 4_000, seed: 20_260_301 },
    )
    // The changes reach the branches they are made for.
    for (const code of ['taken', 'required', 'wrong_type', 'too_long', 'bad_date', 'too_deep', 'bad_amount'])
      expect([code, (seen.get(code) ?? 0) > 0]).toEqual([code, true])
  })

  it('breaks on no value in any place', () => {
    for (const type of eventTypes)
      for (const field of [
        'userId',
        'anonymousId',
        'messageId',
        'event',
        'timestamp',
        'originalTimestamp',
        'sentAt',
        'properties',
        'traits',
        'context',
        'previousId',
        'groupId',
        'name',
        'traitsMode',
        'channel',
      ])
        for (const value of nastyValues)
          refusal(() => checkEvent({ ...goodBodies[type], [field]: value }, type, context))
  })
})

describe('records of Sensors Analytics', () => {
  const good = (type: string) => ({
    _track_id: 1,
    time: Date.UTC(2026, 2, 1, 8),
    type,
    event: 'Viewed',
    distinct_id: 'd1',
    original_id: 'o1',
    properties: { $os: 'iOS', $is_login_id: true, plan: 'gold' },
    lib: { $lib: 'Node' },
  })
  const types = [
    'track',
    'track_signup',
    'profile_set',
    'profile_set_once',
    'profile_append',
    'profile_unset',
    'profile_delete',
    'profile_increment',
  ]
  const sensors = { isAccount: () => false, pseudonym: (text: string) => `p${text.length}` }
  const check = (record: unknown) => {
    openIdOf(record)
    return checkEvent(fromSensors(record, sensors), null, context)
  }

  it('become events', () => {
    for (const type of types) expect(refusal(() => check(good(type)))).toBeNull()
    expect(refusal(() => check(good('item_set')))).toBe('unsupported_type')
  })

  it('break on no value in any place', () => {
    for (const type of types)
      for (const field of Object.keys(good(type)))
        for (const value of nastyValues) refusal(() => check({ ...good(type), [field]: value }))
    for (const value of nastyValues) refusal(() => check(value))
  })
})
