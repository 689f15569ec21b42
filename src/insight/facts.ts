import { type SqlFragment, sql } from '../kit/sql.ts'

export type Bind = (type: string, value: unknown) => SqlFragment

/** Lines of orders with goods: returns and charges are none. */
export function saleLines(condition: SqlFragment): SqlFragment {
  return sql`kind = 'sale' AND ${condition}`
}

/** Orders among such lines, counted by their number: several lines are one order. */
export function orderCount(condition: SqlFragment): SqlFragment {
  // 64-bit hashes group several times faster than the text and within one customer cannot meaningfully collide. A list
  // made distinct at the end costs about half of a set kept for each of a million customers.
  return sql`length(arrayDistinct(groupArrayIf(cityHash64(order_id), ${saleLines(condition)})))`
}

/** Lines of goods, returns included, in the workspace's currency: lines in others cannot be added. */
export function goodsLines(workspace: { currency: string }, condition: SqlFragment, bind: Bind): SqlFragment {
  return sql`kind != 'charge' AND currency = ${bind('String', workspace.currency)} AND ${condition}`
}

/** Money of goods net of returns, in the workspace's currency. */
export function goodsAmount(
  workspace: { currency: string },
  condition: SqlFragment,
  bind: Bind,
): SqlFragment {
  return sql`sumIf(amount_minor, ${goodsLines(workspace, condition, bind)})`
}
