import type { Localized } from './api-shapes.ts'

/** How much of a field a reader gets: nothing, that it is known and its outline, or all of it. */
export const fieldLevels = ['hidden', 'masked', 'clear'] as const
export type FieldLevel = (typeof fieldLevels)[number]

interface Described {
  id: string
  label: Localized
  help: Localized
  levels: readonly FieldLevel[]
  /** Kinds of identifiers it stands for; in clear only after saying why, which is audited. */
  kinds?: readonly string[]
}

const identifierLevels = fieldLevels
const openLevels = ['hidden', 'clear'] as const

/** What is known of a customer, as it is allowed or not. An id once given stays: settings are kept by it. */
export const fieldGroups = [
  {
    id: 'name',
    label: { en: 'Name', 'zh-CN': '姓名' },
    help: { en: 'Names of people', 'zh-CN': '客户姓名' },
    levels: identifierLevels,
    kinds: ['name'],
  },
  {
    id: 'phone',
    label: { en: 'Phone', 'zh-CN': '手机号' },
    help: { en: 'Telephone numbers', 'zh-CN': '手机与电话号码' },
    levels: identifierLevels,
    kinds: ['phone'],
  },
  {
    id: 'email',
    label: { en: 'E-mail', 'zh-CN': '邮箱' },
    help: { en: 'E-mail addresses', 'zh-CN': '电子邮箱地址' },
    levels: identifierLevels,
    kinds: ['email'],
  },
  {
    id: 'account',
    label: { en: 'Account number', 'zh-CN': '账号' },
    help: { en: 'Numbers of accounts and records in your systems', 'zh-CN': '业务系统中的账号与记录编号' },
    levels: identifierLevels,
    kinds: ['account', 'record'],
  },
  {
    id: 'card',
    label: { en: 'Member card', 'zh-CN': '会员卡号' },
    help: { en: 'Numbers of member cards', 'zh-CN': '会员卡号码' },
    levels: identifierLevels,
    kinds: ['card'],
  },
  {
    id: 'wechat',
    label: { en: 'WeChat ids', 'zh-CN': '微信标识' },
    help: { en: 'union-id, open-id and WeCom id', 'zh-CN': 'UnionID、OpenID 与企业微信客户 ID' },
    levels: identifierLevels,
    kinds: ['unionid', 'openid', 'wecom'],
  },
  {
    id: 'device',
    label: { en: 'Devices and cookies', 'zh-CN': '设备与 Cookie' },
    help: { en: 'Identifiers of devices and browsers', 'zh-CN': '设备与浏览器标识' },
    levels: identifierLevels,
    kinds: ['device', 'anonymous', 'push'],
  },
  {
    id: 'address',
    label: { en: 'Address', 'zh-CN': '地址' },
    help: { en: 'Postal addresses, and the households found by them', 'zh-CN': '邮寄地址及据此识别的家庭' },
    levels: identifierLevels,
    kinds: ['address'],
  },
  {
    id: 'birthday',
    label: { en: 'Birthday', 'zh-CN': '生日' },
    help: { en: 'The day, and with it the year of birth', 'zh-CN': '出生日期，含出生年份' },
    levels: identifierLevels,
    kinds: ['birthday'],
  },
  {
    id: 'attributes',
    label: { en: 'Attributes', 'zh-CN': '客户属性' },
    help: {
      en: 'City, tier and all other attributes; single ones can be set below',
      'zh-CN': '城市、等级及其他属性；可在下方单独设置',
    },
    levels: fieldLevels,
  },
  {
    id: 'computed',
    label: { en: 'Computed attributes', 'zh-CN': '计算属性' },
    help: { en: 'What is computed for each customer here', 'zh-CN': '系统为每位客户计算的属性' },
    levels: fieldLevels,
  },
  {
    id: 'orders',
    label: { en: 'Orders and amounts', 'zh-CN': '订单与金额' },
    help: { en: 'Orders, products, spend', 'zh-CN': '订单、商品与消费金额' },
    levels: openLevels,
  },
  {
    id: 'scores',
    label: { en: 'Scores', 'zh-CN': '评分' },
    help: { en: 'R, F, M and customer delivered value', 'zh-CN': 'R、F、M 评分与顾客让渡价值' },
    levels: openLevels,
  },
  {
    id: 'segments',
    label: { en: 'Segments of a customer', 'zh-CN': '所属客群' },
    help: { en: 'Which segments somebody is in', 'zh-CN': '某位客户属于哪些客群' },
    levels: openLevels,
  },
  {
    id: 'consents',
    label: { en: 'Consents', 'zh-CN': '同意记录' },
    help: { en: 'What somebody agreed to or took back', 'zh-CN': '客户给出或撤回的同意' },
    levels: openLevels,
  },
  {
    id: 'touches',
    label: { en: 'Contacts', 'zh-CN': '接触记录' },
    help: {
      en: 'Messages, answers, decisions and their reasons',
      'zh-CN': '触达、响应、决策及原因',
    },
    levels: openLevels,
  },
  {
    id: 'events',
    label: { en: 'Behaviour', 'zh-CN': '行为事件' },
    help: { en: 'What somebody did on pages and in apps', 'zh-CN': '网站与应用中的行为' },
    levels: openLevels,
  },
  {
    id: 'needs',
    label: { en: 'Needs and preferences', 'zh-CN': '需求与偏好' },
    help: {
      en: 'What somebody said they need, like or do not want',
      'zh-CN': '客户表达过的需要、喜欢或不想要',
    },
    levels: openLevels,
  },
  {
    id: 'leads',
    label: { en: 'Following up', 'zh-CN': '潜客跟进' },
    help: {
      en: 'Stage, owner, source and next step of prospects, with their history',
      'zh-CN': '潜在客户的阶段、负责人、来源、下一步及跟进记录',
    },
    levels: openLevels,
  },
  {
    id: 'notes',
    label: { en: 'Notes', 'zh-CN': '备注' },
    help: { en: 'What colleagues wrote about a customer', 'zh-CN': '同事对客户填写的说明' },
    levels: openLevels,
  },
  {
    id: 'raw',
    label: { en: 'Rows as they came', 'zh-CN': '来源原始内容' },
    help: {
      en: 'Rows of files, rejected rows, quarantine and the event tail. They may hold anything: whoever has another field hidden does not see them either',
      'zh-CN':
        '文件原始行、未入库的行、异常数据区与实时事件。其中可能包含任何内容：只要有字段被隐藏，这些内容也一并隐藏',
    },
    levels: openLevels,
  },
] as const satisfies readonly Described[]

export type FieldGroup = (typeof fieldGroups)[number]['id']
export const fieldGroupIds = fieldGroups.map(({ id }) => id)
const described: ReadonlyMap<string, Described> = new Map(fieldGroups.map((one) => [one.id, one]))
const groupOfKind = new Map<string, string>(
  (fieldGroups as readonly Described[]).flatMap(({ id, kinds }) =>
    (kinds ?? []).map((kind): [string, string] => [kind, id]),
  ),
)

/** Group, or one attribute of a group: `attributes/city`, `computed/<id>`. */
export type FieldLimits = Readonly<Record<string, FieldLevel>>

/** The levels a field may be set to; null where there is no such field. */
export function levelsOf(field: string): readonly FieldLevel[] | null {
  const [group = '', ...name] = field.split('/')
  if (name.length > 0 && group !== 'attributes' && group !== 'computed') return null
  return described.get(group)?.levels ?? null
}

/** What one reader may know of customers. */
export interface FieldAccess {
  of(group: FieldGroup): FieldLevel
  ofAttribute(name: string): FieldLevel
  ofComputed(id: string): FieldLevel
  /** Of a kind of identifier; a kind nobody described is as open as the strictest of them. */
  ofIdentifier(kind: string): FieldLevel
  /** Whether anything is less than it is without settings; where not, answers leave as they are. */
  readonly isLimited: boolean
  /** Whether an identifier of any kind may be seen in clear. */
  readonly mayUnmask: boolean
}

/** Attributes by which files and programs tell needs; `src/customer/needs/topics.ts` names them so. */
const statedPrefix = 'stated_'

const rank = (level: FieldLevel): number => fieldLevels.indexOf(level)
const stricter = (a: FieldLevel, b: FieldLevel): FieldLevel => (rank(a) <= rank(b) ? a : b)

/**
 * @param unmasks whether identifiers are in clear where nothing is set: owners, as it was before there were settings
 * @param limits by field, of the role and of the key; the strictest of them holds
 */
export function fieldAccess(unmasks: boolean, ...limits: readonly FieldLimits[]): FieldAccess {
  const byDefault = (group: string): FieldLevel =>
    described.get(group)?.kinds && !unmasks ? 'masked' : 'clear'
  const said = (one: FieldLimits, field: string) => (Object.hasOwn(one, field) ? one[field] : undefined)
  /** Of each set its most particular word; of the sets the strictest. */
  const strictest = (group: string, field: string): FieldLevel =>
    limits
      .map((one) => said(one, field) ?? said(one, group))
      .filter((level) => level !== undefined)
      .reduce<FieldLevel | null>((found, level) => (found === null ? level : stricter(found, level)), null) ??
    byDefault(group)
  const own = (group: string): FieldLevel => strictest(group, group)
  const anyHidden = limits.some((one) => Object.values(one).includes('hidden'))
  const of = (group: string): FieldLevel => (group === 'raw' && anyHidden ? 'hidden' : own(group))
  const single = (group: string, name: string): FieldLevel => strictest(group, `${group}/${name}`)
  return {
    of,
    ofAttribute: (name) =>
      (name === 'birth_year' && own('birthday') === 'hidden') ||
      (name.startsWith(statedPrefix) && own('needs') === 'hidden')
        ? 'hidden'
        : single('attributes', name),
    ofComputed: (id) => single('computed', id),
    ofIdentifier: (kind) => {
      const group = groupOfKind.get(kind)
      if (group !== undefined) return own(group)
      return [...groupOfKind.values()].map(own).reduce(stricter, 'clear')
    },
    isLimited: limits.some((one) =>
      Object.entries(one).some(([field, level]) => rank(level) < rank(byDefault(field.split('/')[0] ?? ''))),
    ),
    mayUnmask: [...new Set(groupOfKind.values())].some((group) => own(group) === 'clear'),
  }
}

/** For work of the system itself, which no reader sees, and for tests. */
export const unlimitedFields: FieldAccess = fieldAccess(true)
