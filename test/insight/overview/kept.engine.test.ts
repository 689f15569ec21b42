import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Business, daysAgo, insertLines, now, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  await insertLines(business.warehouse, business.workspace, [
    { person: 1, ts: daysAgo(3), order: 'a', amount: 100 },
    { person: 1, ts: daysAgo(3), order: 'a', amount: 50 },
    { person: 1, ts: daysAgo(1), order: 'b', amount: 100 },
    { person: 2, ts: new Date(now.getTime() + 120_000), order: 'later', amount: 7 },
  ])
})
afterAll(() => business.close())

it('the overview is computed anew when facts come, go or come due, and only then', async () => {
  const overview = () => insight.overview(business.workspace)
  const first = await overview()
  expect(first).toMatchObject({ computedAt: now.toISOString(), buyers: 1, orders: 2, repeatRate: 1 })
  business.clock.advance(60_000)
  expect((await overview()).computedAt).toBe(first.computedAt)

  business.clock.advance(60_000)
  expect(await overview()).toMatchObject({ buyers: 2, orders: 3, revenueMinor: 257, repeatRate: 0.5 })

  await insertLines(business.warehouse, business.workspace, [
    { person: 3, ts: daysAgo(2), order: 'c', amount: 9 },
  ])
  expect(await overview()).toMatchObject({ buyers: 3, orders: 4, revenueMinor: 266 })
  await business.warehouse.command(sql`DELETE FROM order_lines WHERE person_key = 1`)
  expect(await overview()).toMatchObject({ buyers: 2, orders: 2, revenueMinor: 16 })

  business.clock.set(now)
  expect(await overview()).toMatchObject({ computedAt: now.toISOString(), buyers: 1, orders: 1 })
})
