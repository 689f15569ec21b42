import { category, currency, productId, type Synonyms, who } from './shared-synonyms.ts'

export const eventsSynonyms: Synonyms = {
  ts: [
    'ts',
    'timestamp',
    'eventtime',
    'eventtimestamp',
    'datetime',
    'time',
    'createdat',
    'date',
    '事件时间',
    '行为时间',
    '时间戳',
    '时间',
    '日期',
  ],
  event: [
    'event',
    'eventname',
    'eventtype',
    'behaviortype',
    'behaviourtype',
    'behavior',
    'behaviour',
    'action',
    'actiontype',
    'activity',
    '事件',
    '事件名称',
    '事件类型',
    '行为',
    '行为类型',
    '动作',
    '操作类型',
  ],
  ...who,
  customer: [...(who.customer ?? []), 'visitorid'],
  visitor: ['anonymousid', 'deviceid', 'cookieid', 'cookie', '访客id', '设备id', '设备号'],
  event_id: ['eventid', 'messageid', 'logid', '事件编号', '事件id', '日志id'],
  product_id: productId,
  category: [...category, 'categoryid', 'itemcategory', '类目id'],
  channel: ['channel', 'platform', 'source', '渠道', '平台', '来源'],
  value: ['value', 'amount', 'revenue', 'price', '金额', '价格'],
  currency,
}

/** What the codes of well-known logs mean, in the words of the e-commerce specification where it has one. */
const codes: Readonly<Record<string, string>> = {
  pv: 'Product Viewed',
  view: 'Product Viewed',
  cart: 'Product Added',
  addtocart: 'Product Added',
  add_to_cart: 'Product Added',
  fav: 'Product Added to Wishlist',
  buy: 'Product Purchased',
  purchase: 'Product Purchased',
  transaction: 'Product Purchased',
}

/** @returns a table of values where all codes of the column are known, and more than one */
export function eventNames(distinct: readonly string[]): Record<string, string> | null {
  const names = distinct.map((code) => [code, codes[code.toLowerCase()]] as const)
  if (names.length < 2 || names.some(([, name]) => name === undefined)) return null
  return Object.fromEntries(names.map(([code, name]) => [code, name ?? code]))
}
