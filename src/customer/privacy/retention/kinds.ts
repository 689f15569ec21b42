import type { Localized } from '../../../kit/api-shapes.ts'

export const retentionKinds = [
  ...(['events', 'touches', 'orders', 'prospects'] as const),
  ...(['conversations', 'cases', 'answers', 'raw', 'inbox', 'mails', 'audit'] as const),
] as const
export type RetentionKind = (typeof retentionKinds)[number]

/** What is known of a kind of data before anybody says how long it is kept. */
export interface KindFacts {
  /** Shorter is refused: the product, or the law, needs that long. */
  minDays: number
  suggestedDays: number
  /** A lawful reason for that long, to begin from. */
  reason: Localized
  /** What is removed, what of it stays, and what is counted first. */
  does: Localized
  /** Whether rows name people, so that a hold on one keeps theirs; else a hold on anybody keeps all of the kind. */
  knowsPeople: boolean
}

export const kindFacts: Readonly<Record<RetentionKind, KindFacts>> = {
  events: {
    minDays: 30,
    suggestedDays: 730,
    knowsPeople: true,
    reason: {
      en: 'Needed to select and to measure campaigns; older behaviour says little (PIPL art. 19)',
      'zh-CN': '用于选人和衡量营销活动；更早的行为参考价值有限（《个人信息保护法》第十九条）',
    },
    does: {
      en: 'Counted by month, name and channel first, then removed.',
      'zh-CN': '先按月份、事件名和渠道计数留存，再删除。',
    },
  },
  touches: {
    minDays: 90,
    suggestedDays: 1_095,
    knowsPeople: true,
    reason: {
      en: 'Shows who was contacted and why, for as long as claims can be brought (three years)',
      'zh-CN': '用于说明何时、为何联系过客户，保存至诉讼时效届满（三年）',
    },
    does: {
      en: 'Counted by month, kind and channel first, then removed. Who got which message of a campaign stays with the campaign.',
      'zh-CN': '先按月份、类型和渠道计数留存，再删除。营销活动的发送记录随活动保留。',
    },
  },
  orders: {
    minDays: 1_095,
    suggestedDays: 1_825,
    knowsPeople: true,
    reason: {
      en: 'E-Commerce Law art. 31 asks for three years; books and taxes for longer',
      'zh-CN': '《电子商务法》第三十一条要求至少三年；账簿与税务要求更久',
    },
    does: {
      en: 'Nothing is deleted: the lines no longer name a customer, a coupon or the order number. All sums stay as they are.',
      'zh-CN': '不删除：订单行不再关联客户、优惠券和订单号，所有合计保持不变。',
    },
  },
  prospects: {
    minDays: 30,
    suggestedDays: 730,
    knowsPeople: true,
    reason: {
      en: 'Whoever never bought and shows no interest any more has no further use for us (PIPL art. 47)',
      'zh-CN': '从未购买且不再有任何互动，处理目的已无法实现（《个人信息保护法》第四十七条）',
    },
    does: {
      en: 'People who never bought, and for so long neither acted, answered nor were imported, are erased with their keys. They may come back any time.',
      'zh-CN':
        '从未购买，且在此期间没有行为、回应或新导入的潜在客户，连同密钥一并删除；之后可随时重新成为客户。',
    },
  },
  conversations: {
    minDays: 30,
    suggestedDays: 1_095,
    knowsPeople: false,
    reason: {
      en: 'Answers to claims for as long as they can be brought (three years)',
      'zh-CN': '用于处理客户主张，保存至诉讼时效届满（三年）',
    },
    does: {
      en: 'Threads of the inbox without a message for so long are removed. That somebody answered stays with the touches.',
      'zh-CN': '删除收件箱中超过此期限没有新消息的会话；“已回复”这一事实随接触记录保留。',
    },
  },
  cases: {
    minDays: 180,
    suggestedDays: 1_095,
    knowsPeople: false,
    reason: {
      en: 'Shows how a complaint was handled, for as long as claims can be brought (three years)',
      'zh-CN': '用于说明投诉如何处理，保存至诉讼时效届满（三年）',
    },
    does: {
      en: 'Complaint cases closed for so long are removed with their words, notes and remedies. Open ones stay.',
      'zh-CN': '删除关闭已超过此期限的投诉工单，连同原话、备注和补救记录；未关闭的保留。',
    },
  },
  answers: {
    minDays: 90,
    suggestedDays: 730,
    knowsPeople: false,
    reason: {
      en: 'Needed to compare satisfaction over two years; older answers say little (PIPL art. 19)',
      'zh-CN': '用于比较两年内的满意度；更早的回答参考价值有限（《个人信息保护法》第十九条）',
    },
    does: {
      en: 'Answers to surveys are removed with what was written. That a message was sent stays.',
      'zh-CN': '删除调查回答及所写内容；消息发送记录保留。',
    },
  },
  raw: {
    minDays: 7,
    suggestedDays: 90,
    knowsPeople: false,
    reason: {
      en: 'Kept to repair and repeat an import; not needed after that',
      'zh-CN': '仅用于修复和重做导入，此后不再需要',
    },
    does: {
      en: 'Uploaded files, rejected rows and quarantined events are removed. What was imported stays.',
      'zh-CN': '删除上传的文件、异常行和异常事件；已导入的内容保留。',
    },
  },
  inbox: {
    minDays: 7,
    suggestedDays: 30,
    knowsPeople: false,
    reason: {
      en: 'What a source pushed and nobody imports serves nothing',
      'zh-CN': '数据源推送后长期无人导入的内容没有用途',
    },
    does: {
      en: 'Rows pushed to us that no import has taken are removed.',
      'zh-CN': '删除推送后一直未被导入的行。',
    },
  },
  mails: {
    minDays: 1,
    suggestedDays: 30,
    knowsPeople: false,
    reason: {
      en: 'Caught messages are for trying things out',
      'zh-CN': '拦截的邮件仅供试用时查看',
    },
    does: {
      en: 'Messages in the catchers are removed and written over.',
      'zh-CN': '删除并覆写收集器中的邮件和短信。',
    },
  },
  audit: {
    minDays: 1_095,
    suggestedDays: 1_825,
    knowsPeople: false,
    reason: {
      en: 'Records of impact assessments and handling are kept for three years at least (PIPL art. 56)',
      'zh-CN': '影响评估报告和处理情况记录至少保存三年（《个人信息保护法》第五十六条）',
    },
    does: {
      en: 'Entries are removed, except those of requests, erasures, holds and retention itself: certificates rest on them.',
      'zh-CN': '删除条目；客户请求、删除、法律保全和保存期限的条目除外，删除证明以其为据。',
    },
  },
}
