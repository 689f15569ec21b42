import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { orderCount, saleLines } from '../../facts.ts'
import { inWindow } from '../context.ts'
import { defineOperator, hasRow } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords, counted } from './compare.ts'
import { windowSql, windowWords, withinDays, withinField } from './window.ts'

export const ordersCount = defineOperator({
  id: 'orders_count',
  label: { en: 'Number of orders in a period', 'zh-CN': '一段时间内的订单数' },
  help: {
    en: 'Orders with goods within the last days (today and as many calendar days before it), or ever. Nobody is left out: none is 0.',
    'zh-CN': '最近若干天内（含今天及之前的自然日）或历史累计的商品订单数。没有订单按 0 计。',
  },
  group: 'orders',
  dependency: 'time',
  params: z.object({ compare: comparison, value: z.int().min(0).max(1_000_000), withinDays }),
  fields: [
    compareField,
    { name: 'value', label: { en: 'orders', 'zh-CN': '订单数' }, type: 'number', required: true, default: 2 },
    withinField,
  ],
  toSql: ({ compare, value, withinDays }, context) => {
    const window = windowSql(withinDays, context)
    const asksForAny = (compare === 'at_least' && value === 1) || (compare === 'more_than' && value === 0)
    if (asksForAny) return hasRow('orders', saleLines(window))
    return {
      family: 'orders',
      condition: compareSql(countUpTo(value, window), compare, context.bind('UInt64', value)),
      withoutRows: compares(0, compare, value),
      rows: saleLines(window),
    }
  },
  evaluate: ({ compare, value, withinDays }, customer, context) => {
    const orders = customer.orderLines.filter(
      (line) => line.kind === 'sale' && inWindow(context, line.ts, withinDays),
    )
    return compares(new Set(orders.map((line) => line.orderId)).size, compare, value)
  },
  words: ({ compare, value, withinDays }) => ({
    en: `placed ${comparisonWords(compare).en} ${counted(value, 'order')}${windowWords(withinDays).en}`,
    'zh-CN': `${windowWords(withinDays)['zh-CN']}订单数${comparisonWords(compare)['zh-CN']} ${value}`,
  }),
})

/** Above this a list made distinct at the end is cheaper than looking through the few seen so far for each line. */
const mostSought = 20

/** Orders, exact up to one more than the value they are compared with: nobody needs to know how many more there are. */
function countUpTo(value: number, window: SqlFragment): SqlFragment {
  if (value >= mostSought) return orderCount(window)
  const bound = { text: String(value + 1), params: {}, isSql: true as const }
  return sql`uniqUpToIf(${bound})(order_id, ${saleLines(window)})`
}
