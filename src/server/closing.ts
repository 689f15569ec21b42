import type { Log } from '../kit/log.ts'

/** Steps to undo what was opened, last first. */
export interface Closing {
  add(name: string, step: () => Promise<unknown>): void
  /** Runs every step even where one fails; a second call does nothing more. */
  close(): Promise<void>
}

export function createClosing(log: Log): Closing {
  const steps: { name: string; step: () => Promise<unknown> }[] = []
  return {
    add: (name, step) => {
      steps.push({ name, step })
    },
    close: async () => {
      for (const { name, step } of steps.splice(0).reverse()) {
        try {
          await step()
        } catch (error) {
          log.error({ err: error, step: name }, 'closing failed; going on')
        }
      }
    },
  }
}
