import { z } from 'zod'
import type { HttpAsk, HttpClient } from './client.ts'

export type TokenAnswer = { token: string } | { problem: string; code: number | null }

/** The access token of an account: one for all messages, fetched by one of them at a time. */
export interface TokenKeeper {
  /** @param spent one that was refused: another is fetched unless that has happened meanwhile */
  get(spent?: string): Promise<TokenAnswer>
}

/** How a platform of Tencent hands out its tokens. */
export interface TokenSource {
  /** @param isForced the token at hand is refused before its time */
  ask(isForced: boolean): HttpAsk
  /** What no second attempt mends: the account, its secret, or where we come from. */
  signIn: readonly number[]
  /** Codes of reasons. */
  problems: { signIn: string; busy: string }
}

const answer = z.object({
  access_token: z.string().min(1).optional(),
  expires_in: z.number().optional(),
  errcode: z.number().optional(),
})
/** Fetched anew so long before its end: a message takes its time on the way. */
const earlySeconds = 300

/** @param now milliseconds that only rise */
export function keepToken(http: HttpClient, source: TokenSource, now: () => number): TokenKeeper {
  let held: { token: string; until: number } | null = null
  let fetching: Promise<TokenAnswer> | null = null
  const fetch = async (isForced: boolean): Promise<TokenAnswer> => {
    const end = await http.send(source.ask(isForced))
    if (end.kind === 'not_sent') return { problem: end.reason, code: null }
    if (end.kind === 'no_answer') return { problem: 'provider_silent', code: null }
    const said = answer.safeParse(jsonOf(end.text)).data
    if (!said?.access_token) {
      const code = said?.errcode ?? null
      const isShutOut = code !== null && source.signIn.includes(code)
      return { problem: isShutOut ? source.problems.signIn : source.problems.busy, code }
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
