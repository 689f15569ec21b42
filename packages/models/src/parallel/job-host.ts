import { InvalidInputError } from '../errors.ts'
import { jobs } from './jobs.ts'
import type { Job, JobState } from './threads.ts'

/** The far end of `Threads`: made once on each worker thread, it runs the library's jobs by name. */
export function createJobHost(): (job: string, argument: unknown) => unknown {
  const state: JobState = new Map()
  return (name, argument) => {
    const job: Job | undefined = jobs[name]
    if (!job)
      throw new InvalidInputError('job', `must be one of ${Object.keys(jobs).join(', ')}, not "${name}".`)
    return job(argument, state)
  }
}
