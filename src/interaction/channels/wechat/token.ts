import { z } from 'zod'
import type { HttpClient } from '../http/client.ts'

export type TokenAnswer = { token: string } | { problem: string; code: number | null }

/** The access token of an account: one for all messages, fetched by one of them at a time. */
export interface TokenKeeper {
  /** @param spent one that was refused: another is fetched unless that has happened meanwhile */
  get(spent?: string): Promise<TokenAnswer>
}

const answer = z.object({
  access_token: z.string().min(1).optional(),
  expires_in: z.number().optional(),
  errcode: z.number().optional(),
})
/** Fetched anew so long before its end: a message takes its time on the way. */
const earlySeconds = 300
/** What no second attempt mends: the account, its secret, or where we come from (40164). */
const signIn = [40001, 40013, 40125, 40164, 41002, 41004, 50004, 61024]

/**
 * @param now milliseconds that only rise
 * Source: developers.weixin.qq.com, "获取稳定版接口调用凭据" (cgi-bin/stable_token).
 */
export function keepToken(
  http: HttpClient,
  account: { baseUrl: string; appId: string; appSecret: string },
  now: () => number,
): TokenKeeper {
  let held: { token: string; until: number } | null = null
  let fetching: Promise<TokenAnswer> | null = null
  const fetch = async (isForced: boolean): Promise<TokenAnswer> => {
    const body = {
      ...{ grant_type: 'client_credential', appid: account.appId, secret: account.appSecret },
      force_refresh: isForced,
    }
    const end = await http.send({
      url: `${account.baseUrl}/cgi-bin/stable_token`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (end.kind === 'not_sent') return { problem: end.reason, code: null }
    if (end.kind === 'no_answer') return { problem: 'provider_silent', code: null }
    const said = answer.safeParse(jsonOf(end.text)).data
    if (!said?.access_token) {
      const code = said?.errcode ?? null
      return { problem: code !== null && signIn.includes(code) ? 'wechat_sign_in' : 'wechat_busy', code }
    }
    held = { token: said.access_token, until: now() + ((said.expires_in ?? 0) - earlySeconds) * 1_000 }
    return { token: held.token }
  }
  return {
    get: async (spent) => {
      if (held && held.until > now() && held.token !== spent) return { token: held.token }
      fetching ??= fetch(spent !== undefined && held?.token === spent).finally(() => {
        fetching = null
      })
      return fetching
    },
  }
}

/** Undefined for what is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
