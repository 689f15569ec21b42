import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { selectsByProfile } from '../../../src/insight/segments/by-profile.ts'
import { reasonInWords } from '../../../src/interaction/delivery/reasons.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import {
  contactTopicsOf,
  saveContactTopics,
  saveTopicWishes,
} from '../../../src/interaction/preferences/topics.ts'
import { trackingRoutes } from '../../../src/interaction/tracking/routes.ts'
import { signTracked } from '../../../src/interaction/tracking/tokens.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { recordWithdrawalOf } from '../../../src/server/wiring/withdrawals.ts'
import { recordTouches, settled, workerOptions } from '../../interaction/support/outbox.ts'
import { startSmtpSink } from '../../support/smtp-sink.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, everybody, firstThousand, openTestRoom, type TestRoom } from '../room.ts'

const at = new Date('2026-03-01T08:00:00Z')
const people = 200

describe('consent in a campaign', () => {
  let fresh: FreshStores
  let t: TestRoom
  const keys: number[] = []
  beforeAll(async () => {
    fresh = await freshStores()
    for (let i = 0; i < people; i++) {
      const { person_key } = await fresh.stores.ledger.db
        .insertInto('persons')
        .values({ workspace_id: fresh.workspaceId, import_id: null })
        .returning('person_key')
        .executeTakeFirstOrThrow()
      keys.push(Number(person_key))
    }
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person) => ({ person })),
    )
  })
  beforeEach(async () => {
    t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
  })
  afterAll(() => fresh?.close())

  const record = (personKeys: readonly number[], purpose: string, state: 'given' | 'withdrawn') =>
    fresh.stores.ledger.transaction((trx) =>
      createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault }).record(
        trx,
        t.workspace,
        personKeys.map((personKey) => ({
          personKey,
          purpose,
          channel: purpose === 'marketing' ? 'email' : '*',
          state,
          source: 'test',
          proof: { kind: 'form' },
          actor: { kind: 'system', id: 'test' },
        })),
      ),
    )
  const silentOf = async (segmentId: string) => {
    const campaign = await draft(t.room, t.workspace, { segmentId })
    const forecast = await t.room.forecast(t.workspace, campaign.id)
    return forecast.silent.map(({ reason, customers, label }) => ({ reason, customers, label }))
  }

  it('keeps those who withdrew out of forecast and audience, with the reason counted', async () => {
    await record(keys.slice(0, 3), 'marketing', 'withdrawn')
    expect(await silentOf(everybody)).toEqual([
      {
        reason: 'consent',
        customers: 3,
        label: { en: 'No consent to marketing', 'zh-CN': '未同意接收营销信息' },
      },
    ])
    await record(keys.slice(0, 3), 'marketing', 'given')
    expect(await silentOf(everybody)).toEqual([])
  })

  it('keeps those who refused automated selection out of segments, not out of what everybody gets', async () => {
    await record(keys.slice(3, 5), 'profiling', 'withdrawn')
    expect(await silentOf(firstThousand)).toMatchObject([{ reason: 'no_profiling', customers: 2 }])
    expect(await silentOf(everybody)).toEqual([])
    await record(keys.slice(3, 5), 'profiling', 'given')
  })

  it('asks for a yes where the policy says so, and reaches only those who gave one', async () => {
    const policy = (allowed: boolean) =>
      fresh.stores.ledger.db
        .insertInto('consent_policies')
        .values({
          workspace_id: fresh.workspaceId,
          purposes: '[]',
          unrecorded: JSON.stringify({ 'marketing/email': allowed }),
          updated_at: at,
        })
        .onConflict((conflict) =>
          conflict
            .column('workspace_id')
            .doUpdateSet({ unrecorded: JSON.stringify({ 'marketing/email': allowed }) }),
        )
        .execute()
    await policy(false)
    await record(keys.slice(10, 60), 'marketing', 'given')
    // Three gave theirs again in the first test.
    expect(await silentOf(everybody)).toMatchObject([{ reason: 'consent', customers: people - 53 }])
    await policy(true)
  })

  /** A case that is open when the message is due. */
  async function complaintOf(personKey: number): Promise<void> {
    const now = t.workspace.clock.now()
    await fresh.stores.ledger.db
      .insertInto('cases')
      .values({
        ...{ id: newId(), workspace_id: t.workspace.id, person_key: personKey, channel: 'call', ref: null },
        ...{
          words: fresh.vault.encryptFor(personKey, 'late'),
          topics: [],
          sentiment: -1,
          severity: 2,
          coded_by: 'model',
        },
        ...{ tier: null, priority: 4, arm: null, received_at: now, due_at: now, answered_at: null },
        ...{ closed_at: null, outcome: null, satisfaction: null },
      })
      .execute()
  }

  /** A topic, and these refusing it. */
  async function topicRefusedBy(personKeys: readonly number[]): Promise<string> {
    const { ledger } = fresh.stores
    return ledger.transaction(async (trx) => {
      await saveContactTopics(trx, t.workspace, [{ name: { en: 'Recipes', 'zh-CN': '食谱' } }])
      const topicId = (await contactTopicsOf(trx, t.workspace.id)).at(-1)?.id ?? ''
      for (const key of personKeys)
        await saveTopicWishes(trx, t.workspace, key, new Map([[topicId, false]]), 'customer')
      return topicId
    })
  }

  it('leaves out who does not want its topic, and only where it names one', async () => {
    const topicId = await topicRefusedBy(keys.slice(20, 27))
    const silent = async (change: { topicId?: string }) => {
      const campaign = await draft(t.room, t.workspace, { segmentId: everybody, ...change })
      return (await t.room.forecast(t.workspace, campaign.id)).silent
    }
    expect(await silent({ topicId })).toMatchObject([
      { reason: 'topic_refused', customers: 7, label: { 'zh-CN': '不想接收该主题的信息' } },
    ])
    expect(await silent({})).toEqual([])
    await expect(draft(t.room, t.workspace, { topicId: newId() })).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })

  it('obeys a topic that is refused between planning and sending', async () => {
    const topicId = await topicRefusedBy([])
    const campaign = await draft(t.room, t.workspace, { segmentId: everybody, controlShare: 0.1, topicId })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients }, 'user:test')
    await t.room.launching.settled()
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .selectAll()
      .where('campaign_id', '=', campaign.id)
      .orderBy('person_key')
      .execute()
    const due = rows.map((row) => ({
      ...{ id: row.id, campaignId: campaign.id, step: '', occurrence: '', channel: 'email', offerId: null },
      ...{ personKey: Number(row.person_key), creativeId: null, arm: row.arm },
    }))
    const left = due[0]?.personKey ?? 0
    await fresh.stores.ledger.transaction((trx) =>
      saveTopicWishes(trx, t.workspace, left, new Map([[topicId, false]]), 'customer'),
    )
    const verdicts = await t.room.mayContact(t.workspace, due, t.workspace.clock.now())
    const never = due.flatMap(({ id }) => {
      const verdict = verdicts.get(id)
      return verdict?.verdict === 'never' ? [verdict.reason] : []
    })
    expect(never).toEqual(['topic_refused'])
    expect(due.length).toBe(recipients)
    // Nothing of it is left for the senders of other tests.
    await fresh.stores.ledger.db.deleteFrom('deliveries').where('campaign_id', '=', campaign.id).execute()
  })

  it('obeys a withdrawal between planning and sending: nothing goes out, and the reason is kept', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand, controlShare: 0.1 })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients }, 'user:test')
    await t.room.launching.settled()
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .selectAll()
      .where('campaign_id', '=', campaign.id)
      .orderBy('person_key')
      .limit(3)
      .execute()
    const [first, second, third] = rows.map((row) => ({ id: row.id, personKey: Number(row.person_key) }))
    if (!first || !second || !third) throw new Error('Nothing was planned.')
    await unsubscribeBy(first.id)
    await record([second.personKey], 'profiling', 'withdrawn')
    await complaintOf(third.personKey)
    const sink = await startSmtpSink({})
    const worker = startDeliveryWorker(
      workerOptions(fresh.stores.ledger, t.workspace, fresh.vault, sink.url, {
        mayContact: t.room.mayContact,
      }),
    )
    try {
      const counts = await settled(fresh.stores.ledger)
      expect(counts).toEqual({ sent: recipients - 3, suppressed: 3 })
    } finally {
      await worker.stop()
      await sink.close()
    }
    expect([...sink.copies.values()]).toEqual(Array(recipients - 3).fill(1))
    const [mine, theirs, complained] = await Promise.all([first.id, second.id, third.id].map(deliveryOf))
    expect(mine).toEqual({ status: 'suppressed', reason: 'consent', reason_params: { state: 'withdrawn' } })
    expect(theirs).toMatchObject({ status: 'suppressed', reason: 'no_profiling' })
    expect(complained).toMatchObject({ status: 'suppressed', reason: 'open_complaint' })
    expect(reasonInWords('consent', { state: 'withdrawn' })?.en).toContain('withdrawn')
  })

  const deliveryOf = (id: string) =>
    fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['status', 'reason', 'reason_params'])
      .where('id', '=', id)
      .executeTakeFirst()

  /** As the one-click link of RFC 8058 does, three times over. */
  async function unsubscribeBy(deliveryId: string) {
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    const route = trackingRoutes({
      address: () => 'http://127.0.0.1:4100',
      ledger: fresh.stores.ledger,
      log: silentLog,
      vaultOf: async () => fresh.vault,
      workspaceOf: async () => t.workspace,
      recordTouches,
      recipientsOf: async () => new Map(),
      recordWithdrawal: recordWithdrawalOf({ consents }),
    }).find(({ endpoint }) => endpoint.id === 'unsubscribe')
    const token = signTracked(
      fresh.vault,
      { workspaceId: fresh.workspaceId, deliveryId, linkNo: 0 },
      'unsubscribe',
    )
    const context = { locale: 'en' } as unknown as RequestContext
    for (let i = 0; i < 3; i++)
      await route?.handle(context, { params: { token }, query: undefined, body: undefined, upload: null })
    const log = await fresh.stores.ledger.db
      .selectFrom('consents')
      .select(['state', 'source', 'actor_kind', 'proof'])
      .where('source', '=', 'unsubscribe_link')
      .execute()
    expect(log).toMatchObject([{ state: 'withdrawn', actor_kind: 'customer' }])
    expect(JSON.parse(fresh.vault.decrypt(log[0]?.proof ?? Buffer.alloc(0)))).toMatchObject({ deliveryId })
  }
})

describe('selecting by profile', () => {
  it('is any condition at all; everybody is none, and what cannot be read counts as one', () => {
    const condition = { op: 'rfm', params: {} }
    expect(selectsByProfile({ all: [] })).toBe(false)
    expect(selectsByProfile({ all: [{ not: { all: [] } }] })).toBe(false)
    expect(selectsByProfile({ all: [{ any: [condition] }] })).toBe(true)
    expect(selectsByProfile({ not: condition })).toBe(true)
    expect(selectsByProfile('nonsense')).toBe(true)
  })
})
