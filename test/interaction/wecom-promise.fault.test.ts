import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard } from '../../src/customer/index.ts'
import { saveConnection } from '../../src/interaction/connections/store.ts'
import { newId } from '../../src/kit/ids.ts'
import { type Random, seededRandom } from '../../src/kit/random.ts'
import {
  end,
  type KillingStage,
  kill,
  noMail,
  patienceMs,
  recipientsOr,
  setKillingStage,
} from './support/killed-worker.ts'
import { settled, wecomOf } from './support/outbox.ts'
import { startWecomStandIn, type WecomStandIn } from './support/wecom-stand-in.ts'

const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 2)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20261123)
const recipients = recipientsOr(300)
const campaigns = 15
const perCampaign = Math.ceil(recipients / campaigns)
const kills = 4

let killing: KillingStage
beforeAll(async () => {
  killing = await setKillingStage('fault-wecom-worker')
})
afterAll(() => killing.close())

async function planned(standIn: WecomStandIn): Promise<void> {
  const { stage } = killing
  await saveConnection(
    { ledger: stage.ledger, vaultOf: async () => stage.vault, guard: createGuard(['127.0.0.1']) },
    stage.workspace,
    'wecom',
    {
      ...{ name: 'Company', secrets: { corpSecret: 's-1' }, perSecond: null, window: 1, costMinor: 0 },
      settings: { corpId: 'ww-1', baseUrl: standIn.url },
    },
    { kind: 'system', id: 'test', permissions: new Set() },
  )
  await sql`TRUNCATE deliveries, touch_log, adviser_batches CASCADE`.execute(stage.ledger.db)
  for (let campaign = 0; campaign < campaigns; campaign++)
    await stage.plan(0, {
      ...{ channel: 'wecom', campaignId: newId() },
      rows: Array.from({ length: perCampaign }, (_, i) => ({ personKey: campaign * perCampaign + i + 1 })),
    })
}

/** Kills workers while a hand-over is under way: before the platform took it, or after that and before its answer. */
async function handOverWithKills(standIn: WecomStandIn, chance: Random): Promise<void> {
  for (let killed = 0; killed < kills; killed++) {
    const child = await killing.startWorker(noMail)
    const goal = standIn.handed.length + 1 + chance.below(2)
    const until = Date.now() + 30_000
    while (standIn.handed.length < goal && Date.now() < until) await sleep(1)
    await sleep(chance.below(40))
    await kill(child)
  }
  const last = await killing.startWorker(noMail)
  await settled(killing.stage.ledger, patienceMs(recipients))
  await end(last)
}

describe(`the promise by WeCom, with the sender killed while it hands over (seed ${seed})`, () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i',
    { timeout: patienceMs(recipients) * 2 },
    async (round) => {
      const breaks = (n: number) => (round % 2 === 0 && n % 5 === 0 ? ('after' as const) : null)
      const standIn = await startWecomStandIn({
        ...{ confirmsAtOnce: true, answersAfterMs: 20, breaks, listLag: 2 },
        stillFriends: (customer) => Number(customer.slice(-2)) % 11 !== 0,
      })
      await planned(standIn)
      await handOverWithKills(standIn, seededRandom(seed + round))
      await standIn.close()
      const { db } = killing.stage.ledger
      const rows = await db.selectFrom('deliveries').selectAll().execute()
      expect(rows).toHaveLength(campaigns * perCampaign)
      const handed = new Map<string, number>()
      for (const customer of standIn.handed.flatMap(({ customers }) => customers))
        handed.set(customer, (handed.get(customer) ?? 0) + 1)
      let unknown = 0
      for (const row of rows) {
        const customer = wecomOf(Number(row.person_key))
        const state = `${row.person_key} ${row.status} ${row.reason}, seed ${seed}`
        const copies = standIn.copies.get(customer) ?? 0
        expect(handed.get(customer) ?? 0, state).toBeLessThanOrEqual(1)
        if (row.status === 'sent') expect(copies, state).toBe(1)
        else if (row.status === 'failed') expect([copies, row.reason], state).toEqual([0, 'wecom_not_friend'])
        else expect([row.status, copies], state).toEqual(['unknown', 0])
        if (row.status === 'unknown') unknown++
      }
      // What the platform took is found again, answer or not: only what it never took stays in doubt.
      expect(unknown).toBeLessThanOrEqual(kills * perCampaign)
      expect(standIn.handed.length).toBeGreaterThanOrEqual(campaigns - kills)
      const open = await db
        .selectFrom('adviser_batches')
        .select('id')
        .where('state', '<>', 'closed')
        .execute()
      expect(open).toEqual([])
    },
  )
})
