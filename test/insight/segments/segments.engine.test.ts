import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeLimit } from '../../../src/customer/privacy/purposes/limits.ts'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { previewShape, segmentShape } from '../../../src/insight/segments/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, daysAgo, insertLines, insertRows, now, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight({
    ...business.deps,
    usesOf: async (_, ids) =>
      new Map(ids.slice(0, 1).map((id) => [id, [{ kind: 'campaign' as const, id: 'c1', name: '双11' }]])),
    campaignNames: async (_, ids) => new Map(ids.map((id) => [id, '春季上新'])),
  })
  await insertRows(
    business.warehouse,
    'customers',
    Array.from({ length: 40 }, (_, i) => ({
      workspace_id: business.workspace.id,
      person_key: i + 1,
      first_seen: '2026-01-01 00:00:00',
      status: i < 30 ? 'customer' : 'prospect',
      city: i === 0 ? '=cmd()' : i % 2 ? '上海' : '北京',
      reachable: i % 4 === 0 ? ['email', 'sms'] : i % 4 === 1 ? ['email'] : [],
      attributes: {},
      updated_at: '2026-01-01 00:00:00',
    })),
  )
  await insertLines(
    business.warehouse,
    business.workspace,
    Array.from({ length: 30 }, (_, i) => ({
      person: i + 1,
      ts: daysAgo(i * 10 + 1),
      order: `o${i}`,
      amount: 100 * (i + 1),
    })),
  )
  await insight.features.refresh(business.workspace)
})
afterAll(() => business.close())

const recent = { op: 'recency', params: { compare: 'at_most', value: 90 } }
const shanghai = { op: 'attribute_equals', params: { attribute: 'city', value: '上海' } }

describe('attributes that may not be used for everything', () => {
  const limit = (purposes: string[] | null) =>
    changeLimit(
      business.deps.ledger,
      business.workspace,
      { subject: 'city', purposes, reason: 'asked for deliveries only' },
      { kind: 'user', id: 'u1' },
    )
  const byCity = { name: 'By city', description: '', rule: { all: [recent, { any: [{ not: shanghai }] }] } }
  it('refuse a segment of another purpose by name, however deep the rule looks at them', async () => {
    await limit(['service'])
    try {
      const { segments } = insight
      await expect(segments.create(business.workspace, byCity, 'user:u1')).rejects.toThrow(
        'The attribute "City" may be used for service messages only, not for marketing messages (asked for deliveries only).',
      )
      const made = await segments.create(business.workspace, { ...byCity, purpose: 'service' }, 'user:u1')
      expect(made).toMatchObject({ purpose: 'service', blocked: [] })
      await expect(segments.requireUse(business.workspace, byCity.rule, 'horoscopes')).rejects.toMatchObject({
        code: 'privacy.unknownUse',
      })
      await expect(
        segments.update(business.workspace, made.id, { ...byCity, version: 1 }, 'user:u1'),
      ).rejects.toMatchObject({ code: 'privacy.purposeLimited' })
    } finally {
      await limit(null)
    }
  })

  it('block a segment that was there before, with the reason, until the limit is lifted', async () => {
    const { segments } = insight
    const made = await segments.create(business.workspace, byCity, 'user:u1')
    await limit(['service', 'analysis'])
    const blocked = [
      {
        ...{ subject: 'city', label: { en: 'City', 'zh-CN': '城市' } },
        ...{ purposes: ['service', 'analysis'], reason: 'asked for deliveries only' },
      },
    ]
    expect((await segments.get(business.workspace, made.id)).blocked).toEqual(blocked)
    await expect(segments.requireUse(business.workspace, made.rule, 'marketing')).rejects.toMatchObject({
      code: 'privacy.purposeLimited',
    })
    await segments.requireUse(business.workspace, made.rule, 'analysis')
    await limit(null)
    expect((await segments.get(business.workspace, made.id)).blocked).toEqual([])
    const { rows } = await business.deps.ledger.pool.query(
      "SELECT detail FROM audit_log WHERE action = 'privacy.purposes' ORDER BY id DESC LIMIT 1",
    )
    expect(rows[0].detail).toEqual({ purposes: null, why: 'asked for deliveries only' })
    await segments.remove(business.workspace, made.id)
  })
})

describe('preview', () => {
  it('counts the rule, each condition alone, reach and value, and shows a sample', async () => {
    const preview = previewShape.parse(
      await insight.segments.preview(
        business.workspace,
        { all: [recent, { not: shanghai }, { any: [shanghai, recent] }] },
        3,
      ),
    )
    expect(preview).toMatchObject({
      customers: 5,
      total: 40,
      reach: { email: 3, sms: 3 },
      monetaryMinor: 100 * (1 + 3 + 5 + 7 + 9),
      perCondition: [
        { path: 'all.0', customers: 9 },
        { path: 'all.1.not', customers: 20 },
        { path: 'all.2.any.0', customers: 20 },
        { path: 'all.2.any.1', customers: 9 },
      ],
    })
    expect(preview.sample.map((row) => row.customerId)).toEqual(['1', '5', '9'])
    expect(preview.words['zh-CN']).toBe(
      '距上次消费不超过 90 天，且不满足（城市为“上海”），且（城市为“上海”，或距上次消费不超过 90 天）的客户。',
    )
  })
  it('an empty rule is everybody; without a sample nobody is shown', async () => {
    const preview = await insight.segments.preview(business.workspace, { all: [] }, 0)
    expect(preview).toMatchObject({ customers: 40, sample: [], perCondition: [] })
  })
  it('takes 200 conditions', async () => {
    const preview = await insight.segments.preview(
      business.workspace,
      { all: Array.from({ length: 4 }, () => ({ any: Array.from({ length: 50 }, () => shanghai) })) },
      0,
    )
    expect(preview.customers).toBe(20)
    expect(preview.perCondition).toHaveLength(200)
  })
})

describe('compile', () => {
  it('answers who fulfilled the rule then, for a clock in the past', async () => {
    const then = business.workspaceWith({ clock: manualClock(daysAgo(100)) })
    await insight.features.ensure(then, then.clock.now())
    const keys = async (workspace: typeof then) => {
      const fragment = await insight.segments.compile(workspace, {
        op: 'orders_count',
        params: { compare: 'at_least', value: 1, withinDays: 30 },
      })
      const rows = await business.warehouse.rows(
        sql`SELECT person_key FROM (${fragment}) ORDER BY person_key`,
        z.object({ person_key: int64() }),
      )
      return rows.map((row) => row.person_key)
    }
    expect(await keys(business.workspace)).toEqual([1, 2, 3])
    // 100 days ago the newest orders were those 101, 111, 121 days old today.
    expect(await keys(then)).toEqual([11, 12, 13])
  })
})

describe('segments', () => {
  it('are kept with versions; a stale edit is a conflict', async () => {
    const created = segmentShape.parse(
      await insight.segments.create(
        business.workspace,
        { name: '近期客户', description: '', rule: recent },
        'user:u1',
      ),
    )
    expect(created).toMatchObject({
      version: 1,
      customers: 9,
      usedBy: [{ kind: 'campaign', id: 'c1', name: '双11' }],
    })
    const change = { name: '上海客户', description: 'd', rule: shanghai, version: 1 }
    const updated = await insight.segments.update(business.workspace, created.id, change, 'user:u2')
    expect(updated).toMatchObject({ version: 2, customers: 20, name: '上海客户' })
    await expect(
      insight.segments.update(business.workspace, created.id, change, 'user:u3'),
    ).rejects.toMatchObject({ code: 'segment.stale', kind: 'conflict' })
    const versions = await business.deps.ledger.db
      .selectFrom('segment_versions')
      .selectAll()
      .where('segment_id', '=', created.id)
      .orderBy('version')
      .execute()
    expect(versions.map((v) => [v.version, v.name, v.saved_by])).toEqual([
      [1, '近期客户', 'user:u1'],
      [2, '上海客户', 'user:u2'],
    ])
  })
  it('two edits at once: one wins, one is told', async () => {
    const created = await insight.segments.create(
      business.workspace,
      { name: 'race', description: '', rule: recent },
      'user:u1',
    )
    const edits = await Promise.allSettled(
      ['a', 'b'].map((name) =>
        insight.segments.update(
          business.workspace,
          created.id,
          { name, description: '', rule: recent, version: 1 },
          'user:u1',
        ),
      ),
    )
    expect(edits.map((e) => e.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
  it('go into the bin and come back; in the bin they cannot be changed', async () => {
    const created = await insight.segments.create(
      business.workspace,
      { name: '100%_x', description: '', rule: recent },
      'user:u1',
    )
    await insight.segments.remove(business.workspace, created.id)
    expect((await insight.segments.list(business.workspace, { search: '100%_' })).length).toBe(0)
    expect(
      (await insight.segments.list(business.workspace, { deleted: true, search: '100%_' })).map((s) => s.id),
    ).toEqual([created.id])
    await expect(
      insight.segments.update(
        business.workspace,
        created.id,
        { name: 'n', description: '', rule: recent, version: 1 },
        'user:u1',
      ),
    ).rejects.toMatchObject({ code: 'segment.deleted' })
    expect((await insight.segments.restore(business.workspace, created.id)).deletedAt).toBeNull()
  })
  it('of another workspace are not found', async () => {
    const created = await insight.segments.create(
      business.workspace,
      { name: 'mine', description: '', rule: recent },
      'user:u1',
    )
    const stranger = business.workspaceWith({ id: business.workspace.id + 1 })
    await expect(insight.segments.get(stranger, created.id)).rejects.toMatchObject({
      code: 'segment.notFound',
    })
    await expect(insight.segments.get(business.workspace, 'not-a-uuid')).rejects.toMatchObject({
      code: 'segment.notFound',
    })
  })
  it('are counted again when the features are', async () => {
    const created = await insight.segments.create(
      business.workspace,
      { name: 'moving', description: '', rule: recent },
      'user:u1',
    )
    business.clock.advance(86_400_000)
    await insight.features.refresh(business.workspace)
    const later = await insight.segments.get(business.workspace, created.id)
    expect(later.computedAt).not.toBe(created.computedAt)
    business.clock.set(now)
    await insight.features.refresh(business.workspace)
  })
  it('give their members page by page, in a stable order', async () => {
    const created = await insight.segments.create(
      business.workspace,
      { name: 'pages', description: '', rule: shanghai },
      'user:u1',
    )
    const seen: string[] = []
    let after = 0
    for (;;) {
      const page = await insight.segments.members(business.workspace, created.id, { after, limit: 7 })
      expect(page.total).toBe(20)
      seen.push(...page.items.map((row) => row.customerId))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => String(2 * i + 2)))
  })
  it('name campaigns in words', async () => {
    const words = await insight.segments.words(business.workspace, {
      op: 'touched',
      params: {
        did: 'did',
        action: 'responded',
        campaign: '0192f000-0000-7000-8000-000000000001',
        withinDays: 30,
      },
    })
    expect(words).toEqual({
      en: 'Customers who responded to the campaign “春季上新” in the last 30 days.',
      'zh-CN': '最近 30 天内响应过营销活动“春季上新”的客户。',
    })
  })
})
