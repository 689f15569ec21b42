import { LRUCache } from 'lru-cache'
import type { Clock } from '../../kit/clock.ts'
import { authErrors } from './errors.ts'

const windowMs = 15 * 60_000
/** Failures allowed within the window: a person's slips, a guessed list from one place, one account from many places. */
const limits = { pair: 6, address: 40, account: 60 } as const

export interface SignInThrottle {
  /** @throws auth.tooManyTries */
  check(email: string, address: string): void
  failed(email: string, address: string): void
  succeeded(email: string, address: string): void
}

/** Counts failed sign-ins in memory. An attacker cannot lock an account for its owner by a few tries from elsewhere. */
export function createThrottle(clock: Clock): SignInThrottle {
  const failures = new LRUCache<string, number[]>({ max: 50_000 })
  const recent = (key: string) =>
    (failures.get(key) ?? []).filter((at) => clock.now().getTime() - at < windowMs)
  const keysOf = (email: string, address: string) => {
    const account = email.trim().toLowerCase()
    return {
      pair: JSON.stringify([account, address]),
      address: JSON.stringify(['', address]),
      account: JSON.stringify([account]),
    }
  }
  return {
    check: (email, address) => {
      for (const [kind, key] of Object.entries(keysOf(email, address))) {
        const tries = recent(key)
        if (tries.length < limits[kind as keyof typeof limits]) continue
        const freeAt = (tries.at(-limits[kind as keyof typeof limits]) ?? 0) + windowMs
        throw authErrors.tooManyTries({ minutes: Math.ceil((freeAt - clock.now().getTime()) / 60_000) })
      }
    },
    failed: (email, address) => {
      for (const key of Object.values(keysOf(email, address)))
        failures.set(key, [...recent(key), clock.now().getTime()])
    },
    succeeded: (email, address) => {
      failures.delete(keysOf(email, address).pair)
    },
  }
}
