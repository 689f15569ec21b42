import type { Locale } from '../../kit/errors.ts'
import { limits } from './limits.ts'

export const refusalCodes = [
  'not_an_object',
  'unknown_type',
  'unsupported_type',
  'required',
  'wrong_type',
  'too_long',
  'bad_date',
  'impossible_date',
  'too_large',
  'too_deep',
  'bad_amount',
  'bad_currency',
  'engine_refused',
  'contract_required',
  'contract_type',
  'contract_values',
  'contract_range',
  'contract_pattern',
  'contract_length',
  'contract_unique',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Why one event was not accepted, and which of its fields is to blame. */
export interface Refusal {
  code: RefusalCode
  /** Path within the event, such as `properties.products[0].price`; blank for the event itself. */
  field: string
}

export class EventRefused extends Error {
  readonly refusal: Refusal
  constructor(code: RefusalCode, field: string) {
    super(`${code} ${field}`)
    this.refusal = { code, field }
  }
}

const texts: Record<RefusalCode, Record<Locale, string>> = {
  not_an_object: { en: 'an event must be a JSON object', 'zh-CN': '事件必须是 JSON 对象' },
  unknown_type: {
    en: 'the type must be one of identify, track, page, screen, group, alias',
    'zh-CN': '类型必须是 identify、track、page、screen、group、alias 之一',
  },
  unsupported_type: {
    en: 'records of this type have no place here: what is kept are track, track_signup and profile records; items come in as a product list',
    'zh-CN': '不支持此类型的记录：可接收 track、track_signup 与 profile 类记录；物品请通过商品列表导入',
  },
  required: { en: 'a value is needed here', 'zh-CN': '此处必须有值' },
  wrong_type: { en: 'the value has the wrong type', 'zh-CN': '值的类型不正确' },
  too_long: { en: 'the text is too long', 'zh-CN': '文本过长' },
  bad_date: {
    en: 'this is no date; write ISO 8601, such as 2026-03-01T08:00:00Z',
    'zh-CN': '日期无法识别，请使用 ISO 8601 格式，如 2026-03-01T08:00:00Z',
  },
  impossible_date: {
    en: 'the date cannot be: it is before 1990 or more than a day ahead',
    'zh-CN': '日期不可能：早于 1990 年，或超前一天以上',
  },
  too_large: {
    en: `the event is larger than ${limits.eventBytes / 1024} KB`,
    'zh-CN': `事件超过 ${limits.eventBytes / 1024} KB`,
  },
  too_deep: { en: 'objects are nested too deep', 'zh-CN': '对象嵌套过深' },
  bad_amount: {
    en: 'this is no amount; write a number, such as 19.90',
    'zh-CN': '金额无法识别，请填写数字，如 19.90',
  },
  bad_currency: {
    en: 'this is no currency; write a code of ISO 4217, such as CNY',
    'zh-CN': '币种无法识别，请使用 ISO 4217 代码，如 CNY',
  },
  contract_required: {
    en: 'the contract of this event demands a value here',
    'zh-CN': '该事件的数据约定要求此处有值',
  },
  contract_type: {
    en: 'the contract of this event demands another type here',
    'zh-CN': '该值的类型不符合事件的数据约定',
  },
  contract_values: {
    en: 'not one of the values the contract of this event allows',
    'zh-CN': '该值不在事件数据约定允许的取值之内',
  },
  contract_range: {
    en: 'outside the range the contract of this event allows',
    'zh-CN': '该值超出事件数据约定的范围',
  },
  contract_pattern: {
    en: 'not written as the contract of this event demands',
    'zh-CN': '该值的写法不符合事件的数据约定',
  },
  contract_length: {
    en: 'longer than the contract of this event allows',
    'zh-CN': '该值长度超出事件的数据约定',
  },
  contract_unique: {
    en: 'the contract of this event allows each value once',
    'zh-CN': '事件的数据约定不允许该值重复',
  },
  engine_refused: {
    en: 'the analytics engine cannot hold these values',
    'zh-CN': '分析引擎无法存储这些值',
  },
}

export function refusalText(code: string, locale: Locale): string {
  return code in texts ? texts[code as RefusalCode][locale] : code
}
