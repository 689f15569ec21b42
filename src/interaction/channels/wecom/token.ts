import type { TokenSource } from '../http/token.ts'

/** Source: developer.work.weixin.qq.com, "获取access_token" (cgi-bin/gettoken); a token that holds is given again. */
export function corpToken(account: { baseUrl: string; corpId: string; corpSecret: string }): TokenSource {
  const query = new URLSearchParams({ corpid: account.corpId, corpsecret: account.corpSecret })
  return {
    ask: () => ({ url: `${account.baseUrl}/cgi-bin/gettoken?${query}`, method: 'GET', headers: {} }),
    // 60020: an address of ours that the application does not trust.
    signIn: [40001, 40013, 40056, 40091, 41002, 41004, 50001, 60020],
    problems: { signIn: 'wecom_sign_in', busy: 'wecom_busy' },
  }
}
