/** A server of several machines may change where this one does not see it, so nothing is kept longer. */
const longestMs = 10 * 60_000
const mostKept = 100

interface Kept<T> {
  version: string
  from: number
  until: number
  made: Promise<T>
}

/** Something made of facts, and the instant up to which it holds though they stay; null: as long as they do. */
export interface Made<T> {
  made: T
  until: Date | null
}

export interface Keeper<T> {
  /** What was made of this version of the facts for this moment, made now where there is none. */
  of(key: string, version: string, at: number, make: () => Promise<Made<T>>): Promise<T>
  forget(): void
}

/** What costs time to make and is asked for again and again while the facts behind it stay the same. */
export function createKeeper<T>(): Keeper<T> {
  const kept = new Map<string, Kept<T>>()
  return {
    async of(key, version, at, make) {
      const found = kept.get(key)
      if (found?.version === version && found.from <= at && at < found.until) return found.made
      if (kept.size >= mostKept) kept.clear()
      const making = make()
      const entry: Kept<T> = {
        ...{ version, from: at, until: at + longestMs },
        made: making.then(({ made, until }) => {
          if (until !== null) entry.until = Math.min(entry.until, until.getTime())
          return made
        }),
      }
      kept.set(key, entry)
      try {
        return await entry.made
      } catch (error) {
        if (kept.get(key) === entry) kept.delete(key)
        throw error
      }
    },
    forget: () => kept.clear(),
  }
}
