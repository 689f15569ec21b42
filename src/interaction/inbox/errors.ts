import { defineErrors } from '../../kit/errors.ts'

/** Letters, their threads, and whose they are. */
export const inboxErrors = defineErrors('interaction', {
  answerTooLong: {
    kind: 'invalid',
    retryable: false,
    en: (p: { most: number }) => `An SMS holds at most ${p.most} characters. Shorten the answer.`,
    'zh-CN': (p: { most: number }) => `短信最多 ${p.most} 个字符，请缩短回复。`,
  },
  wechatTooLong: {
    kind: 'invalid',
    retryable: false,
    en: (p: { most: number }) => `A WeChat message holds at most ${p.most} characters. Shorten the answer.`,
    'zh-CN': (p: { most: number }) => `微信消息最多 ${p.most} 个字符，请缩短回复。`,
  },
  windowClosed: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'WeChat lets an official account answer for 48 hours after the customer’s last message, and these are over. Answer by another channel, or wait until the customer writes again.',
    'zh-CN': () =>
      '公众号只能在客户最后一条消息后的 48 小时内回复，现已超时。请改用其他渠道，或等客户再次留言。',
  },
  notAnswerable: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'This thread cannot be answered from here: only mail, SMS, WeChat and forms of a known customer can. Link it to a customer first, or answer in the channel itself.',
    'zh-CN': () =>
      '无法从此处回复：仅支持回复已知客户的邮件、短信、微信消息和表单。请先关联客户，或在原渠道中回复。',
  },
  alreadyLinked: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This thread belongs to a customer already. Nothing was changed.',
    'zh-CN': () => '该会话已关联客户，未做任何修改。',
  },
  takenMeanwhile: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `Somebody else took this thread meanwhile: it is with ${p.name} now. Look at it again before you take it over.`,
    'zh-CN': (p: { name: string }) => `该会话已被他人接手，现由 ${p.name} 负责。请刷新后再决定是否接手。`,
  },
  noColleague: {
    kind: 'invalid',
    retryable: false,
    en: () => 'A thread can be given to a member of this workspace only. Choose one of them.',
    'zh-CN': () => '会话只能分配给本空间的成员，请从成员中选择。',
  },
  linkUndone: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This link was taken back already.',
    'zh-CN': () => '该关联已撤销。',
  },
  noAddressToKeep: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'Nobody can be made of this sender: the channel names neither an e-mail address nor a telephone number. Link the thread to a customer instead.',
    'zh-CN': () => '该渠道没有邮箱或手机号，无法新建潜在客户。请改为关联已有客户。',
  },
  notACustomer: {
    kind: 'invalid',
    retryable: false,
    en: (p: { id: string }) => `There is no customer ${p.id}. Copy the number from the customer’s page.`,
    'zh-CN': (p: { id: string }) => `没有编号为 ${p.id} 的客户。请从客户页面复制编号。`,
  },
})
