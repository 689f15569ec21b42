import { LRUCache } from 'lru-cache'

/**
 * Answers that are kept for a moment, and all forgotten at once when what they rest on was changed. One that is asked for
 * in the second half of its moment is asked again meanwhile: who comes often never waits for the store.
 */
export interface ShortMemory<T> {
  /** The remembered answer, or what `find` says; null is never remembered. Of one name only one question runs. */
  of(name: string, find: () => Promise<T | null>, isKept?: (found: T) => boolean): Promise<T | null>
  forget(): void
}

interface Bounds {
  ttlMs: number
  max: number
  /** What tells the time, in ms; the machine's steady clock unless said. */
  perf?: { now(): number }
}

export function shortMemory<T>({ ttlMs, max, perf = performance }: Bounds): ShortMemory<T> {
  const kept = new LRUCache<string, { value: T }>({ max, ttl: ttlMs, ttlResolution: 0, perf })
  const asking = new Map<string, Promise<T | null>>()
  let round = 0

  function ask(name: string, find: () => Promise<T | null>, isKept: (found: T) => boolean) {
    const running = asking.get(name)
    if (running) return running
    const began = round
    const one = find()
      .then((value) => {
        // What was read before a change must not outlive it.
        if (began !== round) return value
        if (value !== null && isKept(value)) kept.set(name, { value })
        else kept.delete(name)
        return value
      })
      .finally(() => {
        if (asking.get(name) === one) asking.delete(name)
      })
    asking.set(name, one)
    return one
  }

  return {
    of: (name, find, isKept = () => true) => {
      const found = kept.get(name)
      if (!found) return ask(name, find, isKept)
      // Fails it, the answer is kept for the rest of its moment, and then somebody meets the failure.
      if (kept.getRemainingTTL(name) < ttlMs / 2) ask(name, find, isKept).catch(() => undefined)
      return Promise.resolve(found.value)
    },
    forget: () => {
      round++
      kept.clear()
      asking.clear()
    },
  }
}
