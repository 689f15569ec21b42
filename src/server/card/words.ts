import { consentChannels, type ServedProfile, stanceLabels, standardPurposes } from '../../customer/index.ts'
import type { Locale } from '../../kit/errors.ts'

const kinds: Record<string, Record<Locale, string>> = {
  sent: { en: 'sent', 'zh-CN': '已发送' },
  called: { en: 'called', 'zh-CN': '已联系' },
  failed: { en: 'not delivered', 'zh-CN': '发送失败' },
  unknown: { en: 'sending unknown', 'zh-CN': '发送状态未知' },
  suppressed: { en: 'held back', 'zh-CN': '未发送' },
  opened: { en: 'opened', 'zh-CN': '已打开' },
  clicked: { en: 'clicked', 'zh-CN': '已点击' },
  unsubscribed: { en: 'unsubscribed', 'zh-CN': '退订' },
  bounced: { en: 'bounced', 'zh-CN': '退信' },
  delivered: { en: 'delivered', 'zh-CN': '已送达' },
  complained: { en: 'reported as spam', 'zh-CN': '投诉为垃圾信息' },
  replied: { en: 'replied', 'zh-CN': '已回复' },
}

/** Names nobody has translated are shown as they are. */
export const channelWord = (id: string, locale: Locale): string =>
  consentChannels.find((one) => one.id === id)?.label[locale] ?? id
export const purposeWord = (id: string, locale: Locale): string =>
  standardPurposes.find((one) => one.id === id)?.label[locale] ?? id
export const kindWord = (id: string, locale: Locale): string => kinds[id]?.[locale] ?? id

/** What may be sent, a line for each purpose with its channels. */
export function allowedLines(
  consents: readonly { purpose: string; channel: string; allowed: boolean }[],
  locale: Locale,
): string[] {
  const byPurpose = new Map<string, string[]>()
  for (const { purpose, channel, allowed } of consents) {
    if (!allowed) continue
    const channels = byPurpose.get(purpose) ?? []
    byPurpose.set(purpose, channel === '*' ? channels : [...channels, channelWord(channel, locale)])
  }
  const [colon, comma] = locale === 'en' ? [': ', ', '] : ['：', '、']
  return [...byPurpose].map(([purpose, channels]) =>
    channels.length === 0
      ? purposeWord(purpose, locale)
      : `${purposeWord(purpose, locale)}${colon}${channels.join(comma)}`,
  )
}

/** Whether they may not be selected by personal characteristics; not told where consents are hidden from the reader. */
export function refusedSelection(consents: readonly { purpose: string; allowed: boolean }[]): boolean {
  return consents.some(({ purpose, allowed }) => purpose === 'profiling' && !allowed)
}

const strengths: Record<Locale, readonly [string, string, string]> = {
  en: ['a little', 'clearly', 'very much'],
  'zh-CN': ['略微', '明确', '强烈'],
}

/** One need or preference: what of, how strongly, since when and until when. */
export function needLine(
  { label, stance, strength, saidOn, validUntil }: ServedProfile['needs'][number],
  locale: Locale,
): string {
  const isEnglish = locale === 'en'
  // A day of the calendar, in no zone.
  const form = new Intl.DateTimeFormat(isEnglish ? 'en-GB' : 'zh-CN', {
    timeZone: 'UTC',
    dateStyle: 'medium',
  })
  const day = (date: string) => form.format(new Date(date))
  const said = `${stanceLabels[stance][locale]}${isEnglish ? ': ' : '：'}${label}`
  const details = [
    strengths[locale][strength - 1] ?? '',
    isEnglish ? `said ${day(saidOn)}` : `${day(saidOn)} 提到`,
    validUntil === null ? '' : isEnglish ? `until ${day(validUntil)}` : `有效至 ${day(validUntil)}`,
  ].filter((detail) => detail !== '')
  return isEnglish ? `${said} (${details.join(', ')})` : `${said}（${details.join('，')}）`
}
