import { personNow } from '../../customer/index.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { warehouseTime } from '../days.ts'
import { type Bind, goodsAmount, orderCount } from '../facts.ts'

/**
 * One row a buyer from the order lines up to a moment, in one pass. Recency and length are calendar days of the
 * workspace's zone. Who only returned goods, or whose orders came without a customer, is no buyer.
 * @param asOf day of the moment in the zone
 * @param byCategory breadth counts categories; otherwise, where the workspace names none, products
 */
export function buyerAggregate(
  workspace: Workspace,
  moment: Date,
  asOf: string,
  byCategory: boolean,
  bind: Bind,
): SqlFragment {
  const zone = bind('String', workspace.timeZone)
  const day = bind('Date', asOf)
  const ws = bind('UInt32', workspace.id)
  const always = sql`1`
  const breadth = byCategory ? sql`l_category` : sql`product_id`
  return sql`SELECT person,
      minIf(ts, kind = 'sale') AS first_order_at,
      maxIf(ts, kind = 'sale') AS last_order_at,
      toUInt32(dateDiff('day', toDate(last_order_at, ${zone}), ${day})) AS recency_days,
      toUInt32(${orderCount(always)}) AS frequency,
      ${goodsAmount(workspace, always, bind)} AS monetary_minor,
      toUInt32(uniqExactIf(cityHash64(${breadth}), kind = 'sale' AND ${breadth} != '')) AS breadth,
      toUInt32(dateDiff('day', toDate(first_order_at, ${zone}), ${day})) AS length_days
    FROM (SELECT ${personNow()} AS person, ts, kind, order_id, product_id, currency, amount_minor
            ${byCategory ? sql`, category AS l_category` : sql``}
          FROM order_lines ${byCategory ? categories(ws) : sql``}
          WHERE workspace_id = ${ws} AND person_key != 0 AND ts <= ${bind("DateTime64(3, 'UTC')", warehouseTime(moment))})
    GROUP BY person HAVING frequency > 0`
}

function categories(ws: SqlFragment): SqlFragment {
  return sql`LEFT ANY JOIN (SELECT product_id, category FROM products FINAL WHERE workspace_id = ${ws}) AS goods USING (product_id)`
}
