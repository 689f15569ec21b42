/** Lets one loop sleep until something happens or a time is over. */
export interface Wake {
  notify(): void
  /** Resolves at the next `notify`, at once if there was one since the last wait, or after `ms`. */
  wait(ms: number): Promise<void>
}

export function createWake(): Wake {
  let pending = false
  let resolve: (() => void) | null = null
  return {
    notify: () => {
      pending = true
      resolve?.()
    },
    wait: async (ms) => {
      if (!pending) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms)
          resolve = () => {
            clearTimeout(timer)
            done()
          }
        })
      }
      resolve = null
      pending = false
    },
  }
}
