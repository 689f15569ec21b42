import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { createGuard } from '../../../src/customer/index.ts'
import { smsParts } from '../../../src/interaction/channels/sms/parts.ts'
import { saveConnection } from '../../../src/interaction/connections/store.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { phoneOf, settled, workerOptions } from '../../interaction/support/outbox.ts'
import { type SmppSink, startSmppSink } from '../../support/smpp-sink.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, newPersons } from '../real-data.ts'
import { draft, openTestRoom, type TestRoom } from '../room.ts'

const count = 60
const at = new Date('2026-03-01T08:00:00Z')
/** Every third has mail only. */
const hasPhone = (_: unknown, index: number) => index % 3 !== 0

describe('a campaign by SMS', () => {
  let fresh: FreshStores
  let t: TestRoom
  let sink: SmppSink
  let keys: number[]
  beforeAll(async () => {
    fresh = await freshStores()
    keys = await newPersons(fresh, count)
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person, index) => ({ person, channel: hasPhone(person, index) ? 'sms' : 'email' })),
    )
    t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    sink = await startSmppSink()
    await saveConnection(
      { ledger: fresh.stores.ledger, vaultOf: async () => fresh.vault, guard: createGuard(['127.0.0.1']) },
      t.workspace,
      'sms',
      {
        name: 'SMS',
        settings: {
          host: '127.0.0.1',
          port: sink.port,
          systemId: 'shop',
          sign: '量体',
          optOut: '拒收请回复R',
        },
        secrets: {},
        perSecond: null,
        window: 5,
        costMinor: 5,
      },
      { kind: 'system', id: 'test', permissions: new Set() },
    )
  })
  afterAll(async () => {
    await sink?.close()
    await fresh?.close()
  })
  const creative = () =>
    t.room.creatives.create(t.workspace, {
      name: 'SMS',
      channel: 'sms',
      language: 'zh-CN',
      templateId: null,
      ...{ subject: '', preheader: '', mjml: '' },
      text: '{{ customer.name }}您好，新品到店：{{ links.main }}',
      templateNumber: 'T-2026-1',
    })

  it('is not launched with a mail, and says so', async () => {
    const campaign = await draft(t.room, t.workspace, { channel: 'sms' })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    const launch = t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients },
      'user:test',
    )
    await expect(launch).rejects.toMatchObject({ code: 'campaign.otherChannel' })
  })

  it('asks its own consent, reaches who has a number, and each gets what was written, once', async () => {
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    const refused = keys[1] ?? 0
    await fresh.stores.ledger.transaction((trx) =>
      consents.record(trx, t.workspace, [
        {
          ...{ personKey: refused, purpose: 'marketing', channel: 'sms', state: 'withdrawn', source: 'test' },
          ...{ proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ]),
    )
    const { id: creativeId } = await creative()
    const campaign = await draft(t.room, t.workspace, { channel: 'sms', creativeId })
    const forecast = await t.room.forecast(t.workspace, campaign.id)
    expect(Object.fromEntries(forecast.silent.map(({ reason, customers }) => [reason, customers]))).toEqual({
      no_address: count / 3,
      consent: 1,
    })
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients: forecast.recipients },
      'user:test',
    )
    await t.room.launching.settled()
    const worker = startDeliveryWorker(
      workerOptions(fresh.stores.ledger, t.workspace, fresh.vault, 'smtp://127.0.0.1:9', {
        mayContact: t.room.mayContact,
        messageFor: t.room.messageFor,
      }),
    )
    try {
      expect(await settled(fresh.stores.ledger)).toEqual({ sent: forecast.recipients })
    } finally {
      await worker.stop()
    }
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'channel'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    expect(new Set(rows.map(({ channel }) => channel))).toEqual(new Set(['sms']))
    const treated = rows.map(({ person_key }) => Number(person_key))
    const mayGet = keys.filter((person, index) => hasPhone(person, index) && person !== refused)
    expect(treated.filter((person) => !mayGet.includes(person))).toEqual([])
    const texts = new Map<string, string>()
    for (const { to, text } of sink.taken) texts.set(to, (texts.get(to) ?? '') + text)
    expect([...texts.keys()].sort()).toEqual(treated.map((person) => phoneOf(person).slice(1)).sort())
    for (const person of treated) {
      const text = texts.get(phoneOf(person).slice(1)) ?? ''
      expect(text).toMatch(
        new RegExp(`^【量体】P${person}您好，新品到店：http://127\\.0\\.0\\.1:4100/t/c/[\\w.-]+拒收请回复R$`),
      )
      expect(smsParts(text).parts.length).toBe(2)
    }
    expect([...sink.copies.values()].every((count) => count === 1)).toBe(true)
  })
})
