import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { openInbound } from '../../../src/interaction/inbound/index.ts'
import { answersOf, answerThread } from '../../../src/interaction/inbox/answers.ts'
import { changeThread } from '../../../src/interaction/inbox/change.ts'
import type { InboxDeps } from '../../../src/interaction/inbox/deps.ts'
import { prospectOfThread, undoLink } from '../../../src/interaction/inbox/links.ts'
import { searchThreads } from '../../../src/interaction/inbox/search.ts'
import { countUnread, listThreads, readThread } from '../../../src/interaction/inbox/store.ts'
import type { Interaction } from '../../../src/interaction/index.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
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
const actor: Actor = { kind: 'user', id: newId(), permissions: new Set() }
const made: object[] = []
const unmade: string[] = []

beforeAll(async () => {
  stage = await setStage()
  deps = {
    ledger: stage.ledger,
    vaultOf: async () => stage.vault,
    labels: async (_w, keys) => new Map(keys.map((key) => [key, `客户${key}`])),
    findPeople: async (_w, text) => [...text.matchAll(/^客户(\d+)$/g)].map((match) => Number(match[1])),
    prospects: {
      make: async (_w, _a, who) => {
        made.push(who)
        return { customerId: '60', changeId: newId(), known: [] }
      },
      unmake: async (_w, _a, id) => unmade.push(id),
    },
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
const open = (show: 'open' | 'unread' | 'mine' | 'unassigned' | 'done' | 'all' = 'open', more: object = {}) =>
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

  it('of a linked address go on there, until the link is taken back', async () => {
    await write('later@x.example', '第一封来信')
    const unknown = async () => (await open()).items.find(({ beginning }) => beginning.includes('来信'))
    const id = (await unknown())?.id ?? ''
    expect(await readThread(deps, stage.workspace, id)).toMatchObject({
      sender: 'l***@x.example',
      linkId: null,
    })
    await write(addressOf(10), '自己的信')
    const { linkId } = await changeThread(deps, stage.workspace, actor, id, { customerId: '10' })
    await write('later@x.example', '第二封来信')
    const texts = async (one: string) =>
      (await readThread(deps, stage.workspace, one)).messages.map(({ text }) => text)
    const ofCustomer = async () => (await open('open', { customer: '10' })).items.map((one) => one.id)
    expect(await texts(id)).toEqual(['第一封来信', '第二封来信'])
    expect((await readThread(deps, stage.workspace, id)).linkId).toBe(linkId)
    expect(await ofCustomer()).toHaveLength(2)
    const { threadId } = await undoLink(deps, stage.workspace, actor, linkId ?? '')
    expect(await texts(threadId ?? '')).toEqual(['第一封来信', '第二封来信'])
    expect(await readThread(deps, stage.workspace, threadId ?? '')).toMatchObject({ customerId: null })
    const [own = ''] = await ofCustomer()
    expect(await texts(own)).toEqual(['自己的信'])
    await write('later@x.example', '第三封来信')
    expect(await texts(threadId ?? '')).toHaveLength(3)
    await expect(undoLink(deps, stage.workspace, actor, linkId ?? '')).rejects.toMatchObject({
      code: 'interaction.linkUndone',
    })
  })

  it('of nobody become a prospect with the address that wrote, and both are taken back at once', async () => {
    await write('newcomer@x.example', '想了解一下')
    const id = (await open()).items.find(({ beginning }) => beginning === '想了解一下')?.id ?? ''
    const done = await prospectOfThread(deps, stage.workspace, actor, { id, name: '新人', source: '展会' })
    expect(made).toEqual([{ name: '新人', source: '展会', email: 'newcomer@x.example' }])
    expect(done).toMatchObject({ customerId: '60', known: [] })
    expect(await readThread(deps, stage.workspace, done.threadId)).toMatchObject({ customerId: '60' })
    await expect(
      prospectOfThread(deps, stage.workspace, actor, { id: done.threadId, name: '', source: '' }),
    ).rejects.toMatchObject({ code: 'interaction.alreadyLinked' })
    const { threadId } = await undoLink(deps, stage.workspace, actor, done.linkId ?? '')
    expect(unmade).toHaveLength(1)
    expect(await readThread(deps, stage.workspace, threadId ?? '')).toMatchObject({
      ...{ customerId: null, messages: [{ text: '想了解一下' }] },
    })
  })

  it('are taken over only from whom one believes to have them', async () => {
    const id = await threadOf('2')
    const [first, second] = [newId(), newId()]
    const by = (who: string) => ({ kind: 'user', id: who })
    const take = (who: string, heldBy: string | null) =>
      changeThread(deps, stage.workspace, by(who), id, { mine: true, heldBy })
    await take(first, null)
    await expect(take(second, null)).rejects.toMatchObject({ code: 'interaction.takenMeanwhile' })
    await take(second, first)
    expect((await open('all')).items.find((one) => one.id === id)?.assignee?.id).toBe(second)
    expect((await open('unassigned')).items.some((one) => one.id === id)).toBe(false)
    await expect(
      changeThread(deps, stage.workspace, by(second), id, { assignTo: newId() }),
    ).rejects.toMatchObject({ code: 'interaction.noColleague' })
    await changeThread(deps, stage.workspace, by(second), id, { assignTo: null, heldBy: second })
    expect((await open('unassigned')).items.some((one) => one.id === id)).toBe(true)
  })

  it('are found by who wrote and by what stands in them, sealed as it is', async () => {
    await write(addressOf(11), '请问何时发货，快递太慢了', { subject: '订单' })
    const search = (text: string, more: object = {}) =>
      searchThreads(deps, stage.workspace, actor.id, unlimitedFields, { show: 'open', ...more, search: text })
    const found = await search('何时发货')
    expect(found.items.map(({ customerId }) => customerId)).toEqual(['11'])
    expect(found).toMatchObject({ isAll: true })
    expect(found.opened).toBeGreaterThan(5)
    expect(found.items[0]?.topics).toContain('delivery')
    expect((await search('客户11')).items.map(({ customerId }) => customerId)).toEqual(['11'])
    expect((await search('nobody wrote this')).items).toEqual([])
    expect((await search('何时发货', { channel: 'sms' })).items).toEqual([])
    expect((await search('何时发货', { topic: 'price' })).items).toEqual([])
    expect((await open('open', { topic: 'delivery' })).items.map(({ customerId }) => customerId)).toEqual([
      '11',
    ])
  })

  it('nobody read are counted, those of one colleague among them', async () => {
    const before = await countUnread(deps, stage.workspace, actor.id)
    await write(addressOf(12), 'unread')
    expect(await countUnread(deps, stage.workspace, actor.id)).toEqual({
      ...before,
      unread: before.unread + 1,
    })
    const id = await threadOf('12')
    await changeThread(deps, stage.workspace, actor, id, { mine: true })
    expect((await countUnread(deps, stage.workspace, actor.id)).mine).toBe(before.mine + 1)
    await changeThread(deps, stage.workspace, actor, id, { unread: false })
    expect(await countUnread(deps, stage.workspace, actor.id)).toEqual(before)
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
