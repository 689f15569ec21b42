import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { warehouseTime } from '../../days.ts'
import { saleLines } from '../../facts.ts'
import { inWindow, windowStart } from '../context.ts'
import { defineOperator, hasRow, type Leaf, type SqlContext } from '../operator.ts'
import { counted } from './compare.ts'
import { windowSql } from './window.ts'

const days = z.int().min(1).max(3_650)
const daysField = {
  name: 'days',
  label: { en: 'days', 'zh-CN': '天数' },
  type: 'days' as const,
  required: true,
  default: 90,
}

function orderedWithin(within: number, context: SqlContext): Leaf {
  return hasRow('orders', saleLines(windowSql(within, context)))
}

/**
 * Asked of orders since the snapshot as well: somebody who bought this morning is not lost, whenever the snapshot was
 * made. Only buyers the snapshot knows can be lost, so the long past need not be read.
 */
export const lastOrderBefore = defineOperator({
  id: 'last_order_before',
  label: { en: 'Last order longer ago than', 'zh-CN': '超过若干天未下单' },
  help: {
    en: 'Has bought before, but not within the last days.',
    'zh-CN': '曾经购买，但最近若干天内没有下单。',
  },
  group: 'orders',
  dependency: 'time',
  params: z.object({ days }),
  fields: [daysField],
  toSql: (params, context) => ({
    all: [
      { family: 'features', condition: sql`1`, withoutRows: false },
      { not: orderedWithin(params.days, context) },
    ],
  }),
  evaluate: (params, customer, context) =>
    customer.features !== null &&
    !customer.orderLines.some((line) => line.kind === 'sale' && inWindow(context, line.ts, params.days)),
  words: (params) => ({
    en: `have not ordered for more than ${counted(params.days, 'day')}`,
    'zh-CN': `超过 ${params.days} 天未下单`,
  }),
})

export const firstOrderWithin = defineOperator({
  id: 'first_order_within',
  label: { en: 'First order within', 'zh-CN': '若干天内首购' },
  help: {
    en: 'Placed the very first order within the last days.',
    'zh-CN': '首次下单发生在最近若干天内。',
  },
  group: 'orders',
  dependency: 'time',
  params: z.object({ days }),
  fields: [{ ...daysField, default: 30 }],
  toSql: (params, context) => {
    const start = context.bind("DateTime64(3, 'UTC')", warehouseTime(windowStart(context, params.days)))
    return {
      all: [
        orderedWithin(params.days, context),
        { not: { family: 'features', condition: sql`first_order_at < ${start}`, withoutRows: false } },
      ],
    }
  },
  evaluate: (params, customer, context) => {
    const before = customer.features && customer.features.firstOrderAt < windowStart(context, params.days)
    return (
      !before &&
      customer.orderLines.some((line) => line.kind === 'sale' && inWindow(context, line.ts, params.days))
    )
  },
  words: (params) => ({
    en: `placed their first order in the last ${counted(params.days, 'day')}`,
    'zh-CN': `最近 ${params.days} 天内首购`,
  }),
})
