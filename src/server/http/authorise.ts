import type { FastifyRequest } from 'fastify'
import type { Endpoint } from '../../kit/api.ts'
import { authErrors } from '../auth/errors.ts'
import { permissionsWith } from '../fields/policy.ts'
import { sessionCookie } from '../openapi.ts'
import type { Gate, RequestFacts } from './gate.ts'
import { localeOf } from './locale.ts'
import { checkCsrf, checkOrigin } from './origin.ts'
import type { HttpSettings } from './settings.ts'

/** Console and automation. Everything else is for customers or static: no cookie is read or set there. */
export function isApiPath(path: string): boolean {
  return path.startsWith('/api/')
}

/** Finds out who sends the request; refuses nobody yet, so that refusals are counted by the rate limit too. */
export async function identify(
  request: FastifyRequest,
  gate: Gate,
  settings: HttpSettings,
): Promise<RequestFacts> {
  const locale = localeOf(request.headers['accept-language'], settings.locale)
  const facts: RequestFacts = { caller: null, entry: null, address: request.ip, sessionToken: null, locale }
  if (!isApiPath(request.url)) return facts
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (request.headers.authorization !== undefined) {
    facts.caller = bearer === undefined ? null : await gate.identify({ kind: 'key', token: bearer })
    return facts
  }
  const cookie = request.cookies[sessionCookie]
  if (cookie === undefined) return facts
  facts.sessionToken = cookie
  facts.caller = await gate.identify({ kind: 'session', token: cookie })
  // A page says which language it stands in; the account's speaks for a request that says nothing.
  if (facts.caller?.kind === 'user')
    facts.locale = localeOf(request.headers['accept-language'], facts.caller.locale)
  return facts
}

/**
 * Lets a request pass to its endpoint or not.
 * @throws auth.signInNeeded, auth.foreignOrigin, auth.csrf, auth.noWorkspace, auth.notAllowed
 */
export async function authorise(
  request: FastifyRequest,
  endpoint: Endpoint,
  gate: Gate,
  settings: HttpSettings,
): Promise<void> {
  const { caller } = request.facts
  const changes = endpoint.method !== 'GET' && isApiPath(endpoint.path)
  // A key is sent by a program on purpose; a cookie by any page that makes the browser do so.
  if (changes && caller?.kind !== 'key') checkOrigin(request, settings.publicUrl)
  if (endpoint.permission === 'public') return
  if (!caller) throw authErrors.signInNeeded({})
  if (changes && caller.kind === 'user') checkCsrf(request, caller.csrfToken)
  const slug = (request.params as { workspace?: string }).workspace
  if (slug !== undefined) {
    request.facts.entry = await gate.enter(caller, slug)
    if (!request.facts.entry) throw authErrors.noWorkspace({ slug })
  }
  if (endpoint.permission === 'signed-in') return
  const { entry } = request.facts
  if (!entry || !permissionsWith(entry.role, entry.fields).has(endpoint.permission)) {
    throw authErrors.notAllowed({ permission: endpoint.permission })
  }
}
