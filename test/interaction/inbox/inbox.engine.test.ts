import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { openInbound } from '../../../src/interaction/inbound/index.ts'
import { answersOf, answerThread } from '../../../src/interaction/inbox/answers.ts'
import {
  changeThread,
  type InboxDeps,
  listThreads,
  readThread,
} from '../../../src/interaction/inbox/store.ts'
import type { Interaction } from '../../../src/interaction/index.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { answers } from '../../../src/server/wiring/answers.ts'
import { withOwnMessages } from '../../../src/server/wiring/own-messages.ts'
import { startSmtpSink } from '../../support/smtp-sink.ts'
import {
  addressOf,
  everyoneMay,
  recipientsWith,
  recordTouches,
  sameForAll,
  settled,
  workerOptions,
} from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let deps: InboxDeps
let inbound: ReturnType<typeof openInbound>
const actor = { kind: 'user', id: newId() }

beforeAll(async () => {
  stage = await setStage()
  deps = {
    ledger: stage.ledger,
    vaultOf: async () => stage.vault,
    labels: async (_w, keys) => new Map(keys.map((key) => [key, `客户${key}`])),
  }
  inbound = openInbound({
    ...deps,
    log: silentLog,
    workspaceOf: async () => stage.workspace,
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal: async () => {},
    hearComplaint: async () => null,
    forgetAddress: async () => 0,
    peopleAt: async (_w, kind, address) => ({
      personKeys: [...address.matchAll(/p(\d+)/g)].map((match) => Number(match[1])),
      blindIndex: stage.vault.blindIndex(kind, address),
    }),
  })
  for (let key = 1; key <= 60; key++)
    await sql`INSERT INTO persons (person_key, workspace_id) OVERRIDING SYSTEM VALUE VALUES (${key}, ${stage.workspace.id})`.execute(
      stage.ledger.db,
    )
})
afterAll(() => stage.close())

const write = (from: string, text: string, more: { subject?: string | null; messageId?: string } = {}) => {
  stage.clock.advance(1_000)
  return inbound.reply({
    workspaceId: stage.workspace.id,
    channel: 'email',
    messageId: newId(),
    from,
    to: 'shop@shop.example',
    subject: 'Re: 新品',
    text,
    deliveryId: null,
    at: stage.clock.now(),
    ...more,
  })
}
const open = (show: 'open' | 'unread' | 'mine' | 'done' = 'open', more: object = {}) =>
  listThreads(deps, stage.workspace, actor.id, { show, limit: 50, ...more })
const threadOf = async (customer: string) => (await open('open', { customer })).items[0]?.id ?? ''

describe('threads', () => {
  it('gather what a customer writes, newest first, and open again what was done', async () => {
    await write(addressOf(1), '第一封')
    await write(addressOf(2), '别人的')
    await write(addressOf(1), '第二封')
    const { items, total } = await open()
    expect(total).toBe(2)
    expect(items.map(({ name, beginning, unread }) => [name, beginning, unread])).toEqual([
      ['客户1', '第二封', true],
      ['客户2', '别人的', true],
    ])
    const id = items[0]?.id ?? ''
    expect((await readThread(deps, stage.workspace, id)).messages.map(({ text }) => text)).toEqual([
      '第一封',
      '第二封',
    ])
    await changeThread(deps, stage.workspace, actor, id, { state: 'done', unread: false })
    expect((await open()).total).toBe(1)
    expect((await open('done')).items.map((one) => one.id)).toEqual([id])
    await changeThread(deps, stage.workspace, actor, id, { state: 'open' })
    expect((await open()).total).toBe(2)
    await changeThread(deps, stage.workspace, actor, id, { state: 'done' })
    await write(addressOf(1), '第三封')
    expect((await open('unread')).items.map((one) => one.id)).toContain(id)
  })

  it('keep a message once, and no stop words', async () => {
    await write(addressOf(3), 'once', { messageId: 'same' })
    await write(addressOf(3), 'once', { messageId: 'same' })
    await write(addressOf(3), '退订')
    expect((await readThread(deps, stage.workspace, await threadOf('3'))).messages).toHaveLength(1)
  })

  it('are taken on and given back', async () => {
    const id = await threadOf('3')
    await changeThread(deps, stage.workspace, actor, id, { mine: true })
    expect((await open('mine')).items.map((one) => one.id)).toEqual([id])
    await changeThread(deps, stage.workspace, actor, id, { mine: false })
    expect((await open('mine')).total).toBe(0)
  })

  it('of nobody we know stand as unknown until somebody links them', async () => {
    await write('stranger@x.example', '你们在哪里？')
    const thread = (await open()).items.find(({ customerId }) => customerId === null)
    expect(thread).toMatchObject({ name: '', beginning: '你们在哪里？' })
    const id = thread?.id ?? ''
    await expect(
      changeThread(deps, stage.workspace, actor, id, { customerId: '987654' }),
    ).rejects.toMatchObject({ code: 'interaction.notACustomer' })
    await changeThread(deps, stage.workspace, actor, id, { customerId: '4' })
    expect(await readThread(deps, stage.workspace, id)).toMatchObject({
      customerId: '4',
      messages: [{ text: '你们在哪里？' }],
    })
    await expect(changeThread(deps, stage.workspace, actor, id, { customerId: '5' })).rejects.toMatchObject({
      code: 'interaction.alreadyLinked',
    })
  })

  it('of an address that two people share belong to neither', async () => {
    await write('p7and-p8@x.example', '我们俩')
    expect((await open('open', { customer: '7' })).total).toBe(0)
    expect((await open()).items[0]).toMatchObject({ customerId: null })
  })

  it('come in pages from a place, whatever comes in meanwhile', async () => {
    for (let key = 20; key < 50; key++) await write(addressOf(key), `m${key}`)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await open('open', { limit: 7, cursor })
      seen.push(...page.items.map(({ id }) => id))
      if (seen.length === 7) await write(addressOf(55), 'meanwhile')
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe((await open()).total - 1)
  })

  it('keep nothing in clear', async () => {
    await write(addressOf(9), 'a secret word', { subject: 'a secret subject' })
    const { rows } = await sql<{ all: string }>`
      SELECT string_agg(row_to_json(c)::text || row_to_json(m)::text, '') AS all
      FROM conversations c JOIN conversation_messages m ON m.conversation_id = c.id`.execute(stage.ledger.db)
    expect(rows[0]?.all).not.toMatch(/secret|x\.example/)
  })

  it('are found in their own workspace alone', async () => {
    const other = { ...stage.workspace, id: stage.workspace.id + 1 }
    await expect(readThread(deps, other, await threadOf('9'))).rejects.toMatchObject({
      code: 'common.notFound',
    })
    await expect(readThread(deps, stage.workspace, 'nonsense')).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})

describe('answers', () => {
  const consents = (allowed: boolean) =>
    ({
      consents: {
        mayContact: async (_w: unknown, keys: readonly number[]) =>
          new Map(keys.map((key) => [key, { allowed, reason: allowed ? 'given' : 'withdrawn' }])),
      },
    }) as never
  const interaction = () =>
    ({ inbox: { answers: (workspace, ids) => answersOf(deps, workspace, ids) } }) as Pick<
      Interaction,
      'inbox'
    >

  async function sendAll(allowed = true) {
    const sink = await startSmtpSink({ keep: true })
    const campaign = { mayContact: everyoneMay, messageFor: sameForAll }
    const worker = startDeliveryWorker(
      workerOptions(stage.ledger, stage.workspace, stage.vault, sink.url, {
        ...withOwnMessages([answers(consents(allowed), interaction())], campaign),
        inboundDomain: 'in.example.com',
      }),
    )
    await settled(stage.ledger)
    await worker.stop()
    await sink.close()
    return sink.mails
  }

  it('go out once as they were typed, without tracking, and stand in the thread', async () => {
    const id = await threadOf('9')
    const messageId = newId()
    const text = '您好，\n<b>{{ customer.name }}</b> 已发货。'
    for (let i = 0; i < 2; i++) await answerThread(deps, stage.workspace, actor, id, { text, messageId })
    const mails = await sendAll()
    expect(mails).toHaveLength(1)
    expect(mails[0]?.head).toMatch(/Reply-To:\s+r\+[a-z2-7]{58}@in\.example\.com/)
    expect(mails[0]?.head).not.toMatch(/List-Unsubscribe/i)
    const parts = (mails[0]?.body ?? '').split('Content-Transfer-Encoding: base64\r\n\r\n').slice(1)
    const [plain = '', html = ''] = parts.map((part) =>
      Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString(),
    )
    expect(plain).toContain('您好，\n<b>{{ customer.name }}</b> 已发货。')
    expect(html).toContain('&lt;b&gt;{{ customer.name }}&lt;/b&gt;')
    expect(html).not.toMatch(/\/t\/[ocu]\//)
    const thread = await readThread(deps, stage.workspace, id)
    expect(thread.messages.at(-1)).toMatchObject({
      direction: 'out',
      text,
      subject: 'Re: a secret subject',
      status: 'sent',
    })
  })

  it('do not go to who refused service messages, and say so', async () => {
    const id = await threadOf('2')
    await answerThread(deps, stage.workspace, actor, id, { text: '你好', messageId: newId() })
    expect(await sendAll(false)).toHaveLength(0)
    expect((await readThread(deps, stage.workspace, id)).messages.at(-1)).toMatchObject({
      status: 'suppressed',
    })
  })

  it('are not given to who is not known', async () => {
    const id = (await open()).items.find(({ customerId }) => customerId === null)?.id ?? ''
    await expect(
      answerThread(deps, stage.workspace, actor, id, { text: 'x', messageId: newId() }),
    ).rejects.toMatchObject({ code: 'interaction.notAnswerable' })
  })
})
