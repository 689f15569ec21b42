import type { ProgressReport, Task } from '../kit/progress.ts'
import type { Cli } from './cli.ts'

const quietMs = 2_000

/** Runs work that shows its progress on the terminal; the first Ctrl-C asks it to stop, the second ends the program. */
export async function withProgress<T>(cli: Cli, work: (task: Task) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    cli.note(cli.say('Stopping; what is half done is taken back …', '正在停止，并撤回未完成的部分……'))
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  try {
    return await work({ signal: controller.signal, report: progressNotes(cli) })
  } finally {
    process.off('SIGINT', interrupt)
  }
}

/** Notes on the terminal, not more often than every two seconds. */
export function progressNotes(cli: Cli): Task['report'] {
  let saidAt = cli.clock.now().getTime()
  return (progress) => {
    const now = cli.clock.now().getTime()
    if (now - saidAt < quietMs) return
    saidAt = now
    cli.note(progressLine(progress))
  }
}

export function progressLine({ phase, done, total, unit }: ProgressReport): string {
  const share = total === null || total === 0 ? '' : ` (${Math.floor((100 * done) / total)} %)`
  return `  ${phase}: ${done.toLocaleString('en-US')}${total === null ? '' : ` / ${total.toLocaleString('en-US')}`} ${unit}${share}`
}
