import { boostingJobs } from '../trees/boosting/shard.ts'
import type { Job } from './threads.ts'

/** Every job a thread can be asked for; a family that can use threads adds its own here. */
export const jobs: Readonly<Record<string, Job>> = { ...boostingJobs }
