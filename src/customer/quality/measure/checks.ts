import type { Localized } from '../../../kit/api-shapes.ts'
import { currencyDigits } from '../../../kit/money.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import type { Dataset } from './dataset-fields.ts'

/** What is known of the workspace while a run is measured. */
export interface CheckContext {
  mapping: Mapping
  /** A list of customers, or of products, has been brought by some source. */
  lists: { customers: boolean; products: boolean }
}

/**
 * One way in which what a source says cannot fit what else is known. Both conditions are SQL over the waiting rows, with
 * `birth` (year of the row's customer, 0: unknown) and `{nowMs}`; the guide states each formula in words.
 */
export interface Check {
  id: string
  label: Localized
  dataset: readonly Dataset[]
  /** Null: not to be judged for this run. */
  applies(context: CheckContext): boolean
  applicable: string
  fault: string
}

const aheadMs = 24 * 3_600_000
const has = (mapping: Mapping, ...fields: string[]) => fields.every((field) => mapping.fields[field])

/** Minor units of one major unit, from the row's currency. */
const scale = (() => {
  const codes = (digits: number) =>
    Intl.supportedValuesOf('currency')
      .filter((code) => currencyDigits(code) === digits)
      .map((code) => `'${code}'`)
      .join(',')
  return `multiIf(currency IN (${codes(0)}), 1, currency IN (${codes(3)}), 1000, 100)`
})()

/** A file counts before or after its own discount; either fits. One minor unit or half a per cent is rounding. */
const expected = `unit_price * quantity * ${scale}`
const slack = `greatest(1, 0.005 * abs(${expected}))`
const sumFits = `(abs(amount - ${expected}) <= ${slack} OR abs(amount - (${expected} - discount)) <= ${slack})`

const listed = (dataset: 'customers' | 'products', key: string) =>
  `${key} IN (SELECT key FROM source_records WHERE workspace_id = {workspace:UInt32} AND dataset = '${dataset}')`

const unknownProduct: Localized = { en: 'Product is on no product list', 'zh-CN': '商品不在任何商品目录中' }

export const checks: readonly Check[] = [
  {
    id: 'future',
    label: { en: 'Dated more than a day ahead', 'zh-CN': '时间超前一天以上' },
    dataset: ['orders', 'touches', 'events'],
    applies: () => true,
    applicable: 'true',
    fault: `ts_ms > {nowMs:Int64} + ${aheadMs}`,
  },
  {
    id: 'first_seen_future',
    label: { en: 'Customer since a day to come', 'zh-CN': '注册时间在未来' },
    dataset: ['customers'],
    applies: ({ mapping }) => has(mapping, 'first_seen'),
    applicable: 'first_seen_ms IS NOT NULL',
    fault: `first_seen_ms > {nowMs:Int64} + ${aheadMs}`,
  },
  {
    id: 'before_birth',
    label: { en: 'Order before the customer was born', 'zh-CN': '下单时间早于客户出生' },
    dataset: ['orders'],
    applies: ({ mapping }) => has(mapping, 'ts'),
    applicable: 'birth > 0',
    fault: "birth > 0 AND toYear(fromUnixTimestamp64Milli(ts_ms, 'UTC')) < birth",
  },
  {
    id: 'impossible_birth',
    label: { en: 'Born in the future, or 120 years ago', 'zh-CN': '出生年份在未来或早于 120 年前' },
    dataset: ['customers'],
    applies: ({ mapping }) => has(mapping, 'birthday'),
    applicable: 'birth_year > 0',
    fault:
      "birth_year > 0 AND (birth_year > toYear(fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')) OR birth_year < toYear(fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')) - 120)",
  },
  {
    id: 'sum',
    label: { en: 'Amount is not quantity × price', 'zh-CN': '金额与数量×单价不符' },
    dataset: ['orders'],
    applies: ({ mapping }) => has(mapping, 'amount', 'unit_price', 'quantity'),
    applicable: "unit_price IS NOT NULL AND kind != 'charge'",
    fault: `unit_price IS NOT NULL AND kind != 'charge' AND NOT ${sumFits}`,
  },
  {
    id: 'unknown_customer',
    label: { en: 'Customer is on no customer list', 'zh-CN': '客户不在任何客户名单中' },
    dataset: ['orders', 'touches'],
    applies: ({ lists }) => lists.customers,
    applicable: 'person_key > 0',
    fault: `person_key > 0 AND NOT (${listed('customers', 'person_key')})`,
  },
  {
    id: 'unknown_product',
    label: unknownProduct,
    dataset: ['orders'],
    applies: ({ mapping, lists }) => has(mapping, 'product_id') && lists.products,
    applicable: "product_id != '' AND kind != 'charge'",
    fault: `product_id != '' AND kind != 'charge' AND NOT (${listed('products', 'cityHash64(product_id)')})`,
  },
  {
    id: 'unknown_product',
    label: unknownProduct,
    dataset: ['events'],
    applies: ({ mapping, lists }) => has(mapping, 'product_id') && lists.products,
    applicable: "product_id != ''",
    fault: `product_id != '' AND NOT (${listed('products', 'cityHash64(product_id)')})`,
  },
  {
    id: 'cost_above_price',
    label: { en: 'Costs more than its price', 'zh-CN': '成本高于售价' },
    dataset: ['products'],
    applies: ({ mapping }) => has(mapping, 'price', 'cost'),
    applicable: 'price IS NOT NULL AND cost IS NOT NULL',
    fault: 'price IS NOT NULL AND cost IS NOT NULL AND cost > price',
  },
]

/** What sources may say differently of the same customer. */
export const sharedAttributes = ['country', 'region', 'city', 'gender', 'birth_year'] as const
export type SharedAttribute = (typeof sharedAttributes)[number]

const differing: Record<SharedAttribute, Localized> = {
  country: { en: 'Country differs from another source', 'zh-CN': '国家与其他来源不一致' },
  region: { en: 'Province differs from another source', 'zh-CN': '省份与其他来源不一致' },
  city: { en: 'City differs from another source', 'zh-CN': '城市与其他来源不一致' },
  gender: { en: 'Gender differs from another source', 'zh-CN': '性别与其他来源不一致' },
  birth_year: { en: 'Year of birth differs from another source', 'zh-CN': '出生年份与其他来源不一致' },
}

const orderTotal: Localized = {
  en: 'Revenue of the order is not the sum of its lines',
  'zh-CN': '订单金额与明细合计不符',
}

/** Name of a check for people; the id itself where it is not known any more. */
export function checkLabel(id: string): Localized {
  if (id === 'order_total') return orderTotal
  const found = checks.find((check) => check.id === id)
  if (found) return found.label
  const attribute = sharedAttributes.find((name) => id === `differs.${name}`)
  return attribute ? differing[attribute] : { en: id, 'zh-CN': id }
}
