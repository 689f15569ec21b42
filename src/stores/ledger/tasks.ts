import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { sql } from 'kysely'
import type { Clock } from '../../kit/clock.ts'
import { defineErrors, isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { ProgressReport, Task } from '../../kit/progress.ts'
import { isAlive } from '../is-alive.ts'
import { patiently } from '../patiently.ts'
import { getTask, type TaskRecord } from './task-records.ts'
import type { Ledger } from './types.ts'

export const taskErrors = defineErrors('task', {
  interrupted: {
    kind: 'unavailable',
    retryable: true,
    en: () =>
      'The program ended while this was running. What it had finished is kept; start it again to do the rest.',
    'zh-CN': () => '运行过程中程序退出。已完成的部分已保留，请重新开始以完成其余部分。',
  },
})

export interface TaskContext {
  ledger: Ledger
  log: Log
  clock: Clock
}

export interface TaskOptions {
  workspaceId: number
  /** 'import', 'launch', 'loop' … */
  kind: string
  /** What it works on: an import's, a campaign's id. */
  subjectId?: string | null
  createdBy: string
}

export interface RunningTask {
  id: string
  /** The task as it ended; does not reject. */
  done: Promise<TaskRecord>
}

/** Progress is written, and cancelling looked for, this often. */
const beatMs = 500
/** A heartbeat as old as this belongs to a worker that is gone. */
const silenceSeconds = 60

/** Names this process among all that ever work on the ledger; process ids repeat. */
const worker = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`
const running = new Map<string, AbortController>()

/**
 * Starts long work that people watch. It is on record before it begins; its progress is persisted twice a second;
 * `askCancel` reaches it from any process; its end, whatever it is, is on record too.
 * @param work returns a JSON object, kept as the result
 */
export async function startTask<R extends object | null>(
  context: TaskContext,
  options: TaskOptions,
  work: (task: Task) => Promise<R>,
): Promise<RunningTask> {
  const id = newId()
  const now = context.clock.now()
  await context.ledger.db
    .insertInto('tasks')
    .values({
      id,
      workspace_id: options.workspaceId,
      kind: options.kind,
      subject_id: options.subjectId ?? null,
      status: 'running',
      created_by: options.createdBy,
      created_at: now,
      started_at: now,
      worker,
      heartbeat_at: sql`now()`,
    })
    .execute()
  return { id, done: run(context, options, id, work) }
}

async function run<R extends object | null>(
  context: TaskContext,
  options: TaskOptions,
  id: string,
  work: (task: Task) => Promise<R>,
): Promise<TaskRecord> {
  const controller = new AbortController()
  running.set(id, controller)
  const pulse = startPulse(context, id, controller)
  let end: Ending
  try {
    const result = await work({ signal: controller.signal, report: pulse.report })
    end = { status: 'done', error: null, result: result as Record<string, unknown> | null }
  } catch (error) {
    end = endingOf(context, id, error, controller.signal.aborted)
  }
  await pulse.stop()
  running.delete(id)
  return finish(context, options, id, end, pulse.last())
}

type Ending = Pick<TaskRecord, 'error' | 'result'> & { status: 'done' | 'failed' | 'cancelled' }

function endingOf(context: TaskContext, id: string, error: unknown, aborted: boolean): Ending {
  if (isAppError(error)) {
    const status = error.kind === 'cancelled' || aborted ? 'cancelled' : 'failed'
    return { status, error: { code: error.code, params: error.params }, result: null }
  }
  if (aborted) return { status: 'cancelled', error: null, result: null }
  context.log.error({ err: error, reference: id }, 'task failed')
  return { status: 'failed', error: { code: 'common.internal', params: { reference: id } }, result: null }
}

/** Writes the latest progress in a steady beat and listens for cancelling in the same statement. */
function startPulse(context: TaskContext, id: string, controller: AbortController) {
  let latest: ProgressReport | null = null
  let writing: Promise<void> = Promise.resolve()
  let idle = true
  const beat = async () => {
    idle = false
    try {
      const row = await context.ledger.db
        .updateTable('tasks')
        .set({ heartbeat_at: sql`now()`, ...(latest ? { progress: { ...latest } } : {}) })
        .where('id', '=', id)
        .returning(['cancel_asked', 'status'])
        .executeTakeFirst()
      if (!row || row.cancel_asked || row.status !== 'running') controller.abort()
    } catch (error) {
      // The work itself may be fine; the next beat tries again.
      context.log.warn({ err: error, task: id }, 'progress was not written')
    }
    idle = true
  }
  const timer = setInterval(() => {
    if (idle) writing = beat()
  }, beatMs)
  timer.unref()
  return {
    report: (progress: ProgressReport) => {
      latest = progress
    },
    last: () => latest,
    stop: async () => {
      clearInterval(timer)
      await writing
    },
  }
}

async function finish(
  context: TaskContext,
  options: TaskOptions,
  id: string,
  end: Ending,
  progress: ProgressReport | null,
): Promise<TaskRecord> {
  const endedAt = context.clock.now()
  const ended = async () => {
    await context.ledger.db
      .updateTable('tasks')
      .set({
        status: end.status,
        error: end.error,
        result: end.result,
        ended_at: endedAt,
        ...(progress ? { progress: { ...progress } } : {}),
      })
      .where('id', '=', id)
      .where('status', '=', 'running')
      .execute()
    return getTask(context.ledger, options.workspaceId, id)
  }
  try {
    // Often the work ended because the ledger was away. Left as running, it would hold up its like for minutes.
    return await patiently(ended)
  } catch (error) {
    // It will be found as interrupted; what it did is where it did it.
    context.log.error({ err: error, task: id }, 'the end of a task was not recorded')
    const { workspaceId, kind, subjectId = null, createdBy } = options
    const times = { createdAt: endedAt, startedAt: null, endedAt }
    return { id, workspaceId, kind, subjectId, createdBy, progress, cancelAsked: false, ...times, ...end }
  }
}

/**
 * Asks a task to stop; it does so at its next safe point, in whichever process it runs. Asking for one that has ended
 * changes nothing.
 * @throws common.notFound
 */
export async function askCancel(ledger: Ledger, workspaceId: number, id: string): Promise<TaskRecord> {
  await ledger.db
    .updateTable('tasks')
    .set({ cancel_asked: true })
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .where('status', 'in', ['queued', 'running'])
    .execute()
  const task = await getTask(ledger, workspaceId, id)
  if (task.cancelAsked) running.get(id)?.abort()
  return task
}

/**
 * Closes the tasks of processes that are gone, as failed with `task.interrupted`.
 * @returns their ids
 */
export async function recoverTasks(ledger: Ledger, clock: Clock): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('tasks')
    .select([
      'id',
      'worker',
      sql<boolean>`coalesce(heartbeat_at < now() - make_interval(secs => ${silenceSeconds}), true)`.as(
        'silent',
      ),
    ])
    .where('status', '=', 'running')
    .execute()
  const dead = rows.filter((row) => row.silent || isGone(row.worker)).map((row) => row.id)
  if (dead.length === 0) return []
  await ledger.db
    .updateTable('tasks')
    .set({ status: 'failed', error: { code: 'task.interrupted', params: {} }, ended_at: clock.now() })
    .where('id', 'in', dead)
    .where('status', '=', 'running')
    .execute()
  return dead
}

/** A worker of this machine whose process has ended; of other machines only the heartbeat tells. */
function isGone(name: string | null): boolean {
  if (name === null || name === worker) return name === null
  const [host, pid] = name.split(':')
  return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)))
}
