import { concentration, rfmScores, topCustomersFor } from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { getConcentration, getOverview, getRfm } from '../../../src/insight/rfm/api.ts'
import { groupOf } from '../../../src/insight/rfm/groups.ts'
import { AppError } from '../../../src/kit/errors.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Business, daysAgo, insertLines, type Line, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
const lines: Line[] = []
const spent = new Map<number, number>()
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  const random = seededRandom(99)
  for (let person = 1; person <= 400; person++) {
    for (let o = 0; o <= random.below(6); o++) {
      const amount = Math.round(Math.exp(5 + 1.2 * random.normal()))
      const cost = random.next() < 0.5 ? Math.round(amount / 2) : null
      lines.push({ person, ts: daysAgo(random.next() * 500), order: `${person}-${o}`, amount, cost })
      spent.set(person, (spent.get(person) ?? 0) + amount)
    }
  }
  lines.push({ person: 0, ts: daysAgo(20), order: 'walk-in', amount: 1_000 })
  await insertLines(business.warehouse, business.workspace, lines)
  await insight.features.refresh(business.workspace)
})
afterAll(() => business.close())

describe('the RFM grid', () => {
  it('adds up, cell by cell and group by group, and fits its contract', async () => {
    const grid = getRfm.response.parse(await insight.rfm.grid(business.workspace))
    if (!grid) throw new Error('no grid')
    const total = [...spent.values()].reduce((a, b) => a + b, 0)
    for (const part of [grid.cells, grid.groups]) {
      expect(part.reduce((sum, cell) => sum + cell.customers, 0)).toBe(400)
      expect(part.reduce((sum, cell) => sum + cell.monetaryMinor, 0)).toBe(total)
    }
    for (const group of grid.groups) {
      const cells = grid.cells.filter((cell) => groupOf(cell.r, cell.f, cell.m, 5) === group.id)
      expect(group.customers).toBe(cells.reduce((sum, cell) => sum + cell.customers, 0))
    }
    expect(grid.groups).toHaveLength(8)
  })

  it('each group’s rule finds exactly the people counted', async () => {
    const grid = await insight.rfm.grid(business.workspace)
    for (const group of grid?.groups ?? []) {
      const preview = await insight.segments.preview(business.workspace, group.rule, 0)
      expect({ id: group.id, customers: preview.customers }).toEqual({
        id: group.id,
        customers: group.customers,
      })
    }
  })

  it('can be looked at with other cuts; nothing is saved, until it is', async () => {
    const before = await insight.rfm.grid(business.workspace)
    const other = { bins: 3, scheme: 'nested' as const, cuts: null }
    const preview = await insight.rfm.preview(business.workspace, other)
    expect(preview?.settings).toEqual(other)
    expect(preview?.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(400)
    expect(await insight.rfm.grid(business.workspace)).toEqual(before)
    const saved = await insight.rfm.save(business.workspace, other, 'user:u1')
    expect(saved?.cells).toEqual(preview?.cells)
    expect(await insight.rfm.settings(business.workspace)).toEqual(other)
    const bad = {
      bins: 3,
      scheme: 'independent' as const,
      cuts: { recencyDays: [30, 10], frequency: [1, 2], monetaryMinor: [1, 2] },
    }
    await expect(insight.rfm.save(business.workspace, bad, 'user:u1')).rejects.toThrow(AppError)
    await insight.rfm.save(business.workspace, { bins: 5, scheme: 'independent', cuts: null }, 'user:u1')
  })

  it('medians are those of the customers in the group', async () => {
    const grid = await insight.rfm.grid(business.workspace)
    const asOf = business.workspace.clock.now()
    const people = [...spent.keys()]
    const own = people.map((p) => lines.filter((line) => line.person === p))
    const measures = {
      recencyDays: own.map((l) =>
        Math.min(...l.map((x) => Math.round((Date.parse(day(asOf)) - Date.parse(day(x.ts))) / 86_400_000))),
      ),
      frequency: own.map((l) => l.length),
      monetary: people.map((p) => spent.get(p) ?? 0),
    }
    const scores = rfmScores(measures)
    for (const group of grid?.groups ?? []) {
      const money = people.flatMap((_, i) =>
        groupOf(scores.r[i] ?? 0, scores.f[i] ?? 0, scores.m[i] ?? 0, 5) === group.id
          ? [measures.monetary[i] ?? 0]
          : [],
      )
      if (money.length > 0) expect(group.medianMonetaryMinor).toBe(median(money))
    }
  })
})

describe('concentration', () => {
  it('agrees with @liangti/models, and the bands with their rules', async () => {
    const view = getConcentration.response.parse(await insight.concentration(business.workspace))
    if (!view) throw new Error('no curve')
    const values = [...spent.values()]
    const half = topCustomersFor(values, 0.5)
    expect(view.gini).toBeCloseTo(concentration(values).gini, 12)
    expect(view.half).toEqual({ customers: half.customers, customersShare: half.customersShare })
    expect(view.bands[0]?.thresholdMinor).toBe(half.threshold)
    const best = [...values].sort((a, b) => b - a)
    const total = best.reduce((a, b) => a + b, 0)
    for (const point of view.points) {
      const rank = Math.round(point.customersShare * 400)
      expect(point.valueShare).toBeCloseTo(best.slice(0, rank).reduce((a, b) => a + b, 0) / total, 12)
    }
    expect(view.points.at(-1)).toEqual({ customersShare: 1, valueShare: 1 })
    expect(view.bands.reduce((sum, band) => sum + band.customers, 0)).toBe(400)
    expect(view.bands.reduce((sum, band) => sum + band.valueShare, 0)).toBeCloseTo(1, 12)
    for (const band of view.bands) {
      const preview = await insight.segments.preview(business.workspace, band.rule, 0)
      expect(preview.customers).toBe(band.customers)
    }
  })
})

describe('the overview', () => {
  it('says who bought what when, in months of the workspace', async () => {
    const view = getOverview.response.parse(await insight.overview(business.workspace))
    const own = lines.filter((line) => line.person !== 0)
    const orders = new Map<number, number>()
    for (const line of own) orders.set(line.person, (orders.get(line.person) ?? 0) + 1)
    const revenue = lines.reduce((sum, line) => sum + line.amount, 0)
    expect(view).toMatchObject({
      customers: 400,
      buyers: 400,
      orders: lines.length,
      revenueMinor: revenue,
      withoutCustomerShare: 1_000 / revenue,
      repeatRate: [...orders.values()].filter((n) => n > 1).length / 400,
      asOf: '2026-11-21',
    })
    const known = lines.filter((line) => typeof line.cost === 'number')
    expect(view.marginMinor).toBe(known.reduce((sum, line) => sum + line.amount - (line.cost ?? 0), 0))
    expect(view.costKnownShare).toBeCloseTo(known.length / lines.length, 12)
    const month = view.months.at(-1)
    const inMonth = lines.filter((line) => day(line.ts).startsWith('2026-11'))
    expect(month).toMatchObject({
      month: '2026-11',
      orders: inMonth.length,
      revenueMinor: inMonth.reduce((s, l) => s + l.amount, 0),
    })
    expect(view.months.reduce((sum, m) => sum + m.newBuyers, 0)).toBe(400)
  })

  it('of an empty workspace is empty, not broken', async () => {
    const empty = business.workspaceWith({ id: 999_999 })
    expect(getOverview.response.parse(await insight.overview(empty))).toMatchObject({
      customers: 0,
      orders: 0,
      repeatRate: null,
      months: [],
      firstOrderAt: null,
    })
    expect(await insight.rfm.grid(empty)).toBeNull()
    expect(await insight.concentration(empty)).toBeNull()
    const preview = await insight.segments.preview(empty, { all: [] })
    expect(preview).toMatchObject({ customers: 0, total: 0, sample: [], monetaryMinor: 0 })
  })

  it('forgets what was computed from an import that was taken back', async () => {
    const taken = await openBusiness()
    try {
      const room = openInsight(taken.deps)
      await insertLines(taken.warehouse, taken.workspace, [
        { person: 1, ts: daysAgo(2), order: 'a', amount: 5 },
      ])
      expect(await room.features.refresh(taken.workspace)).not.toBeNull()
      await taken.warehouse.command(sql`TRUNCATE TABLE order_lines`)
      expect(await room.features.refresh(taken.workspace)).toBeNull()
      expect(await room.rfm.grid(taken.workspace)).toBeNull()
    } finally {
      await taken.close()
    }
  })
})

function day(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
