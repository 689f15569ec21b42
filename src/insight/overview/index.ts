import { z } from 'zod'
import { personNow } from '../../customer/index.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { fromWarehouseTime, warehouseTime } from '../days.ts'
import type { Snapshot } from '../features/snapshots.ts'
import type { getOverview } from '../rfm/api.ts'
import { keptPerFacts } from './kept.ts'

export type Overview = z.output<typeof getOverview.response>

const params = z.object({ workspace: z.int(), until: z.string(), currency: z.string(), zone: z.string() })
const facts = sql`FROM order_lines
  WHERE workspace_id = {workspace:UInt32} AND ts <= {until:DateTime64(3, 'UTC')} AND currency = {currency:String}`

/** Goods only: postage and fees are not revenue. Margin is that of the lines whose cost is known. */
const totals = defineQuery({
  name: 'insight.overview_totals',
  params,
  row: z.object({
    revenue: int64(),
    margin: int64(),
    goodsLines: int64(),
    costLines: int64(),
    sales: int64(),
    anonymousSales: int64(),
    firstOrder: z.string(),
    lastOrder: z.string(),
  }),
  text: sql`SELECT
      sumIf(amount_minor, kind != 'charge') AS revenue,
      sumIf(amount_minor - ifNull(cost_minor, 0), kind != 'charge' AND cost_minor IS NOT NULL) AS margin,
      countIf(kind != 'charge') AS goodsLines,
      countIf(kind != 'charge' AND cost_minor IS NOT NULL) AS costLines,
      sumIf(amount_minor, kind = 'sale') AS sales,
      sumIf(amount_minor, kind = 'sale' AND person_key = 0) AS anonymousSales,
      toString(minIf(ts, kind = 'sale')) AS firstOrder,
      toString(maxIf(ts, kind = 'sale')) AS lastOrder
    ${facts}`,
})

const months = defineQuery({
  name: 'insight.overview_months',
  params,
  row: z.object({ month: z.string(), buyers: int64(), orders: int64(), revenue: int64() }),
  text: sql`SELECT formatDateTime(toStartOfMonth(ts, {zone:String}), '%Y-%m') AS month,
      groupBitmapIf(${personNow()}, kind = 'sale' AND person_key != 0) AS buyers,
      uniqExactIf(cityHash64(${personNow()}, order_id), kind = 'sale') AS orders,
      sumIf(amount_minor, kind != 'charge') AS revenue
    ${facts} AND kind != 'charge' GROUP BY month ORDER BY month`,
})

/** First purchases by month, and who came back. Orders are counted here: within a customer that is cheap. */
const firstPurchases = defineQuery({
  name: 'insight.overview_first_purchases',
  params,
  row: z.object({ month: z.string(), newBuyers: int64(), repeaters: int64(), orders: int64() }),
  text: sql`SELECT formatDateTime(toStartOfMonth(first, {zone:String}), '%Y-%m') AS month,
      count() AS newBuyers, countIf(bought > 1) AS repeaters, sum(bought) AS orders
    FROM (SELECT min(ts) AS first, length(arrayDistinct(groupArray(cityHash64(order_id)))) AS bought
      ${facts} AND kind = 'sale' AND person_key != 0 GROUP BY ${personNow()})
    GROUP BY month`,
})

const anonymousOrders = defineQuery({
  name: 'insight.overview_anonymous_orders',
  params,
  row: z.object({ orders: int64() }),
  text: sql`SELECT uniqExact(cityHash64(order_id)) AS orders ${facts} AND kind = 'sale' AND person_key = 0`,
})

const people = defineQuery({
  name: 'insight.overview_people',
  params: z.object({ workspace: z.int() }),
  row: z.object({ customers: int64() }),
  text: sql`SELECT groupBitmap(${personNow()}) AS customers FROM (
      SELECT person_key FROM customers WHERE workspace_id = {workspace:UInt32}
      UNION ALL SELECT person_key FROM order_lines WHERE workspace_id = {workspace:UInt32} AND person_key != 0)`,
})

/**
 * The business in one look, at the workspace's clock; money of the workspace's currency. Computed anew when the facts
 * have changed; `computedAt` tells when that was.
 */
export function createOverview(
  warehouse: Warehouse,
): (workspace: Workspace, snapshot: Snapshot | null) => Promise<Overview> {
  const figures = keptPerFacts(warehouse, (workspace, now) => figuresOf(warehouse, workspace, now))
  return async (workspace, snapshot) => ({ ...(await figures(workspace)), asOf: snapshot?.asOf ?? null })
}

async function figuresOf(
  warehouse: Warehouse,
  workspace: Workspace,
  now: Date,
): Promise<Omit<Overview, 'asOf'>> {
  const input = {
    workspace: workspace.id,
    until: warehouseTime(now),
    currency: workspace.currency,
    zone: workspace.timeZone,
  }
  const [[total], byMonth, first, [anonymous], [person]] = await Promise.all([
    warehouse.query(totals, input),
    warehouse.query(months, input),
    warehouse.query(firstPurchases, input),
    warehouse.query(anonymousOrders, input),
    warehouse.query(people, { workspace: workspace.id }),
  ])
  const newBuyers = new Map(first.map((row) => [row.month, row.newBuyers]))
  const repeaters = first.reduce((sum, row) => sum + row.repeaters, 0)
  const buyers = first.reduce((sum, row) => sum + row.newBuyers, 0)
  const orders = first.reduce((sum, row) => sum + row.orders, anonymous?.orders ?? 0)
  return {
    computedAt: now.toISOString(),
    currency: workspace.currency,
    customers: person?.customers ?? 0,
    buyers,
    orders,
    revenueMinor: total?.revenue ?? 0,
    marginMinor: (total?.costLines ?? 0) > 0 ? (total?.margin ?? 0) : null,
    costKnownShare: shareOf(total?.costLines, total?.goodsLines),
    withoutCustomerShare: shareOf(total?.anonymousSales, total?.sales),
    repeatRate: buyers > 0 ? repeaters / buyers : null,
    firstOrderAt: total && orders > 0 ? fromWarehouseTime(total.firstOrder).toISOString() : null,
    lastOrderAt: total && orders > 0 ? fromWarehouseTime(total.lastOrder).toISOString() : null,
    months: byMonth.map((row) => ({
      month: row.month,
      buyers: row.buyers,
      newBuyers: newBuyers.get(row.month) ?? 0,
      orders: row.orders,
      revenueMinor: row.revenue,
    })),
  }
}

function shareOf(part: number | undefined, whole: number | undefined): number {
  return whole && part ? Math.min(1, Math.max(0, part / whole)) : 0
}
