import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { creativeInput } from '../../../src/campaign/offers/creative.ts'
import { createGuard } from '../../../src/customer/index.ts'
import { saveConnection } from '../../../src/interaction/connections/store.ts'
import { countByLanguage } from '../../../src/interaction/delivery/by-language.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { phoneOf, settled, workerOptions } from '../../interaction/support/outbox.ts'
import { type SmppSink, startSmppSink } from '../../support/smpp-sink.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, newPersons } from '../real-data.ts'
import { callDraft, draft, openTestRoom, type TestRoom } from '../room.ts'

const at = new Date('2026-03-01T08:00:00Z')
/** What data say, and which of zh-CN (the creative's own), en and ja somebody gets for it; the workspace's is zh-CN. */
const speakers = [
  { said: 'zh_CN', gets: 'zh-CN' },
  { said: 'English', gets: 'en' },
  { said: '日语', gets: 'ja' },
  { said: '', gets: 'zh-CN' },
  { said: 'fr', gets: 'zh-CN' },
  { said: 'zh-TW', gets: 'zh-CN' },
] as const
const greeting = { 'zh-CN': '您好', en: 'Hello', ja: 'こんにちは' } as const
const optOut = { 'zh-CN': '拒收请回复R', en: 'Reply R to opt out', ja: 'Reply R to opt out' } as const
const count = 60
const speakerAt = (index: number) => speakers[index % speakers.length] ?? speakers[0]

describe('a creative in several languages', () => {
  let fresh: FreshStores
  let t: TestRoom
  let sink: SmppSink
  let keys: number[]
  /** Put off at the first attempt. */
  let late = ''
  beforeAll(async () => {
    fresh = await freshStores()
    keys = await newPersons(fresh, count)
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person, index) => ({ person, channel: 'sms', language: speakerAt(index).said })),
    )
    t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    t.workspace.locale = 'zh-CN'
    sink = await startSmppSink({
      behaviour: ({ to, attempt }) => (to === late && attempt === 1 ? 'defer' : 'accept'),
    })
    await saveConnection(
      { ledger: fresh.stores.ledger, vaultOf: async () => fresh.vault, guard: createGuard(['127.0.0.1']) },
      t.workspace,
      'sms',
      {
        ...{ name: 'SMS', secrets: {}, perSecond: null, window: 5, costMinor: 5 },
        settings: { host: '127.0.0.1', port: sink.port, systemId: 'shop', sign: '量体' },
      },
      { kind: 'system', id: 'test', permissions: new Set() },
    )
  })
  afterAll(async () => {
    await sink?.close()
    await fresh?.close()
  })

  const sms = { subject: '', preheader: '', mjml: '', templateNumber: '' }
  const creative = (offerText = '') =>
    t.room.creatives.create(t.workspace, {
      ...{ ...sms, name: 'SMS', channel: 'sms', language: 'zh-CN', templateId: null },
      text: `${greeting['zh-CN']} ${offerText}`,
      variants: [
        { ...sms, language: 'en', text: `${greeting.en} ${offerText}` },
        { ...sms, language: 'ja', text: `${greeting.ja} ${offerText}` },
      ],
    })
  const startWorker = () =>
    startDeliveryWorker(
      workerOptions(fresh.stores.ledger, t.workspace, fresh.vault, 'smtp://127.0.0.1:9', {
        ...{ mayContact: t.room.mayContact, messageFor: t.room.messageFor },
        retryDelaysMs: [600_000],
      }),
    )
  const launched = async (change: Parameters<typeof draft>[2]) => {
    const campaign = await draft(t.room, t.workspace, change)
    const forecast = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients: forecast.recipients },
      'user:test',
    )
    await t.room.launching.settled()
    return { campaign, forecast }
  }

  it('is refused where a language stands twice or lacks what its channel needs', () => {
    const base = { name: 'SMS', channel: 'sms', language: 'zh-CN', text: '您好' }
    const wrong = (variants: object[]) => creativeInput.safeParse({ ...base, variants }).error?.issues
    expect(wrong([{ language: 'zh_cn', text: 'x' }])).toMatchObject([{ path: ['variants', 0, 'language'] }])
    expect(wrong([{ language: 'en', text: '' }])).toMatchObject([{ path: ['variants', 0, 'text'] }])
    expect(wrong([{ language: 'en', text: 'Hello' }])).toBeUndefined()
  })

  it('reaches everybody in theirs, counts who will not before, and keeps it when a message is tried again', async () => {
    const { id: creativeId } = await creative()
    const draftOf = {
      channel: 'sms' as const,
      creativeId,
      contactCap: { contacts: 9, days: 7 },
      controlShare: 0.1,
    }
    const campaign = await draft(t.room, t.workspace, draftOf)
    const forecast = await t.room.forecast(t.workspace, campaign.id)
    // Reckoned the other way round: each recipient by hand.
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients: forecast.recipients },
      'user:test',
    )
    await t.room.launching.settled()
    const db = fresh.stores.ledger.db
    const planned = await db
      .selectFrom('deliveries')
      .select(['id', 'person_key', 'language'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    const of = (person: number) => speakerAt(keys.indexOf(person))
    const people = planned.map(({ person_key }) => Number(person_key))
    expect(new Set(planned.map(({ language }) => language))).toEqual(new Set([null]))
    expect(forecast.languages).toEqual(
      (['zh-CN', 'en', 'ja'] as const).map((language) => ({
        language,
        customers: people.filter((person) => of(person).gets === language).length,
        notTheirs: people.filter((p) => language === 'zh-CN' && ['fr', 'zh-TW'].includes(of(p).said)).length,
      })),
    )
    const foreign = people.filter((person) => ['fr', 'zh-TW'].includes(of(person).said)).length
    expect(forecast.warnings.map(({ en }) => en)).toContain(
      `${foreign} of ${people.length} recipients will read it in the default language: it is not written in theirs.`,
    )

    const waits = people.find((person) => of(person).gets === 'ja') ?? 0
    late = phoneOf(waits).slice(1)
    const first = startWorker()
    const lateRow = () =>
      db
        .selectFrom('deliveries')
        .select(['status', 'language', 'attempts', 'reason'])
        .where('campaign_id', '=', campaign.id)
        .where('person_key', '=', String(waits))
        .executeTakeFirstOrThrow()
    const left = () =>
      db
        .selectFrom('deliveries')
        .select('person_key')
        .where('status', '!=', 'sent')
        .execute()
        .then((rows) => rows.map(({ person_key }) => Number(person_key)))
    await expect.poll(left, { timeout: 30_000 }).toEqual([waits])
    await expect.poll(async () => (await lateRow()).reason, { timeout: 20_000 }).not.toBeNull()
    await first.stop()
    expect(await lateRow()).toMatchObject({ status: 'planned', language: 'ja', attempts: 1 })

    // They speak English from now on; the message that was begun stays what it was.
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      [{ person: waits, channel: 'sms', language: 'en' }],
      '2026-03-01 00:00:00',
    )
    await db.updateTable('deliveries').set({ retry_at: null }).where('status', '=', 'planned').execute()
    const second = startWorker()
    try {
      expect(await settled(fresh.stores.ledger)).toEqual({ sent: people.length })
    } finally {
      await second.stop()
    }
    const texts = new Map<string, string>()
    for (const { to, text } of sink.taken) texts.set(to, (texts.get(to) ?? '') + text)
    for (const person of people) {
      const { gets } = of(person)
      const text = texts.get(phoneOf(person).slice(1)) ?? ''
      expect(text).toContain(greeting[gets])
      expect(text.endsWith(optOut[gets])).toBe(true)
    }
    const rows = await countByLanguage(fresh.stores.ledger, t.workspace, campaign.id)
    expect(Object.fromEntries(rows.map(({ language, sent }) => [language, sent]))).toEqual(
      Object.fromEntries((forecast.languages ?? []).map(({ language, customers }) => [language, customers])),
    )
    const report = await t.room.reports.of(t.workspace, await t.room.campaigns.row(t.workspace, campaign.id))
    expect(report?.languages).toEqual(rows)
  })

  it('says the offer in the language of its reader, where that was translated', async () => {
    const offer = await t.room.offers.create(t.workspace, {
      ...{ name: '满减', kind: 'amount_off', value: 2_000, costMinor: 0, code: '', words: '满百减二十' },
      ...{ minimumSpendMinor: 10_000, validDays: 7 },
      translations: [{ language: 'en', name: 'Spring', words: '20 off 100' }],
    })
    const { id: creativeId } = await creative('{{ offer.words }} {{ offer.minimum_spend | money }}')
    sink.taken.length = 0
    late = ''
    const { campaign } = await launched({
      ...{ channel: 'sms', creativeId, controlShare: 0.1, contactCap: { contacts: 9, days: 7 } },
      offerId: offer.id as never,
    })
    const worker = startWorker()
    try {
      await settled(fresh.stores.ledger)
    } finally {
      await worker.stop()
    }
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'language'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    const texts = new Map<string, string>()
    for (const { to, text } of sink.taken) texts.set(to, (texts.get(to) ?? '') + text)
    for (const { person_key, language } of rows) {
      const text = texts.get(phoneOf(Number(person_key)).slice(1)) ?? ''
      expect(text).toContain(language === 'en' ? '20 off 100' : '满百减二十')
      expect(text).toMatch(/100/)
    }
    expect(new Set(rows.map(({ language }) => language))).toEqual(new Set(['zh-CN', 'en', 'ja']))
  })

  it('gives a call the script of the language that is spoken', async () => {
    const { ledger } = fresh.stores
    const begun = await callDraft(t)
    const plan = await t.room.campaigns.get(t.workspace, begun.id)
    const own = await t.room.creatives.get(t.workspace, plan.creativeId ?? '')
    const scripts = { en: '11111111-1111-4111-8111-111111111111', zh: '22222222-2222-4222-8222-222222222222' }
    for (const id of Object.values(scripts))
      await ledger.db
        .insertInto('desk_scripts')
        .values({ id, workspace_id: t.workspace.id, name: id, kind: 'call', created_at: at } as never)
        .execute()
    const { id: _, version: __, updatedAt: ___, deletedAt: ____, ...input } = own
    const spoken = await t.room.creatives.create(t.workspace, {
      ...input,
      language: 'zh-CN',
      fields: { ...input.fields, scriptId: scripts.zh },
      variants: [{ ...sms, text: '', language: 'en', fields: { scriptId: scripts.en } }],
    })
    const { campaign } = await launched({
      ...{ channel: 'call', creativeId: spoken.id, controlShare: 0.1, contactCap: { contacts: 99, days: 7 } },
    })
    const tasks = await ledger.db
      .selectFrom('desk_tasks')
      .select(['person_key', 'script_id'])
      .where('origin_id', '=', campaign.id)
      .execute()
    expect(tasks.length).toBeGreaterThan(20)
    for (const { person_key, script_id } of tasks) {
      const { said } = speakerAt(keys.indexOf(Number(person_key)))
      if (said !== '日语') expect(script_id).toBe(said === 'English' ? scripts.en : scripts.zh)
    }
  })
})
