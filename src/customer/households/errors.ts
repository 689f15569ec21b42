import { defineErrors } from '../../kit/errors.ts'

export const householdErrors = defineErrors('household', {
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no household ${p.id} in this workspace. Open Customers → Households and choose one from there.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有家庭 ${p.id}。请在“客户 → 家庭”中选择。`,
  },
  notPossible: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `The household ${p.id} has changed in the meantime, so this cannot be done any more. Reload the page and look at it as it is now.`,
    'zh-CN': (p: { id: string }) => `家庭 ${p.id} 已发生变化，无法执行此操作。请刷新页面后查看最新情况。`,
  },
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  elsewhere: {
    kind: 'conflict',
    retryable: false,
    en: (p: { customer: string }) =>
      `Customer ${p.customer} belongs to another household. Take them out of it first, then add them here.`,
    'zh-CN': (p: { customer: string }) => `客户 ${p.customer} 已属于另一个家庭。请先将其移出，再加入此家庭。`,
  },
})
