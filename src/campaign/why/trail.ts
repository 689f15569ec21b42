import type { Localized } from '../../kit/api-shapes.ts'
import type { TrailPart } from './api.ts'
import type { ConsentRecord, DeliveryRecord, Listed } from './records.ts'
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
  bounce: { en: 'because mail came back', 'zh-CN': '因退信' },
  unsubscribe_link: { en: 'by the link in a message', 'zh-CN': '通过邮件中的退订链接' },
  stop_word: { en: 'answered with a stop word', 'zh-CN': '回复退订指令' },
  complaint: { en: 'reported a message as spam', 'zh-CN': '投诉为垃圾信息' },
}

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

/** Messages that filled the cap before a moment. */
export function capParts(
  deliveries: readonly DeliveryRecord[],
  names: ReadonlyMap<string, string>,
  { before, days }: { before: Date; days: number },
  zone: string,
): TrailPart[] {
  return counted(deliveries, before, days).map((one) => {
    const when = whenWords(one.endedAt ?? one.plannedAt, zone)
    const name = names.get(one.campaign) ?? ''
    return part(
      'why',
      { en: `Message of “${name}”, ${when.en}`, 'zh-CN': `${when['zh-CN']} “${name}”的消息` },
      `/campaigns/${one.campaign}`,
    )
  })
}

/** What the cap counts: messages that went out, or may have, in the days before. */
export function counted(deliveries: readonly DeliveryRecord[], before: Date, days: number): DeliveryRecord[] {
  const from = before.getTime() - days * 86_400_000
  return deliveries.filter(({ status, endedAt }) => {
    const at = endedAt?.getTime() ?? 0
    return (status === 'sent' || status === 'unknown') && at > from && at <= before.getTime()
  })
}
