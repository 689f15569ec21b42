import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactsOf } from '../../../src/campaign/why/contacts.ts'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { newId } from '../../../src/kit/ids.ts'
import { addressOf, settled, workerOptions } from '../../interaction/support/outbox.ts'
import { startSmtpSink } from '../../support/smtp-sink.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, firstThousand, openTestRoom, type TestRoom } from '../room.ts'

const at = new Date('2026-03-01T08:00:00Z')
const count = 40

describe('why and why not a customer was contacted', () => {
  let fresh: FreshStores
  let t: TestRoom
  const keys: number[] = []
  /** Somebody of the target group each, but for `control`. */
  const who = {
    sent: 0,
    control: 0,
    refused: 0,
    withdrew: 0,
    listed: 0,
    nowhere: 0,
    unselected: 0,
    erased: 0,
  }
  const campaigns: string[] = []

  const ask = (key: number) => contactsOf(t.room.deps, t.workspace, String(key), 50)
  const record = (personKey: number, purpose: string) =>
    fresh.stores.ledger.transaction((trx) =>
      createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault }).record(trx, t.workspace, [
        {
          personKey,
          purpose,
          channel: purpose === 'marketing' ? 'email' : '*',
          state: 'withdrawn',
          source: 'staff',
          proof: { kind: 'form' },
          actor: { kind: 'system', id: 'test' },
        },
      ]),
    )
  const launch = async (name: string, controlShare: number) => {
    const campaign = await draft(t.room, t.workspace, {
      name,
      segmentId: firstThousand,
      controlShare,
      noControlReason: controlShare === 0 ? 'the test' : '',
      contactCap: { contacts: 1, days: 7 },
    })
    campaigns.push(campaign.id)
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients }, 'user:test')
    await t.room.launching.settled()
    return campaign.id
  }
  const send = async () => {
    const sink = await startSmtpSink({})
    const options = workerOptions(fresh.stores.ledger, t.workspace, fresh.vault, sink.url, {
      mayContact: t.room.mayContact,
    })
    const worker = startDeliveryWorker(options)
    try {
      return await settled(fresh.stores.ledger)
    } finally {
      await worker.stop()
      await sink.close()
    }
  }

  beforeAll(async () => {
    fresh = await freshStores()
    const { ledger, warehouse } = fresh.stores
    for (let i = 0; i < count; i++) {
      const row = await ledger.db
        .insertInto('persons')
        .values({ workspace_id: fresh.workspaceId, import_id: null })
        .returning('person_key')
        .executeTakeFirstOrThrow()
      keys.push(Number(row.person_key))
    }
    t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    // Who is without an address is known before the draw, in both stores.
    who.nowhere = keys[0] ?? 0
    await insertCustomers(
      warehouse,
      fresh.workspaceId,
      keys.map((person) => ({ person, reachable: person !== who.nowhere })),
    )
    await ledger.db
      .insertInto('identifiers')
      .values(
        keys.slice(1).map((person_key) => ({
          workspace_id: fresh.workspaceId,
          kind: 'email' as const,
          blind_index: fresh.vault.blindIndex('email', addressOf(person_key)),
          ciphertext: Buffer.from('x'),
          person_key,
          source: 'test',
          first_seen_at: at,
          last_seen_at: at,
        })),
      )
      .execute()
    who.refused = keys[1] ?? 0
    who.unselected = keys[2] ?? 0
    who.erased = keys[3] ?? 0
    await record(who.refused, 'marketing')
    await record(who.unselected, 'profiling')
    const first = await launch('First', 0.2)
    const planned = await ledger.db
      .selectFrom('deliveries')
      .select('person_key')
      .where('campaign_id', '=', first)
      .orderBy('person_key')
      .execute()
    const [a = 0, b = 0, c = 0] = planned
      .map((row) => Number(row.person_key))
      .filter((key) => key !== who.erased)
    Object.assign(who, { withdrew: a, listed: b, sent: c })
    who.control = keys.slice(4).find((key) => !planned.some((row) => Number(row.person_key) === key)) ?? 0
    // Between the draw and the sending somebody takes their consent back, and somebody is put on the list.
    await record(who.withdrew, 'marketing')
    await ledger.db
      .insertInto('do_not_send')
      .values({
        id: newId(),
        workspace_id: fresh.workspaceId,
        channel: 'email',
        blind_index: fresh.vault.blindIndex('email', addressOf(who.listed)),
        ciphertext: null,
        reason: 'asked at the till',
        source: 'staff',
        at,
      })
      .execute()
    await send()
    t.clock.set(new Date(at.getTime() + 3_600_000))
  })
  afterAll(() => fresh?.close())

  it('says it of each way a campaign can end for somebody, in one sentence of both languages', async () => {
    const of = async (key: number) => {
      const [item] = (await ask(key)).items
      return { outcome: item?.outcome, reason: item?.reason, ...item?.sentence }
    }
    const begin = 'On 1 Mar 2026, 16:00, this customer, in the audience “First thousand”,'
    const what = 'the message “Hello” by e-mail in the campaign “First”, because'
    const zh = (verb: string, after: string) =>
      `2026-03-01 16:00，营销活动“First”${verb}通过邮件向客群“First thousand”中的该客户${after}消息“Hello”，原因是`
    expect(await of(who.sent)).toEqual({
      outcome: 'sent',
      reason: '',
      en: `${begin} was sent ${what} the draw put them into the target group and nothing stood against it.`,
      'zh-CN': `${zh('', '发送了')}该客户被随机分入实验组，且没有任何限制。`,
    })
    expect(await of(who.control)).toEqual({
      outcome: 'withheld',
      reason: 'control',
      en: `${begin} was on purpose not sent ${what} the draw put them into the control group (20 % of the audience), which shows what the campaign really brings.`,
      'zh-CN': `${zh('有意不', '发送')}该客户被随机分入对照组（占受众的 20%），用于衡量活动的真实增量效果。`,
    })
    const not = async (key: number, outcome: string, reason: string, en: string, why: string) =>
      expect(await of(key)).toEqual({
        outcome,
        reason,
        en: `${begin} was not sent ${what} ${en}.`,
        'zh-CN': `${zh('没有', '发送')}${why}。`,
      })
    const withdrawn = ['they have withdrawn their consent to marketing', '客户已撤回营销同意'] as const
    await not(who.refused, 'silent', 'consent', ...withdrawn)
    await not(who.withdrew, 'suppressed', 'consent', ...withdrawn)
    await not(
      who.listed,
      'suppressed',
      'do_not_send',
      'their address is on the do-not-send list',
      '其联系方式在禁发名单中',
    )
    await not(
      who.nowhere,
      'silent',
      'no_address',
      'no address of theirs is known for this channel',
      '没有该客户在此渠道的联系方式',
    )
    await not(
      who.unselected,
      'silent',
      'no_profiling',
      'they do not want to be selected by personal characteristics',
      '客户已关闭个性化推荐',
    )
  })

  it('leads to what decided: audience, message, delivery, campaign, consent, list, control', async () => {
    const links = async (key: number) =>
      (await ask(key)).items[0]?.trail.map(({ part, link }) => [part, link])
    const common = (key: number, isSent: boolean) => [
      ['who', `/insight/segments/${firstThousand}`],
      ['what', '/campaigns/creatives'],
      ['when', null],
      ['where', isSent ? `/interaction/deliveries?customer=${key}` : null],
      ['why', `/campaigns/${campaigns[0]}`],
    ]
    expect(await links(who.sent)).toEqual(common(who.sent, true))
    expect(await links(who.control)).toEqual([
      ...common(who.control, false),
      ['why', `/campaigns/${campaigns[0]}?tab=report`],
    ])
    expect(await links(who.withdrew)).toEqual([
      ...common(who.withdrew, true),
      ['why', `/customers/${who.withdrew}?tab=consent`],
    ])
    expect(await links(who.listed)).toEqual([
      ...common(who.listed, true),
      ['why', '/interaction/do-not-send'],
    ])
    expect((await ask(who.listed)).items[0]?.trail.at(-1)?.label.en).toBe(
      'On the do-not-send list since 1 Mar 2026, 16:00, recorded by staff (asked at the till)',
    )
  })

  it('says whether an e-mail could go out now, and all that bars it', async () => {
    const now = async (key: number) => {
      const { allowed, reasons, sentence } = (await ask(key)).now
      return { allowed, reasons, en: sentence.en }
    }
    const begin = 'As of 1 Mar 2026, 17:00, this customer'
    expect(await now(who.sent)).toEqual({
      allowed: true,
      reasons: [],
      en: `${begin} can be sent a marketing message by e-mail, because their address is known, nothing they said forbids marketing, and they had 1 of at most 2 messages in 7 days.`,
    })
    expect((await now(who.unselected)).en).toContain(
      'can be sent a marketing message by e-mail by campaigns that do not select by personal characteristics,',
    )
    expect(await now(who.nowhere)).toMatchObject({ allowed: false, reasons: ['no_address'] })
    expect(await now(who.listed)).toMatchObject({ allowed: false, reasons: ['do_not_send'] })
    expect(await now(who.withdrew)).toEqual({
      allowed: false,
      reasons: ['consent'],
      en: `${begin} cannot be sent a marketing message by e-mail, because they have withdrawn their consent to marketing.`,
    })
    await record(who.listed, 'marketing')
    expect(await now(who.listed)).toMatchObject({
      reasons: ['do_not_send', 'consent'],
      en: `${begin} cannot be sent a marketing message by e-mail, because their address is on the do-not-send list, and they have withdrawn their consent to marketing.`,
    })
  })

  it('says the same of each other channel, by what that one needs', async () => {
    const others = async (key: number) =>
      Object.fromEntries((await ask(key)).others.map((one) => [one.channel, one]))
    const { ledger } = fresh.stores
    const number = (key: number) => `+861380013${String(key).padStart(4, '0')}`
    await ledger.db
      .insertInto('identifiers')
      .values(
        [who.sent, who.withdrew].map((person_key) => ({
          ...{
            workspace_id: fresh.workspaceId,
            kind: 'phone' as const,
            ciphertext: Buffer.from('x'),
            person_key,
          },
          blind_index: fresh.vault.blindIndex('phone', number(person_key)),
          ...{ source: 'test', first_seen_at: at, last_seen_at: at },
        })),
      )
      .execute()
    const sent = await others(who.sent)
    expect(Object.keys(sent).sort()).toEqual(['call', 'post', 'push', 'sms', 'wechat', 'wecom'])
    expect(sent.post).toMatchObject({ allowed: false, reasons: ['no_address'] })
    expect(sent.wechat?.sentence).toEqual({
      en: 'As of 1 Mar 2026, 17:00, this customer cannot be sent a marketing message by WeChat, because no address of theirs is known for this channel.',
      'zh-CN':
        '截至 2026-03-01 17:00，不能通过微信公众号向该客户发送营销信息，原因是没有该客户在此渠道的联系方式。',
    })
    expect(sent.sms).toMatchObject({ allowed: true, reasons: [] })
    expect(sent.call?.sentence).toEqual({
      en: 'As of 1 Mar 2026, 17:00, this customer can be called about an offer, because their number is known, nothing they said forbids marketing, and they had 1 of at most 2 messages in 7 days.',
      'zh-CN':
        '截至 2026-03-01 17:00，可以致电该客户介绍营销方案，原因是手机号已知，客户未拒绝营销信息，同意策略允许发送，且 7 天内已触达 1 次（上限 2 次）。',
    })
    // They took back their consent to mail; to nothing else.
    expect(await others(who.withdrew)).toMatchObject({ sms: { allowed: true }, call: { allowed: true } })
    // A number that wants no messages is not rung either; the list of mail bars neither.
    await ledger.db
      .insertInto('do_not_send')
      .values({
        ...{ id: newId(), workspace_id: fresh.workspaceId, channel: 'sms', ciphertext: null, at },
        blind_index: fresh.vault.blindIndex('phone', number(who.withdrew)),
        ...{ reason: 'asked to', source: 'customer' as const },
      })
      .execute()
    const listed = await others(who.withdrew)
    expect([listed.sms?.reasons, listed.call?.reasons]).toEqual([['do_not_send'], ['do_not_send']])
    expect(listed.call?.trail.at(-1)?.label.en).toContain('by the customer (asked to)')
    const wish = { workspace_id: fresh.workspaceId, person_key: who.sent, said_by: 'staff' as const }
    await ledger.db
      .insertInto('contact_wishes')
      .values({ ...wish, pace: 'weekly', paused_until: null, said_at: at })
      .execute()
    expect((await others(who.sent)).call).toMatchObject({ reasons: ['own_pace'] })
    await ledger.db
      .updateTable('contact_wishes')
      .set({ paused_until: new Date(at.getTime() + 30 * 86_400_000) })
      .execute()
    const paused = await ask(who.sent)
    expect([paused.now, ...paused.others].map(({ reasons }) => reasons.includes('paused'))).toEqual(
      Array(7).fill(true),
    )
    await ledger.db.deleteFrom('contact_wishes').execute()
  })

  it('names the messages that filled the cap, a campaign that was stopped, and a customer who was erased', async () => {
    await launch('Second', 0)
    const [second] = (await ask(who.sent)).items
    // The draw asks the warehouse, which hears of contacts from the customer room; here the send is what sees them.
    expect(second).toMatchObject({ campaignName: 'Second', outcome: 'planned' })
    await send()
    const [capped] = (await ask(who.sent)).items
    expect(capped).toMatchObject({ campaignName: 'Second', outcome: 'suppressed', reason: 'contact_cap' })
    expect(capped?.sentence.en).toContain(
      'they already had 1 message within 7 days, which is the contact cap.',
    )
    expect(capped?.sentence['zh-CN']).toContain('原因是 7 天内已触达 1 次，达到频次上限。')
    expect(capped?.trail.at(-1)).toEqual({
      part: 'why',
      label: { en: 'Message of “First”, 1 Mar 2026, 16:00', 'zh-CN': '2026-03-01 16:00 “First”的消息' },
      link: `/campaigns/${campaigns[0]}`,
    })
    const third = await launch('Third', 0)
    await t.room.launching.stop(t.workspace, third, 'user:test')
    const [stopped] = (await ask(who.sent)).items
    expect(stopped).toMatchObject({ outcome: 'suppressed', reason: 'campaign_stopped' })
    expect(stopped?.sentence.en).toContain('because the campaign was stopped before that.')
    expect((await ask(who.sent)).items.map(({ campaignName }) => campaignName)).toEqual([
      'Third',
      'Second',
      'First',
    ])
    await fresh.stores.ledger.db
      .insertInto('erased_persons')
      .values({
        person_key: String(who.erased),
        workspace_id: fresh.workspaceId,
        erased_at: at,
        applied_at: at,
      })
      .execute()
    expect(await ask(who.erased)).toMatchObject({
      items: [],
      now: { allowed: false, reasons: ['erased'], trail: [{ link: '/customers/requests' }] },
    })
    await expect(ask(999_999_999)).rejects.toMatchObject({ code: 'common.notFound' })
    const elsewhere = { ...t.workspace, id: t.workspace.id + 1 }
    await expect(contactsOf(t.room.deps, elsewhere, String(who.sent), 5)).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})
