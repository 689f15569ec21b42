import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messageIdOf } from '../../../src/interaction/channels/email.ts'
import { setStopped } from '../../../src/interaction/connections/stops.ts'
import {
  pauseCampaign,
  pausesOf,
  resumeCampaign,
  underWay,
} from '../../../src/interaction/delivery/pauses.ts'
import { type DeliveryWorker, startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { newId } from '../../../src/kit/ids.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts'
import { everyoneMay, settled, workerOptions } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let sink: SmtpSink
const workers: DeliveryWorker[] = []

beforeEach(async () => {
  stage = await setStage()
  sink = await startSmtpSink({ delayMs: 3 })
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await sink.close()
  await stage.close()
})

const work = (more: Parameters<typeof workerOptions>[4] = {}) =>
  workers.push(
    startDeliveryWorker(
      workerOptions(stage.ledger, stage.workspace, stage.vault, sink.url, { sendConcurrency: 3, ...more }),
    ),
  )
const pause = (campaignId = stage.campaignId) =>
  stage.ledger.transaction((trx) => pauseCampaign(trx, stage.workspace, campaignId, 'user:ann'))
const resume = (campaignId = stage.campaignId) =>
  stage.ledger.transaction((trx) => resumeCampaign(trx, stage.workspace, campaignId))
const system = { kind: 'system' as const, id: 'test', permissions: new Set<never>() }
const stop = (stopped: boolean) => setStopped(stage.ledger, stage.workspace, 'email', stopped, system)
const rows = () => stage.ledger.db.selectFrom('deliveries').selectAll().orderBy('person_key').execute()

/** Messages that had begun when a pause was answered: at the other end, or over. */
const begun = async () => {
  const found = await rows()
  return new Set(found.filter(({ status }) => status !== 'planned').map(({ id }) => id))
}
/** Messages the counterpart has taken. */
const taken = async () => {
  const found = await rows()
  return found.filter(({ id }) => sink.copies.has(messageIdOf(id, 'shop.example'))).map(({ id }) => id)
}

describe('what is paused while it is sent', () => {
  it.each([
    ['a campaign', () => pause(), () => resume()],
    ['a channel', () => stop(true), () => stop(false)],
  ])(
    '%s hands over nothing new after the answer, whenever it comes and however many send',
    async (_, hold, goOn) => {
      const seed = 67
      const chance = seededRandom(seed)
      await stage.plan(400)
      for (let i = 0; i < 4; i++) work()
      let goal = 0
      for (let round = 0; round < 8; round++) {
        goal = sink.copies.size + 1 + chance.below(25)
        while (sink.copies.size < goal) await sleep(1)
        await hold()
        const allowed = await begun()
        await sleep(chance.below(120))
        const late = (await taken()).filter((id) => !allowed.has(id))
        expect(late, `seed ${seed}, round ${round}`).toEqual([])
        await goOn()
      }
      expect(goal).toBeLessThan(400)
      expect(await settled(stage.ledger)).toEqual({ sent: 400 })
      expect([...sink.copies.values()]).toEqual(Array(400).fill(1))
    },
  )

  it('waits for senders that had begun to mark, so that its answer is true', async () => {
    await stage.plan(1)
    let isAnswered = false
    const answer = await stage.ledger.transaction(async (trx) => {
      await sql`SELECT pg_advisory_xact_lock_shared(741067, 0)`.execute(trx)
      const paused = pause().then(() => {
        isAnswered = true
      })
      await sleep(100)
      expect(isAnswered).toBe(false)
      return { paused }
    })
    await answer.paused
    expect(isAnswered).toBe(true)
  })

  it('holds its messages alone; another campaign on the same channel goes on', async () => {
    await stage.plan(20)
    await pause()
    const other = newId()
    await stage.plan(20, { campaignId: other })
    work()
    await expect.poll(() => sink.copies.size).toBe(20)
    await sleep(150)
    expect(sink.copies.size).toBe(20)
    expect(await underWay(stage.ledger, stage.workspace, stage.campaignId)).toEqual({
      ...{ waiting: 20, leaving: 0, gone: 0 },
    })
    await expect
      .poll(() => underWay(stage.ledger, stage.workspace, other))
      .toEqual({ waiting: 0, leaving: 0, gone: 20 })
  })

  it('asks everybody anew when it goes on', async () => {
    await stage.plan(30)
    await pause()
    const asked = { withdrawn: false }
    work({
      mayContact: async (workspace, deliveries, now) => {
        const answers = new Map(await everyoneMay(workspace, deliveries, now))
        for (const { id, personKey } of deliveries)
          if (asked.withdrawn && personKey <= 10)
            answers.set(id, { verdict: 'never', reason: 'consent', params: { state: 'withdrawn' } })
        return answers
      },
    })
    await sleep(150)
    expect(sink.copies.size).toBe(0)
    asked.withdrawn = true
    await resume()
    expect(await settled(stage.ledger)).toEqual({ sent: 20, suppressed: 10 })
  })

  it('is paused once, by who was first, and says since when', async () => {
    expect(await pause()).toBe(true)
    expect(await pause()).toBe(false)
    const pauses = await pausesOf(stage.ledger.db, stage.workspace)
    expect([...pauses]).toEqual([[stage.campaignId, { at: stage.clock.now(), by: 'user:ann', name: null }]])
    expect(await resume()).toBe(true)
    expect(await resume()).toBe(false)
  })
})
