import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import smpp from 'smpp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smsCatcherRoutes } from '../../../src/interaction/catcher/sms/routes.ts'
import { type SmsCatcher, startSmsCatcher } from '../../../src/interaction/catcher/sms/server.ts'
import { channelOf } from '../../../src/interaction/channels/index.ts'
import { wayOf } from '../../../src/interaction/connections/ways.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { outsidePlaces } from '../../../src/server/wiring/outside-places.ts'
import { listening } from '../support/channel-tools.ts'
import { phoneOf, settled, workerOptions } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let demo: Workspace
let dir: string
let catcher: SmsCatcher
const ended: (() => Promise<void>)[] = []
const clock = manualClock(new Date('2026-11-21T04:00:00Z'))
const start = async () => {
  catcher = await startSmsCatcher({ dir, port: 0, log: silentLog, clock })
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sms-catcher-'))
  stage = await setStage()
  demo = { ...stage.workspace, kind: 'demo', name: '量体示例' }
  await start()
})
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
  await catcher.stop()
  await stage.close()
  rmSync(dir, { recursive: true })
})

function working(workspace: Workspace) {
  const { inbound, heard } = listening()
  const options = workerOptions(stage.ledger, workspace, stage.vault, 'smtp://127.0.0.1:9', {
    trySms: catcher,
    inbound,
  })
  const worker = startDeliveryWorker(options)
  ended.push(() => worker.stop())
  return { heard, options }
}
async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 8_000
  while (!what()) {
    if (Date.now() > end) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
async function call(
  workspace: Workspace,
  id: string,
  input: { query?: object; params?: object; body?: object },
) {
  const found = smsCatcherRoutes(stage.ledger, () => catcher).find((each) => each.endpoint.id === id)
  const actor = { kind: 'user', id: 'u1', permissions: new Set() }
  const answer = await found?.handle({ workspace, actor } as unknown as RequestContext, {
    params: input.params,
    query: found.endpoint.query?.parse(input.query ?? {}),
    body: found.endpoint.body?.parse(input.body),
    upload: null,
  })
  return found?.endpoint.response.parse(answer) as Record<string, never> & {
    items: { id: string; number: string; text: string; direction: string; copies: number; parts: number }[]
  }
}

describe('SMS catcher', () => {
  it('takes what a demo workspace sends without a connection, once each, and sends receipts', async () => {
    await stage.plan(20, { channel: 'sms' })
    const { heard } = working(demo)
    expect(await settled(stage.ledger)).toEqual({ sent: 20 })
    const { items } = await call(demo, 'listCaughtSms', {})
    expect(new Set(items.map(({ number }) => number))).toEqual(
      new Set(Array.from({ length: 20 }, (_, index) => phoneOf(index + 1))),
    )
    expect(items.every(({ copies, direction }) => copies === 1 && direction === 'to-customer')).toBe(true)
    expect(items[0]?.text).toMatch(/^【量体示例】P\d+您好，10 % off http.*拒收请回复R$/)
    await until(() => heard.receipt.length === 20)
    const rows = await stage.ledger.db.selectFrom('deliveries').select(['id', 'provider_id']).execute()
    expect(new Set(heard.receipt.map(({ providerId }) => providerId))).toEqual(
      new Set(rows.map((row) => row.provider_id)),
    )
    expect(
      heard.receipt.every(({ status, workspaceId }) => status === 'delivered' && workspaceId === demo.id),
    ).toBe(true)
  })

  it('brings back what is typed there, as an SMS of that telephone', async () => {
    await stage.plan(1, { channel: 'sms' })
    const { heard } = working(demo)
    await settled(stage.ledger)
    const sent = (await call(demo, 'listCaughtSms', {})).items[0]
    for (const text of ['TD', '请问什么时候到货？'.repeat(12)]) {
      await call(demo, 'answerCaughtSms', { params: { id: sent?.id }, body: { text } })
      expect(heard.reply.at(-1)).toMatchObject({
        text,
        from: phoneOf(1),
        channel: 'sms',
        workspaceId: demo.id,
      })
    }
    const thread = await call(demo, 'listCaughtSms', { query: { thread: sent?.id } })
    expect(thread.items.map(({ direction }) => direction)).toEqual([
      'from-customer',
      'from-customer',
      'to-customer',
    ])
    const audit = await stage.ledger.db.selectFrom('audit_log').selectAll().execute()
    expect(JSON.stringify(audit.filter(({ action }) => action === 'sms_catcher.answer'))).not.toMatch(
      /TD|138/,
    )
  })

  it('is for demo workspaces alone: elsewhere SMS wait for a connection', async () => {
    const { options } = working(stage.workspace)
    const sms = channelOf('sms')
    if (!sms) throw new Error('There is no SMS.')
    expect(await wayOf(options, stage.workspace, sms)).toBeNull()
    expect(await wayOf(options, demo, sms)).not.toBeNull()
    await stage.plan(1, { channel: 'sms' })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(catcher.store.entries()).toEqual([])
  })

  it('refuses to answer where nobody is bound, and shows nobody the messages of another workspace', async () => {
    await stage.plan(1, { channel: 'sms' })
    working(demo)
    await settled(stage.ledger)
    const sent = (await call(demo, 'listCaughtSms', {})).items[0]
    const other = { ...demo, id: demo.id + 1 }
    expect((await call(other, 'listCaughtSms', {})).items).toEqual([])
    const asOther = call(other, 'answerCaughtSms', { params: { id: sent?.id }, body: { text: 'TD' } })
    await expect(asOther).rejects.toMatchObject({ code: 'common.notFound' })
    for (const end of ended.splice(0)) await end()
    const late = call(demo, 'answerCaughtSms', { params: { id: sent?.id }, body: { text: 'TD' } })
    await expect(late).rejects.toMatchObject({ code: 'interaction.smsCatcherSilent' })
  })

  it('lets nobody in without its password, and takes nothing of who is not bound', async () => {
    const session = new smpp.Session({
      socket: (await import('node:net')).connect(catcher.port, '127.0.0.1'),
    })
    session.on('error', () => undefined)
    const ask = (send: (done: (pdu: { command_status: number }) => void) => boolean) =>
      new Promise<number>((resolve) => send((pdu) => resolve(pdu.command_status)))
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 15, unit: 'grapheme-ascii' }),
        fc.string({ maxLength: 8, unit: 'grapheme-ascii' }),
        async (system_id, password) => {
          expect(await ask((done) => session.bind_transceiver({ system_id, password }, done))).not.toBe(0)
          const submit = { destination_addr: '8613800138000', short_message: 'x' }
          expect(await ask((done) => session.submit_sm(submit, done))).not.toBe(0)
        },
      ),
      { numRuns: 30 },
    )
    session.close()
    expect(catcher.store.entries()).toEqual([])
  })

  it('keeps them over a restart, and gives them up with who they were for', async () => {
    await stage.plan(3, { channel: 'sms' })
    working(demo)
    await settled(stage.ledger)
    for (const end of ended.splice(0)) await end()
    await catcher.stop()
    await start()
    const place = outsidePlaces({ catcher: () => null, smsCatcher: () => catcher }).find(
      ({ name }) => name === 'sms_catcher',
    )
    const subject = { keys: [2], identifiers: [{ kind: 'phone', normalised: phoneOf(2) }] } as never
    expect(await place?.count(demo, subject)).toBe(1)
    await place?.remove(demo, subject)
    expect((await call(demo, 'listCaughtSms', {})).items.map(({ number }) => number).sort()).toEqual([
      phoneOf(1),
      phoneOf(3),
    ])
  })
})
