import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { createGuard } from '../../../src/customer/index.ts'
import { saveConnection } from '../../../src/interaction/connections/store.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { settled, wecomOf, workerOptions } from '../../interaction/support/outbox.ts'
import { startWecomStandIn, type WecomStandIn } from '../../interaction/support/wecom-stand-in.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, newPersons } from '../real-data.ts'
import { openTestRoom, type TestRoom } from '../room.ts'
import { launchedWith } from './launched.ts'

const count = 40
const at = new Date('2026-03-01T08:00:00Z')

describe('a campaign by WeCom', () => {
  let fresh: FreshStores
  let t: TestRoom
  let standIn: WecomStandIn
  let keys: number[]
  const isFriend = (customer: string) => customer !== wecomOf(keys[3] ?? 0)
  beforeAll(async () => {
    fresh = await freshStores()
    keys = await newPersons(fresh, count)
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person, index) => ({ person, channel: index % 4 === 0 ? 'email' : 'wecom' })),
    )
    t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    standIn = await startWecomStandIn({ stillFriends: isFriend })
    await saveConnection(
      { ledger: fresh.stores.ledger, vaultOf: async () => fresh.vault, guard: createGuard(['127.0.0.1']) },
      t.workspace,
      'wecom',
      {
        ...{ name: 'Company', perSecond: null, window: 1, costMinor: 0, secrets: { corpSecret: 's-1' } },
        settings: { corpId: 'ww-1', baseUrl: standIn.url },
      },
      { kind: 'system', id: 'test', permissions: new Set() },
    )
  })
  afterAll(async () => {
    await standIn?.close()
    await fresh?.close()
  })
  const rowsOf = (campaignId: string) =>
    fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'status', 'reason', 'ended_at'])
      .where('campaign_id', '=', campaignId)
      .execute()
  const launched = (words: string) =>
    launchedWith(t, {
      ...{ channel: 'wecom', name: `Words ${words}` },
      fields: { words, cardTitle: '{{ offer.name }}', cardLink: '{{ links.main }}' },
    })
  const worker = () =>
    startDeliveryWorker(
      workerOptions(fresh.stores.ledger, t.workspace, fresh.vault, 'smtp://127.0.0.1:9', {
        mayContact: t.room.mayContact,
        messageFor: t.room.messageFor,
      }),
    )
  const until = async (holds: () => Promise<boolean>) => {
    for (let i = 0; i < 200 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await holds()).toBe(true)
  }

  it('is handed over once, counts as sent when its adviser confirms it, and asks consent and list of its own', async () => {
    const [refused = 0] = [keys[1]]
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    await fresh.stores.ledger.transaction(async (trx) => {
      await consents.record(trx, t.workspace, [
        {
          ...{ personKey: refused, purpose: 'marketing', channel: 'wecom', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ])
    })
    const { id, recipients, silent } = await launched('{{ offer.words }}')
    expect(silent).toEqual({
      no_address: count / 4,
      consent: 1,
    })
    const running = worker()
    try {
      const waits = async () => (await rowsOf(id)).every(({ reason }) => reason === 'waits_for_adviser')
      await until(waits)
      expect((await rowsOf(id)).every(({ status }) => status === 'sending')).toBe(true)
      expect(standIn.copies.size).toBe(0)
      standIn.confirm(['adviser-0', 'adviser-1'])
      await until(async () => (await rowsOf(id)).some(({ status }) => status === 'sent'))
      standIn.confirm()
      await settled(fresh.stores.ledger)
    } finally {
      await running.stop()
    }
    expect(standIn.handed.map(({ customers }) => customers.length)).toEqual([recipients])
    for (const { person_key, status, reason } of await rowsOf(id)) {
      const ends = isFriend(wecomOf(Number(person_key))) ? ['sent', null] : ['failed', 'wecom_not_friend']
      expect([status, reason]).toEqual(ends)
      expect(standIn.copies.get(wecomOf(Number(person_key))) ?? 0).toBe(status === 'sent' ? 1 : 0)
    }
    const touches = await fresh.stores.ledger.db
      .selectFrom('touch_log')
      .select('touch')
      .where('workspace_id', '=', fresh.workspaceId)
      .execute()
    const kinds = touches.map(({ touch }) => (touch as { kind: string; channel: string }).kind)
    expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(standIn.copies.size)
  })

  it('that is stopped is taken back from advisers who have not confirmed it', async () => {
    const { id, recipients } = await launched('再来一次：{{ offer.words }}')
    const running = worker()
    const before = standIn.copies.size
    try {
      await until(async () => (await rowsOf(id)).every(({ reason }) => reason === 'waits_for_adviser'))
      await t.room.launching.stop(t.workspace, id, 'user:test')
      await settled(fresh.stores.ledger)
    } finally {
      await running.stop()
    }
    expect(recipients).toBeGreaterThan(0)
    expect((await rowsOf(id)).map(({ status, reason }) => [status, reason])).toEqual(
      Array.from({ length: recipients }, () => ['suppressed', 'campaign_stopped']),
    )
    standIn.confirm()
    expect(standIn.copies.size).toBe(before)
  })
})
