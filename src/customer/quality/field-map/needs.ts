import type { Localized } from '../../../kit/api-shapes.ts'
import type { Objective } from '../../../stores/ledger/schema/quality.ts'

/** A field an objective cannot do without (`must`), or does better with. */
export interface Need {
  objective: Objective
  dataset: 'customers' | 'orders' | 'products' | 'touches'
  field: string
  weight: 'must' | 'helps'
  /** `dataset.field` that serve as well. */
  or?: readonly string[]
  why: Localized
}

export const objectives: readonly Objective[] = ['acquire', 'retain', 'grow', 'return']

const need = (
  objective: Objective,
  path: string,
  weight: Need['weight'],
  en: string,
  zh: string,
  or: readonly string[] = [],
): Need => {
  const [dataset = '', field = ''] = path.split('.')
  return {
    objective,
    dataset: dataset as Need['dataset'],
    field,
    weight,
    why: { en, 'zh-CN': zh },
    ...(or.length > 0 ? { or } : {}),
  }
}

/** What each objective needs and why: the same table the guide shows. */
export const needs: readonly Need[] = [
  need('acquire', 'orders.customer', 'must', 'Tells a first purchase from a repeated one', '区分首购与复购'),
  need('acquire', 'orders.ts', 'must', 'Says when somebody became a customer', '确定成为客户的时间'),
  need('acquire', 'orders.amount', 'must', 'Says what a new customer is worth', '衡量新客户的价值'),
  need('acquire', 'customers.email', 'must', 'Reaches prospects', '触达潜在客户', [
    'customers.phone',
    'orders.email',
    'orders.phone',
  ]),
  need(
    'acquire',
    'customers.first_seen',
    'helps',
    'Counts the days from the first contact to the purchase',
    '计算从首次接触到购买的天数',
  ),
  need('acquire', 'orders.channel', 'helps', 'Shows which channel brings customers', '看出哪个渠道带来客户', [
    'touches.channel',
  ]),
  need('acquire', 'touches.campaign', 'helps', 'Shows which campaign brought whom', '看出哪次活动带来了谁'),
  need('acquire', 'touches.cost', 'helps', 'Gives the cost of an acquired customer', '计算单个获客成本'),
  need(
    'acquire',
    'customers.region',
    'helps',
    'Finds areas like those of good customers',
    '寻找与优质客户相似的地区',
    ['customers.city', 'orders.region', 'orders.city'],
  ),

  need(
    'retain',
    'orders.customer',
    'must',
    'Shows who still buys and who has stopped',
    '看出谁仍在购买、谁已停止',
  ),
  need('retain', 'orders.ts', 'must', 'Gives the days since the last purchase', '计算距上次消费天数'),
  need('retain', 'orders.amount', 'must', 'Tells whom it pays to keep', '判断哪些客户值得挽留'),
  need('retain', 'customers.email', 'must', 'Reaches those who are about to leave', '触达可能流失的客户', [
    'customers.phone',
    'orders.email',
    'orders.phone',
  ]),
  need('retain', 'customers.first_seen', 'helps', 'Gives the length of the relationship', '计算关系时长'),
  need(
    'retain',
    'customers.tier',
    'helps',
    'Treats members by what they were promised',
    '按会员等级兑现承诺',
  ),
  need(
    'retain',
    'customers.birthday',
    'helps',
    'Gives an occasion to write that is welcome',
    '提供受欢迎的联系时机',
  ),
  need(
    'retain',
    'touches.outcome',
    'helps',
    'Shows what has won customers back before',
    '看出以往哪些做法挽回了客户',
  ),
  need('retain', 'touches.reason', 'helps', 'Says why customers refused or left', '了解拒绝或离开的原因'),

  need('grow', 'orders.customer', 'must', 'Joins what one customer buys', '汇总同一客户购买的商品'),
  need('grow', 'orders.ts', 'must', 'Puts purchases in order', '确定购买的先后'),
  need(
    'grow',
    'orders.product_id',
    'must',
    'Shows what is bought together and next',
    '看出哪些商品一起买、接着买',
  ),
  need('grow', 'products.category', 'must', 'Counts the categories a customer buys from', '计算品类广度', [
    'orders.category',
  ]),
  need('grow', 'orders.quantity', 'helps', 'Gives items per basket', '计算连带率'),
  need('grow', 'products.price', 'helps', 'Tells trading up from buying more', '区分升级购买与多买', [
    'orders.unit_price',
  ]),
  need('grow', 'products.brand', 'helps', 'Respects a brand the customer keeps to', '尊重客户偏好的品牌', [
    'orders.brand',
  ]),
  need('grow', 'customers.gender', 'helps', 'Fits the offer to the person', '让营销方案更贴合客户'),
  need(
    'grow',
    'customers.email',
    'must',
    'Reaches buyers of one product with the next',
    '向已购客户推荐下一件',
    ['customers.phone', 'orders.email', 'orders.phone'],
  ),

  need(
    'return',
    'orders.customer',
    'must',
    'Compares contacted customers with the control group',
    '比较触达客户与对照组',
  ),
  need('return', 'orders.ts', 'must', 'Counts what was bought after the contact', '统计触达之后的购买'),
  need('return', 'orders.amount', 'must', 'Gives the revenue of both groups', '得到两组的收入'),
  need('return', 'orders.cost', 'must', 'Turns revenue into margin', '由收入算出毛利', ['products.cost']),
  need('return', 'orders.discount', 'helps', 'Counts what the discount gave away', '计入优惠让利', [
    'orders.coupon',
  ]),
  need(
    'return',
    'touches.ts',
    'must',
    'Says who was contacted when, in other systems too',
    '掌握其他系统的触达时间',
  ),
  need('return', 'touches.cost', 'helps', 'Counts what the contact cost', '计入触达成本'),
  need(
    'return',
    'orders.coupon',
    'helps',
    'Joins a purchase to the coupon that was sent',
    '把购买与发出的优惠券对应起来',
  ),
]
