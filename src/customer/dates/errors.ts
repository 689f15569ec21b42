import { defineErrors } from '../../kit/errors.ts'

export const dateErrors = defineErrors('customer_date', {
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  unreadable: {
    kind: 'invalid',
    retryable: false,
    en: (_: Record<string, never>) =>
      `There is no such day. Write 1988-05-03, 05-03 without a year, or “lunar 8-15” for the Chinese calendar.`,
    'zh-CN': (_: Record<string, never>) =>
      `没有这一天（农历闰月和三十日请核对年份）。请写成 1988-05-03、不含年份的 05-03，或“农历八月十五”。`,
  },
  needsYear: {
    kind: 'invalid',
    retryable: false,
    en: (_: Record<string, never>) =>
      'A day that comes only once needs its year, and stands in the solar calendar. Write it like 2027-03-01.',
    'zh-CN': (_: Record<string, never>) => '只发生一次的日期需写明公历年份，例如 2027-03-01。',
  },
  unknownKind: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `There is no kind of date “${p.kind}” here. Choose one of the list, or add it to the kinds of the workspace first.`,
    'zh-CN': (p: { kind: string }) =>
      `没有名为“${p.kind}”的日期类型。请从列表中选择，或先在工作区中添加该类型。`,
  },
  tooMany: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) =>
      `A customer has at most ${p.most} dates and as many family members. Remove one that is not needed first.`,
    'zh-CN': (p: { most: number }) =>
      `每位客户最多 ${p.most} 个日期和同样数量的家庭成员，请先删除不需要的条目。`,
  },
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) =>
      'This entry does not stand with the customer any more. Reload the page and look at it as it is now.',
    'zh-CN': (_: Record<string, never>) => '该条目已不存在。请刷新页面后查看最新情况。',
  },
  sameCustomer: {
    kind: 'invalid',
    retryable: false,
    en: (_: Record<string, never>) =>
      'Nobody is a member of their own family. Give the number of the other customer.',
    'zh-CN': (_: Record<string, never>) => '不能将客户本人设为自己的家庭成员，请填写另一位客户的编号。',
  },
})
