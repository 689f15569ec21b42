import type { Localized } from '../../kit/api-shapes.ts'

/** The buying centre (Webster and Wind 1972, with the initiator of Bonoma 1982): what somebody is in a purchase. */
export const companyRoles = [
  'decision_maker',
  'buyer',
  'user',
  'influencer',
  'gatekeeper',
  'initiator',
] as const
export type CompanyRole = (typeof companyRoles)[number]

export const roleLabels: Readonly<Record<CompanyRole, Localized>> = {
  decision_maker: { en: 'Decision maker', 'zh-CN': '决策者' },
  buyer: { en: 'Buyer', 'zh-CN': '采购者' },
  user: { en: 'User', 'zh-CN': '使用者' },
  influencer: { en: 'Influencer', 'zh-CN': '影响者' },
  gatekeeper: { en: 'Gatekeeper', 'zh-CN': '把关者' },
  initiator: { en: 'Initiator', 'zh-CN': '发起者' },
}

/** Words of titles, tried in this order: a head of purchasing buys, though a head decides. */
const words: readonly (readonly [CompanyRole, RegExp])[] = [
  ['gatekeeper', /gate ?keeper|assistant|secretary|reception|front desk|把关|助理|秘书|前台|行政专员/],
  ['buyer', /buyer|purchas|procure|sourcing|采购|购买/],
  [
    'decision_maker',
    /decision|owner|founder|president|\bceo\b|\bcfo\b|\bcto\b|\bcio\b|\bcoo\b|chief|director|managing|general manager|\bvp\b|决策|董事|总裁|总经理|副总|老板|创始人|法人|负责人|总监|校长|院长/,
  ],
  ['influencer', /influenc|consult|advis|expert|architect|engineer|influencer|影响|顾问|专家|工程师|技术/],
  ['initiator', /initiat|发起/],
  ['user', /\buser\b|operator|使用|操作|用户/],
]

/** What a title says of the part somebody plays when their company buys; null: nothing. */
export function roleOf(title: string): CompanyRole | null {
  const text = title.normalize('NFKC').toLowerCase().replaceAll('_', ' ')
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

export const companySizes = ['micro', 'small', 'medium', 'large', 'huge'] as const
export type CompanySize = (typeof companySizes)[number]
export const sizeLabels: Readonly<Record<CompanySize, Localized>> = {
  micro: { en: '1–9 people', 'zh-CN': '1–9 人' },
  small: { en: '10–49 people', 'zh-CN': '10–49 人' },
  medium: { en: '50–249 people', 'zh-CN': '50–249 人' },
  large: { en: '250–999 people', 'zh-CN': '250–999 人' },
  huge: { en: '1,000 people and more', 'zh-CN': '1000 人及以上' },
}
