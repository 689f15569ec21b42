import type { Localized } from '../../kit/api-shapes.ts'

const words: Record<string, Localized> = {
  no_address: { en: 'No address on this channel', 'zh-CN': '该渠道无法触达' },
  do_not_send: { en: 'On the do-not-send list', 'zh-CN': '在禁发名单中' },
  consent: { en: 'No consent to marketing', 'zh-CN': '未同意接收营销信息' },
  no_profiling: { en: 'Does not want to be selected personally', 'zh-CN': '已关闭个性化推荐' },
  contact_cap: { en: 'Contact cap reached', 'zh-CN': '已达频次上限' },
  budget: { en: 'Beyond the budget', 'zh-CN': '超出预算' },
  budget_repair: { en: 'Beyond the budget after the draw', 'zh-CN': '分组后超出预算' },
  campaign_stopped: { en: 'The campaign was stopped', 'zh-CN': '活动已停止' },
  control: { en: 'In the control group', 'zh-CN': '在对照组中' },
}

/** A reason as people read it; one we do not know is shown as it is stored. */
export function reasonWords(reason: string): Localized {
  return words[reason] ?? { en: reason, 'zh-CN': reason }
}
