import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../src/kit/clock.ts'
import { commonErrors } from '../../../src/kit/errors.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { throwIfCancelled } from '../../../src/kit/progress.ts'
import {
  askCancel,
  getTask,
  listTasks,
  openLedger,
  recoverTasks,
  startTask,
  type TaskContext,
  taskShapeOf,
  tasksNow,
} from '../../../src/stores/ledger/index.ts'
import { endConnections, type FreshLedger, freshLedger } from '../../support/ledger.ts'

let fresh: FreshLedger
let context: TaskContext
let workspaceId: number
const clock = manualClock(new Date('2024-03-01T00:00:00Z'))

beforeAll(async () => {
  fresh = await freshLedger()
  context = { ledger: fresh.ledger, log: silentLog, clock }
  const row = { slug: 'test', name: 'Test', currency: 'CNY', time_zone: 'UTC' }
  workspaceId = (
    await fresh.ledger.db.insertInto('workspaces').values(row).returning('id').executeTakeFirstOrThrow()
  ).id
})
afterAll(() => fresh.drop())

const options = () => ({ workspaceId, kind: 'import', subjectId: 'file-1', createdBy: 'user:1' })
const until = async (test: () => Promise<boolean>) => {
  for (let i = 0; i < 100 && !(await test()); i++) await sleep(50)
}

describe('startTask', () => {
  it('is on record from the first moment, with its progress, to its result', async () => {
    let finish = (): void => {}
    const { id, done } = await startTask(context, options(), async (task) => {
      task.report({ phase: 'reading', done: 5, total: 10, unit: 'rows' })
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { stored: 10 }
    })
    expect(await getTask(fresh.ledger, workspaceId, id)).toMatchObject({
      status: 'running',
      kind: 'import',
      subjectId: 'file-1',
      startedAt: clock.now(),
    })
    await until(async () => (await getTask(fresh.ledger, workspaceId, id)).progress !== null)
    expect((await getTask(fresh.ledger, workspaceId, id)).progress).toEqual({
      phase: 'reading',
      done: 5,
      total: 10,
      unit: 'rows',
    })
    finish()
    expect(await done).toMatchObject({
      status: 'done',
      result: { stored: 10 },
      endedAt: clock.now(),
      error: null,
    })
    expect((await listTasks(fresh.ledger, workspaceId, { kind: 'import' }))[0]?.id).toBe(id)
  })

  it('keeps the code and parameters of an error, and hides an unexpected one behind a reference', async () => {
    const known = await startTask(context, options(), () =>
      Promise.reject(commonErrors.notFound({ what: 'file', id: '7' })),
    )
    expect(await known.done).toMatchObject({
      status: 'failed',
      error: { code: 'common.notFound', params: { what: 'file', id: '7' } },
    })
    const unknown = await startTask(context, options(), () =>
      Promise.reject(new Error('13800138000 was odd')),
    )
    expect(await unknown.done).toMatchObject({
      status: 'failed',
      error: { code: 'common.internal', params: { reference: unknown.id } },
    })
  })

  it('is on record too where its end is the first to meet connections that died', async () => {
    const { id, done } = await startTask(context, options(), async () => {
      endConnections(fresh.url)
      return { stored: 3 }
    })
    expect(await done).toMatchObject({ status: 'done', result: { stored: 3 } })
    expect((await getTask(fresh.ledger, workspaceId, id)).status).toBe('done')
  })

  it('belongs to its workspace', async () => {
    const { id, done } = await startTask(context, options(), async () => ({}))
    await done
    await expect(getTask(fresh.ledger, workspaceId + 1, id)).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})

describe('tasksNow', () => {
  it('tells the task under way beside the one that ended last, and why that broke off', async () => {
    const kind = 'looking'
    const now = () => tasksNow(fresh.ledger, workspaceId, kind)
    expect(await now()).toEqual({ taskId: null, last: null })
    const broken = await startTask(context, { ...options(), kind }, () =>
      Promise.reject(commonErrors.notFound({ what: 'file', id: '7' })),
    )
    const failed = await broken.done
    let finish = (): void => {}
    const { id, done } = await startTask(context, { ...options(), kind }, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { found: 2 }
    })
    expect(await now()).toEqual({ taskId: id, last: failed })
    for (const locale of ['en', 'zh-CN'] as const)
      expect(taskShapeOf(failed, locale).error).toEqual({
        code: 'common.notFound',
        message: commonErrors.notFound({ what: 'file', id: '7' }).in(locale),
      })
    finish()
    const ended = await done
    expect(await now()).toEqual({ taskId: null, last: ended })
  })
})

describe('askCancel', () => {
  const endless = (asked: () => Promise<unknown>) => async () => {
    const { id, done } = await startTask(context, options(), async (task) => {
      for (;;) {
        throwIfCancelled(task, 'the import')
        await sleep(10)
      }
    })
    return { id, done, asked }
  }

  it('stops a task of this process at its next safe point', async () => {
    const { id, done } = await endless(async () => {})()
    await askCancel(fresh.ledger, workspaceId, id)
    expect(await done).toMatchObject({ status: 'cancelled', error: { code: 'common.cancelled' } })
    expect(await askCancel(fresh.ledger, workspaceId, id)).toMatchObject({ status: 'cancelled' })
  })

  it('reaches a task that another process runs', async () => {
    const { id, done } = await endless(async () => {})()
    // What askCancel does from elsewhere: nothing but the row is shared.
    await fresh.ledger.db.updateTable('tasks').set({ cancel_asked: true }).where('id', '=', id).execute()
    expect(await done).toMatchObject({ status: 'cancelled' })
  })
})

describe('recoverTasks', () => {
  it('closes what dead processes left running and leaves the living alone', async () => {
    let finish = (): void => {}
    const alive = await startTask(
      context,
      options(),
      () => new Promise<null>((resolve) => (finish = () => resolve(null))),
    )
    const left = async (worker: string | null, age: string) => {
      const id = newId()
      const second = await openLedger({ url: fresh.url, log: silentLog, connections: 1 })
      await second.db
        .insertInto('tasks')
        .values({
          id,
          workspace_id: workspaceId,
          kind: 'import',
          status: 'running',
          created_by: 'x',
          worker,
          heartbeat_at: new Date(Date.now() - Number(age)),
        })
        .execute()
      await second.close()
      return id
    }
    const { hostname } = await import('node:os')
    const dead = await left(`${hostname()}:999999999:aa`, '0')
    const samePid = await left(`${hostname()}:${process.pid}:earlier`, '0')
    const silent = await left('another-host:1:aa', '120000')
    const elsewhere = await left('another-host:1:aa', '0')
    expect((await recoverTasks(fresh.ledger, clock)).sort()).toEqual([dead, samePid, silent].sort())
    expect(await getTask(fresh.ledger, workspaceId, dead)).toMatchObject({
      status: 'failed',
      error: { code: 'task.interrupted' },
    })
    expect((await getTask(fresh.ledger, workspaceId, elsewhere)).status).toBe('running')
    finish()
    expect((await alive.done).status).toBe('done')
  })
})
