import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { homeOf } from '../../../src/campaign/home/home.ts'
import { peopleOf } from '../../../src/campaign/plans/people.ts'
import type { DueDelivery } from '../../../src/interaction/ports.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, insertLines, type TestLine } from '../real-data.ts'
import { binned, draft, everybody, firstThousand, madeFor, openTestRoom, type TestRoom } from '../room.ts'

const people = Array.from({ length: 3_000 }, (_, i) => i + 1)
const start = new Date('2026-03-01T08:00:00Z')
const reachable = people.filter((p) => p % 10 !== 0).length

describe('a campaign from draft to lesson', () => {
  let fresh: FreshStores
  let t: TestRoom
  beforeAll(async () => {
    fresh = await freshStores()
    const { warehouse } = fresh.stores
    await insertCustomers(
      warehouse,
      fresh.workspaceId,
      people.map((person) => ({ person, reachable: person % 10 !== 0 })),
    )
    const random = seededRandom(1)
    const lines: TestLine[] = []
    // A year of history: everybody has a level of his own, and buys in about every third month.
    for (const person of people) {
      const level = 2_000 + 200 * (person % 40)
      for (let month = 0; month < 12; month++) {
        if (random.next() > 0.35) continue
        const at = new Date(Date.UTC(2025, 2 + month, 1 + random.below(28)))
          .toISOString()
          .slice(0, 19)
          .replace('T', ' ')
        const amountMinor = Math.round(level * (0.7 + 0.6 * random.next()))
        lines.push({
          person,
          at,
          order: `h${person}-${month}`,
          amountMinor,
          costMinor: Math.round(amountMinor * 0.6),
        })
      }
    }
    await insertLines(warehouse, fresh.workspaceId, lines)
  })
  beforeEach(async () => {
    t = await openTestRoom(fresh.stores, fresh.workspaceId, start)
  })
  afterAll(() => fresh?.close())

  const deliveries = (campaignId: string) =>
    fresh.stores.ledger.db
      .selectFrom('deliveries')
      .selectAll()
      .where('campaign_id', '=', campaignId)
      .orderBy('person_key')
      .execute()
  const launch = async (id: string, version: number) => {
    const { recipients } = await t.room.forecast(t.workspace, id)
    await t.room.launching.launch(t.workspace, id, { version, recipients }, 'user:test')
    await t.room.launching.settled()
    return t.room.campaigns.get(t.workspace, id)
  }

  it('refuses to overwrite what somebody else changed, and keeps every version', async () => {
    const first = await draft(t.room, t.workspace)
    const { id: _, ...plan } = first
    const saved = await t.room.campaigns.update(
      t.workspace,
      first.id,
      { ...plan, name: 'Mine', version: 1 },
      'user:a',
    )
    expect(saved.version).toBe(2)
    await expect(
      t.room.campaigns.update(t.workspace, first.id, { ...plan, name: 'Late', version: 1 }, 'user:b'),
    ).rejects.toMatchObject({ code: 'campaign.changedMeanwhile' })
    const versions = await fresh.stores.ledger.db
      .selectFrom('campaign_versions')
      .select(['version', 'saved_by'])
      .where('campaign_id', '=', first.id)
      .orderBy('version')
      .execute()
    expect(versions).toEqual([
      { version: 1, saved_by: 'user:test' },
      { version: 2, saved_by: 'user:a' },
    ])
  })

  it('uses no segment that was made for another purpose', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand })
    madeFor.set(firstThousand, 'service')
    try {
      await expect(t.room.forecast(t.workspace, campaign.id)).rejects.toMatchObject({
        code: 'campaign.otherPurpose',
      })
      await expect(
        t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients: 1 }, 'user:test'),
      ).rejects.toMatchObject({ code: 'campaign.otherPurpose' })
    } finally {
      madeFor.clear()
    }
  })

  it('puts drafts into a bin and takes them out again; offers in use stay', async () => {
    const offer = await t.room.offers.create(t.workspace, {
      name: 'Ten',
      kind: 'percent_off',
      value: 10,
      minimumSpendMinor: 0,
      costMinor: 0,
      code: '',
      words: '10 % off',
      validDays: 30,
    })
    const campaign = await draft(t.room, t.workspace, { offerId: offer.id as never })
    await expect(t.room.offers.remove(t.workspace, offer.id, 'user:test')).rejects.toMatchObject({
      code: 'campaign.inUse',
    })
    expect((await t.room.campaigns.remove(t.workspace, campaign.id, 'user:test')).deletedAt).not.toBeNull()
    expect((await t.room.campaigns.list(t.workspace)).map((row) => row.id)).not.toContain(campaign.id)
    await t.room.offers.remove(t.workspace, offer.id, 'user:test')
    expect((await t.room.campaigns.restore(t.workspace, campaign.id, 'user:test')).deletedAt).toBeNull()
    const audit = await fresh.stores.ledger.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', 'in', [campaign.id, offer.id])
      .orderBy('id')
      .execute()
    expect(audit.map((a) => a.action)).toEqual(['campaign.delete', 'offer.delete', 'campaign.restore'])
  })

  it('neither forecasts nor launches with anything that lies in the bin, and says what', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    const inBin = (what: string) => ({ code: 'campaign.inBin', params: { what } })
    const launchIt = () =>
      t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients }, 'user:test')
    binned.add(firstThousand)
    try {
      await expect(t.room.forecast(t.workspace, campaign.id)).rejects.toMatchObject(inBin('segment'))
      await expect(launchIt()).rejects.toMatchObject(inBin('segment'))
      const shown = await t.room.campaigns.get(t.workspace, campaign.id)
      expect(shown).toMatchObject({ status: 'draft', segmentName: 'First thousand' })
      expect(shown.missing.map((one) => one.en)).toEqual(['a segment that is not in the bin'])
    } finally {
      binned.delete(firstThousand)
    }
    // The room keeps a creative in use out of its bin; one that got there by another way is refused too.
    const { db } = fresh.stores.ledger
    const binCreative = (at: Date | null) =>
      db
        .updateTable('creatives')
        .set({ deleted_at: at })
        .where('id', '=', campaign.creativeId ?? '')
        .execute()
    await binCreative(start)
    await expect(launchIt()).rejects.toMatchObject(inBin('creative'))
    await binCreative(null)
    expect((await t.room.campaigns.get(t.workspace, campaign.id)).missing).toEqual([])
  })

  it('forecasts with a basis for each figure, and invents none', async () => {
    const campaign = await draft(t.room, t.workspace, { fixedCostMinor: 500 })
    const f = await t.room.forecast(t.workspace, campaign.id)
    expect(f.audience).toBe(people.length)
    expect(f.treatment + f.control).toBe(people.length)
    expect(f.silent).toEqual([
      expect.objectContaining({ reason: 'no_address', customers: people.length - reachable }),
    ])
    expect(f.costMinor).toMatchObject({ value: f.recipients * 10 + 500, basis: 'exact' })
    expect(f.baselineRate.basis).toBe('history')
    expect(f.baselineRate.value).toBeGreaterThan(0.3)
    expect(f.baselineRate.value).toBeLessThan(0.4)
    // Costs are 60 % of the price, on an average level of about 5,900.
    expect(f.baselineValueMinor.value).toBeGreaterThan(700)
    expect(f.baselineValueMinor.value).toBeLessThan(960)
    expect(f.incrementalMarginMinor).toMatchObject({ value: null, basis: 'no_basis' })
    expect(f.roi.value).toBeNull()
    expect(f.detectableMinor.value).toBeGreaterThan(0)
    const assumed = await draft(t.room, t.workspace, {
      assumptions: { incrementalRate: 0.05, marginRate: null },
    })
    const g = await t.room.forecast(t.workspace, assumed.id)
    expect(g.incrementalMarginMinor.basis).toBe('assumption')
    expect(g.power.value).toBeGreaterThan(0)
  })

  it('launches no mail its editor shows an error for, and says which', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand })
    const {
      id,
      version: _,
      updatedAt: __,
      deletedAt: ___,
      ...creative
    } = await t.room.creatives.get(t.workspace, campaign.creativeId ?? '')
    await t.room.creatives.update(t.workspace, id, {
      ...creative,
      mjml: creative.mjml.replace('{{ unsubscribe_url }}', 'https://shop.example/'),
    })
    const launch = (version: number) =>
      t.room.launching.launch(t.workspace, campaign.id, { version, recipients: 720 }, 'user:test')
    await expect(launch(1)).rejects.toMatchObject({ code: 'campaign.creativeFaulty' })
    await expect(launch(1)).rejects.toThrow(/Hello.*no link to unsubscribe/)
  })

  it('asks again when the recipients changed by more than a twentieth, and names what is missing', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand })
    await expect(
      t.room.launching.launch(t.workspace, campaign.id, { version: 1, recipients: 600 }, 'user:test'),
    ).rejects.toMatchObject({ code: 'campaign.audienceChanged' })
    await expect(
      t.room.launching.launch(t.workspace, campaign.id, { version: 9, recipients: 720 }, 'user:test'),
    ).rejects.toMatchObject({ code: 'campaign.changedMeanwhile' })
    const empty = await draft(t.room, t.workspace, { segmentId: null })
    await expect(
      t.room.launching.launch(t.workspace, empty.id, { version: 1, recipients: 1 }, 'user:test'),
    ).rejects.toMatchObject({ code: 'campaign.incomplete' })
    const open = await draft(t.room, t.workspace, { controlShare: 0 })
    await expect(
      t.room.launching.launch(t.workspace, open.id, { version: 1, recipients: 1 }, 'user:test'),
    ).rejects.toMatchObject({ code: 'campaign.noControlReason' })
  })

  it('lets one of two launches at once win and tells the other', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: firstThousand })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    const other = await openTestRoom(fresh.stores, fresh.workspaceId, start)
    const results = await Promise.allSettled(
      [t, other].map((r) =>
        r.room.launching.launch(r.workspace, campaign.id, { version: 1, recipients }, 'user:test'),
      ),
    )
    await Promise.all([t.room.launching.settled(), other.room.launching.settled()])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(results.find((r) => r.status === 'rejected')).toMatchObject({
      reason: { code: 'campaign.notDraft' },
    })
    expect(await deliveries(campaign.id)).toHaveLength(recipients)
  })

  it('plans messages for the treated only, each once, however often it is taken on', async () => {
    const campaign = await draft(t.room, t.workspace)
    const live = await launch(campaign.id, 1)
    expect(live.status).toBe('live')
    const rows = await deliveries(campaign.id)
    const sends = await peopleOf(
      t.room.deps,
      t.workspace,
      await t.room.campaigns.row(t.workspace, campaign.id),
      { limit: 200, action: 'send' },
    )
    expect(rows).toHaveLength(sends.total ?? 0)
    expect(sends.items.every((p) => p.arm === 'treatment' && p.delivery === 'planned')).toBe(true)
    expect(rows.slice(0, 200).map((r) => r.person_key)).toEqual(sends.items.map((p) => p.customerId))
    await t.room.launching.advance(t.workspace, campaign.id)
    expect(await deliveries(campaign.id)).toHaveLength(rows.length)
    const ghosts = await peopleOf(
      t.room.deps,
      t.workspace,
      await t.room.campaigns.row(t.workspace, campaign.id),
      { limit: 200, action: 'withhold' },
    )
    expect(ghosts.items.every((p) => p.arm === 'control' && p.delivery === null)).toBe(true)
  })

  it('waits for its time, starts at it, and stops when told', async () => {
    const campaign = await draft(t.room, t.workspace, {
      segmentId: firstThousand,
      startAt: '2026-03-02T08:00:00Z',
    })
    expect((await launch(campaign.id, 1)).status).toBe('scheduled')
    await t.room.scheduler.round()
    expect(await deliveries(campaign.id)).toHaveLength(0)
    t.clock.advance(86_400_000)
    await t.room.scheduler.round()
    expect((await t.room.campaigns.get(t.workspace, campaign.id)).status).toBe('live')
    const [first] = await deliveries(campaign.id)
    const due: DueDelivery = {
      id: first?.id ?? '',
      campaignId: campaign.id,
      step: '',
      occurrence: '',
      channel: 'email',
      personKey: Number(first?.person_key),
      offerId: null,
      creativeId: null,
      arm: 'treatment',
    }
    const ask = async (d: DueDelivery) => (await t.room.mayContact(t.workspace, [d], t.clock.now())).get(d.id)
    expect(await ask(due)).toEqual({ verdict: 'send' })
    expect(await ask({ ...due, arm: 'control' })).toMatchObject({ verdict: 'never', reason: 'control_group' })
    expect((await t.room.messageFor(t.workspace, [due])).get(due.id)).toMatchObject({
      source: { subject: 'Hello' },
      variables: { links: { main: 'http://127.0.0.1:4100/' } },
    })
    await t.room.launching.stop(t.workspace, campaign.id, 'user:test')
    expect(await ask(due)).toMatchObject({ verdict: 'never', reason: 'campaign_stopped' })
    await expect(t.room.launching.stop(t.workspace, campaign.id, 'user:test')).rejects.toMatchObject({
      code: 'campaign.notRunning',
    })
  })

  it('counts messages of other campaigns into the cap at the moment of sending', async () => {
    const [a, other, b] = [
      await draft(t.room, t.workspace, { segmentId: firstThousand }),
      await draft(t.room, t.workspace, { segmentId: firstThousand }),
      await draft(t.room, t.workspace, { segmentId: firstThousand }),
    ]
    for (const { id } of [a, other, b]) await launch(id, 1)
    // Somebody all three draw into treatment: two went out to this person from elsewhere.
    const met = async (id: string) => new Set((await deliveries(id)).map((d) => d.person_key))
    const [byA, byOther] = [await met(a.id), await met(other.id)]
    const mine = (await deliveries(b.id)).find((d) => byA.has(d.person_key) && byOther.has(d.person_key))
    const target = mine?.person_key ?? ''
    const sent = (
      await fresh.stores.ledger.db
        .selectFrom('deliveries')
        .select('id')
        .where('person_key', '=', target)
        .where('campaign_id', '!=', b.id)
        .limit(2)
        .execute()
    ).map((d) => d.id)
    expect(sent).toHaveLength(2)
    await fresh.stores.ledger.db
      .updateTable('deliveries')
      .set({ status: 'sent', sending_at: start, ended_at: start })
      .where('id', 'in', sent)
      .execute()
    const due: DueDelivery = {
      id: mine?.id ?? '',
      campaignId: b.id,
      step: '',
      occurrence: '',
      channel: 'email',
      personKey: Number(target),
      offerId: null,
      creativeId: null,
      arm: 'treatment',
    }
    expect((await t.room.mayContact(t.workspace, [due], t.clock.now())).get(due.id)).toMatchObject({
      verdict: 'never',
      reason: 'contact_cap',
    })
    // One of the two is only just leaving: whether it counts will be known in a moment.
    const [leaving] = sent
    await fresh.stores.ledger.db
      .updateTable('deliveries')
      .set({
        status: 'planned',
        sending_at: null,
        ended_at: null,
        lease_until: new Date(Date.now() + 60_000),
      })
      .where('id', '=', leaving ?? '')
      .execute()
    expect((await t.room.mayContact(t.workspace, [due], t.clock.now())).get(due.id)).toMatchObject({
      verdict: 'later',
    })
    await fresh.stores.ledger.db
      .updateTable('deliveries')
      .set({ status: 'failed', lease_until: null, ended_at: start })
      .where('id', '=', leaving ?? '')
      .execute()
    expect((await t.room.mayContact(t.workspace, [due], t.clock.now())).get(due.id)).toEqual({
      verdict: 'send',
    })
    await fresh.stores.ledger.db
      .updateTable('deliveries')
      .set({ status: 'sent', ended_at: start })
      .where('id', '=', leaving ?? '')
      .execute()
    t.clock.advance(8 * 86_400_000)
    expect((await t.room.mayContact(t.workspace, [due], t.clock.now())).get(due.id)).toEqual({
      verdict: 'send',
    })
  })

  it('finds a planted effect, is concluded once, and teaches the next forecast', async () => {
    t.clock.advance(20 * 86_400_000)
    // The only campaign of its objective, so that the forecast learns from nothing the tests above drew by chance.
    const campaign = await draft(t.room, t.workspace, { segmentId: everybody, objective: 'grow' })
    // One draw of the arms for all runs: an interval misses the truth one time in twenty, as it should.
    const db = fresh.stores.ledger.db
    await db.updateTable('campaigns').set({ salt: 'planted' }).where('id', '=', campaign.id).execute()
    const live = await launch(campaign.id, 1)
    const row = await t.room.campaigns.row(t.workspace, campaign.id)
    const treated = new Set((await deliveries(campaign.id)).map((d) => Number(d.person_key)))
    const random = seededRandom(7)
    const lines: TestLine[] = []
    // Everybody goes on buying; a tenth of the treated buys once more because of the message.
    for (const person of people) {
      const level = 2_000 + 200 * (person % 40)
      const orders = (random.next() < 0.35 ? 1 : 0) + (treated.has(person) && random.next() < 0.1 ? 1 : 0)
      for (let i = 0; i < orders; i++) {
        const at = new Date(t.clock.now().getTime() + (1 + random.below(28)) * 86_400_000)
          .toISOString()
          .slice(0, 19)
          .replace('T', ' ')
        lines.push({
          person,
          at,
          order: `w${person}-${i}`,
          amountMinor: level,
          costMinor: Math.round(level * 0.6),
        })
      }
    }
    await insertLines(fresh.stores.warehouse, fresh.workspaceId, lines)
    t.clock.advance(31 * 86_400_000)
    const report = await t.room.reports.of(t.workspace, row)
    expect(report).toMatchObject({ final: true, marginBasis: 'cost_of_goods', srm: { mismatch: false } })
    expect(report?.series).toHaveLength(30)
    expect(report?.series.at(-1)?.effect.estimate).toBeCloseTo(report?.effectPerCustomer.estimate ?? 0, 6)
    // The truth: 10 % × 40 % of a mean level of 5,900.
    expect(report?.effectPerCustomer.lo).toBeLessThan(236)
    expect(report?.effectPerCustomer.hi).toBeGreaterThan(236)
    expect(report?.effectPerCustomer.verdict).toBe('positive')
    expect((report?.effectPerCustomer.hi ?? 0) - (report?.effectPerCustomer.lo ?? 0)).toBeLessThan(
      (report?.effectUnadjusted.hi ?? 0) - (report?.effectUnadjusted.lo ?? 0),
    )
    expect(live.outcomeEndsAt).not.toBeNull()

    await Promise.all([t.room.scheduler.round(), t.room.scheduler.round()])
    const ended = await t.room.campaigns.get(t.workspace, campaign.id)
    expect(ended.status).toBe('ended')
    const lessons = await t.room.lessons.list(t.workspace, 'zh-CN', { campaign: campaign.id })
    expect(lessons).toHaveLength(1)
    expect(lessons[0]?.text).toContain('增量毛利')
    await t.room.lessons.add(t.workspace, campaign.id, 'Send on Friday.', 'user:test')
    expect(
      await t.room.lessons.list(t.workspace, 'en', { objective: 'grow', campaign: campaign.id }),
    ).toHaveLength(2)

    const next = await t.room.campaigns.clone(t.workspace, campaign.id, 'user:test')
    const f = await t.room.forecast(t.workspace, next.id)
    expect(f.incrementalMarginMinor.basis).toBe('history')
    expect(f.incrementalMarginMinor.value).toBeGreaterThan(0)
    expect(f.incrementalMarginMinor.value).toBeLessThan(
      (report?.effectPerCustomer.estimate ?? 0) * f.recipients,
    )

    const home = await homeOf(t.room.deps, t.workspace, t.room)
    expect(home.empty).toBe(false)
    expect(home.campaigns.find((c) => c.id === campaign.id)).toMatchObject({ status: 'ended', daysLeft: 0 })
    expect(home.incrementalMarginMinor.estimate).not.toBeNull()
  })
})
