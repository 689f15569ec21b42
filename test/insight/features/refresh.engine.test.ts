import { rfmScores } from '@liangti/models'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dayOf, daysBetween } from '../../../src/insight/days.ts'
import { createFeatures, type Features } from '../../../src/insight/features/index.ts'
import { type Snapshot, snapshotRows } from '../../../src/insight/features/snapshots.ts'
import { storeRfmSettings } from '../../../src/insight/rfm/settings.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import {
  type Business,
  daysAgo,
  insertLines,
  insertRows,
  type Line,
  now,
  openBusiness,
} from '../support/business.ts'

let business: Business
let features: Features
beforeAll(async () => {
  business = await openBusiness()
  features = createFeatures(business.deps, async () => {})
})
afterAll(() => business.close())
beforeEach(async () => {
  business.clock.set(now)
  for (const table of ['order_lines', 'products', 'customer_features'])
    await business.warehouse.command(sql`TRUNCATE TABLE ${{ text: table, params: {}, isSql: true }}`)
  await business.deps.ledger.db.deleteFrom('feature_snapshots').execute()
  await business.deps.ledger.db.deleteFrom('rfm_settings').execute()
})

const featureRow = z.object({
  person_key: int64(),
  recency_days: z.int(),
  frequency: z.int(),
  monetary_minor: int64(),
  breadth: z.int(),
  length_days: z.int(),
  r: z.int(),
  f: z.int(),
  m: z.int(),
})
function rowsOf(snapshot: Snapshot | null) {
  if (!snapshot) throw new Error('there is no snapshot')
  return business.warehouse.rows(
    sql`SELECT person_key, recency_days, frequency, monetary_minor, breadth, length_days, r, f, m
      FROM ${snapshotRows(business.workspace, snapshot, createBinder())} ORDER BY person_key`,
    featureRow,
  )
}

describe('features', () => {
  it('are null in an empty workspace', async () => {
    expect(await features.refresh(business.workspace)).toBeNull()
    expect(await features.latest(business.workspace)).toBeNull()
  })

  it('say what each customer bought, net of returns and without charges', async () => {
    await insertRows(business.warehouse, 'products', [
      {
        workspace_id: business.workspace.id,
        product_id: 'tea',
        category: 'drinks',
        updated_at: '2026-01-01 00:00:00',
      },
      {
        workspace_id: business.workspace.id,
        product_id: 'cup',
        category: 'kitchen',
        updated_at: '2026-01-01 00:00:00',
      },
    ])
    await insertLines(business.warehouse, business.workspace, [
      { person: 1, ts: daysAgo(100), order: 'a', product: 'tea', amount: 1_000 },
      { person: 1, ts: daysAgo(100), order: 'a', product: 'cup', amount: 500 },
      { person: 1, ts: daysAgo(100), order: 'a', kind: 'charge', product: 'POST', amount: 200 },
      { person: 1, ts: daysAgo(10), order: 'b', product: 'tea', amount: 700 },
      { person: 1, ts: daysAgo(5), order: 'c', kind: 'return', product: 'tea', amount: -300 },
      { person: 1, ts: daysAgo(4), order: 'd', product: 'tea', amount: 999, currency: 'USD' },
      { person: 2, ts: daysAgo(3), order: 'e', kind: 'return', amount: -50 },
      { person: 3, ts: daysAgo(2), order: 'f', product: 'unknown', amount: 80 },
      { person: 3, ts: new Date(now.getTime() + 1), order: 'g', amount: 70_000 },
      { person: 0, ts: daysAgo(2), order: 'h', amount: 80 },
    ])
    const snapshot = await features.refresh(business.workspace)
    expect(snapshot).toMatchObject({ asOf: '2026-11-21', basis: 'clock', customers: 2 })
    const rows = await rowsOf(snapshot)
    expect(rows).toMatchObject([
      // The order in dollars counts as an order; its money cannot be added.
      { person_key: 1, recency_days: 4, frequency: 3, monetary_minor: 1_900, breadth: 2, length_days: 100 },
      { person_key: 3, recency_days: 2, frequency: 1, monetary_minor: 80, breadth: 0, length_days: 2 },
    ])
  })

  it('count products where no category is named, and days in the workspace’s zone', async () => {
    // 23:30 and 00:30 in Shanghai lie an hour apart and a day apart.
    await insertLines(business.warehouse, business.workspace, [
      { person: 1, ts: new Date('2026-11-19T15:30:00Z'), order: 'a', product: 'x', amount: 1 },
      { person: 2, ts: new Date('2026-11-19T16:30:00Z'), order: 'b', product: 'x', amount: 1 },
      { person: 2, ts: new Date('2026-11-19T16:30:00Z'), order: 'b', product: 'y', amount: 1 },
    ])
    const rows = await rowsOf(await features.refresh(business.workspace))
    expect(rows).toMatchObject([
      { recency_days: 2, breadth: 1 },
      { recency_days: 1, breadth: 2 },
    ])
  })

  it('of imported history stand at its newest order; an explicit moment is kept to the instant', async () => {
    await insertLines(business.warehouse, business.workspace, [
      { person: 1, ts: new Date('2011-03-01T00:00:00Z'), order: 'a', amount: 100 },
      { person: 1, ts: new Date('2011-12-09T12:50:00Z'), order: 'b', amount: 200 },
    ])
    expect(await features.refresh(business.workspace)).toMatchObject({ asOf: '2011-12-09', basis: 'history' })
    const earlier = await features.refresh(business.workspace, { asOf: new Date('2011-06-01T00:00:00Z') })
    expect(earlier).toMatchObject({ asOf: '2011-06-01', basis: 'given' })
    expect(await rowsOf(earlier)).toMatchObject([{ frequency: 1, monetary_minor: 100, recency_days: 92 }])
    expect((await features.latest(business.workspace))?.asOf).toBe('2011-12-09')
    const then = business.workspaceWith({ clock: manualClock(new Date('2011-07-01T00:00:00Z')) })
    expect((await features.latest(then))?.asOf).toBe('2011-06-01')
  })

  it('ensure computes once, and again when the standing snapshot knows too much', async () => {
    await insertLines(business.warehouse, business.workspace, [
      { person: 1, ts: daysAgo(3), order: 'a', amount: 100 },
    ])
    await features.ensure(business.workspace, now)
    const first = await features.latest(business.workspace)
    business.clock.advance(60_000)
    await features.ensure(business.workspace, new Date(now.getTime() + 60_000))
    expect((await features.latest(business.workspace))?.computedAt).toEqual(first?.computedAt)
    await features.ensure(business.workspace, new Date(now.getTime() - 60_000))
    expect((await features.latest(business.workspace))?.moment).toEqual(new Date(now.getTime() - 60_000))
  })

  it('a second refresh of the day replaces the first, people who vanished included', async () => {
    await insertLines(business.warehouse, business.workspace, [
      { person: 1, ts: daysAgo(3), order: 'a', amount: 100 },
      { person: 2, ts: daysAgo(3), order: 'b', amount: 100 },
    ])
    await features.refresh(business.workspace)
    await business.warehouse.command(
      sql`ALTER TABLE order_lines DELETE WHERE person_key = 2 SETTINGS mutations_sync = 2`,
    )
    const again = await features.refresh(business.workspace)
    expect(await rowsOf(again)).toHaveLength(1)
    const [stage] = await business.warehouse.rows(
      sql`SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name LIKE 'features\_stage%'`,
      z.object({ n: z.coerce.number() }),
    )
    expect(stage?.n).toBe(0)
  })

  it.each([
    { bins: 5, scheme: 'independent' as const },
    { bins: 5, scheme: 'nested' as const },
    { bins: 3, scheme: 'nested' as const },
    { bins: 9, scheme: 'independent' as const },
    { bins: 2, scheme: 'independent' as const },
  ])('score like @liangti/models: $scheme, $bins groups', async ({ bins, scheme }) => {
    const lines = randomLines(17 + bins, 300)
    await insertLines(business.warehouse, business.workspace, lines)
    await storeRfmSettings(
      business.deps.ledger,
      business.workspace,
      { bins, scheme, cuts: null },
      'system:test',
    )
    const rows = await rowsOf(await features.refresh(business.workspace))
    const expected = rfmScores(
      {
        recencyDays: rows.map((row) => row.recency_days),
        frequency: rows.map((row) => row.frequency),
        monetary: rows.map((row) => row.monetary_minor),
      },
      { bins, scheme },
    )
    expect(rows.map((row) => [row.r, row.f, row.m])).toEqual(
      rows.map((_, i) => [expected.r[i], expected.f[i], expected.m[i]]),
    )
    // And the measures are those of the lines, recounted in memory.
    const asOf = dayOf(now, 'Asia/Shanghai')
    for (const row of rows) {
      const mine = lines.filter((line) => line.person === row.person_key)
      const sales = mine.filter((line) => line.kind !== 'return')
      const days = sales.map((line) => daysBetween(dayOf(line.ts, 'Asia/Shanghai'), asOf))
      expect(row).toMatchObject({
        recency_days: Math.min(...days),
        length_days: Math.max(...days),
        frequency: new Set(sales.map((line) => line.order)).size,
        monetary_minor: mine.reduce((sum, line) => sum + line.amount, 0),
        breadth: new Set(sales.map((line) => line.product)).size,
      })
    }
  })

  it('explicit cuts are kept as they are', async () => {
    await insertLines(business.warehouse, business.workspace, randomLines(5, 100))
    const cuts = { recencyDays: [30, 90], frequency: [1, 3], monetaryMinor: [1_000, 5_000] }
    await storeRfmSettings(
      business.deps.ledger,
      business.workspace,
      { bins: 3, scheme: 'independent', cuts },
      'system:test',
    )
    const rows = await rowsOf(await features.refresh(business.workspace))
    for (const row of rows) {
      expect(row.r).toBe(row.recency_days <= 30 ? 3 : row.recency_days <= 90 ? 2 : 1)
      expect(row.f).toBe(row.frequency <= 1 ? 1 : row.frequency <= 3 ? 2 : 3)
      expect(row.m).toBe(row.monetary_minor <= 1_000 ? 1 : row.monetary_minor <= 5_000 ? 2 : 3)
    }
  })
})

function randomLines(seed: number, people: number): Line[] {
  const random = seededRandom(seed)
  const lines: Line[] = []
  for (let person = 1; person <= people; person++) {
    const orders = 1 + Math.floor(-Math.log(1 - random.next()) * 2)
    for (let o = 0; o < orders; o++) {
      const ts = daysAgo(random.next() * 400)
      for (let l = 0; l <= random.below(3); l++)
        lines.push({
          person,
          ts,
          order: `${person}-${o}`,
          product: `p${random.below(6)}`,
          amount: 10 * random.below(300),
        })
    }
    if (random.next() < 0.2)
      lines.push({
        person,
        ts: daysAgo(random.next() * 30),
        order: `${person}-r`,
        kind: 'return',
        amount: -500,
      })
  }
  return lines
}
