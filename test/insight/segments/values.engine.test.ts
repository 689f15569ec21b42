import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { type Business, insertRows, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  const product = (
    id: string,
    name: string,
    path: string[],
    at: string,
    workspace = business.workspace.id,
  ) => ({
    workspace_id: workspace,
    product_id: id,
    name,
    category: path[0] ?? '',
    category_path: path.slice(1),
    attributes: {},
    updated_at: at,
  })
  await insertRows(business.warehouse, 'products', [
    product('T-1', '龙井', ['Tea', 'Green'], '2026-01-01 00:00:00'),
    product('T-2', 'Sencha', ['Tea', 'Green'], '2026-01-01 00:00:00'),
    product('T-3', 'Assam', ['Tea', 'Black'], '2026-01-01 00:00:00'),
    product('C-1', 'Cup 100%', [], '2026-01-01 00:00:00'),
    product('C-2', 'old name', ['Old'], '2026-01-01 00:00:00'),
    product('C-2', 'Bowl', ['Bowls'], '2026-01-02 00:00:00'),
    product('X-1', 'foreign tea', ['Foreign'], '2026-01-01 00:00:00', business.workspace.id + 1),
  ])
})
afterAll(() => business.close())

const values = async (of: 'category' | 'product', search: string, limit = 10) =>
  (await insight.segments.values(business.workspace, of, search, limit)).map(({ value, name }) =>
    name === '' ? value : `${value} ${name}`,
  )

it('offers categories of every level, those with most products first, as they stand now', async () => {
  expect(await values('category', '')).toEqual(['Tea', 'Green', 'Black', 'Bowls'])
  expect(await values('category', 'EE')).toEqual(['Green'])
  expect(await values('category', '', 1)).toEqual(['Tea'])
  expect(await values('category', 'Old')).toEqual([])
})

it('offers products by name in any case or by the start of their number, and takes % and _ as they are', async () => {
  expect(await values('product', 'sen')).toEqual(['T-2 Sencha'])
  expect(await values('product', 'T-')).toEqual(['T-3 Assam', 'T-2 Sencha', 'T-1 龙井'])
  expect(await values('product', '井')).toEqual(['T-1 龙井'])
  expect(await values('product', '0%')).toEqual(['C-1 Cup 100%'])
  expect(await values('product', '_')).toEqual([])
  expect(await values('product', 'tea')).toEqual([])
})
