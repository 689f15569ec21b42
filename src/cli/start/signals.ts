export interface Stopping {
  asked: Promise<void>
  readonly isAsked: boolean
}

/** Waits for Ctrl-C or the service manager. A second signal ends at once: whoever insists is obeyed. */
export function untilAskedToStop(): Stopping {
  let count = 0
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        count++
        if (count > 1) process.exit(130)
        resolve()
      })
    }
  })
  return {
    asked,
    get isAsked() {
      return count > 0
    },
  }
}
