/**
 * Worker threads as the caller offers them: the library starts none by itself. The caller makes `count` threads, each
 * of which serves jobs with `createJobHost()`, and forwards calls and answers (see the lab's `thread/`).
 */
export interface Threads {
  readonly count: number
  /** Runs a job on one thread; calls of one thread run in order and share that thread's state. */
  call(thread: number, job: string, argument: unknown): Promise<unknown>
}

/** What a job keeps on its thread between calls, by a key of its own choosing. */
export type JobState = Map<string, unknown>

/** One kind of work a thread can be asked for. */
export type Job = (argument: unknown, state: JobState) => unknown
