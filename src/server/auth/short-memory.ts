import { LRUCache } from 'lru-cache'

/** Answers that are kept for a moment, and all forgotten at once when what they rest on was changed. */
export interface ShortMemory<T> {
  /** The remembered answer, or what `find` says; null is never remembered. Of one name only one question runs. */
  of(name: string, find: () => Promise<T | null>, isKept?: (found: T) => boolean): Promise<T | null>
  forget(): void
}

export function shortMemory<T>({ ttlMs, max }: { ttlMs: number; max: number }): ShortMemory<T> {
  const kept = new LRUCache<string, { value: T }>({ max, ttl: ttlMs })
  const asking = new Map<string, Promise<T | null>>()
  let round = 0
  return {
    of: (name, find, isKept = () => true) => {
      const found = kept.get(name)
      if (found) return Promise.resolve(found.value)
      const running = asking.get(name)
      if (running) return running
      const began = round
      const one = find()
        .then((value) => {
          // What was read before a change must not outlive it.
          if (value !== null && began === round && isKept(value)) kept.set(name, { value })
          return value
        })
        .finally(() => {
          if (asking.get(name) === one) asking.delete(name)
        })
      asking.set(name, one)
      return one
    },
    forget: () => {
      round++
      kept.clear()
      asking.clear()
    },
  }
}
