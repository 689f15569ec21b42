import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGuard } from '../../../src/customer/index.ts'
import { saveConnection } from '../../../src/interaction/connections/store.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { newId } from '../../../src/kit/ids.ts'
import { listening } from '../support/channel-tools.ts'
import { settled, wecomOf, workerOptions } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { startWecomStandIn, type WecomRules, type WecomStandIn } from '../support/wecom-stand-in.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage.close())
beforeEach(() => sql`TRUNCATE deliveries, touch_log, adviser_batches CASCADE`.execute(stage.ledger.db))

const rows = () =>
  stage.ledger.db
    .selectFrom('deliveries')
    .select(['person_key', 'status', 'reason', 'attempts'])
    .orderBy('person_key')
    .execute()
const batches = () => stage.ledger.db.selectFrom('adviser_batches').selectAll().execute()
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await holds()).toBe(true)
}
const allWait = async () => (await rows()).every(({ reason }) => reason === 'waits_for_adviser')

async function sending<T>(
  rules: WecomRules,
  work: (standIn: WecomStandIn, heard: ReturnType<typeof listening>['heard']) => Promise<T>,
  settings: object = {},
): Promise<T> {
  const standIn = await startWecomStandIn(rules)
  await saveConnection(
    { ledger: stage.ledger, vaultOf: async () => stage.vault, guard: createGuard(['127.0.0.1']) },
    stage.workspace,
    'wecom',
    {
      ...{ name: 'Company', secrets: { corpSecret: 's-1' }, perSecond: null, window: 1, costMinor: 0 },
      settings: { corpId: 'ww-1', baseUrl: standIn.url, ...settings },
    },
    { kind: 'system', id: 'test', permissions: new Set() },
  )
  const { inbound, heard } = listening()
  const options = workerOptions(stage.ledger, stage.workspace, stage.vault, 'smtp://127.0.0.1:9', { inbound })
  const worker = startDeliveryWorker({ ...options, leaseMs: 600 })
  try {
    return await work(standIn, heard)
  } finally {
    await worker.stop()
    await standIn.close()
  }
}

describe('messages that advisers confirm', () => {
  it('leave out whom the platform leaves out, who is forgotten then', async () => {
    await stage.plan(6, { channel: 'wecom' })
    await sending(
      { friends: (each) => each !== wecomOf(2), confirmsAtOnce: true },
      async (standIn, heard) => {
        expect(await settled(stage.ledger)).toEqual({ sent: 5, failed: 1 })
        expect(standIn.handed).toHaveLength(1)
        expect(heard.gone).toEqual([
          { workspaceId: stage.workspace.id, channel: 'wecom', address: wecomOf(2) },
        ])
      },
    )
    expect((await rows()).filter(({ status }) => status === 'failed')).toEqual([
      { person_key: '2', status: 'failed', reason: 'wecom_not_friend', attempts: 1 },
    ])
  })

  it('go to all others where one stranger made the platform refuse all', async () => {
    await stage.plan(6, { channel: 'wecom' })
    await sending({ known: (each) => each !== wecomOf(4), confirmsAtOnce: true }, async (standIn) => {
      expect(await settled(stage.ledger)).toEqual({ sent: 5, failed: 1 })
      expect(standIn.handed.map(({ customers }) => customers.length)).toEqual([5])
    })
  })

  it('are found again where no answer came, and never handed over twice', async () => {
    await stage.plan(5, { channel: 'wecom' })
    await sending({ breaks: () => 'after', confirmsAtOnce: true, listLag: 2 }, async (standIn) => {
      expect(await settled(stage.ledger)).toEqual({ sent: 5 })
      expect(standIn.handed).toHaveLength(1)
    })
    expect((await batches()).map(({ state }) => state)).toEqual(['closed'])
  })

  it('are unknown, and stay so, where the platform has nothing of them', async () => {
    await stage.plan(3, { channel: 'wecom' })
    await sending({ breaks: () => 'before' }, async (standIn) => {
      expect(await settled(stage.ledger)).toEqual({ unknown: 3 })
      expect(standIn.handed).toEqual([])
      expect(standIn.asked.filter((path) => path === 'add_msg_template')).toHaveLength(1)
      expect(standIn.asked.filter((path) => path === 'get_groupmsg_list_v2').length).toBeGreaterThanOrEqual(8)
    })
  })

  it('are taken back after the days an adviser has, and count as not sent', async () => {
    await stage.plan(4, { channel: 'wecom' })
    await sending({}, async (standIn) => {
      await until(allWait)
      standIn.confirm([`adviser-${1}`])
      await until(async () => (await rows()).some(({ status }) => status === 'sent'))
      await sql`UPDATE adviser_batches SET handed_at = now() - interval '8 days'`.execute(stage.ledger.db)
      expect(await settled(stage.ledger)).toEqual({ sent: 2, failed: 2 })
      standIn.confirm()
      expect(standIn.copies.size).toBe(2)
    })
    expect((await rows()).map(({ reason }) => reason)).toEqual([null, 'not_confirmed', 'not_confirmed', null])
  })

  it('stay handed over while the company lets nobody in, and end in doubt when that lasts', async () => {
    await stage.plan(2, { channel: 'wecom' })
    const rules: WecomRules = {}
    await sending(rules, async (standIn) => {
      await until(allWait)
      rules.says = 48002
      await sql`UPDATE adviser_batches SET handed_at = now() - interval '9 days'`.execute(stage.ledger.db)
      const asks = standIn.asked.length
      await until(async () => standIn.asked.length > asks + 4)
      expect(await allWait()).toBe(true)
      await sql`UPDATE adviser_batches SET handed_at = now() - interval '15 days'`.execute(stage.ledger.db)
      expect(await settled(stage.ledger)).toEqual({ unknown: 2 })
    })
  })

  it('of several campaigns are each a message of its own; stopped ones are not begun', async () => {
    await stage.plan(3, { channel: 'wecom' })
    await stage.plan(3, { channel: 'wecom', campaignId: newId() })
    await sending({ confirmsAtOnce: true }, async (standIn) => {
      expect(await settled(stage.ledger)).toEqual({ sent: 6 })
      expect(standIn.handed.map(({ customers }) => customers.length)).toEqual([3, 3])
    })
  })
})
