import type { Localized } from '../../kit/api-shapes.ts'

/** What personal data are used for. Each workspace may add its own. */
export interface Purpose {
  id: string
  label: Localized
  /** Asked for each channel apart, or once for all. */
  perChannel: boolean
  custom: boolean
}

const standard = (id: string, perChannel: boolean, en: string, zh: string): Purpose => ({
  id,
  perChannel,
  custom: false,
  label: { en, 'zh-CN': zh },
})

export const standardPurposes: readonly Purpose[] = [
  standard('marketing', true, 'Marketing messages', '营销信息'),
  standard('service', true, 'Service messages', '服务通知'),
  standard('profiling', false, 'Personalised selection', '个性化推荐（自动化决策）'),
  standard('sharing', false, 'Sharing with others', '向第三方提供'),
]

/** Covers every channel. */
export const allChannels = '*'

export const consentChannels: readonly { id: string; label: Localized }[] = [
  { id: 'email', label: { en: 'E-mail', 'zh-CN': '邮件' } },
  { id: 'sms', label: { en: 'SMS', 'zh-CN': '短信' } },
  { id: 'phone', label: { en: 'Telephone', 'zh-CN': '电话' } },
  { id: 'wechat', label: { en: 'WeChat', 'zh-CN': '微信' } },
  { id: 'wecom', label: { en: 'WeCom', 'zh-CN': '企业微信' } },
  { id: 'push', label: { en: 'Browser notifications', 'zh-CN': '浏览器推送' } },
  { id: 'post', label: { en: 'Post', 'zh-CN': '邮寄' } },
]

/**
 * What holds where nothing is recorded and the workspace has said nothing: as it was before consents were kept, so that
 * no message silently stops or starts. What the product does not do yet, and every purpose somebody adds, needs a yes.
 */
export function allowedByDefault(purpose: string): boolean {
  return purpose === 'marketing' || purpose === 'service' || purpose === 'profiling'
}

/** Cells a purpose is asked in. */
export function channelsOf(purpose: Pick<Purpose, 'perChannel'>): string[] {
  return purpose.perChannel ? consentChannels.map(({ id }) => id) : [allChannels]
}
