import { allocationJobs } from '../allocation/in-threads.ts'
import { boostingJobs } from '../trees/boosting/shard.ts'
import { forestJobs } from '../trees/forest/jobs.ts'
import type { Job } from './threads.ts'

/** Every job a thread can be asked for; a family that can use threads adds its own here. */
export const jobs: Readonly<Record<string, Job>> = { ...allocationJobs, ...boostingJobs, ...forestJobs }
