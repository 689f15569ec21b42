import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { smsParts } from '../../../src/interaction/channels/sms/parts.ts'
import { phoneOf, settled } from '../../interaction/support/outbox.ts'
import { type SmppSink, startSmppSink } from '../../support/smpp-sink.ts'
import { draft } from '../room.ts'
import { type Stage, stageReaching } from './launched.ts'

const count = 60
/** Every third has mail only. */
const hasPhone = (index: number) => index % 3 !== 0

describe('a campaign by SMS', () => {
  let stage: Stage
  let fresh: Stage['fresh']
  let t: Stage['t']
  let sink: SmppSink
  let keys: number[]
  beforeAll(async () => {
    stage = await stageReaching(count, (index) => (hasPhone(index) ? 'sms' : 'email'))
    ;({ fresh, t, keys } = stage)
    sink = await startSmppSink()
    await stage.connect('sms', {
      settings: { host: '127.0.0.1', port: sink.port, systemId: 'shop', sign: '量体', optOut: '拒收请回复R' },
      costMinor: 5,
    })
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
    const worker = stage.work()
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
    const mayGet = keys.filter((person, index) => hasPhone(index) && person !== refused)
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
