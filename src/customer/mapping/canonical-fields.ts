import type { Localized } from '../../kit/api-shapes.ts'
import type { ImportKind } from './mapping.schema.ts'

/**
 * `id` joins rows and is kept as it is · `text` is for people · `money` is in major units unless the mapping says
 * otherwise · identifiers (`account` to `record`) go to the encrypted ledger only.
 */
export type FieldType =
  | 'id'
  | 'text'
  | 'number'
  | 'money'
  | 'datetime'
  | 'currency'
  | 'choice'
  | 'account'
  | 'email'
  | 'phone'
  | 'name'
  | 'card'
  | 'address'
  | 'birthday'
  | 'day'
  | 'openid'
  | 'unionid'
  | 'wecom'
  | 'device'
  | 'record'

export interface CanonicalField {
  type: FieldType
  label: Localized
  /** Needed by itself; what needs one of several is in `requiredGroups`. */
  required?: true
}

const field = (type: FieldType, en: string, zh: string): CanonicalField => ({
  type,
  label: { en, 'zh-CN': zh },
})
const needed = (type: FieldType, en: string, zh: string): CanonicalField => ({
  ...field(type, en, zh),
  required: true,
})

const who = {
  customer: field('account', 'Customer number', '客户编号'),
  email: field('email', 'E-mail', '邮箱'),
  phone: field('phone', 'Telephone', '手机号'),
  record: field('record', 'Record number of this system', '本系统记录编号'),
} as const

/** Everything an import can fill, by kind; the one table that guess, check, form and reference read. */
export const canonicalFields: Readonly<Record<ImportKind, Readonly<Record<string, CanonicalField>>>> = {
  orders: {
    order_id: field('id', 'Order number', '订单号'),
    line_id: field('id', 'Line number', '订单行号'),
    ts: needed('datetime', 'Order time', '下单时间'),
    ...who,
    name: field('name', 'Customer name', '客户姓名'),
    product_id: field('id', 'Product code', '商品编码'),
    product_name: field('text', 'Product name', '商品名称'),
    category: field('text', 'Category', '品类'),
    brand: field('text', 'Brand', '品牌'),
    quantity: field('number', 'Quantity', '数量'),
    unit_price: field('money', 'Unit price', '单价'),
    amount: field('money', 'Amount paid', '金额'),
    discount: field('money', 'Discount', '优惠金额'),
    cost: field('money', 'Cost of goods', '成本'),
    currency: field('currency', 'Currency', '币种'),
    kind: field('choice', 'Sale, return or charge', '销售、退货或费用'),
    channel: field('text', 'Sales channel', '销售渠道'),
    place_id: field('id', 'Shop', '门店'),
    coupon: field('id', 'Coupon', '优惠券'),
    country: field('text', 'Country', '国家'),
    region: field('text', 'Province or region', '省份'),
    city: field('text', 'City', '城市'),
  },
  customers: {
    ...who,
    name: field('name', 'Name', '姓名'),
    card: field('card', 'Card number', '会员卡号'),
    address: field('address', 'Address', '地址'),
    birthday: field('birthday', 'Birthday', '生日'),
    date_wedding: field('day', 'Wedding day', '结婚纪念日'),
    date_child_birthday: field('day', 'Child’s birthday', '子女生日'),
    date_family_birthday: field('day', 'Family member’s birthday', '家人生日'),
    date_contract_end: field('day', 'End of contract', '合同到期'),
    unionid: field('unionid', 'WeChat UnionID', '微信 UnionID'),
    openid: field('openid', 'WeChat OpenID', '微信 OpenID'),
    wecom: field('wecom', 'WeCom external_userid', '企业微信 external_userid'),
    device: field('device', 'Device', '设备号'),
    gender: field('text', 'Gender', '性别'),
    country: field('text', 'Country', '国家'),
    region: field('text', 'Province or region', '省份'),
    city: field('text', 'City', '城市'),
    tier: field('text', 'Tier', '会员等级'),
    language: field('text', 'Language', '语言'),
    first_seen: field('datetime', 'Customer since', '注册时间'),
    company: field('text', 'Company', '所在公司'),
    company_number: field('id', 'Registration number of the company', '公司登记号'),
    department: field('text', 'Department', '部门'),
    job_title: field('text', 'Job title', '职务'),
    company_since: field('datetime', 'At the company since', '任职起始日'),
    prospect_stage: field('text', 'Prospect: stage', '线索阶段'),
    prospect_since: field('datetime', 'Prospect: in this stage since', '进入该阶段的时间'),
    prospect_reason: field('text', 'Prospect: reason for losing', '线索流失原因'),
    prospect_owner: field('text', 'Prospect: owner (mail or name)', '线索负责人（邮箱或姓名）'),
    prospect_source: field('text', 'Prospect: came from', '线索来源'),
  },
  products: {
    product_id: needed('id', 'Product code', '商品编码'),
    name: field('text', 'Product name', '商品名称'),
    category: field('text', 'Category path (A > B)', '品类（A > B）'),
    brand: field('text', 'Brand', '品牌'),
    price: field('money', 'Price', '售价'),
    cost: field('money', 'Cost', '成本'),
    currency: field('currency', 'Currency', '币种'),
  },
  touches: {
    ts: needed('datetime', 'Time', '时间'),
    ...who,
    campaign: field('id', 'Campaign', '营销活动'),
    channel: field('text', 'Channel', '渠道'),
    kind: field('choice', 'What happened', '动作'),
    step: field('text', 'Step', '步骤'),
    outcome: field('text', 'Outcome', '结果'),
    reason: field('text', 'Reason', '原因'),
    agent: field('id', 'Agent', '坐席'),
    cost: field('money', 'Cost', '成本'),
    currency: field('currency', 'Currency', '币种'),
  },
  events: {
    ts: needed('datetime', 'Time', '时间'),
    event: needed('text', 'Event', '事件'),
    ...who,
    visitor: field('account', 'Visitor (cookie or device)', '访客（Cookie 或设备）'),
    event_id: field('id', 'Event number', '事件编号'),
    product_id: field('id', 'Product code', '商品编码'),
    category: field('text', 'Category', '品类'),
    channel: field('text', 'Channel', '渠道'),
    value: field('money', 'Value', '金额'),
    currency: field('currency', 'Currency', '币种'),
  },
}

/** Kinds whose files may bring more than the canonical fields. */
export const kindsWithAttributes: ReadonlySet<ImportKind> = new Set(['customers', 'products', 'events'])

/** Of each group at least one field must be mapped. */
export const requiredGroups: Readonly<Record<ImportKind, readonly (readonly string[])[]>> = {
  orders: [['ts'], ['amount', 'unit_price']],
  customers: [['customer', 'email', 'phone', 'record']],
  products: [['product_id']],
  touches: [['ts'], ['customer', 'email', 'phone', 'record']],
  events: [['ts'], ['event']],
}

/** Words of files for the values of `choice` fields, lower case. */
export const choices: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'orders.kind': {
    sale: ['sale', 'sales', 'order', 'purchase', 'buy', '销售', '订单', '购买', '正常'],
    return: [
      'return',
      'returned',
      'refund',
      'refunded',
      'cancel',
      'cancelled',
      'canceled',
      '退货',
      '退款',
      '取消',
    ],
    charge: ['charge', 'fee', 'shipping', 'postage', 'freight', '费用', '运费', '邮费', '手续费'],
  },
  'touches.kind': {
    sent: ['sent', 'send', 'delivered', 'called', '发送', '已发送', '已送达', '外呼'],
    failed: ['failed', 'undelivered', '失败'],
    opened: ['opened', 'open', '打开', '已打开'],
    clicked: ['clicked', 'click', '点击', '已点击'],
    bounced: ['bounced', 'bounce', '退信'],
    unsubscribed: ['unsubscribed', 'unsubscribe', 'opt-out', '退订'],
    replied: ['replied', 'reply', 'responded', 'redeemed', '回复', '核销', '响应'],
  },
}

export const identifierTypes: ReadonlySet<FieldType> = new Set([
  'account',
  'email',
  'phone',
  'name',
  'card',
  'address',
  'birthday',
  'day',
  'openid',
  'unionid',
  'wecom',
  'device',
  'record',
])
