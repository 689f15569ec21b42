import PgBoss from 'pg-boss'
import { isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { isUnreachable } from './driver-errors.ts'
import { sleep } from './server/process.ts'
import type { Ledger } from './types.ts'

export interface JobOptions {
  /** How many run at once in this process. Default 1. */
  concurrency?: number
  /** After a failure: how often again, and after how long (doubling). Default 3 times from 5 s. */
  retry?: { limit: number; delaySeconds: number }
  /** A job that runs longer is given to another. Default 15 min. */
  timeoutSeconds?: number
}

export interface EnqueueOptions {
  /** While a job with the same key waits, another is not added. */
  singletonKey?: string
  startAfter?: Date
}

export interface Job {
  id: string
  /** Aborted when the program stops; unfinished work is then given out again. */
  signal: AbortSignal
}

/** Work that outlives the process which asked for it: at least once, with retries. Payloads hold ids, never identifiers. */
export interface Jobs {
  /** Says what a kind of job does. Handlers must be safe to repeat. */
  define<T extends object>(
    name: string,
    handler: (data: T, job: Job) => Promise<void>,
    options?: JobOptions,
  ): Promise<void>
  /** @returns the job's id, or null when one with the same key is waiting already */
  enqueue(name: string, data: object, options?: EnqueueOptions): Promise<string | null>
  /** Enqueues by the clock: five-field cron in an IANA zone. Repeating it replaces the schedule. */
  schedule(name: string, cron: string, timeZone: string, data?: object): Promise<void>
  unschedule(name: string): Promise<void>
  /** Waits for running jobs, 20 s at most. */
  stop(): Promise<void>
}

const patienceMs = 60_000

/** Opens the queue on the ledger's own connections; its tables live in the schema `pgboss`. */
export async function openJobs(ledger: Ledger, log: Log): Promise<Jobs> {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values: unknown[]) => executePatiently(ledger, text, values) },
    schema: 'pgboss',
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'job queue'))
  await boss.start()

  const stopping = new AbortController()
  const workers = new Map<string, string[]>()
  const queues = new Map<string, Promise<void>>()
  const ensureQueue = (name: string): Promise<void> => {
    // 'short': one waiting job per key.
    const known = queues.get(name) ?? boss.createQueue(name, { name, policy: 'short' })
    queues.set(name, known)
    known.catch(() => queues.delete(name))
    return known
  }
  return {
    define: async (name, handler, options = {}) => {
      await ensureQueue(name)
      const { limit, delaySeconds } = options.retry ?? { limit: 3, delaySeconds: 5 }
      const expireInSeconds = options.timeoutSeconds ?? 900
      await boss.updateQueue(name, {
        name,
        policy: 'short',
        retryLimit: limit,
        retryDelay: delaySeconds,
        retryBackoff: true,
        expireInSeconds,
      })
      for (let i = 0; i < (options.concurrency ?? 1); i++) {
        const id = await boss.work<object>(
          name,
          { batchSize: 1, pollingIntervalSeconds: 1 },
          async ([job]) => {
            if (job)
              await perform(
                name,
                job,
                (data) => handler(data as never, { id: job.id, signal: stopping.signal }),
                log,
              )
          },
        )
        workers.set(name, [...(workers.get(name) ?? []), id])
      }
    },
    enqueue: async (name, data, options = {}) => {
      await ensureQueue(name)
      const id = newId()
      const added = await boss.send(name, data, {
        id,
        singletonKey: options.singletonKey ?? id,
        ...(options.startAfter ? { startAfter: options.startAfter } : {}),
      })
      // Workers of this process need not wait for their next look.
      if (added !== null && !options.startAfter)
        for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker)
      return added
    },
    schedule: async (name, cron, timeZone, data = {}) => {
      await ensureQueue(name)
      await boss.schedule(name, cron, data, { tz: timeZone })
    },
    unschedule: (name) => boss.unschedule(name),
    stop: async () => {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: 20_000, close: false })
    },
  }
}

/** The queue stores what a job throws: only a code may get there, since messages of drivers quote the values of a row. */
async function perform(
  name: string,
  job: PgBoss.Job<object>,
  work: (data: object) => Promise<void>,
  log: Log,
): Promise<void> {
  try {
    await work(job.data)
  } catch (error) {
    const code = isAppError(error) ? error.code : 'common.internal'
    log.warn({ err: error, job: job.id, queue: name, code }, 'job failed')
    throw new Error(code)
  }
}

/**
 * pg-boss reports the end of a job without waiting for the answer, so a rejection there would end the process; while
 * the database restarts, its statements are repeated. Those are safe to: they address jobs by id and state.
 */
async function executePatiently(
  ledger: Ledger,
  text: string,
  values: unknown[],
): Promise<{ rows: unknown[] }> {
  for (let waited = 0; ; waited += 250) {
    try {
      return await ledger.pool.query(text, values)
    } catch (error) {
      if (!isUnreachable(error) || ledger.pool.ending || waited >= patienceMs) throw error
      await sleep(250)
    }
  }
}
