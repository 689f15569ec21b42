import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addToRun, endRun } from '../../../src/customer/sources/runs.ts'
import { setDeleted, updateSource } from '../../../src/customer/sources/store.ts'
import { sourceItems } from '../../../src/customer/sources/views.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { commonErrors } from '../../../src/kit/errors.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { askCancel } from '../../../src/stores/ledger/index.ts'
import { endConnections } from '../../support/ledger.ts'
import { by, csvOf, openSourceBench, orders, type SourceBench } from './support.ts'

let bench: SourceBench
beforeAll(async () => {
  bench = await openSourceBench()
})
afterAll(() => bench?.close())

const db = () => bench.stores.ledger.db
const runsOf = (id: string) =>
  db().selectFrom('source_runs').selectAll().where('source_id', '=', id).orderBy('id', 'desc').execute()
const sourceOf = (id: string) =>
  db().selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const isDue = (id: string) =>
  db()
    .updateTable('sources')
    .set({ next_run_at: new Date(0) })
    .where('id', '=', id)
    .execute()
const hourly = { mode: 'every', minutes: 60 } as const

function folderWith(name: string, from: number, to: number): Record<string, unknown> {
  mkdirSync(join(bench.root, name))
  writeFileSync(join(bench.root, name, 'a.csv'), csvOf(orders(from, to)))
  return { path: name, pattern: '*.csv', settleSeconds: 0 }
}

describe('the scheduler', () => {
  it('lets no source that hangs hold up another, and cancels it when somebody asks', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const hanging = await bench.make({
      kind: 'http',
      settings: { url: `http://127.0.0.1:${port}/` },
      schedule: hourly,
    })
    const settings = folderWith('quick', 0, 4)
    const quick = await bench.make({ kind: 'folder', settings, schedule: hourly })
    await isDue(hanging)
    await isDue(quick)
    expect(await bench.room.scheduler.round()).toBe(2)
    await expect.poll(async () => (await runsOf(quick))[0]?.state, { timeout: 20_000 }).toBe('done')
    const [waiting] = await runsOf(hanging)
    expect(waiting?.state).toBe('running')
    // Neither a second round nor a hand starts it again meanwhile.
    expect(await bench.room.scheduler.round()).toBe(0)
    await expect(bench.run(hanging)).rejects.toMatchObject({ code: 'source.running' })
    await askCancel(bench.stores.ledger, bench.workspace.id, waiting?.task_id ?? '')
    await expect.poll(async () => (await runsOf(hanging))[0]?.state, { timeout: 20_000 }).toBe('cancelled')
    expect((await sourceOf(hanging)).failures).toBe(0)
    expect((await sourceOf(quick)).next_run_at?.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000)
    silent.close()
  })

  it('leaves no run under way whose end is the first to meet connections that died', async () => {
    const id = await bench.make({ kind: 'folder', settings: { path: 'any' }, schedule: hourly })
    const { ledger } = bench.stores
    const runId = newId()
    await db()
      .insertInto('source_runs')
      .values({
        ...{ id: runId, workspace_id: bench.workspace.id, source_id: id },
        ...{ cause: 'hand', state: 'running', started_at: new Date() },
      })
      .execute()
    const source = await sourceOf(id)
    const totals = { read: 3, stored: 2, repeated: 1, rejected: 0, bytes: 90 }
    endConnections(bench.ledgerUrl)
    await addToRun(ledger, runId, totals)
    endConnections(bench.ledgerUrl)
    const end = { id: runId, error: commonErrors.notFound({ what: 'file', id: 'a' }), cancelled: false }
    await endRun(ledger, bench.workspace, source, end, systemClock.now(), silentLog)
    expect((await runsOf(id))[0]).toMatchObject({ state: 'failed', stored: '2' })
    expect((await sourceOf(id)).failures).toBe(1)
  })

  it('waits longer after each failure, says so, and starts afresh when it was mended', async () => {
    const id = await bench.make({ kind: 'folder', settings: { path: 'nowhere' }, schedule: hourly })
    for (let failures = 1; failures <= 8; failures++)
      expect(await bench.run(id)).toMatchObject({ state: 'failed' })
    const item = async () =>
      (
        await sourceItems(
          bench.stores.ledger,
          bench.workspace.id,
          id,
          () => ({ perMinute: 0, refusedPerMinute: 0 }),
          'en',
        )
      )[0]
    expect(await item()).toMatchObject({ health: 'resting' })
    expect((await item())?.lastRun?.error?.message).toContain('nowhere')
    expect((await sourceOf(id)).next_run_at?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    const settings = folderWith('somewhere', 10, 12)
    await updateSource(bench.room.deps, bench.workspace, systemClock.now(), id, { settings }, by)
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 2 })
    expect(await item()).toMatchObject({ health: 'good', stored: 2 })
  })

  it('goes on at once with what a process that is gone left', async () => {
    const settings = folderWith('left', 20, 23)
    const id = await bench.make({ kind: 'folder', settings, schedule: hourly })
    await db()
      .insertInto('source_runs')
      .values({
        id: newId(),
        workspace_id: bench.workspace.id,
        source_id: id,
        cause: 'schedule',
        state: 'running',
        started_at: new Date(),
      })
      .execute()
    expect(await bench.room.scheduler.round()).toBe(1)
    await expect
      .poll(async () => (await runsOf(id)).map(({ state }) => state), { timeout: 20_000 })
      .toEqual(['done', 'failed'])
    expect((await runsOf(id))[1]?.error?.code).toBe('source.interrupted')
  })

  it('reads on at once, and nothing twice, after the clock went back over midnight', async () => {
    const settings = folderWith('clock', 40, 43)
    const daily = { mode: 'daily', at: '03:00' } as const
    const [hour, day] = await Promise.all([
      bench.make({ kind: 'folder', settings, schedule: hourly }),
      bench.make({ kind: 'folder', settings, schedule: daily }),
    ])
    const ran = (id: string) => runsOf(id).then((runs) => runs.map(({ state }) => state))
    const plannedIn = (id: string, hours: number) =>
      db()
        .updateTable('sources')
        .set({ next_run_at: new Date(Date.now() + hours * 3_600_000) })
        .where('id', '=', id)
        .execute()
    // Within an hour, and within a day: as planned. After failures a day is waited, whatever the plan.
    await plannedIn(hour, 1)
    await plannedIn(day, 24)
    expect(await bench.room.scheduler.round()).toBe(0)
    await db().updateTable('sources').set({ failures: 8 }).where('id', '=', hour).execute()
    await plannedIn(hour, 24)
    expect(await bench.room.scheduler.round()).toBe(0)
    await db().updateTable('sources').set({ failures: 0 }).where('id', '=', hour).execute()
    // Both had run, and the next time was written down; then the clock lost seven hours, and a day and a half.
    for (const id of [hour, day]) await bench.run(id)
    await plannedIn(hour, 8)
    await plannedIn(day, 36)
    const before = await bench.lines()
    expect(await bench.room.scheduler.round()).toBe(2)
    for (const id of [hour, day])
      await expect.poll(() => ran(id), { timeout: 20_000 }).toEqual(['done', 'done'])
    expect(await bench.lines()).toBe(before)
    expect((await sourceOf(hour)).next_run_at?.getTime()).toBeLessThan(Date.now() + 61 * 60_000)
    expect(await bench.room.scheduler.round()).toBe(0)
  })

  it('leaves alone what is off or deleted, and takes it up again where it stopped', async () => {
    const settings = folderWith('paused', 30, 33)
    const id = await bench.make({ kind: 'folder', settings, schedule: hourly })
    const change = (enabled: boolean) =>
      updateSource(bench.room.deps, bench.workspace, systemClock.now(), id, { enabled }, by)
    await change(false)
    await isDue(id)
    expect(await bench.room.scheduler.round()).toBe(0)
    await expect(bench.run(id)).rejects.toMatchObject({ code: 'source.off' })
    await change(true)
    await setDeleted(bench.stores.ledger, bench.workspace, systemClock.now(), id, true, by)
    await isDue(id)
    expect(await bench.room.scheduler.round()).toBe(0)
    await expect(bench.run(id)).rejects.toMatchObject({ code: 'common.notFound' })
    await setDeleted(bench.stores.ledger, bench.workspace, systemClock.now(), id, false, by)
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 3 })
  })
})
