import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { saleLines } from '../../facts.ts'
import { inWindow } from '../context.ts'
import type { OrderLineFact } from '../customer-facts.ts'
import { defineOperator, hasRow, type SqlContext } from '../operator.ts'
import { did, didField, windowSql, windowWords, withinDays, withinField } from './window.ts'

export const boughtCategory = defineOperator({
  id: 'bought_category',
  label: { en: 'Bought from a category', 'zh-CN': '购买过某品类' },
  help: {
    en: 'Bought, or did not buy, anything from the category (at any level of its path).',
    'zh-CN': '购买过或未购买过该品类（品类路径任一层级）的商品。',
  },
  group: 'orders',
  dependency: 'relation',
  params: z.object({ did, category: z.string().min(1).max(200), withinDays }),
  fields: [
    didField,
    { name: 'category', label: { en: 'category', 'zh-CN': '品类' }, type: 'category', required: true },
    withinField,
  ],
  toSql: (params, context) => {
    const { bind, workspace } = context
    const category = bind('String', params.category)
    const products = sql`product_id IN (SELECT product_id FROM products FINAL
      WHERE workspace_id = ${bind('UInt32', workspace.id)} AND (category = ${category} OR has(category_path, ${category})))`
    return bought(params, products, context)
  },
  evaluate: (params, customer, context) =>
    (params.did === 'did') ===
    customer.orderLines.some(
      (line) =>
        isSale(line) &&
        line.categories.includes(params.category) &&
        inWindow(context, line.ts, params.withinDays),
    ),
  words: (params) => words(params, `“${params.category}”`, { en: 'from the category ', 'zh-CN': '品类' }),
})

export const boughtProduct = defineOperator({
  id: 'bought_product',
  label: { en: 'Bought a product', 'zh-CN': '购买过某商品' },
  help: {
    en: 'Bought, or did not buy, the product with this number.',
    'zh-CN': '购买过或未购买过该编号的商品。',
  },
  group: 'orders',
  dependency: 'time',
  params: z.object({ did, product: z.string().min(1).max(200), withinDays }),
  fields: [
    didField,
    { name: 'product', label: { en: 'product', 'zh-CN': '商品' }, type: 'product', required: true },
    withinField,
  ],
  toSql: (params, context) =>
    bought(params, sql`product_id = ${context.bind('String', params.product)}`, context),
  evaluate: (params, customer, context) =>
    (params.did === 'did') ===
    customer.orderLines.some(
      (line) =>
        isSale(line) && line.productId === params.product && inWindow(context, line.ts, params.withinDays),
    ),
  words: (params) => words(params, `“${params.product}”`, { en: 'the product ', 'zh-CN': '商品' }),
})

interface BoughtParams {
  did: 'did' | 'did_not'
  withinDays: number | null
}

function bought(params: BoughtParams, what: SqlFragment, context: SqlContext) {
  const rows = saleLines(sql`${what} AND ${windowSql(params.withinDays, context)}`)
  const leaf = hasRow('orders', rows)
  return params.did === 'did' ? leaf : { not: leaf }
}

function isSale(line: OrderLineFact): boolean {
  return line.kind === 'sale'
}

function words(params: BoughtParams, what: string, kind: { en: string; 'zh-CN': string }) {
  const window = windowWords(params.withinDays)
  const yes = params.did === 'did'
  return {
    en: `${yes ? 'bought' : 'did not buy'} ${kind.en}${what}${window.en}`,
    'zh-CN': `${window['zh-CN']}${yes ? '购买过' : '未购买'}${kind['zh-CN']}${what}`,
  }
}
