import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageIdOf } from '../../src/interaction/channels/email.ts'
import { seededRandom } from '../../src/kit/random.ts'
import { type SinkOptions, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts'
import {
  type KillingStage,
  killsFor,
  patienceMs,
  recipientsOr,
  sendWithKills,
  setKillingStage,
} from './support/killed-worker.ts'
import { addressOf, sendConcurrency } from './support/outbox.ts'
import type { Stage } from './support/stage.ts'

/** More of them for a night: LIANGTI_FAULT_ROUNDS=50. The seed is printed with a failure. */
const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 6)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20261121)
const recipients = recipientsOr(600)
const kills = killsFor(recipients)

let killing: KillingStage
let stage: Stage
let round = 0

beforeAll(async () => {
  killing = await setKillingStage('fault-delivery-worker')
  stage = killing.stage
})
afterAll(() => killing.close())

async function freshOutbox(): Promise<void> {
  await sql`TRUNCATE deliveries, touch_log CASCADE`.execute(stage.ledger.db)
  await stage.plan(recipients, { occurrence: `round-${++round}` })
}

/** What the counterpart got and what we say must agree, key by key. */
async function keepsThePromise(
  sink: SmtpSink,
  mostUnknown: number,
  lostAnswers: (personKey: number) => boolean,
) {
  const rows = await stage.ledger.db.selectFrom('deliveries').selectAll().execute()
  expect(rows).toHaveLength(recipients)
  let crashed = 0
  for (const row of rows) {
    const copies = sink.copies.get(messageIdOf(row.id, 'shop.example')) ?? 0
    const state = `${row.status} ${copies}, seed ${seed}`
    expect(copies, state).toBeLessThanOrEqual(1)
    if (row.status === 'sent') expect(copies, state).toBe(1)
    else if (row.status === 'failed') expect(copies, state).toBe(0)
    else expect(row.status, state).toBe('unknown')
    if (row.status === 'unknown' && !lostAnswers(Number(row.person_key))) crashed++
  }
  expect(crashed).toBeLessThanOrEqual(mostUnknown)
  const { rows: touches } = await sql<{ n: string; keys: string }>`
    SELECT count(*) AS n, count(DISTINCT touch->>'deliveryId') AS keys FROM touch_log`.execute(
    stage.ledger.db,
  )
  // A late answer may follow an "unknown", so a key can have two touches, never none.
  expect(Number(touches[0]?.keys)).toBe(recipients)
  return { crashed, sent: rows.filter((row) => row.status === 'sent').length }
}

async function roundWithKills(sinkOptions: SinkOptions, lostAnswers: (key: number) => boolean) {
  const chance = seededRandom(seed + round)
  const sink = await startSmtpSink(sinkOptions)
  await freshOutbox()
  await sendWithKills(killing, { recipients, smtpUrl: sink.url, chance, taken: () => sink.copies.size })
  const result = await keepsThePromise(sink, kills * sendConcurrency, lostAnswers)
  await sink.close()
  return result
}

describe(`the promise, with the sender killed at random moments (seed ${seed})`, () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i',
    async () => {
      const { sent } = await roundWithKills({ delayMs: round % 2 ? 2 : 0 }, () => false)
      expect(sent).toBeGreaterThan(recipients - (kills + 1) * sendConcurrency)
    },
    patienceMs(recipients) * 2,
  )

  it('and with a mail server that hangs up, refuses and defers meanwhile', {
    timeout: patienceMs(recipients) * 2,
  }, async () => {
    const keyIn = (to: string) => Number(/\d+/.exec(to)?.[0])
    const loses = (key: number) => key % 17 === 0
    await roundWithKills(
      {
        behaviour: ({ to, messageId, attempt }) => {
          const key = keyIn(to)
          if (loses(key)) return messageId ? 'drop-after-data' : 'accept'
          if (key % 19 === 0) return 'refuse-recipient'
          if (key % 13 === 0 && attempt === 1) return messageId ? 'defer' : 'accept'
          return 'accept'
        },
      },
      loses,
    )
    const { rows } = await sql<{ status: string; n: string }>`
      SELECT status, count(*) AS n FROM deliveries WHERE person_key % 19 = 0 AND person_key % 17 != 0 GROUP BY 1`.execute(
      stage.ledger.db,
    )
    expect(rows.map((row) => row.status)).not.toContain('sent')
    expect(addressOf(19)).toContain('19')
  })
})
