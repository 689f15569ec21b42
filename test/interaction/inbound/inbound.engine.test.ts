import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { saveSetting } from '../../../src/customer/index.ts'
import { countDeliveries, listDeliveries } from '../../../src/interaction/delivery/list.ts'
import { listedAmong, normaliseEmail } from '../../../src/interaction/do-not-send/list.ts'
import { type Inbound, openInbound } from '../../../src/interaction/inbound/index.ts'
import { inboundSetting } from '../../../src/interaction/inbound/settings.ts'
import type { ChannelInbound, RecordWithdrawal } from '../../../src/interaction/ports.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { addressOf, recipientsWith, recordTouches } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let inbound: Inbound
let turn = 0
const withdrawn: Parameters<RecordWithdrawal>[2][] = []

beforeAll(async () => {
  stage = await setStage()
  inbound = openInbound({
    ledger: stage.ledger,
    log: silentLog,
    vaultOf: async () => stage.vault,
    workspaceOf: async () => stage.workspace,
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal: async (_trx, _workspace, word) => {
      withdrawn.push(word)
    },
    hearComplaint: async () => null,
    forgetAddress: async () => 0,
    peopleAt: async (_workspace, kind, address) => ({
      personKeys: [Number(/^p(\d+)@/.exec(address)?.[1] ?? 0)].filter((key) => key > 0),
      blindIndex: stage.vault.blindIndex(kind, normaliseEmail(address)),
    }),
  })
})
afterAll(() => stage.close())

/** Somebody of their own for each test. */
let personKey = 100
beforeEach(() => {
  personKey++
  withdrawn.length = 0
})

const indexOf = (key: number) => stage.vault.blindIndex('email', normaliseEmail(addressOf(key)))

/** A message that was sent a minute ago. */
async function sent(more: { status?: string; channel?: string; providerId?: string | null } = {}) {
  const occurrence = `t${++turn}`
  await stage.plan(0, {
    occurrence,
    rows: [{ personKey }],
    ...(more.channel ? { channel: more.channel as 'email' } : {}),
  })
  const { rows } = await sql<{ id: string }>`
    UPDATE deliveries SET status = ${more.status ?? 'sent'}, ended_at = ${stage.clock.now()}::timestamptz,
      sending_at = ${stage.clock.now()}::timestamptz, address_index = ${indexOf(personKey)},
      provider_id = ${more.providerId ?? null}, reason = ${more.status === 'unknown' ? 'worker_ended' : null}
    WHERE occurrence = ${occurrence} AND person_key = ${personKey} RETURNING id`.execute(stage.ledger.db)
  return rows[0]?.id ?? ''
}

type Receipt = Parameters<ChannelInbound['receipt']>[0]
const bounce = (deliveryId: string | null, more: Partial<Receipt> = {}) =>
  inbound.receipt({
    workspaceId: stage.workspace.id,
    channel: 'email',
    deliveryId,
    providerId: null,
    status: 'bounced',
    kind: 'hard',
    code: '5.1.1',
    at: stage.clock.now(),
    ...more,
  })
const listed = async (channel = 'email') =>
  (await listedAmong(stage.ledger, stage.workspace.id, channel, [indexOf(personKey)])).size === 1
async function touches(deliveryId: string) {
  const { rows } = await sql<{ what: string }>`
    SELECT concat_ws(' ', touch->>'kind', nullif(touch->>'outcome', ''), nullif(touch->>'reason', '')) AS what
    FROM touch_log WHERE touch->>'deliveryId' = ${deliveryId} ORDER BY seq`.execute(stage.ledger.db)
  return rows.map(({ what }) => what)
}

describe('receipts', () => {
  it('lists an address that does not exist at its first bounce, and counts a repeat once', async () => {
    const id = await sent()
    for (let i = 0; i < 3; i++) await bounce(id)
    expect(await listed()).toBe(true)
    expect(await touches(id)).toEqual(['bounced hard 5.1.1'])
  })

  it.each(['content', 'policy'] as const)('never lists an address for %s, however often', async (kind) => {
    for (let i = 0; i < 12; i++) await bounce(await sent(), { kind, code: '5.3.4' })
    expect(await listed()).toBe(false)
  })

  it('gives an address up after five soft bounces in a row', async () => {
    for (let i = 0; i < 4; i++) await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    expect(await listed()).toBe(false)
    await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    expect(await listed()).toBe(true)
  })

  it.each([
    ['a receipt', (id: string) => bounce(id, { status: 'delivered', kind: null, code: '' })],
    [
      'somebody who opens a message',
      (id: string) =>
        stage.ledger.db
          .insertInto('engagements')
          .values({ delivery_id: id, kind: 'opened', at: stage.clock.now() })
          .execute(),
    ],
  ])('counts them anew after %s', async (_, sign) => {
    for (let i = 0; i < 4; i++) await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    stage.clock.advance(1_000)
    await sign(await sent())
    stage.clock.advance(1_000)
    for (let i = 0; i < 4; i++) await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    expect(await listed()).toBe(false)
  })

  it('does not count what opened by itself', async () => {
    for (let i = 0; i < 4; i++) await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    stage.clock.advance(1_000)
    await stage.ledger.db
      .insertInto('engagements')
      .values({ delivery_id: await sent(), kind: 'opened', is_bot: true, at: stage.clock.now() })
      .execute()
    await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    expect(await listed()).toBe(true)
  })

  it('counts anew after a message nobody sent back within five days', async () => {
    for (let i = 0; i < 4; i++) await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    stage.clock.advance(1_000)
    await sent()
    stage.clock.advance(6 * 86_400_000)
    await bounce(await sent(), { kind: 'soft', code: '4.2.2' })
    expect(await listed()).toBe(false)
  })

  it('follows the workspace in how many', async () => {
    const actor = { kind: 'user', id: 'u1', permissions: new Set() } as never
    const save = (softBounces: number) =>
      saveSetting(
        stage.ledger,
        stage.workspace,
        actor,
        inboundSetting,
        { ...inboundSetting.absent, softBounces },
        'inbound.settings',
      )
    await save(2)
    await bounce(await sent(), { kind: 'soft' })
    expect(await listed()).toBe(false)
    await bounce(await sent(), { kind: 'soft' })
    expect(await listed()).toBe(true)
    await save(5)
  })

  it('hardens: what was for now and then is for good lists the address', async () => {
    const id = await sent()
    await bounce(id, { kind: 'soft', code: '4.2.1' })
    await bounce(id, { kind: 'hard', code: '5.1.1' })
    await bounce(id, { kind: 'soft', code: '4.2.1' })
    expect(await listed()).toBe(true)
    const { items } = await listDeliveries(stage.ledger, async () => new Map(), stage.workspace, { limit: 1 })
    expect(items[0]?.receipt).toMatchObject({
      status: 'bounced',
      words: { 'zh-CN': '退信：地址不存在或已停用（5.1.1）' },
    })
  })

  it.each(['delivered', 'bounced', 'expired'] as const)(
    'settles a message whose fate was unknown: %s means it went out',
    async (status) => {
      const id = await sent({ status: 'unknown' })
      await bounce(id, { status, kind: status === 'bounced' ? 'soft' : null, code: '' })
      const row = await stage.ledger.db
        .selectFrom('deliveries')
        .select(['status', 'reason'])
        .where('id', '=', id)
        .executeTakeFirst()
      expect(row).toEqual({ status: 'sent', reason: null })
      expect((await touches(id))[0]).toBe('sent')
    },
  )

  it('waits for a message that does not know its provider’s id yet', async () => {
    const providerId = `sms-${newId()}`
    const receipt = { channel: 'sms', providerId, status: 'delivered', kind: null, code: 'DELIVRD' } as const
    await bounce(null, receipt)
    expect(await inbound.round()).toBe(0)
    const id = await sent({ channel: 'sms', providerId })
    expect(await inbound.round()).toBe(1)
    expect(await inbound.round()).toBe(0)
    expect(await touches(id)).toEqual(['delivered DELIVRD'])
    await bounce(null, receipt)
    expect(await touches(id)).toEqual(['delivered DELIVRD'])
  })

  it('keeps no words and no numbers of anybody', async () => {
    const id = await sent()
    await bounce(id, { kind: 'soft', code: '550 <someone@x.example> unknown' })
    await bounce(id, { status: 'expired', code: '13800138000' })
    expect(await touches(id)).toEqual(['bounced soft', 'bounced expired'])
  })

  it('changes nothing for a message of another workspace, channel, or none', async () => {
    const id = await sent()
    await bounce(id, { channel: 'sms' })
    await bounce(newId())
    await bounce('nonsense')
    expect(await touches(id)).toEqual([])
    expect(await listed()).toBe(false)
  })
})

describe('replies', () => {
  const reply = (text: string, more: Partial<Parameters<ChannelInbound['reply']>[0]> = {}) =>
    inbound.reply({
      workspaceId: stage.workspace.id,
      channel: 'email',
      messageId: `<${newId()}@phone>`,
      from: addressOf(personKey),
      to: 'shop@shop.example',
      subject: 'Re: Hello',
      text,
      deliveryId: null,
      at: stage.clock.now(),
      ...more,
    })

  it('takes a stop word as the customer’s own word, found by the address', async () => {
    const id = await sent()
    await reply(' ｔｄ！')
    expect(await listed()).toBe(true)
    expect(withdrawn).toEqual([
      { personKey, channel: 'email', deliveryId: id, campaignId: stage.campaignId, source: 'stop_word' },
    ])
    expect(await touches(id)).toEqual(['unsubscribed stop_word'])
  })

  it('opts out whoever the message went to, also from another address of theirs', async () => {
    const id = await sent()
    await reply('STOP', { deliveryId: id, from: 'elsewhere@x.example' })
    expect(await listed()).toBe(true)
    expect(withdrawn.map((word) => word.personKey)).toEqual([personKey])
  })

  it('opts out who is known by the address alone', async () => {
    await reply('退订')
    expect(await listed()).toBe(true)
    expect(withdrawn).toMatchObject([{ personKey, deliveryId: null, campaignId: null }])
  })

  it('counts an answer once for its message and takes nothing back', async () => {
    const id = await sent()
    await reply('stop by tomorrow, will you?')
    await reply('And another thing')
    expect(await touches(id)).toEqual(['replied'])
    expect(withdrawn).toEqual([])
    expect(await listed()).toBe(false)
  })

  it('does not take a consent back twice by the same message', async () => {
    const messageId = `<${newId()}@phone>`
    await reply('STOP', { messageId })
    await reply('STOP', { messageId })
    expect(withdrawn).toHaveLength(1)
  })

  it('takes the subject where the mail is blank', async () => {
    await reply('  ', { subject: 'Unsubscribe' })
    expect(withdrawn).toHaveLength(1)
  })
})

describe('complaints', () => {
  const complain = (deliveryId: string | null, from: string | null = null) =>
    inbound.complaint({
      workspaceId: stage.workspace.id,
      channel: 'email',
      deliveryId,
      from,
      at: stage.clock.now(),
    })

  it('are an opt-out, counted once', async () => {
    const id = await sent()
    for (let i = 0; i < 2; i++) await complain(id)
    expect(await listed()).toBe(true)
    expect(withdrawn[0]).toMatchObject({ personKey, source: 'complaint' })
    expect(await touches(id)).toEqual(['complained'])
  })

  it('of nobody change nothing', async () => {
    await complain(null)
    await complain(newId())
    expect(withdrawn).toEqual([])
  })
})

it('counts for the campaign what came back, a message once', async () => {
  const { delivered, bounced, replied, complained } = await countDeliveries(
    stage.ledger,
    stage.workspace,
    stage.campaignId,
  )
  const { rows } = await sql<{ n: number }>`
    SELECT count(DISTINCT delivery_id)::integer AS n FROM delivery_receipts`.execute(stage.ledger.db)
  expect(delivered + bounced).toBe(rows[0]?.n)
  expect(delivered).toBeGreaterThan(1)
  expect({ replied, complained }).toEqual({ replied: 1, complained: 1 })
})
