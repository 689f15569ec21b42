import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { forgetAddress } from '../../../src/customer/contact/forget-address.ts'
import { pumpReach } from '../../../src/customer/contact/pump-reach.ts'
import { createPersons, type Persons } from '../../../src/customer/identity/persons.ts'
import { addToList } from '../../../src/interaction/do-not-send/list.ts'
import { forgetGone } from '../../../src/interaction/inbound/gone.ts'
import type { ForgetAddress } from '../../../src/interaction/ports.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { recipientsOf } from '../../../src/server/wiring/recipients.ts'
import { listening } from '../../interaction/support/channel-tools.ts'
import { settled } from '../../interaction/support/outbox.ts'
import { type PushService, pushAddress, startPushService } from '../../interaction/support/push-service.ts'
import { draft } from '../room.ts'
import { type Stage, stageReaching } from './launched.ts'

const count = 40

describe('a campaign by browser notifications', () => {
  let stage: Stage
  let fresh: Stage['fresh']
  let t: Stage['t']
  let service: PushService
  let persons: Persons
  let keys: number[]
  const isGone = (browser: number) => browser === keys[3]
  beforeAll(async () => {
    stage = await stageReaching(count, (index) => (index % 4 === 0 ? 'email' : 'push'))
    ;({ fresh, t, keys } = stage)
    service = await startPushService((browser) => (isGone(browser) ? { status: 410 } : null))
    const { ledger, warehouse } = fresh.stores
    persons = createPersons(ledger, warehouse, async () => fresh.vault)
    await persons.attach(
      t.workspace,
      'push',
      new Map(keys.filter((_, i) => i % 4 !== 0).map((key) => [key, pushAddress(service.url, key)])),
    )
    await stage.connect('push', { settings: { contact: 'push@x.example', services: '127.0.0.1' } })
  })
  afterAll(async () => {
    await service?.close()
    await fresh?.close()
  })

  it('asks its own consent and list, reaches each browser once, and forgets the one that is gone', async () => {
    const [refused = 0, listed = 0, gone = 0] = keys.slice(1)
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    await fresh.stores.ledger.transaction(async (trx) => {
      await consents.record(trx, t.workspace, [
        {
          ...{ personKey: refused, purpose: 'marketing', channel: 'push', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ])
      const address = pushAddress(service.url, listed)
      const blindIndex = fresh.vault.blindIndex('push', address)
      await addToList(trx, t.workspace, fresh.vault, {
        ...{ channel: 'push', source: 'staff', reason: '', addresses: [{ blindIndex, address }] },
      })
    })
    const { id: creativeId } = await t.room.creatives.create(t.workspace, {
      ...{ name: 'Note', channel: 'push', language: 'zh-CN', templateId: null },
      ...{ subject: '', preheader: '', mjml: '', text: '', templateNumber: '' },
      fields: {
        ...{ title: '{{ offer.name }}', words: '{{ customer.name }}您好', link: '{{ links.main }}' },
        ...{ button1: '查看', button1Link: '{{ links.main }}?from=button', topic: 'spring', kept: '6h' },
      },
    })
    const campaign = await draft(t.room, t.workspace, { channel: 'push', creativeId })
    const { recipients, silent } = await t.room.forecast(t.workspace, campaign.id)
    expect(Object.fromEntries(silent.map(({ reason, customers }) => [reason, customers]))).toEqual({
      no_address: count / 4,
      consent: 1,
      do_not_send: 1,
    })
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients },
      'user:test',
    )
    await t.room.launching.settled()
    const { ledger, warehouse } = fresh.stores
    const forget: ForgetAddress = (workspace, channel, address) =>
      forgetAddress(ledger, fresh.vault, workspace, channel, address)
    const forgetting = { log: silentLog, workspaceOf: async () => t.workspace, forgetAddress: forget }
    const worker = stage.work({
      recipientsOf: recipientsOf({ persons }),
      inbound: { ...listening().inbound, gone: (each) => forgetGone(forgetting, each) },
    })
    try {
      const ends = await settled(ledger)
      expect((ends.sent ?? 0) + (ends.failed ?? 0)).toBe(recipients)
    } finally {
      await worker.stop()
    }
    const rows = await ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'status', 'reason'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    for (const { person_key, status, reason } of rows)
      expect([status, reason]).toEqual(isGone(Number(person_key)) ? ['failed', 'push_gone'] : ['sent', null])
    const sent = rows.filter(({ status }) => status === 'sent').map(({ person_key }) => Number(person_key))
    expect(service.broken).toEqual([])
    expect(service.got.map(({ browser }) => browser).sort()).toEqual(sent.sort())
    for (const { message, taken } of service.got) {
      expect(message.body).toBe('您好')
      expect(message.tag).toBe('spring')
      expect(taken.headers).toMatchObject({ topic: 'spring', ttl: '21600', urgency: 'normal' })
      expect(message.link).toMatch(/^http:\/\/127\.0\.0\.1:4100\/t\/c\/[\w.-]+$/)
      expect(message.actions?.[0]?.link).not.toBe(message.link)
    }
    const wasSent = rows.some(({ person_key }) => isGone(Number(person_key)))
    expect((await persons.addresses(t.workspace, [gone], 'push')).has(gone)).toBe(!wasSent)
    await pumpReach(ledger, warehouse)
    const next = await t.room.forecast(
      t.workspace,
      (await draft(t.room, t.workspace, { channel: 'push', creativeId })).id,
    )
    expect(next.silent.find(({ reason }) => reason === 'no_address')?.customers).toBe(
      count / 4 + (wasSent ? 1 : 0),
    )
  })
})
