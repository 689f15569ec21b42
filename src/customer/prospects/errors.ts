import { defineErrors } from '../../kit/errors.ts'

export const prospectErrors = defineErrors('prospect', {
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  unknownStage: {
    kind: 'invalid',
    retryable: false,
    en: (p: { stage: string }) =>
      `There is no stage ${p.stage} in this workspace. Choose one of the list under Customers → Prospects.`,
    'zh-CN': (p: { stage: string }) => `此工作区中没有阶段“${p.stage}”。请在“客户 → 潜在客户”的阶段中选择。`,
  },
  unknownReason: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Whoever is lost needs a reason of the list. Choose one.',
    'zh-CN': () => '标记为已流失时须选择流失原因，请从列表中选择。',
  },
  wonByPurchase: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Nobody is made a customer by hand: the first purchase does it. Bring in the order.',
    'zh-CN': () => '“已成交”由首次购买自动产生，不能手工设置。请导入该订单。',
  },
  hasBought: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'All of those chosen have bought, so they are customers and have no stage any more. Choose prospects.',
    'zh-CN': () => '所选客户均已购买，不再处于线索阶段。请选择潜在客户。',
  },
  unknownOwner: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Whoever should look after them is not a member of this workspace. Choose one of the list.',
    'zh-CN': () => '所选负责人不是此工作区的成员。请从列表中选择。',
  },
  badSource: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'The source holds a telephone number or mail address. Write where they came from, such as trade fair.',
    'zh-CN': () => '来源中含有电话或邮箱。请只填写来自何处，例如“展会”。',
  },
  sameCustomer: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Nobody recommends themselves. Choose another customer.',
    'zh-CN': () => '不能由本人推荐本人，请选择另一位客户。',
  },
  noAddress: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'A prospect needs a telephone number or a mail address, or nobody could find them again. Add one.',
    'zh-CN': () => '请填写手机号或邮箱，至少一项，否则之后无法识别此人。',
  },
  badAddress: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: 'phone' | 'email' }) =>
      p.kind === 'phone'
        ? 'This is not a telephone number. Write it with its area, and of another country with + and its code.'
        : 'This is not a mail address. Write it like name@example.com.',
    'zh-CN': (p: { kind: 'phone' | 'email' }) =>
      p.kind === 'phone'
        ? '电话号码无效。座机请带区号，境外号码请带 + 和国家代码。'
        : '邮箱地址无效，请写成 name@example.com 的形式。',
  },
  erasedBefore: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'The personal data of whoever has this telephone or mail address was erased at their wish, so they cannot be added. If they come back themselves, let them return under Privacy → Requests.',
    'zh-CN': () =>
      '该手机号或邮箱对应的个人信息已按本人要求删除，不能再次录入。若本人主动回来，请在“隐私 → 请求”中办理恢复。',
  },
  notStored: {
    kind: 'conflict',
    retryable: false,
    en: (p: { reason: string }) => `The prospect was not stored. ${p.reason}`,
    'zh-CN': (p: { reason: string }) => `未能保存该潜在客户。${p.reason}`,
  },
  stageInUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `The history of prospects names ${p.name}, so it cannot go. Give it another name instead.`,
    'zh-CN': (p: { name: string }) => `“${p.name}”已出现在跟进记录中，不能删除。可以改名。`,
  },
  notTakenBack: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This change was taken back already, or came with a file. Undo the import for that.',
    'zh-CN': () => '该变更已撤销，或由文件导入产生。如需撤回文件，请撤销该次导入。',
  },
})
