import { answerOf } from '../consent-words.ts'
import type { ConsentSource, FieldSource } from '../mapping.schema.ts'
import type { ColumnProfile } from './columns.ts'

const about =
  /opt.?(in|out)|consent|subscribed|unsubscri|(mail|sms|news).{0,12}subscri|newsletter|accepts.{0,12}marketing|marketing.{0,3}(e.?mail|sms|phone|call|post|permission)|do.?not.?(e.?mail|call|sms|text|mail|contact)|同意|订阅|訂閱|退订|退訂|拒收|勿扰|免打扰|营销许可|营销授权|接收(营销|邮件|短信|电话|推广)|接受(营销|邮件|短信|电话|推广)|个性化(推荐|广告)/i
const against = /opt.?out|unsubscri|do.?not|退订|退訂|拒收|勿扰|免打扰|withdraw|撤回/i
const timeName = /time|date|时间|日期|时刻|_at$|[a-z]At$|\bat$/i

const channels: readonly (readonly [string, RegExp])[] = [
  ['email', /e.?mail|newsletter|邮件|邮箱|電郵/i],
  ['sms', /sms|text.?message|短信|簡訊/i],
  ['wecom', /wecom|企业微信|企微/i],
  ['wechat', /wechat|weixin|微信|公众号/i],
  ['push', /\bpush|推送/i],
  ['post', /\bpost|direct.?mail|邮寄|直邮/i],
  ['phone', /phone|call|tel|电话|外呼/i],
]
const purposes: readonly (readonly [string, RegExp])[] = [
  ['profiling', /profil|personali|个性化|自动化决策/i],
  ['sharing', /shar(e|ing)|third.?part|第三方|共享/i],
  ['service', /service|transaction|服务通知|服务消息/i],
]

type Detail = 'at' | 'until' | 'proof' | 'text'
const details: readonly (readonly [Detail, RegExp])[] = [
  ['until', /expir|valid.?(un)?til|到期|有效期|失效/i],
  ['text', /version|版本/i],
  ['proof', /source|proof|evidence|method|来源|凭证|方式|证据/i],
  ['at', timeName],
]

/** Columns that speak of consent, however they are called, as far as their values bear it out. */
export function guessConsents(
  columns: readonly ColumnProfile[],
  used: ReadonlySet<string>,
): { consents: ConsentSource[]; columns: Set<string> } {
  const speaking = columns.filter((one) => !used.has(one.name) && about.test(one.name))
  const consents: ConsentSource[] = []
  const taken = new Set<string>()
  for (const column of speaking) {
    const answer = answerSource(column)
    if (answer === null) continue
    const cell = cellOf(column.name)
    if (consents.some((one) => one.purpose === cell.purpose && one.channel === cell.channel)) continue
    consents.push({ ...cell, answer })
    taken.add(column.name)
  }
  for (const column of speaking) {
    const kind = details.find(([, name]) => name.test(column.name))?.[0]
    if (kind === undefined || taken.has(column.name) || !bears(kind, column)) continue
    const cell = cellOf(column.name)
    // "Unsubscribed on" says no by itself, unless a column of answers is there.
    const of = consents.filter((one) => cell.channel === '*' || one.channel === cell.channel)
    const alone = kind === 'at' && against.test(column.name) && of.length === 0
    if (alone || of.length > 0) taken.add(column.name)
    if (alone) consents.push({ ...cell, answer: { constant: 'no' }, at: sourceOf(column) })
    for (const one of alone ? [] : of) one[kind] ??= sourceOf(column)
  }
  return { consents, columns: taken }
}

function cellOf(name: string): { purpose: string; channel: string } {
  const purpose = purposes.find(([, pattern]) => pattern.test(name))?.[0] ?? 'marketing'
  const perChannel = purpose === 'marketing' || purpose === 'service'
  const channel = perChannel ? channels.find(([, pattern]) => pattern.test(name))?.[0] : undefined
  return { purpose, channel: channel ?? '*' }
}

/** Yes and no as the column has them; in a column of refusals the other way round, and not having refused says nothing. */
function answerSource(column: ColumnProfile): FieldSource | null {
  if (column.distinct.length === 0 || !column.distinct.every((value) => answerOf(value) !== null)) return null
  if (!column.distinct.some((value) => answerOf(value) !== 'silent')) return null
  if (!against.test(column.name)) return { column: column.name }
  const spoken = column.distinct.filter((value) => answerOf(value) !== 'silent')
  // 退订 under 退订 is the refusal itself; 是 under it too.
  const values = Object.fromEntries(
    spoken.map((value) => [value, answerOf(value) === 'yes' || against.test(value) ? 'no' : '']),
  )
  return { column: column.name, values }
}

function bears(kind: Detail, { looksLike }: ColumnProfile): boolean {
  const isTime = looksLike === 'date' || looksLike === 'datetime'
  return kind === 'at' || kind === 'until'
    ? isTime
    : !isTime && looksLike !== 'email' && looksLike !== 'phone'
}

function sourceOf(column: ColumnProfile): FieldSource {
  return { column: column.name, ...(column.format === null ? {} : { format: column.format }) }
}
