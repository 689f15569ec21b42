import { defineErrors } from '../../kit/errors.ts'

export const needErrors = defineErrors('customer_need', {
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  unknownTopic: {
    kind: 'invalid',
    retryable: false,
    en: (p: { topic: string }) =>
      `There is no topic “${p.topic}” here. Choose one of the list, or add it to the topics of the workspace first.`,
    'zh-CN': (p: { topic: string }) =>
      `没有名为“${p.topic}”的主题。请从列表中选择，或先在工作区中添加该主题。`,
  },
  badDays: {
    kind: 'invalid',
    retryable: false,
    en: (p: { today: string }) =>
      `The day it was said is today (${p.today}) at the latest, and what is said holds at least until then. Correct one of the two days.`,
    'zh-CN': (p: { today: string }) =>
      `说明日期不能晚于今天（${p.today}），有效期也不能早于说明日期。请修改其中一个日期。`,
  },
  tooMany: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) =>
      `A customer has at most ${p.most} noted words. Remove one that is not needed first.`,
    'zh-CN': (p: { most: number }) => `每位客户最多记录 ${p.most} 条，请先删除不需要的条目。`,
  },
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) =>
      'This entry does not stand with the customer any more. Reload the page and look at it as it is now.',
    'zh-CN': (_: Record<string, never>) => '该条目已不存在。请刷新页面后查看最新情况。',
  },
})
