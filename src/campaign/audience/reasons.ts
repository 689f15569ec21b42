import { contactReasonWords } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'

const words: Record<string, Localized> = {
  ...contactReasonWords,
  topic_refused: { en: 'Does not want this topic', 'zh-CN': '不想接收该主题的信息' },
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
