import { z } from 'zod'
import type { HttpClient } from '../http/client.ts'
import { jsonOf, keepToken, type TokenKeeper } from '../http/token.ts'
import { refusalOf, spentToken } from './classify.ts'
import { corpToken } from './token.ts'

export interface WecomAccount {
  baseUrl: string
  corpId: string
  corpSecret: string
}

/** How a question ended. `lost`: it left, and no readable answer came. */
export type WecomEnd =
  | { kind: 'said'; errcode: number; body: unknown }
  | { kind: 'not_asked'; reason: string; code: number | null }
  | { kind: 'lost' }

/** The interface of one application of a company. */
export interface WecomCalls {
  /** @param path below `/cgi-bin/externalcontact/` @param payload null: a GET @param query further parameters */
  call(path: string, payload: object | null, query?: Readonly<Record<string, string>>): Promise<WecomEnd>
  tokens: TokenKeeper
}

const said = z.object({ errcode: z.number() })
/** Of ten thousand customers those that were left out. */
const mostBytes = 1_000_000

export function openCalls(http: HttpClient, account: WecomAccount): WecomCalls {
  const tokens = keepToken(http, corpToken(account), () => performance.now())
  const call = async (
    path: string,
    payload: object | null,
    query: Readonly<Record<string, string>>,
    spent?: string,
  ): Promise<WecomEnd> => {
    const found = await tokens.get(spent)
    if ('problem' in found) return { kind: 'not_asked', reason: found.problem, code: found.code }
    const end = await http.send({
      url: `${account.baseUrl}/cgi-bin/externalcontact/${path}?${new URLSearchParams({ access_token: found.token, ...query })}`,
      ...(payload === null
        ? { method: 'GET' as const, headers: {} }
        : {
            method: 'POST' as const,
            headers: { 'content-type': 'application/json; charset=utf-8' },
            body: JSON.stringify(payload),
          }),
      mostBytes,
    })
    if (end.kind === 'not_sent') return { kind: 'not_asked', reason: end.reason, code: null }
    if (end.kind === 'no_answer') return { kind: 'lost' }
    const body = jsonOf(end.text)
    const errcode = said.safeParse(body).data?.errcode
    if (errcode === undefined)
      return end.status >= 500
        ? { kind: 'not_asked', reason: 'wecom_busy', code: end.status }
        : { kind: 'lost' }
    // It was not taken, so asking again asks once.
    if (spent === undefined && spentToken.includes(errcode)) return call(path, payload, query, found.token)
    return { kind: 'said', errcode, body }
  }
  return { call: (path, payload, query = {}) => call(path, payload, query), tokens }
}

/** What keeps a question without an answer, as the code of a reason; null where there is one. */
export function problemOf(end: WecomEnd): string | null {
  if (end.kind === 'lost') return 'provider_silent'
  if (end.kind === 'not_asked') return end.reason
  return end.errcode === 0 ? null : refusalOf(end.errcode).reason
}

const pageOf = z.object({ next_cursor: z.string().default('') })
/** A list that goes on for longer turns in a circle. */
const mostPages = 2_000

/** All pages of a list. @param payload without the cursor @param list reads one page */
export async function allPages<T>(
  calls: WecomCalls,
  path: string,
  payload: object,
  list: (body: unknown) => T[],
): Promise<{ items: T[] } | { problem: string }> {
  const items: T[] = []
  let cursor = ''
  for (let page = 0; page < mostPages; page++) {
    const end = await calls.call(path, { ...payload, ...(cursor === '' ? {} : { cursor }) })
    const problem = problemOf(end)
    if (problem !== null || end.kind !== 'said') return { problem: problem ?? 'wecom_unreadable' }
    try {
      items.push(...list(end.body))
      cursor = pageOf.parse(end.body).next_cursor
    } catch {
      return { problem: 'wecom_unreadable' }
    }
    if (cursor === '') return { items }
  }
  return { problem: 'wecom_unreadable' }
}
