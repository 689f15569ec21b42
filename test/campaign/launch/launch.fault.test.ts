import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { saltedDraw } from '@liangti/models'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../src/kit/paths.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64, migrate, warehouseMigrations } from '../../../src/stores/warehouse/index.ts'
import { freshLedger } from '../../support/ledger.ts'
import setupEngines from '../../support/shared-engines.ts'
import { engineCoordinates, freshWarehouse } from '../../support/warehouse.ts'
import { insertCustomers } from '../real-data.ts'
import { callDraft, draft, openTestRoom, type TestRoom } from '../room.ts'

const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 5)
const script = join(packageRoot(), 'dist', `fault-launcher-${process.pid}.js`)
const people = 30_000
const now = '2026-03-01T08:00:00.000Z'

describe('a launch killed with -9 wherever it stands', () => {
  let stopEngines: () => Promise<void>
  let ledger: Awaited<ReturnType<typeof freshLedger>>
  let warehouse: Awaited<ReturnType<typeof freshWarehouse>>
  let t: TestRoom
  let order: Record<string, unknown>

  beforeAll(async () => {
    stopEngines = await setupEngines()
    const build = await rolldown({
      input: join(import.meta.dirname, 'fixtures', 'launcher.ts'),
      platform: 'node',
      external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@liangti/'),
      resolve: { alias: { '@liangti/models': join(packageRoot(), 'packages/models/src/index.ts') } },
      logLevel: 'warn',
    })
    await build.write({ file: script, format: 'esm' })
    await build.close()
    ;[ledger, warehouse] = await Promise.all([freshLedger(), freshWarehouse()])
    await migrate(warehouse.warehouse, warehouseMigrations)
    const { id } = await ledger.ledger.db
      .insertInto('workspaces')
      .values({ slug: 'test', name: 'Test', currency: 'CNY', time_zone: 'Asia/Shanghai' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await insertCustomers(
      warehouse.warehouse,
      id,
      Array.from({ length: people }, (_, i) => ({
        person: i + 1,
        reachable: i % 10 !== 0,
        channel: 'both' as const,
      })),
    )
    t = await openTestRoom({ ledger: ledger.ledger, warehouse: warehouse.warehouse }, id, new Date(now))
    order = {
      ledgerUrl: ledger.url,
      warehouse: { ...(await engineCoordinates()), database: warehouse.database },
      workspaceId: id,
      now,
    }
  }, 180_000)
  afterAll(async () => {
    await Promise.all([ledger?.drop(), warehouse?.drop()])
    await stopEngines?.()
    rmSync(script, { force: true })
  })

  /** @returns whether it ended by itself before the kill */
  async function run(
    campaignId: string,
    recipients: number | null,
    killAfterMs: number | null,
  ): Promise<boolean> {
    const child = spawn(process.execPath, [script, JSON.stringify({ ...order, campaignId, recipients })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines: string[] = []
    const ready = new Promise<void>((resolve) =>
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line)
        resolve()
      }),
    )
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await Promise.race([ready, exited])
    if (killAfterMs !== null) {
      await Promise.race([sleep(killAfterMs), exited])
      child.kill('SIGKILL')
    }
    await exited
    return lines.includes('done')
  }

  it(`goes on to the same arms and one message or call each, ${rounds} times`, async () => {
    const random = seededRandom(20_260_301)
    let interrupted = 0
    for (let round = 0; round < rounds; round++) {
      // Every second calls instead of sending.
      const isCall = round % 2 === 1
      const campaign = isCall ? await callDraft(t) : await draft(t.room, t.workspace)
      const { recipients } = await t.room.forecast(t.workspace, campaign.id)
      if (!(await run(campaign.id, recipients, random.below(1_600)))) interrupted += 1
      if ((await t.room.campaigns.row(t.workspace, campaign.id)).status === 'draft')
        await run(campaign.id, recipients, 300 + random.below(1_200))
      if (!(await run(campaign.id, null, random.below(1_200)))) interrupted += 1
      const before = await t.room.campaigns.row(t.workspace, campaign.id)
      expect(await run(campaign.id, before.status === 'draft' ? recipients : null, null)).toBe(true)

      const row = await t.room.campaigns.row(t.workspace, campaign.id)
      expect(row.status).toBe('live')
      const decisions = await warehouse.warehouse.rows(
        sql`SELECT person_key, arm, action, toUnixTimestamp64Milli(decided_at) AS at FROM decisions FINAL
            WHERE campaign_id = ${{ text: '{campaign:UUID}', params: { campaign: campaign.id }, isSql: true }} ORDER BY person_key`,
        z.object({ person_key: int64(), arm: z.string(), action: z.string(), at: int64() }),
      )
      expect(decisions).toHaveLength(people)
      for (const d of decisions) {
        expect(d.at).toBe(row.decided_at?.getTime())
        expect(d.arm).toBe(saltedDraw(row.salt, d.person_key) < 0.2 ? 'control' : 'treatment')
      }
      const sent = await ledger.ledger.db
        .selectFrom('deliveries')
        .select('person_key')
        .where('campaign_id', '=', campaign.id)
        .orderBy('person_key')
        .execute()
      const called = await ledger.ledger.db
        .selectFrom('desk_tasks')
        .select('person_key')
        .where('origin_id', '=', campaign.id)
        .orderBy('person_key')
        .execute()
      const [planned, others] = isCall ? [called, sent] : [sent, called]
      expect(others).toEqual([])
      expect(planned.map((d) => Number(d.person_key))).toEqual(
        decisions.filter((d) => d.action === 'send').map((d) => d.person_key),
      )
    }
    expect(interrupted).toBeGreaterThan(0)
  })
})
