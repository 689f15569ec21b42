import { type SqlFragment, sql } from '../kit/sql.ts'

export type Bind = (type: string, value: unknown) => SqlFragment

/** Orders with goods, counted by their number: several lines are one order, a line returned is none. */
export function orderCount(condition: SqlFragment): SqlFragment {
  // 64-bit hashes group several times faster than the text and within one customer cannot meaningfully collide.
  return sql`uniqExactIf(cityHash64(order_id), kind = 'sale' AND ${condition})`
}

/** Money of goods net of returns, charges left out; lines in other currencies cannot be added and are left out too. */
export function goodsAmount(
  workspace: { currency: string },
  condition: SqlFragment,
  bind: Bind,
): SqlFragment {
  return sql`sumIf(amount_minor, kind != 'charge' AND currency = ${bind('String', workspace.currency)} AND ${condition})`
}
