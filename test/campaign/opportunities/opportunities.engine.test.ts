import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CampaignRoom, openCampaign } from '../../../src/campaign/index.ts'
import { candidates } from '../../../src/campaign/opportunities/candidates.ts'
import { openInsight } from '../../../src/insight/index.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, insertLines, type TestLine } from '../real-data.ts'
import { testDeps } from '../room.ts'

const people = Array.from({ length: 1_500 }, (_, i) => i + 1)
const prospects = Array.from({ length: 60 }, (_, i) => 10_000 + i)
const now = new Date('2026-03-01T08:00:00Z')

/** Every kind of customer: frequent and rare, big and small, recent and long gone. */
function history(): TestLine[] {
  const random = seededRandom(5)
  return people.flatMap((person) => {
    const [orders, level, quietDays] = [
      person % 5 === 0 ? 1 : 1 + random.below(9),
      1_000 * Math.exp(random.normal()),
      person % 6 === 0 ? random.below(200) : 0,
    ]
    return Array.from({ length: orders }, (_, i) => ({
      person,
      at: new Date(now.getTime() - (1 + quietDays + random.below(400)) * 86_400_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' '),
      order: `${person}-${i}`,
      amountMinor: Math.round(level),
      product: person % 3 === 0 ? 'only' : `p${i % 4}`,
    }))
  })
}

describe('opportunities of real rooms', () => {
  let fresh: FreshStores
  let room: CampaignRoom
  let workspace: Workspace
  beforeAll(async () => {
    fresh = await freshStores()
    const { stores, workspaceId } = fresh
    await insertCustomers(stores.warehouse, workspaceId, [
      ...people.map((person) => ({ person, reachable: person % 4 !== 0 })),
      ...prospects.map((person) => ({ person, prospect: true })),
    ])
    await insertLines(stores.warehouse, workspaceId, history())
    workspace = await getWorkspace(stores.ledger, { id: workspaceId }, manualClock(now))
    const insight = openInsight({ ...stores, log: silentLog, rowsOf: async () => [] })
    await insight.features.refresh(workspace)
    room = openCampaign({
      ...testDeps(stores),
      segments: insight.segments,
      features: insight.features,
      workspaces: async () => [workspace],
    })
  })
  afterAll(() => fresh?.close())

  it('are sized from the data, at least one for each objective they allow, none with an invented increment', async () => {
    const { items, missing } = await room.opportunities.list(workspace)
    expect(new Set(items.map((item) => item.objective))).toEqual(
      new Set(['acquire', 'retain', 'grow', 'return']),
    )
    expect(missing).toEqual([])
    for (const item of items) {
      expect(item.customers).toBeGreaterThanOrEqual(20)
      expect(item.reachable).toBeLessThanOrEqual(item.customers)
      expect(item.incrementalMarginMinor).toMatchObject({ value: null, basis: 'no_basis' })
      expect(item.words.en.length).toBeGreaterThan(5)
    }
    expect(items.find((item) => item.objective === 'acquire')).toMatchObject({
      customers: prospects.length,
      reachable: prospects.length,
      valueAtStakeMinor: 0,
    })
    expect(items.find((item) => item.objective === 'return')?.valueAtStakeMinor).toBeGreaterThan(0)
  })

  it.each(candidates.map((c) => c.id))('become a complete draft in one step: %s', async (id) => {
    const campaign = await room.opportunities.plan(workspace, id, 'user:test')
    expect(campaign).toMatchObject({ status: 'draft', controlShare: 0.2, missing: [] })
    expect(campaign.segmentName).toContain('2026-03-01')
    const forecast = await room.forecast(workspace, campaign.id)
    expect(forecast.audience).toBeGreaterThanOrEqual(0)
    if (forecast.recipients === 0) return
    await room.launching.launch(
      workspace,
      campaign.id,
      { version: 1, recipients: forecast.recipients },
      'user:test',
    )
    await room.launching.settled()
    expect((await room.campaigns.get(workspace, campaign.id)).status).toBe('live')
  })

  it('follow people picked as of a window ago, so that the silent are not taken for people who never buy', async () => {
    const campaign = await room.opportunities.plan(workspace, 'retain-quiet-valuable', 'user:test')
    const forecast = await room.forecast(workspace, campaign.id)
    expect(forecast.baselineRate.basis).toBe('history')
    expect(forecast.baselineRate.value).toBeGreaterThan(0)
  })

  it('name what is missing where nobody has ordered', async () => {
    const { id } = await fresh.stores.ledger.db
      .insertInto('workspaces')
      .values({ slug: 'empty', name: 'Empty', currency: 'CNY', time_zone: 'UTC' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const empty = await getWorkspace(fresh.stores.ledger, { id }, manualClock(now))
    const { items, missing } = await room.opportunities.list(empty)
    expect(items).toEqual([])
    expect(missing.map((m) => m.objective)).toEqual(['acquire', 'retain', 'grow', 'return'])
  })
})
