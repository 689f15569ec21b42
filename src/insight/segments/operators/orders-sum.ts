import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { goodsLines } from '../../facts.ts'
import { inWindow } from '../context.ts'
import { defineOperator } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords } from './compare.ts'
import { moneyWords } from './money-words.ts'
import { windowSql, windowWords, withinDays, withinField } from './window.ts'

export const ordersSum = defineOperator({
  id: 'orders_sum',
  label: { en: 'Spent in a period', 'zh-CN': '一段时间内的消费金额' },
  help: {
    en: 'Spent on goods net of returns within the last days, or ever. Nobody is left out: nothing spent is 0.',
    'zh-CN': '最近若干天内或历史累计的商品消费金额，已扣除退货。没有消费按 0 计。',
  },
  group: 'orders',
  dependency: 'time',
  params: z.object({ compare: comparison, value: z.int().min(-1e12).max(1e12), withinDays }),
  fields: [
    compareField,
    { name: 'value', label: { en: 'amount', 'zh-CN': '金额' }, type: 'money', required: true },
    withinField,
  ],
  toSql: ({ compare, value, withinDays }, context) => {
    const lines = goodsLines(context.workspace, windowSql(withinDays, context), context.bind)
    return {
      family: 'orders',
      condition: compareSql(sql`sumIf(amount_minor, ${lines})`, compare, context.bind('Int64', value)),
      withoutRows: compares(0, compare, value),
      rows: lines,
    }
  },
  evaluate: ({ compare, value, withinDays }, customer, context) => {
    const lines = customer.orderLines.filter(
      (line) =>
        line.kind !== 'charge' &&
        line.currency === context.workspace.currency &&
        inWindow(context, line.ts, withinDays),
    )
    return compares(
      lines.reduce((sum, line) => sum + line.amountMinor, 0),
      compare,
      value,
    )
  },
  words: ({ compare, value, withinDays }, { workspace }) => {
    const amount = moneyWords(value, workspace.currency)
    return {
      en: `spent ${comparisonWords(compare).en} ${amount.en}${windowWords(withinDays).en}`,
      'zh-CN': `${windowWords(withinDays)['zh-CN']}消费${comparisonWords(compare)['zh-CN']} ${amount['zh-CN']}`,
    }
  },
})
