import { defineErrors } from '../../kit/errors.ts'

/** Signing in, sessions, keys and permissions. None says whether an account exists. */
export const authErrors = defineErrors('auth', {
  signInNeeded: {
    kind: 'unauthenticated',
    retryable: false,
    en: () => 'Nobody is signed in, or the session has ended. Sign in again, or send a valid API key.',
    'zh-CN': () => '尚未登录，或登录已过期。请重新登录，或提供有效的 API 密钥。',
  },
  wrongPassword: {
    kind: 'unauthenticated',
    retryable: false,
    en: () => 'The e-mail address and password do not belong together. Check both and try again.',
    'zh-CN': () => '邮箱或密码不正确，请核对后重试。',
  },
  tooManyTries: {
    kind: 'rate_limited',
    retryable: true,
    en: (p: { minutes: number }) =>
      `Too many failed sign-ins. Wait ${p.minutes} minutes, or ask an owner for a new password.`,
    'zh-CN': (p: { minutes: number }) => `登录失败次数过多。请 ${p.minutes} 分钟后再试，或请所有者重设密码。`,
  },
  linkUsed: {
    kind: 'unauthenticated',
    retryable: false,
    en: () =>
      'This sign-in link has been used or has expired. Sign in with e-mail and password; "liangti user password" sets a new one.',
    'zh-CN': () => '该登录链接已使用或已过期。请用邮箱和密码登录；可用 liangti user password 重设密码。',
  },
  foreignOrigin: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { origin: string }) =>
      `The request came from a page of ${p.origin}, which is not this system. If that is your own address, set publicUrl to it.`,
    'zh-CN': (p: { origin: string }) =>
      `请求来自 ${p.origin} 的页面，不属于本系统。若这是您自己的地址，请将 publicUrl 设为它。`,
  },
  csrf: {
    kind: 'forbidden',
    retryable: false,
    en: () =>
      'The request lacks the token that proves it comes from the console (x-csrf-token). Reload the page and try again.',
    'zh-CN': () => '请求缺少证明其来自控制台的令牌（x-csrf-token）。请刷新页面后重试。',
  },
  notAllowed: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { permission: string }) =>
      `Your role does not include this (${p.permission}). An owner of the workspace can change your role.`,
    'zh-CN': (p: { permission: string }) =>
      `您的角色没有此权限（${p.permission}）。工作区所有者可以调整您的角色。`,
  },
  usersOnly: {
    kind: 'forbidden',
    retryable: false,
    en: () => 'This belongs to a person’s account; an API key cannot do it. Sign in instead.',
    'zh-CN': () => '此操作属于个人账号，API 密钥不能执行。请登录后操作。',
  },
  noWorkspace: {
    kind: 'not_found',
    retryable: false,
    en: (p: { slug: string }) =>
      `There is no workspace "${p.slug}" that you belong to. Check the address, or ask its owner to add you.`,
    'zh-CN': (p: { slug: string }) => `没有您所属的工作区“${p.slug}”。请检查地址，或请其所有者添加您。`,
  },
  passwordTooWeak: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The password needs at least 10 characters and must not contain the e-mail address.',
    'zh-CN': () => '密码至少需要 10 个字符，且不能包含邮箱地址。',
  },
  wrongCurrentPassword: {
    kind: 'invalid',
    retryable: false,
    en: () => 'currentPassword: the present password is not right, so nothing was changed.',
    'zh-CN': () => 'currentPassword：当前密码不正确，未做任何修改。',
  },
  emailTaken: {
    kind: 'conflict',
    retryable: false,
    en: () => 'An account with this e-mail address exists already. Use it, or choose another address.',
    'zh-CN': () => '该邮箱已有账号。请使用该账号，或换一个邮箱。',
  },
  noUser: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no account with this e-mail address. "liangti user add" makes one.',
    'zh-CN': () => '没有使用该邮箱的账号。可用 liangti user add 新建。',
  },
})
