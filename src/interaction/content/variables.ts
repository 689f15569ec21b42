import type { Localized } from '../../kit/api-shapes.ts'

/** How a message is read: as a mail with parts of its own, as a text for one person or one for many, or on paper. */
export type VariableMedium = 'mail' | 'text' | 'many' | 'paper'

export interface VariableHelp {
  name: string
  help: Localized
  /** Where it may stand; absent: everywhere. */
  media?: readonly VariableMedium[]
  /** False: the same for everyone, so links may use it. */
  personal: boolean
}

/** Everything a creative may say with `{{ … }}`. Nothing else exists: an unknown name is an error, not an empty space. */
export const variables: readonly VariableHelp[] = [
  {
    name: 'customer.name',
    help: {
      en: 'How the customer is greeted; empty where no name is known',
      'zh-CN': '客户称呼；未知时为空',
    },
    media: ['mail', 'text', 'paper'],
    personal: true,
  },
  {
    name: 'brand.name',
    help: { en: 'Name of the company', 'zh-CN': '企业名称' },
    personal: false,
  },
  {
    name: 'offer.name',
    help: { en: 'Name of the offer', 'zh-CN': '营销方案名称' },
    personal: false,
  },
  {
    name: 'offer.words',
    help: { en: 'The promise as the customer reads it', 'zh-CN': '写给客户看的优惠内容' },
    personal: false,
  },
  {
    name: 'offer.code',
    help: { en: 'Coupon code; empty where there is none', 'zh-CN': '优惠码；没有时为空' },
    personal: false,
  },
  {
    name: 'offer.valid_days',
    help: { en: 'Days the offer holds', 'zh-CN': '优惠有效天数' },
    personal: false,
  },
  {
    name: 'offer.minimum_spend',
    help: {
      en: 'What has to be spent; write {{ offer.minimum_spend | money }}',
      'zh-CN': '使用门槛金额；请写作 {{ offer.minimum_spend | money }}',
    },
    personal: false,
  },
  {
    name: 'links.main',
    help: { en: 'Where the main button leads', 'zh-CN': '主按钮的链接' },
    media: ['mail', 'text', 'many'],
    personal: false,
  },
  {
    name: 'survey_link',
    help: {
      en: 'Page of the survey the campaign names, else of the newest open one; it knows who answers',
      'zh-CN': '活动所选调查的页面，未选时为最新的进行中调查；可识别答复的客户',
    },
    media: ['mail', 'text'],
    personal: false,
  },
  {
    name: 'complaint_link',
    help: {
      en: 'Page on which the customer complains; it knows who writes, and a case is opened at once',
      'zh-CN': '客户投诉页面；可识别填写的客户，并立即生成投诉工单',
    },
    media: ['mail', 'text'],
    personal: false,
  },
  {
    name: 'preheader',
    help: { en: 'The line shown behind the subject', 'zh-CN': '收件箱中主题后的摘要' },
    media: ['mail'],
    personal: true,
  },
  {
    name: 'unsubscribe_url',
    help: { en: 'Link to unsubscribe; every creative must carry it', 'zh-CN': '退订链接；每封邮件必须包含' },
    media: ['mail'],
    personal: true,
  },
]

/** Pages of ours that know who comes, by the variable that stands for them. */
export const pageVariables = ['survey_link', 'complaint_link'] as const

/** Channels that are not read as a text for one person. */
const mediumOf: Readonly<Record<string, VariableMedium>> = { email: 'mail', post: 'paper', wecom: 'many' }

/** What may be written into messages of a channel. */
export function variablesOn(channel: string): VariableHelp[] {
  const medium = mediumOf[channel] ?? 'text'
  return variables.filter(({ media }) => media === undefined || media.includes(medium))
}

export interface RecipientVariables {
  name: string
  unsubscribeUrl: string
}
