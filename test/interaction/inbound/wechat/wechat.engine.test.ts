import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGuard } from '../../../../src/customer/index.ts'
import { connectionOf, saveConnection } from '../../../../src/interaction/connections/store.ts'
import { startDeliveryWorker } from '../../../../src/interaction/delivery/worker.ts'
import { listedAmong } from '../../../../src/interaction/do-not-send/list.ts'
import { openInbound } from '../../../../src/interaction/inbound/index.ts'
import { signatureOf } from '../../../../src/interaction/inbound/wechat/envelope.ts'
import type { MeetFollower } from '../../../../src/interaction/inbound/wechat/receive.ts'
import { answersOf, answerThread } from '../../../../src/interaction/inbox/answers.ts'
import type { InboxDeps } from '../../../../src/interaction/inbox/deps.ts'
import { listThreads, readThread } from '../../../../src/interaction/inbox/store.ts'
import type { Interaction } from '../../../../src/interaction/index.ts'
import { newId } from '../../../../src/kit/ids.ts'
import { silentLog } from '../../../../src/kit/log.ts'
import { mountWechat } from '../../../../src/server/collect/wechat.ts'
import { answers } from '../../../../src/server/wiring/answers.ts'
import { withOwnMessages } from '../../../../src/server/wiring/own-messages.ts'
import {
  everyoneMay,
  openidOf,
  recipientsWith,
  recordTouches,
  sameForAll,
  settled,
  workerOptions,
} from '../../support/outbox.ts'
import { type Stage, setStage } from '../../support/stage.ts'
import { startWechatStandIn, type WechatStandIn } from '../../support/wechat-stand-in.ts'

let stage: Stage
let deps: InboxDeps
let app: FastifyInstance
let standIn: WechatStandIn
let path: string
const met: Parameters<MeetFollower>[0][] = []
const withdrawn: { personKey: number; channel: string }[] = []
const actor = { kind: 'user', id: newId() }
const token = 'callback-token'
let count = 0

beforeAll(async () => {
  stage = await setStage()
  standIn = await startWechatStandIn({ now: () => stage.clock.now().getTime() })
  deps = {
    ledger: stage.ledger,
    vaultOf: async () => stage.vault,
    labels: async (_w, keys) => new Map(keys.map((key) => [key, `客户${key}`])),
    findPeople: async () => [],
    prospects: {
      make: async () => ({ customerId: null, changeId: null, known: [] }),
      unmake: async () => {},
    },
  }
  const inbound = openInbound({
    ...deps,
    log: silentLog,
    workspaceOf: async () => stage.workspace,
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal: async (_trx, _w, { personKey, channel }) => void withdrawn.push({ personKey, channel }),
    hearComplaint: async () => null,
    forgetAddress: async () => 0,
    peopleAt: async (_w, kind, address) => ({
      personKeys: Number(address.slice(1)) <= 20 ? [Number(address.slice(1))] : [],
      blindIndex: stage.vault.blindIndex(kind, address),
    }),
    meetFollower: async (follower) => void met.push(follower),
  })
  for (let key = 1; key <= 20; key++)
    await sql`INSERT INTO persons (person_key, workspace_id) OVERRIDING SYSTEM VALUE VALUES (${key}, ${stage.workspace.id})`.execute(
      stage.ledger.db,
    )
  await saveConnection(
    { ledger: stage.ledger, vaultOf: async () => stage.vault, guard: createGuard(['127.0.0.1']) },
    stage.workspace,
    'wechat',
    {
      ...{ name: 'Account', perSecond: null, window: 5, costMinor: 0 },
      settings: { appId: 'wx-1', baseUrl: standIn.url },
      secrets: { appSecret: 's-1', callbackToken: token, writeKey: 'ltw_followers' },
    },
    { kind: 'system', id: 'test', permissions: new Set() },
  )
  const connection = await connectionOf(stage.ledger, stage.workspace.id, 'wechat')
  path = `/v1/inbound/wechat/${stage.workspace.id}/${connection?.id}`
  app = Fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  mountWechat(app, inbound.wechat)
})
afterAll(async () => {
  await app?.close()
  await standIn?.close()
  await stage?.close()
})
beforeEach(() => {
  met.length = 0
  withdrawn.length = 0
})

const signed = (at = Date.now()) => {
  const [timestamp, nonce] = [String(Math.floor(at / 1_000)), String(++count)]
  return new URLSearchParams({ timestamp, nonce, signature: signatureOf(token, timestamp, nonce) }).toString()
}
const xml = (fields: Record<string, string>) =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`
async function post(fields: Record<string, string>, to = `${path}?${signed()}`): Promise<[number, string]> {
  stage.clock.advance(1_000)
  const payload = xml({ ToUserName: 'gh_1', CreateTime: String(Math.floor(Date.now() / 1_000)), ...fields })
  const answer = await app.inject({
    method: 'POST',
    url: to,
    payload,
    headers: { 'content-type': 'text/xml' },
  })
  return [answer.statusCode, answer.body]
}
const writes = (key: number, text: string, MsgId = String(1_000 + ++count)) =>
  post({ FromUserName: openidOf(key), MsgType: 'text', Content: text, MsgId })
const event = (key: number, Event: string, more: Record<string, string> = {}) =>
  post({ FromUserName: openidOf(key), MsgType: 'event', Event, ...more })
const threads = async () =>
  (await listThreads(deps, stage.workspace, actor.id, { show: 'open', limit: 50 })).items.filter(
    ({ channel }) => channel === 'wechat',
  )
const isListed = async (key: number) => {
  const index = stage.vault.blindIndex('openid', openidOf(key))
  return (await listedAmong(stage.ledger, stage.workspace.id, 'wechat', [index])).size > 0
}

describe('what an official account hears', () => {
  it('answers the question of the platform, and nobody else', async () => {
    const good = await app.inject({ method: 'GET', url: `${path}?${signed()}&echostr=12345` })
    expect([good.statusCode, good.body, good.headers['content-type']]).toEqual([
      ...[200, '12345', 'text/plain; charset=utf-8'],
    ])
    for (const url of [
      `${path}?echostr=1`,
      `${path}?${signed(Date.now() - 400_000)}&echostr=1`,
      `${path}?${signed().replace(/signature=.{4}/, 'signature=0000')}&echostr=1`,
      `/v1/inbound/wechat/${stage.workspace.id}/${newId()}?${signed()}&echostr=1`,
      `/v1/inbound/wechat/999999/${newId()}?${signed()}&echostr=1`,
    ])
      expect((await app.inject({ method: 'GET', url })).statusCode, url).toBe(403)
  })

  it('keeps words in the inbox once, and takes nothing that is not signed or was signed long ago', async () => {
    expect(await writes(1, '这款茶还有货吗？', '42')).toEqual([200, 'success'])
    expect(await writes(1, '这款茶还有货吗？', '42')).toEqual([200, 'success'])
    const fields = { FromUserName: openidOf(1), MsgType: 'text', Content: 'x', MsgId: '43' }
    expect((await post(fields, path))[0]).toBe(403)
    expect((await post(fields, `${path}?${signed(Date.now() - 400_000)}`))[0]).toBe(403)
    const [thread] = await threads()
    expect(thread).toMatchObject({ customerId: '1', channel: 'wechat', beginning: '这款茶还有货吗？' })
    expect((await readThread(deps, stage.workspace, thread?.id ?? '')).messages).toHaveLength(1)
  })

  it.each(['退订', 'TD', 'r'])('takes %s as an opt-out at once', async (word) => {
    const key = 2 + ['退订', 'TD', 'r'].indexOf(word)
    await writes(key, word)
    expect(withdrawn).toEqual([{ personKey: key, channel: 'wechat' }])
    expect(await isListed(key)).toBe(true)
  })

  it('writes to nobody who left, and may again when they are back, unless they refused', async () => {
    await event(6, 'unsubscribe')
    expect(await isListed(6)).toBe(true)
    await event(6, 'subscribe')
    expect([await isListed(6), met]).toEqual([false, []])
    await writes(7, '退订')
    await event(7, 'unsubscribe')
    await event(7, 'subscribe')
    expect(await isListed(7)).toBe(true)
  })

  it('tells of whoever is new, with what brought them', async () => {
    await event(99, 'subscribe', { EventKey: 'qrscene_autumn' })
    expect(met).toMatchObject([{ writeKey: 'ltw_followers', openid: openidOf(99), scene: 'qrscene_autumn' }])
    await event(99, 'CLICK')
    expect(met).toHaveLength(1)
  })

  it('takes receipts of template messages', async () => {
    await stage.plan(3, { channel: 'wechat', rows: [8, 9, 10].map((personKey) => ({ personKey })) })
    await sql`UPDATE deliveries SET status = 'sent', provider_id = (person_key + 700)::text, ended_at = now()`.execute(
      stage.ledger.db,
    )
    await event(8, 'TEMPLATESENDJOBFINISH', { MsgID: '708', Status: 'success' })
    await event(9, 'TEMPLATESENDJOBFINISH', { MsgID: '709', Status: 'failed:user block' })
    await event(10, 'TEMPLATESENDJOBFINISH', { MsgID: '710', Status: 'failed: system failed' })
    const { rows } =
      await sql`SELECT d.person_key::int AS key, r.status, r.kind, r.code FROM delivery_receipts r
      JOIN deliveries d ON d.id = r.delivery_id ORDER BY 1`.execute(stage.ledger.db)
    expect(rows).toEqual([
      { key: 8, status: 'delivered', kind: null, code: '' },
      { key: 9, status: 'bounced', kind: 'policy', code: 'user block' },
      { key: 10, status: 'bounced', kind: 'soft', code: 'system failed' },
    ])
  })

  it('is answered within 48 hours, and says so afterwards', async () => {
    await writes(11, '几点开门？')
    standIn.wrote(openidOf(11), stage.clock.now().getTime())
    const [thread] = await threads()
    const id = thread?.id ?? ''
    expect(await readThread(deps, stage.workspace, id)).toMatchObject({
      answersBy: 'wechat',
      isClosed: false,
    })
    await answerThread(deps, stage.workspace, actor, id, { text: '九点。', messageId: newId() })
    const own = answers({ consents: {} as never }, {
      inbox: { answers: (workspace, ids) => answersOf(deps, workspace, ids) },
    } as Pick<Interaction, 'inbox'>)
    const asked = withOwnMessages(
      [{ ...own, verdictsOf: (workspace, some) => everyoneMay(workspace, some, stage.clock.now()) }],
      {
        mayContact: everyoneMay,
        messageFor: sameForAll,
      },
    )
    const worker = startDeliveryWorker(
      workerOptions(stage.ledger, stage.workspace, stage.vault, 'smtp://127.0.0.1:9', asked),
    )
    try {
      expect(await settled(stage.ledger)).toEqual({ sent: 4 })
    } finally {
      await worker.stop()
    }
    expect(standIn.got).toMatchObject([
      { touser: openidOf(11), path: 'custom/send', body: { text: { content: '九点。' } } },
    ])
    stage.clock.advance(48 * 3_600_000)
    expect(await readThread(deps, stage.workspace, id)).toMatchObject({ isClosed: true })
    await expect(
      answerThread(deps, stage.workspace, actor, id, { text: '好的', messageId: newId() }),
    ).rejects.toMatchObject({ code: 'interaction.windowClosed' })
  })
})
