import type { TokenSource } from '../http/token.ts'

/** Source: developers.weixin.qq.com, "获取稳定版接口调用凭据" (cgi-bin/stable_token). */
export function stableToken(account: { baseUrl: string; appId: string; appSecret: string }): TokenSource {
  return {
    ask: (isForced) => ({
      url: `${account.baseUrl}/cgi-bin/stable_token`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ grant_type: 'client_credential', appid: account.appId, secret: account.appSecret },
        force_refresh: isForced,
      }),
    }),
    // 40164: an address of ours that is not on the account's list.
    signIn: [40001, 40013, 40125, 40164, 41002, 41004, 50004, 61024],
    problems: { signIn: 'wechat_sign_in', busy: 'wechat_busy' },
  }
}
