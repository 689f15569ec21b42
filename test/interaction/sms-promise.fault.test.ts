import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard } from '../../src/customer/index.ts'
import { saveConnection } from '../../src/interaction/connections/store.ts'
import { seededRandom } from '../../src/kit/random.ts'
import { type SmppSink, type SmppSinkOptions, startSmppSink } from '../support/smpp-sink.ts'
import {
  type KillingStage,
  killsFor,
  noMail,
  patienceMs,
  recipientsOr,
  sendWithKills,
  setKillingStage,
} from './support/killed-worker.ts'
import { phoneOf, sendConcurrency } from './support/outbox.ts'

const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 4)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20261123)
const recipients = recipientsOr(400)
const kills = killsFor(recipients)

let killing: KillingStage
let round = 0
beforeAll(async () => {
  killing = await setKillingStage('fault-sms-worker')
})
afterAll(() => killing.close())

/** Copies of each part that went to each number. */
function copiesByNumber(sink: SmppSink): Map<string, number[]> {
  const copies = new Map<string, number[]>()
  for (const [key, count] of sink.copies) {
    const number = key.slice(0, key.indexOf('/'))
    const parts = copies.get(number)
    if (parts) parts.push(count)
    else copies.set(number, [count])
  }
  return copies
}
/** Name, offer and a tracked link are more than 70 characters. */
const parts = 2

async function roundWithKills(options: SmppSinkOptions) {
  const { stage } = killing
  const sink = await startSmppSink(options)
  const settings = { host: '127.0.0.1', port: sink.port, systemId: 'shop', sender: '10690000', sign: '量体' }
  await saveConnection(
    { ledger: stage.ledger, vaultOf: async () => stage.vault, guard: createGuard(['127.0.0.1']) },
    stage.workspace,
    'sms',
    { name: 'SMS', settings, secrets: {}, perSecond: null, window: sendConcurrency, costMinor: 5 },
    { kind: 'system', id: 'test', permissions: new Set() },
  )
  await sql`TRUNCATE deliveries, touch_log CASCADE`.execute(stage.ledger.db)
  await stage.plan(recipients, { channel: 'sms', occurrence: `round-${++round}` })
  const chance = seededRandom(seed + round)
  await sendWithKills(killing, { recipients, smtpUrl: noMail, chance, taken: () => sink.copies.size })
  await sink.close()
  return { sink, rows: await stage.ledger.db.selectFrom('deliveries').selectAll().execute() }
}

describe(`the promise by SMPP, with the sender killed at random moments (seed ${seed})`, () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i',
    { timeout: patienceMs(recipients) * 2 },
    async () => {
      const loses = (to: string) => round % 2 === 0 && Number(to.slice(-4)) % 29 === 0
      const { sink, rows } = await roundWithKills({
        delayMs: round % 2 ? 2 : 0,
        behaviour: ({ to, attempt }) =>
          loses(to)
            ? 'drop-after-data'
            : Number(to.slice(-4)) % 13 === 0 && attempt === 1
              ? 'defer'
              : 'accept',
      })
      expect(rows).toHaveLength(recipients)
      let unknown = 0
      const taken = copiesByNumber(sink)
      for (const row of rows) {
        const copies = taken.get(phoneOf(Number(row.person_key)).slice(1)) ?? []
        const state = `${row.status} ${copies.join(' ')}, seed ${seed}`
        expect(Math.max(0, ...copies), state).toBeLessThanOrEqual(1)
        if (row.status === 'sent') expect(copies, state).toHaveLength(parts)
        else if (row.status === 'failed') expect(copies, state).toEqual([])
        else expect(row.status, state).toBe('unknown')
        if (row.status === 'unknown') unknown++
      }
      // A broken session leaves in doubt what was on it, as a kill does.
      const breaks = rows.filter((row) => loses(phoneOf(Number(row.person_key)))).length
      const doubts = new Map<string, number>()
      for (const { status, reason } of rows)
        if (status === 'unknown') doubts.set(reason ?? '', (doubts.get(reason ?? '') ?? 0) + 1)
      expect(unknown, JSON.stringify([...doubts])).toBeLessThanOrEqual(
        (kills + (round % 2 === 0 ? breaks : 0)) * sendConcurrency,
      )
    },
  )
})
