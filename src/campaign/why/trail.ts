import type { Localized } from '../../kit/api-shapes.ts'
import type { TrailPart } from './api.ts'
import type { CallRecord, ConsentRecord, DeliveryRecord, Listed } from './records.ts'
import { whenWords } from './words.ts'

const both = (text: string): Localized => ({ en: text, 'zh-CN': text })

export const part = (
  of: TrailPart['part'],
  label: Localized | string,
  link: string | null = null,
): TrailPart => ({ part: of, label: typeof label === 'string' ? both(label) : label, link })

const states: Readonly<Record<string, Localized>> = {
  given: { en: 'Consent given', 'zh-CN': '已同意' },
  withdrawn: { en: 'Consent withdrawn', 'zh-CN': '已撤回同意' },
  pending: { en: 'Consent not confirmed', 'zh-CN': '同意待确认' },
  expired: { en: 'Consent expired', 'zh-CN': '同意已过期' },
}
const sources: Readonly<Record<string, Localized>> = {
  staff: { en: 'recorded by staff', 'zh-CN': '由工作人员登记' },
  customer: { en: 'by the customer', 'zh-CN': '由客户本人' },
  sign_up: { en: 'on the sign-up page', 'zh-CN': '客户在订阅页面同意' },
  bounce: { en: 'because mail came back', 'zh-CN': '因退信' },
  unsubscribe_link: { en: 'by the link in a message', 'zh-CN': '通过邮件中的退订链接' },
  stop_word: { en: 'answered with a stop word', 'zh-CN': '回复退订指令' },
  complaint: { en: 'reported a message as spam', 'zh-CN': '投诉为垃圾信息' },
}

/** Whether a word about consent holds for a channel: its own, or that for all. */
export const isAbout = ({ channel }: ConsentRecord, asked: string): boolean =>
  channel === asked || channel === '*'

/** The entry of the log of consents that decided, or that there was none. */
export function consentPart(entry: ConsentRecord | undefined, customerId: string, zone: string): TrailPart {
  const link = `/customers/${customerId}?tab=consent`
  if (!entry) return part('why', { en: 'No consent on record', 'zh-CN': '没有同意记录' }, link)
  const when = whenWords(entry.at, zone)
  const source = sources[entry.source] ?? both(entry.source)
  const state = states[entry.state] ?? both(entry.state)
  return part(
    'why',
    {
      en: `${state.en} on ${when.en}, ${source.en}`,
      'zh-CN': `${when['zh-CN']} ${state['zh-CN']}，${source['zh-CN']}`,
    },
    link,
  )
}

export function listedPart({ reason, source, at }: Listed, zone: string): TrailPart {
  const when = whenWords(at, zone)
  const by = sources[source] ?? both(source)
  const note = reason === '' ? '' : ` (${reason})`
  const noteZh = reason === '' ? '' : `（${reason}）`
  return part(
    'why',
    {
      en: `On the do-not-send list since ${when.en}, ${by.en}${note}`,
      'zh-CN': `${when['zh-CN']} 列入禁发名单，${by['zh-CN']}${noteZh}`,
    },
    '/interaction/do-not-send',
  )
}

interface Contacts {
  deliveries: readonly DeliveryRecord[]
  calls: readonly CallRecord[]
}

/** Messages and calls that filled the cap before a moment. */
export function capParts(
  contacts: Contacts,
  names: ReadonlyMap<string, string>,
  { before, days }: { before: Date; days: number },
  zone: string,
): TrailPart[] {
  return counted(contacts, before, days).map(({ campaign, at, isCall }) => {
    const when = whenWords(at, zone)
    const name = campaign === null ? null : (names.get(campaign) ?? '')
    if (name === null)
      return part('why', { en: `Call, ${when.en}`, 'zh-CN': `${when['zh-CN']} 的电话` }, '/interaction/desk')
    const what = isCall ? { en: 'Call', 'zh-CN': '电话' } : { en: 'Message', 'zh-CN': '消息' }
    return part(
      'why',
      {
        en: `${what.en} of “${name}”, ${when.en}`,
        'zh-CN': `${when['zh-CN']} “${name}”的${what['zh-CN']}`,
      },
      `/campaigns/${campaign}`,
    )
  })
}

/** What the cap counts in the days before: messages that went out, or may have, and calls that were taken. */
export function counted(
  { deliveries, calls }: Contacts,
  before: Date,
  days: number,
): { campaign: string | null; at: Date; isCall: boolean }[] {
  const from = before.getTime() - days * 86_400_000
  const all = [
    ...deliveries.flatMap(({ channel, campaign, status, endedAt: at }) =>
      channel !== 'call' && (status === 'sent' || status === 'unknown') && at !== null
        ? [{ campaign, at, isCall: false }]
        : [],
    ),
    ...calls.map((call) => ({ ...call, isCall: true })),
  ]
  return all.filter(({ at }) => at.getTime() > from && at <= before)
}
