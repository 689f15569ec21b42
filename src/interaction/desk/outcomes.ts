import type { Localized } from '../../kit/api-shapes.ts'
import type { CallOutcome } from '../../stores/ledger/schema/desk.ts'

/** In the order of their keys, 1 to 7. */
export const outcomes = [
  'accepted',
  'considering',
  'refused',
  'no_answer',
  'call_back',
  'wrong_number',
  'complaint',
] as const satisfies readonly CallOutcome[]

/** Outcomes of a talk with the customer, of which success, consideration and refusal are shares. */
export const talks = ['accepted', 'considering', 'refused'] as const satisfies readonly CallOutcome[]

/** Outcomes of a call somebody took: what the contact caps count. A number that nobody answers was no contact. */
export const reached = [
  'accepted',
  'considering',
  'refused',
  'call_back',
  'complaint',
] as const satisfies readonly CallOutcome[]

/** The others: the telephone rang in vain. */
export const unanswered = ['no_answer', 'wrong_number'] as const satisfies readonly CallOutcome[]

/**
 * Why they refused, each with its letter: the codes of the models' note coder, and `no_calls`, the customer's word that they
 * are not to be called again, which only a person may say for them.
 */
export const refusalReasons = [
  { id: 'price', key: 'p', label: { en: 'Price', 'zh-CN': '价格' } },
  { id: 'no_need', key: 'n', label: { en: 'No need', 'zh-CN': '没有需要' } },
  { id: 'has_other', key: 's', label: { en: 'Has another supplier', 'zh-CN': '已有其他供应商' } },
  { id: 'bad_experience', key: 'b', label: { en: 'Bad experience', 'zh-CN': '体验不佳' } },
  { id: 'later', key: 't', label: { en: 'No time, later', 'zh-CN': '没时间，以后再说' } },
  { id: 'not_decision_maker', key: 'd', label: { en: 'Does not decide', 'zh-CN': '本人做不了主' } },
  { id: 'unsuited', key: 'u', label: { en: 'Product unsuited', 'zh-CN': '产品不合适' } },
  { id: 'trust', key: 'r', label: { en: 'Trust', 'zh-CN': '不信任' } },
  { id: 'privacy', key: 'v', label: { en: 'Privacy', 'zh-CN': '担心隐私' } },
  { id: 'no_calls', key: 'x', label: { en: 'Do not call again', 'zh-CN': '不要再打电话' } },
  { id: 'other', key: 'o', label: { en: 'Other', 'zh-CN': '其他' } },
] as const satisfies readonly { id: string; key: string; label: Localized }[]

export type RefusalReason = (typeof refusalReasons)[number]['id']
export const refusalIds = refusalReasons.map(({ id }) => id) as [RefusalReason, ...RefusalReason[]]

/** The words of a reason; null where there is none. */
export const refusalLabel = (id: string): Localized | null =>
  refusalReasons.find((reason) => reason.id === id)?.label ?? null
