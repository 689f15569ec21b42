import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, insertLines, insertRows, now, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  const { warehouse, workspace } = business
  await insertRows(
    warehouse,
    'customers',
    [1, 2, 3].map((person_key) => ({
      workspace_id: workspace.id,
      person_key,
      first_seen: '2026-01-01 00:00:00',
      status: 'prospect',
      updated_at: '2026-01-02 00:00:00',
    })),
  )
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
  await insertLines(warehouse, workspace, [
    { person: 1, ts: daysAgo(3), order: 'a', amount: 1_000 },
    { person: 1, ts: daysAgo(2), order: 'b', amount: 3_000 },
    { person: 2, ts: daysAgo(200), order: 'c', amount: 500 },
  ])
})
afterAll(() => business.close())

const recent = { from: 'orders', measure: 'count', windowDays: 90 }
const spent = { from: 'orders', measure: 'sum', field: 'amount' }

async function membersOf(rule: unknown): Promise<number[]> {
  const compiled = await insight.segments.compile(business.workspace, rule)
  const rows = await business.warehouse.rows(
    sql`SELECT person_key FROM (${compiled}) ORDER BY person_key`,
    z.object({ person_key: int64() }),
  )
  return rows.map(({ person_key }) => person_key)
}

describe('computed attributes', () => {
  it('are defined, tried on real customers, computed with the features and used in rules', async () => {
    const { workspace } = business
    const preview = await insight.computed.preview(workspace, spent)
    expect(preview).toMatchObject({ type: 'number', looked: 3, filled: 3, range: { least: 0, most: 40 } })
    const count = await insight.computed.create(
      workspace,
      { label: 'Recent orders', definition: recent },
      'u',
    )
    const sum = await insight.computed.create(workspace, { label: 'Spent', definition: spent }, 'u')
    const ratio = {
      from: 'computed',
      measure: 'ratio',
      numerator: sum.id,
      denominator: count.id,
    }
    const average = await insight.computed.create(workspace, { label: 'Per order', definition: ratio }, 'u')
    expect((await insight.computed.overview(workspace)).isBehind).toBe(true)
    await insight.features.refresh(workspace)
    const overview = await insight.computed.overview(workspace)
    expect(overview).toMatchObject({ isBehind: false, problem: null })
    expect(overview.items.map(({ label, customers }) => [label, customers])).toEqual([
      ['Per order', 1],
      ['Recent orders', 2],
      ['Spent', 2],
    ])
    const compare = (attribute: string, how: string, value: number) => ({
      op: 'computed_compare',
      params: { attribute, compare: how, value },
    })
    expect(await membersOf(compare(count.id, 'at_least', 2))).toEqual([1])
    // Who never ordered has ordered 0 times.
    expect(await membersOf(compare(count.id, 'at_most', 1))).toEqual([2, 3])
    expect(await membersOf({ not: compare(count.id, 'at_most', 1) })).toEqual([1])
    expect(
      await membersOf({ all: [compare(count.id, 'at_most', 1), compare(sum.id, 'more_than', 1)] }),
    ).toEqual([2])
    expect(await membersOf(compare(average.id, 'equals', 20))).toEqual([1])
    const segment = await insight.segments.create(
      workspace,
      { name: 'Keen', description: '', rule: compare(count.id, 'at_least', 2) as never },
      'u',
    )
    expect(segment).toMatchObject({
      customers: 1,
      words: { en: 'Customers who have “Recent orders” at least 2.' },
    })
    await expect(insight.computed.remove(workspace, count.id)).rejects.toMatchObject({
      code: 'computed.inUse',
      message: expect.stringContaining('Per order, Keen'),
    })
  })

  it('keep their versions, and show the old values until the new ones are whole', async () => {
    const { workspace, deps } = business
    const [old] = (await insight.computed.overview(workspace)).items.filter(({ label }) => label === 'Spent')
    const id = old?.id ?? ''
    const change = { label: 'Highest', definition: { ...spent, measure: 'maximum' } }
    await insight.computed.update(workspace, id, { ...change, version: 1 }, 'u')
    await expect(
      insight.computed.update(workspace, id, { ...change, version: 1 }, 'u'),
    ).rejects.toMatchObject({ code: 'computed.stale' })
    expect((await insight.computed.valuesOf(workspace, [1])).get(1)?.get(id)).toBe(40)
    await insight.computed.refresh(workspace)
    expect((await insight.computed.valuesOf(workspace, [1])).get(1)?.get(id)).toBe(30)
    for (let i = 0; i < 3; i++) await insight.computed.refresh(workspace)
    const [kept] = await business.warehouse.rows(
      sql`SELECT uniqExact(computed_at) AS runs FROM computed_values`,
      z.object({ runs: int64() }),
    )
    expect(kept?.runs).toBeLessThanOrEqual(2)
    const versions = await deps.ledger.db
      .selectFrom('computed_attribute_versions')
      .select(['version', 'label'])
      .where('attribute_id', '=', id)
      .orderBy('version')
      .execute()
    expect(versions).toEqual([
      { version: 1, label: 'Spent' },
      { version: 2, label: 'Highest' },
    ])
  })

  it.each([
    [{ from: 'orders', measure: 'sum', field: 'category' }, 'computed.wrongField'],
    [{ from: 'orders', measure: 'count', field: 'amount' }, 'computed.wrongField'],
    [{ from: 'orders', measure: 'share' }, 'computed.shareOfAll'],
    [{ from: 'orders', measure: 'count', windowDays: 0 }, 'computed.badDefinition'],
    [{ from: 'moon', measure: 'count' }, 'computed.badDefinition'],
    [
      { from: 'orders', measure: 'count', where: [{ field: 'amount', op: 'is', value: 'x' }] },
      'computed.wrongCondition',
    ],
    [
      { from: 'orders', measure: 'count', where: [{ field: 'nothing', op: 'is', value: 'x' }] },
      'computed.wrongField',
    ],
    [
      {
        from: 'computed',
        measure: 'ratio',
        numerator: '0192f000-0000-7000-8000-000000000001',
        denominator: '0192f000-0000-7000-8000-000000000001',
      },
      'computed.unknownPart',
    ],
  ])('refuse %j with %s', async (definition, code) => {
    await expect(
      insight.computed.create(business.workspace, { label: 'X', definition }, 'u'),
    ).rejects.toMatchObject({ code })
  })
})
