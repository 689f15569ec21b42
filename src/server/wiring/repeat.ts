import type { Log } from '../../kit/log.ts'

export interface Repeating {
  /** Waits for the round under way. */
  stop(): Promise<void>
}

/** Does something again and again, never twice at once; a round that fails is logged and the next one tries again. */
export function repeat(name: string, everyMs: number, work: () => Promise<unknown>, log: Log): Repeating {
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let current: Promise<void> = Promise.resolve()
  const round = async () => {
    try {
      await work()
    } catch (error) {
      log.warn({ err: error, work: name }, 'a background round failed; it is tried again')
    }
    if (!stopped) plan(everyMs)
  }
  const plan = (inMs: number) => {
    timer = setTimeout(() => {
      current = round()
    }, inMs)
    timer.unref()
  }
  plan(0)
  return {
    stop: async () => {
      stopped = true
      if (timer) clearTimeout(timer)
      await current
    },
  }
}
