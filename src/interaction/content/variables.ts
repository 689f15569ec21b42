import type { Localized } from '../../kit/api-shapes.ts'

export interface VariableHelp {
  name: string
  help: Localized
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
    personal: false,
  },
  {
    name: 'preheader',
    help: { en: 'The line shown behind the subject', 'zh-CN': '收件箱中主题后的摘要' },
    personal: true,
  },
  {
    name: 'unsubscribe_url',
    help: { en: 'Link to unsubscribe; every creative must carry it', 'zh-CN': '退订链接；每封邮件必须包含' },
    personal: true,
  },
]

export interface RecipientVariables {
  name: string
  unsubscribeUrl: string
}
