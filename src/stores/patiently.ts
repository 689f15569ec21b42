import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../kit/errors.ts'

const patienceMs = 30_000
const pauseMs = 250

/**
 * Repeats, for half a minute, what failed because an engine was away: it restarts, or the connection died unseen and the
 * statement was the first to meet it. Only for work that may be done twice.
 * @throws what `work` throws for another reason, or still throws then
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      const engine = isAppError(error) && /^(ledger|warehouse)\./.test(error.code)
      const passes = engine && error.kind === 'unavailable'
      if (!passes || performance.now() > until) throw error
      await sleep(pauseMs)
    }
  }
}
