import { commonErrors } from './errors.ts'

/** What long work tells its watcher. `fraction` is in [0, 1], or null while the size is not known. */
export interface ProgressReport {
  phase: string
  done: number
  total: number | null
  /** What is counted: rows, customers, messages … */
  unit: string
}

/** Passed into everything that may last over two seconds: where to report, and when to stop. */
export interface Task {
  signal: AbortSignal
  report(progress: ProgressReport): void
}

export const noTask: Task = { signal: new AbortController().signal, report: () => {} }

/** @throws common.cancelled when the watcher asked to stop. */
export function throwIfCancelled(task: Task, what: string): void {
  if (task.signal.aborted) throw commonErrors.cancelled({ what })
}
