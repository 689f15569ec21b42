import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { type Jobs, openJobs } from '../../../src/stores/ledger/index.ts'
import { type FreshLedger, freshLedger } from '../../support/ledger.ts'

let fresh: FreshLedger
let jobs: Jobs
beforeAll(async () => {
  fresh = await freshLedger()
  jobs = await openJobs(fresh.ledger, silentLog)
})
afterAll(async () => {
  await jobs.stop()
  await fresh.drop()
})

const until = async (test: () => boolean) => {
  for (let i = 0; i < 200 && !test(); i++) await sleep(50)
  expect(test()).toBe(true)
}

describe('jobs', () => {
  it('run what was enqueued before anybody could do it', async () => {
    const seen: number[] = []
    await jobs.enqueue('early', { n: 1 })
    await jobs.define<{ n: number }>('early', async ({ n }) => void seen.push(n))
    await until(() => seen.length === 1)
    await jobs.enqueue('early', { n: 2 })
    await until(() => seen.length === 2)
    expect(seen).toEqual([1, 2])
  })

  it('are repeated after a failure, whose message is not stored', async () => {
    let attempts = 0
    await jobs.define(
      'flaky',
      async () => {
        if (attempts++ === 0) throw new Error('13800138000 is busy')
      },
      { retry: { limit: 2, delaySeconds: 0 } },
    )
    await jobs.enqueue('flaky', {})
    await until(() => attempts === 2)
    const { rows } = await sql<{
      n: number
    }>`SELECT count(*)::int AS n FROM pgboss.job WHERE output::text LIKE '%13800138000%'`.execute(
      fresh.ledger.db,
    )
    expect(rows[0]?.n).toBe(0)
  })

  it('wait once per key, and without a key as often as asked', async () => {
    const later = new Date(Date.now() + 3_600_000)
    expect(await jobs.enqueue('keyed', {}, { singletonKey: 'a', startAfter: later })).not.toBeNull()
    expect(await jobs.enqueue('keyed', {}, { singletonKey: 'a', startAfter: later })).toBeNull()
    expect(await jobs.enqueue('keyed', {}, { singletonKey: 'b', startAfter: later })).not.toBeNull()
    expect(await jobs.enqueue('keyed', {}, { startAfter: later })).not.toBeNull()
    expect(await jobs.enqueue('keyed', {}, { startAfter: later })).not.toBeNull()
  })

  it('run side by side as far as allowed', async () => {
    let active = 0
    let most = 0
    let done = 0
    const work = async () => {
      most = Math.max(most, ++active)
      await sleep(100)
      active--
      done++
    }
    await jobs.define('wide', work, { concurrency: 2 })
    for (let i = 0; i < 6; i++) await jobs.enqueue('wide', {})
    await until(() => done === 6)
    expect(most).toBe(2)
  })

  it('can be scheduled and unscheduled', async () => {
    await jobs.schedule('nightly', '0 3 * * *', 'Asia/Shanghai')
    await jobs.schedule('nightly', '0 4 * * *', 'Asia/Shanghai')
    const { rows } = await sql`SELECT cron, timezone FROM pgboss.schedule WHERE name = 'nightly'`.execute(
      fresh.ledger.db,
    )
    expect(rows).toEqual([{ cron: '0 4 * * *', timezone: 'Asia/Shanghai' }])
    await jobs.unschedule('nightly')
  })
})
