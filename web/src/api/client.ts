import createClient, { type Client } from 'openapi-fetch'
import { offlineProblem, problemFrom } from './problem.ts'
import type { paths } from './schema.gen.ts'
import type { Answer, Body, Method, PathOf, PathParams, Query } from './types.ts'

let csrfToken: string | null = null
let onSignedOut: () => void = () => undefined
let language = 'zh-CN'

/** The token that goes with everything that changes something; given by the session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}
export function csrf(): string | null {
  return csrfToken
}
/** Called when the server no longer knows us. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler
}
export function signedOut(): void {
  onSignedOut()
}
/** Problems come back in this language. */
export function setRequestLanguage(next: string): void {
  language = next
}
export function requestHeaders(): Record<string, string> {
  return { 'accept-language': language, ...(csrfToken === null ? {} : { 'x-csrf-token': csrfToken }) }
}

const client: Client<paths> = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
})

type LooseClient = Record<
  string,
  (
    path: string,
    init: Record<string, unknown>,
  ) => Promise<{ data?: unknown; error?: unknown; response: Response }>
>

/** One call, typed by path and method. Throws a `Problem`. */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  input: { path?: PathParams<P, M>; query?: Query<P, M>; body?: Body<P, M>; signal?: AbortSignal } = {},
): Promise<Answer<P, M>> {
  const init = {
    params: { path: input.path ?? {}, query: input.query ?? {} },
    ...(input.body === undefined ? {} : { body: input.body }),
    ...(input.signal ? { signal: input.signal } : {}),
    headers: requestHeaders(),
  }
  const send = (client as unknown as LooseClient)[method.toUpperCase()]
  if (!send) throw new Error(`no such method: ${method}`)
  const result = await send(path as string, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw offlineProblem()
  })
  if (result.response.ok) return (result.data ?? null) as Answer<P, M>
  if (result.response.status === 401 && !String(path).startsWith('/api/session')) onSignedOut()
  throw problemFrom(result.response.status, result.error)
}
