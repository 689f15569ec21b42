import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard } from '../../src/customer/index.ts'
import { saveConnection } from '../../src/interaction/connections/store.ts'
import { seededRandom } from '../../src/kit/random.ts'
import {
  type KillingStage,
  killsFor,
  noMail,
  patienceMs,
  recipientsOr,
  sendWithKills,
  setKillingStage,
} from './support/killed-worker.ts'
import { sendConcurrency } from './support/outbox.ts'
import { startPushService } from './support/push-service.ts'

const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 2)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20261123)
const recipients = recipientsOr(300)
const kills = killsFor(recipients)

let killing: KillingStage
beforeAll(async () => {
  killing = await setKillingStage('fault-push-worker')
})
afterAll(() => killing.close())

async function roundWithKills(round: number, isLost: (browser: number) => boolean) {
  const { stage } = killing
  const tried = new Set<number>()
  const service = await startPushService((browser) => {
    if (isLost(browser)) return 'drop'
    if (browser % 11 === 0) return { status: 410 }
    if (browser % 13 !== 0 || tried.has(browser)) return null
    tried.add(browser)
    return { status: 503 }
  })
  process.env.LIANGTI_TEST_PUSH_SERVICE = service.url
  const settings = { contact: 'push@x.example', services: '127.0.0.1' }
  await saveConnection(
    { ledger: stage.ledger, vaultOf: async () => stage.vault, guard: createGuard(['127.0.0.1']) },
    stage.workspace,
    'push',
    { name: 'Site', settings, secrets: {}, perSecond: null, window: sendConcurrency, costMinor: 0 },
    { kind: 'system', id: 'test', permissions: new Set() },
  )
  await sql`TRUNCATE deliveries, touch_log CASCADE`.execute(stage.ledger.db)
  await stage.plan(recipients, { channel: 'push', occurrence: `round-${round}` })
  const chance = seededRandom(seed + round)
  await sendWithKills(killing, { recipients, smtpUrl: noMail, chance, taken: () => service.got.length })
  await service.close()
  delete process.env.LIANGTI_TEST_PUSH_SERVICE
  return { service, rows: await stage.ledger.db.selectFrom('deliveries').selectAll().execute() }
}

describe(`the promise by web push, with the sender killed at random moments (seed ${seed})`, () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i',
    { timeout: patienceMs(recipients) * 2 },
    async (round) => {
      const isLost = (browser: number) => round % 2 === 0 && browser % 29 === 0
      const { service, rows } = await roundWithKills(round, isLost)
      expect(rows).toHaveLength(recipients)
      expect(service.broken).toEqual([])
      const copies = new Map<number, number>()
      for (const { browser } of service.got) copies.set(browser, (copies.get(browser) ?? 0) + 1)
      let unknown = 0
      for (const row of rows) {
        const taken = copies.get(Number(row.person_key)) ?? 0
        const state = `${row.person_key} ${row.status} ${row.reason} ${taken}, seed ${seed}`
        expect(taken, state).toBeLessThanOrEqual(1)
        if (row.status === 'sent') expect(taken, state).toBe(1)
        else if (row.status === 'failed') expect([taken, row.reason], state).toEqual([0, 'push_gone'])
        else expect(row.status, state).toBe('unknown')
        if (row.status === 'unknown') unknown++
      }
      const breaks = rows.filter((row) => isLost(Number(row.person_key))).length
      expect(unknown).toBeLessThanOrEqual(kills * sendConcurrency + breaks)
    },
  )
})
