import type { Threads } from '../../parallel/threads.ts'
import { boostingJobs } from './shard.ts'

/** One job for each thread. */
export interface Step {
  readonly job: string
  readonly arguments: readonly unknown[]
}

/** A training as a sequence of steps: it asks, somebody runs the jobs here or on threads, and it goes on. */
export type Steps<T> = Generator<Step, T, readonly unknown[]>

/** Runs the jobs here and now, as one thread would. */
export function runHere<T>(steps: Steps<T>): T {
  const state = new Map<string, unknown>()
  let turn = steps.next()
  while (!turn.done) {
    const { job, arguments: args } = turn.value
    const run = boostingJobs[job]
    turn = steps.next(args.map((argument) => run?.(argument, state)))
  }
  return turn.value
}

/** Runs the jobs on threads; step by step, all threads at once. A failed job is the training's to clean up after. */
export async function runOn<T>(threads: Threads, steps: Steps<T>): Promise<T> {
  let turn = steps.next()
  while (!turn.done) {
    const { job, arguments: args } = turn.value
    const answers = await Promise.allSettled(
      args.map((argument, thread) => threads.call(thread, job, argument)),
    )
    const failed = answers.find((answer) => answer.status === 'rejected')
    turn = failed
      ? steps.throw(failed.reason)
      : steps.next(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined)))
  }
  return turn.value
}
