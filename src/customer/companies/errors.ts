import { defineErrors } from '../../kit/errors.ts'

export const companyErrors = defineErrors('company', {
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no company ${p.id} in this workspace. Open Customers → Companies and choose one from there.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有公司 ${p.id}。请在“客户 → 公司”中选择。`,
  },
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  smallGroups: {
    kind: 'conflict',
    retryable: false,
    en: (p: { rows: number; of: number; k: number }) =>
      `${p.rows} of ${p.of} companies have fewer than ${p.k} contacts, so that figures of theirs are those of single people. Say in smallGroups what to do: generalise (without figures), leave_out, or all (owners).`,
    'zh-CN': (p: { rows: number; of: number; k: number }) =>
      `${p.of} 家公司中有 ${p.rows} 家的联系人不足 ${p.k} 人，其数据等同于个人数据。请在 smallGroups 中选择处理方式：generalise（不含数值）、leave_out（剔除），或 all（全部导出，仅所有者）。`,
  },
  allNotAllowed: {
    kind: 'forbidden',
    retryable: false,
    en: () =>
      'Only owners may take the figures of companies with few contacts. Take them without figures, or leave these companies out.',
    'zh-CN': () => '只有所有者可以导出联系人很少的公司的数值。请选择不含数值，或剔除这些公司。',
  },
  badName: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'This is no name of a company: it holds no letter, or a telephone number or mail address. Write the name alone.',
    'zh-CN': () => '公司名称无效：没有文字，或含有电话、邮箱。请只填写名称。',
  },
  badNumber: {
    kind: 'invalid',
    retryable: false,
    en: (p: { number: string }) =>
      `${p.number} is no registration number: a unified social credit code has 18 signs and must agree with its last one. Compare it with the licence.`,
    'zh-CN': (p: { number: string }) =>
      `登记号 ${p.number} 无效：统一社会信用代码为 18 位，且末位校验码须一致。请对照营业执照核对。`,
  },
  badDomain: {
    kind: 'invalid',
    retryable: false,
    en: (p: { domain: string }) =>
      `${p.domain} is not the domain of one company. Write it like example.com; domains of free mail belong to nobody.`,
    'zh-CN': (p: { domain: string }) =>
      `${p.domain} 不是某一家公司的邮箱域名。请填写如 example.com 的域名，公共邮箱域名不可用。`,
  },
  numberTaken: {
    kind: 'conflict',
    retryable: false,
    en: (p: { number: string }) =>
      `Another company here has the registration number ${p.number}. Open that one, or merge the two.`,
    'zh-CN': (p: { number: string }) => `登记号 ${p.number} 已属于另一家公司。请打开那家公司，或将两者合并。`,
  },
  exists: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `A company of the name ${p.name} is here already. Open that one; a different company of the same name needs its registration number.`,
    'zh-CN': (p: { name: string }) =>
      `已有名为 ${p.name} 的公司。请打开那家公司；如确为同名的另一家公司，请填写登记号。`,
  },
  soleTraderNeedsCustomer: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'A sole trader is a person: name the customer it is, so that erasing them erases the business too.',
    'zh-CN': () => '个体工商户对应一位自然人：请填写该客户的编号，以便删除其信息时一并删除。',
  },
  inCircle: {
    kind: 'conflict',
    retryable: false,
    en: () => 'A company cannot belong to itself, directly or by others. Choose another parent company.',
    'zh-CN': () => '公司不能直接或间接隶属于自己。请选择其他上级公司。',
  },
  notPossible: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `The company ${p.id} has changed in the meantime, so this cannot be done any more. Reload the page and look at it as it is now.`,
    'zh-CN': (p: { id: string }) => `公司 ${p.id} 已发生变化，无法执行此操作。请刷新页面后查看最新情况。`,
  },
  notMergeable: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'A sole trader is a person and cannot be merged with a company. Merge the customers instead if they are one.',
    'zh-CN': () => '个体工商户对应自然人，不能与公司合并。如为同一人，请合并客户。',
  },
  notYet: {
    kind: 'invalid',
    retryable: false,
    en: (p: { day: string }) =>
      `${p.day} is still to come, or lies before the beginning. Give a day up to today.`,
    'zh-CN': (p: { day: string }) => `日期 ${p.day} 尚未到来，或早于开始日期。请填写今天或之前的日期。`,
  },
  departmentTaken: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) => `A department ${p.name} stands there already. Choose another name or place.`,
    'zh-CN': (p: { name: string }) => `该处已有部门 ${p.name}。请更换名称或位置。`,
  },
  unknownOwner: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'Whoever should look after the company is not a member of this workspace. Choose one of the list.',
    'zh-CN': () => '所选负责人不是此工作区的成员。请从列表中选择。',
  },
})
