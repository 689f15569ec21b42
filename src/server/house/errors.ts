import { defineErrors } from '../../kit/errors.ts'

/** Workspaces, members and keys. */
export const houseErrors = defineErrors('house', {
  unknownCurrency: {
    kind: 'invalid',
    retryable: false,
    en: (p: { currency: string }) =>
      `currency: "${p.currency}" is not an ISO 4217 code. Write one such as CNY or EUR.`,
    'zh-CN': (p: { currency: string }) =>
      `currency：“${p.currency}”不是 ISO 4217 货币代码，请填写如 CNY、EUR。`,
  },
  unknownTimeZone: {
    kind: 'invalid',
    retryable: false,
    en: (p: { timeZone: string }) =>
      `timeZone: "${p.timeZone}" is not a known zone. Write one such as Asia/Shanghai.`,
    'zh-CN': (p: { timeZone: string }) => `timeZone：“${p.timeZone}”不是已知时区，请填写如 Asia/Shanghai。`,
  },
  lastOwner: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This is the last owner of the workspace. Make somebody else an owner first.',
    'zh-CN': () => '这是该工作区的最后一位所有者。请先将其他成员设为所有者。',
  },
  alreadyMember: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This person is a member already. Change the role instead.',
    'zh-CN': () => '此人已是成员，请直接修改其角色。',
  },
  passwordNeeded: {
    kind: 'invalid',
    retryable: false,
    en: () => 'password: nobody has an account with this address yet, so a first password is needed.',
    'zh-CN': () => 'password：该邮箱还没有账号，请设置初始密码。',
  },
  noMember: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no such member in this workspace. Reload the list.',
    'zh-CN': () => '该工作区没有此成员，请刷新列表。',
  },
  noKey: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no such API key in this workspace. Reload the list.',
    'zh-CN': () => '该工作区没有此 API 密钥，请刷新列表。',
  },
  noTask: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no such task in this workspace.',
    'zh-CN': () => '该工作区没有此任务。',
  },
})
