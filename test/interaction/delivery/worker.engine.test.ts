import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enqueueDeliveries } from '../../../src/interaction/delivery/enqueue.ts'
import { leaseDue, renewLeases } from '../../../src/interaction/delivery/lease.ts'
import type { WorkerOptions } from '../../../src/interaction/delivery/options.ts'
import { suppressPlanned } from '../../../src/interaction/delivery/settle.ts'
import { type DeliveryWorker, startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { addToList, normaliseEmail } from '../../../src/interaction/do-not-send/list.ts'
import type { SendVerdict } from '../../../src/interaction/ports.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type SinkOptions, type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts'
import {
  addressOf,
  everyoneMay,
  recordTouches,
  sameForAll,
  settled,
  workerOptions,
} from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let sink: SmtpSink
const workers: DeliveryWorker[] = []

beforeEach(async () => {
  stage = await setStage()
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await sink.close()
  await stage.close()
})

async function work(more: Partial<WorkerOptions> = {}, sinkOptions: SinkOptions = {}) {
  sink = await startSmtpSink(sinkOptions)
  const worker = startDeliveryWorker(
    workerOptions(stage.ledger, stage.workspace, stage.vault, sink.url, more),
  )
  workers.push(worker)
  return worker
}
const rows = () => stage.ledger.db.selectFrom('deliveries').selectAll().orderBy('person_key').execute()
async function touches() {
  const found = await stage.ledger.db.selectFrom('touch_log').select('touch').execute()
  return found.map(
    (row) => row.touch as { kind: string; reason: string; costMinor: number; deliveryId: string; at: string },
  )
}
const copies = () => [...sink.copies.values()]

describe('an outbox that is worked off', () => {
  it('sends each message once and writes status and touch together', async () => {
    await stage.plan(250)
    await work()
    expect(await settled(stage.ledger)).toEqual({ sent: 250 })
    expect(copies()).toEqual(Array(250).fill(1))
    const written = await touches()
    expect(written).toHaveLength(250)
    expect(new Set(written.map((touch) => touch.kind))).toEqual(new Set(['sent']))
    expect(written[0]).toMatchObject({ costMinor: 5, at: '2026-11-21T04:00:00.000Z' })
  })

  it('plans nothing twice when a launch is repeated', async () => {
    expect(await stage.plan(5)).toBe(5)
    expect(await stage.plan(7)).toBe(2)
    expect(await stage.plan(1, { occurrence: 'next-week' })).toBe(1)
    await work()
    expect(await settled(stage.ledger)).toEqual({ sent: 8 })
  })

  it('shares the work between workers without sending anything twice', async () => {
    await stage.plan(300)
    await work()
    for (let i = 0; i < 2; i++)
      workers.push(startDeliveryWorker(workerOptions(stage.ledger, stage.workspace, stage.vault, sink.url)))
    expect(await settled(stage.ledger)).toEqual({ sent: 300 })
    expect(copies()).toEqual(Array(300).fill(1))
  })

  it('sends once after the machine slept longer than a lease: what it held is not held twice', async () => {
    await stage.plan(6)
    // Several end while one transaction takes its time, so the next takes several at once.
    const slowly: typeof recordTouches = async (...written) => {
      await sleep(100)
      return recordTouches(...written)
    }
    await work({ sendConcurrency: 4, recordTouches: slowly }, { delayMs: 300 })
    while ((await rows()).filter((row) => row.status === 'sending').length < 4) await sleep(5)
    // As it is when it wakes: the leases of what waits ready have run out, and nobody else took it.
    await sql`UPDATE deliveries SET lease_until = now() - interval '1 minute' WHERE status = 'planned'`.execute(
      stage.ledger.db,
    )
    expect(await settled(stage.ledger)).toEqual({ sent: 6 })
    expect(copies()).toEqual(Array(6).fill(1))
  })

  it('renews what it holds without waiting for a row that is being written', async () => {
    await stage.plan(3)
    sink = await startSmtpSink({})
    const { ledger, workspace } = stage
    const leaseId = newId()
    const held = await leaseDue(ledger, { workspace, channel: 'email', leaseId, leaseMs: 60_000, limit: 3 })
    await ledger.transaction(async (trx) => {
      await sql`UPDATE deliveries SET attempts = 1 WHERE id = ${held[0]?.id}::uuid`.execute(trx)
      const ids = held.map(({ id }) => id)
      await Promise.all([1, 2, 3].map(() => renewLeases(ledger, leaseId, 600_000, ids.toReversed())))
    })
    const { rows: longer } = await sql<{ id: string }>`
      SELECT id FROM deliveries WHERE lease_until > now() + interval '5 minutes'`.execute(ledger.db)
    expect(longer.map(({ id }) => id).sort()).toEqual(
      held
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    )
  })

  it('waits for the time of the workspace, not of the machine', async () => {
    await stage.plan(2, { notBefore: new Date('2026-11-22T00:00:00Z') })
    await work()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(sink.copies.size).toBe(0)
    stage.clock.set(new Date('2026-11-22T00:00:01Z'))
    expect(await settled(stage.ledger)).toEqual({ sent: 2 })
  })

  it('never has more under way than the window', async () => {
    await stage.plan(60)
    await work({ sendConcurrency: 4 }, { delayMs: 10 })
    let most = 0
    const watch = setInterval(async () => {
      const { rows: found } = await sql<{
        n: string
      }>`SELECT count(*) AS n FROM deliveries WHERE status = 'sending'`.execute(stage.ledger.db)
      most = Math.max(most, Number(found[0]?.n))
    }, 10)
    await settled(stage.ledger)
    clearInterval(watch)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(4)
    expect(sink.mostConnections()).toBeLessThanOrEqual(4)
  })
})

describe('who must not get it', () => {
  it('asks at the last moment: never, later, and silence', async () => {
    await stage.plan(4)
    const later = new Date('2026-11-21T10:00:00Z')
    await work({
      mayContact: async (_w, deliveries, now) => {
        const verdicts: Record<number, SendVerdict> = {
          1: { verdict: 'send' },
          2: { verdict: 'never', reason: 'contact_cap', params: { contacts: 2, days: 7 } },
          3: now < later ? { verdict: 'later', until: later } : { verdict: 'send' },
        }
        const answer = new Map<string, SendVerdict>()
        for (const { id, personKey } of deliveries) {
          const verdict = verdicts[personKey]
          if (verdict) answer.set(id, verdict)
        }
        return answer
      },
    })
    await expect
      .poll(async () => (await rows()).map((row) => row.status))
      .toEqual(['sent', 'suppressed', 'planned', 'suppressed'])
    expect((await rows()).map((row) => row.reason)).toEqual([null, 'contact_cap', null, 'not_allowed'])
    stage.clock.set(later)
    await expect.poll(async () => (await rows())[2]?.status).toBe('sent')
  })

  it('keeps from the do-not-send list, from people without address, and from unusable addresses', async () => {
    await stage.plan(3)
    const listed = stage.vault.blindIndex('email', normaliseEmail(addressOf(1).toUpperCase()))
    await stage.ledger.transaction((trx) =>
      addToList(trx, stage.workspace, stage.vault, {
        channel: 'email',
        source: 'staff',
        reason: '',
        addresses: [{ blindIndex: listed, address: null }],
      }),
    )
    await work({
      recipientsOf: async () =>
        new Map([
          [1, { address: addressOf(1), blindIndex: listed }],
          [3, { address: 'not an address', blindIndex: Buffer.alloc(32) }],
        ]),
    })
    await settled(stage.ledger)
    expect((await rows()).map((row) => [row.status, row.reason])).toEqual([
      ['suppressed', 'do_not_send'],
      ['suppressed', 'no_address'],
      ['failed', 'address_unusable'],
    ])
    expect(sink.copies.size).toBe(0)
    expect((await touches()).map((touch) => touch.costMinor)).toEqual([0, 0, 0])
  })

  it('stops a campaign in the middle: what has not begun never goes out', async () => {
    await stage.plan(200)
    await work({ sendConcurrency: 2 }, { delayMs: 5 })
    await expect.poll(() => sink.copies.size).toBeGreaterThan(4)
    const kept = await stage.ledger.transaction((trx) =>
      suppressPlanned(trx, recordTouches, stage.workspace, stage.campaignId),
    )
    const counts = await settled(stage.ledger)
    expect(kept).toBeGreaterThan(0)
    expect(counts.suppressed).toBe(kept)
    expect(counts.sent).toBe(200 - kept)
    expect(sink.copies.size).toBe(counts.sent)
  })

  it('says that a creative is broken or missing, and goes on with the others', async () => {
    await stage.plan(3)
    await work({
      messageFor: async (workspace, deliveries) => {
        const plans = new Map(await sameForAll(workspace, deliveries))
        for (const delivery of deliveries) {
          const plan = plans.get(delivery.id)
          if (delivery.personKey === 1) plans.delete(delivery.id)
          if (delivery.personKey === 2 && plan)
            plans.set(delivery.id, {
              ...plan,
              contentKey: 'broken',
              source: { ...plan.source, subject: '{{ customer.phone }}' },
            })
        }
        return plans
      },
    })
    await settled(stage.ledger)
    expect((await rows()).map((row) => [row.status, row.reason])).toEqual([
      ['failed', 'message_missing'],
      ['failed', 'content_error'],
      ['sent', null],
    ])
  })
})

describe('a mail server in trouble', () => {
  it('tries again what was deferred, and stops after the last attempt', async () => {
    await stage.plan(2)
    const seen = new Map<string, number>()
    await work(
      {},
      {
        behaviour: ({ to, messageId }) => {
          if (!messageId) return 'accept'
          const attempt = (seen.get(to) ?? 0) + 1
          seen.set(to, attempt)
          return to === addressOf(1) && attempt === 3 ? 'accept' : 'defer'
        },
      },
    )
    await settled(stage.ledger)
    expect((await rows()).map((row) => [row.status, row.reason, row.attempts])).toEqual([
      ['sent', null, 3],
      ['failed', 'refused_for_now', 3],
    ])
  })

  it('ends permanent refusals at once', async () => {
    await stage.plan(1)
    await work({}, { behaviour: () => 'refuse-recipient' })
    await settled(stage.ledger)
    expect(await rows()).toMatchObject([
      { status: 'failed', reason: 'address_refused', attempts: 1, reason_params: { reply: 550 } },
    ])
  })

  it('calls unknown what was lost between content and answer, and never repeats it', async () => {
    await stage.plan(20)
    await work({}, { behaviour: ({ to }) => (/[05]@/.test(to) ? 'drop-after-data' : 'accept') })
    const counts = await settled(stage.ledger)
    expect(counts).toEqual({ sent: 16, unknown: 4 })
    expect(copies()).toEqual(Array(20).fill(1))
  })

  it('waits while it is away, then goes on without a loss', async () => {
    sink = await startSmtpSink()
    const { port, url } = sink
    await sink.close()
    await stage.plan(30)
    workers.push(
      startDeliveryWorker(
        workerOptions(stage.ledger, stage.workspace, stage.vault, url, {
          retryDelaysMs: Array(50).fill(100),
        }),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 700))
    sink = await startSmtpSink({ port })
    expect(await settled(stage.ledger)).toEqual({ sent: 30 })
    expect(copies()).toEqual(Array(30).fill(1))
  })
})

it('makes unknown what a worker that ended was sending, and sends what it had only taken', async () => {
  await stage.plan(3)
  const dead = newId()
  await sql`UPDATE deliveries SET lease_id = ${dead}, lease_until = now() - interval '1 second',
            status = CASE WHEN person_key = 1 THEN 'sending' ELSE 'planned' END,
            sending_at = ${stage.clock.now()}`.execute(stage.ledger.db)
  await work({ leaseMs: 300 })
  expect(await settled(stage.ledger)).toEqual({ sent: 2, unknown: 1 })
  expect((await rows())[0]).toMatchObject({ status: 'unknown', reason: 'worker_ended' })
  expect(sink.copies.size).toBe(2)
})

it('waits for no lease and no pause of a clock that was set back since', async () => {
  await stage.plan(3)
  const dead = newId()
  // Three hours ago, as the clock counts now, a worker held all, had one in flight, and one was to be tried again.
  await sql`UPDATE deliveries SET lease_id = ${dead},
            lease_until = CASE WHEN person_key = 2 THEN NULL ELSE now() + interval '3 hours 20 seconds' END,
            retry_at = CASE WHEN person_key = 2 THEN now() + interval '3 hours 5 seconds' END,
            status = CASE WHEN person_key = 1 THEN 'sending' ELSE 'planned' END,
            sending_at = ${stage.clock.now()}`.execute(stage.ledger.db)
  await work({ leaseMs: 300 })
  expect(await settled(stage.ledger)).toEqual({ sent: 2, unknown: 1 })
  expect([...sink.copies.values()]).toEqual([1, 1])
})

it('records what is in flight when it is stopped, and leaves the rest planned', async () => {
  await stage.plan(100)
  const worker = await work({ sendConcurrency: 3, mayContact: everyoneMay }, { delayMs: 5 })
  await expect.poll(() => sink.copies.size).toBeGreaterThan(5)
  await worker.stop()
  const found = await rows()
  const sent = found.filter((row) => row.status === 'sent').length
  expect(sent).toBe(sink.copies.size)
  expect(found.filter((row) => row.status === 'planned' && row.lease_until === null)).toHaveLength(100 - sent)
})

it('sends for one workspace while another is in trouble', async () => {
  await stage.plan(5)
  const { id } = await stage.ledger.db
    .insertInto('workspaces')
    .values({ slug: 'broken', name: 'Broken', currency: 'CNY', time_zone: 'UTC' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const broken = { ...stage.workspace, id, slug: 'broken' }
  await stage.ledger.transaction((trx) =>
    enqueueDeliveries(trx, broken, { campaignId: newId(), channel: 'email', rows: [{ personKey: 1 }] }),
  )
  await work({
    workspaces: async () => [broken, stage.workspace],
    messageFor: async (workspace, deliveries) => {
      if (workspace.id === id) throw new Error('its campaign cannot be read')
      return sameForAll(workspace, deliveries)
    },
  })
  await expect.poll(() => sink.copies.size).toBe(5)
  expect((await rows()).filter((row) => row.workspace_id === id)).toMatchObject([{ status: 'planned' }])
})
