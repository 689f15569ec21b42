import type { Localized } from '../../kit/api-shapes.ts'

/** Channels a customer may have contact details for, as the `reachable` column names them. A new channel is one line here. */
export const channels = [
  { id: 'email', label: { en: 'e-mail', 'zh-CN': '邮件' } },
  { id: 'sms', label: { en: 'SMS', 'zh-CN': '短信' } },
  { id: 'wechat', label: { en: 'WeChat', 'zh-CN': '微信' } },
  { id: 'wecom', label: { en: 'WeCom', 'zh-CN': '企业微信' } },
  { id: 'push', label: { en: 'browser notification', 'zh-CN': '浏览器推送' } },
  { id: 'post', label: { en: 'post', 'zh-CN': '邮寄' } },
] as const satisfies readonly { id: string; label: Localized }[]

export const channelIds = channels.map(({ id }) => id)

export function channelLabel(id: string): Localized {
  return channels.find((channel) => channel.id === id)?.label ?? { en: id, 'zh-CN': id }
}
