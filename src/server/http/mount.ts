import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Endpoint, permissions, type Route } from '../../kit/api.ts'
import { limitAnswer, limitInput } from '../fields/guard.ts'
import { withoutSmallGroups } from '../small-groups/outlets.ts'
import { sendAnswer } from './answer.ts'
import { authorise, isApiPath } from './authorise.ts'
import { contextOf } from './context.ts'
import { httpErrors } from './errors.ts'
import type { Gate } from './gate.ts'
import { checked } from './input.ts'
import { customerHeaders } from './security.ts'
import type { HttpSettings } from './settings.ts'
import { receiveUpload } from './uploads.ts'

/** Mail gateways ask for many customers from one address. */
const customerRequestsPerMinute = 60_000

/**
 * Mounts the routes of all rooms, every one behind its permission.
 * @throws Error for an endpoint without a known permission, or one that needs a workspace its path does not name
 */
export function mountRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  gate: Gate,
  settings: HttpSettings,
): void {
  for (const route of routes) mount(app, route, gate, settings)
}

function mount(app: FastifyInstance, { endpoint, handle }: Route, gate: Gate, settings: HttpSettings): void {
  assertGuarded(endpoint)
  const max = endpoint.ratePerMinute ?? (isApiPath(endpoint.path) ? undefined : customerRequestsPerMinute)
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    ...(max === undefined ? {} : { config: { rateLimit: { max, timeWindow: 60_000 } } }),
    preValidation: (request) => authorise(request, endpoint, gate, settings),
    handler: async (request, reply) => {
      const { locale } = request.facts
      reply.headers(isApiPath(endpoint.path) ? { 'cache-control': 'no-store' } : customerHeaders)
      const params = checked(endpoint.params, request.params, locale)
      const query = checked(endpoint.query, request.query, locale)
      const body = checked(endpoint.body, bodyOf(endpoint, request), locale)
      const context = contextOf(request, reply)
      const ruleOf = (segmentId: string) => gate.ruleOf(context.workspace.id, segmentId)
      const limited = await limitInput(endpoint, { params, query, body }, context.fields, ruleOf)
      const upload = endpoint.upload ? await receiveUpload(request, endpoint.upload.maxBytes) : null
      const answer = await handle(context, {
        ...limited,
        upload,
        headers: headersOf(request),
        address: request.ip,
        method: request.method,
      })
      const told = await withoutSmallGroups(endpoint, answer, context.actor.permissions, () =>
        gate.smallestGroup(context.workspace.id),
      )
      return sendAnswer(reply, endpoint, limitAnswer(endpoint, told, context.fields))
    },
  })
}

function assertGuarded(endpoint: Endpoint): void {
  const { id, permission } = endpoint
  const known: readonly unknown[] = permissions
  const open = permission === 'public' || permission === 'signed-in'
  if (endpoint.bodyType === 'form' && permission !== 'public')
    throw new Error(`The endpoint ${id} takes a form, which any site may post, and is not public.`)
  if (!open && !known.includes(permission)) throw new Error(`The endpoint ${id} names no known permission.`)
  if (!open && !endpoint.path.includes('/:workspace')) {
    throw new Error(
      `The endpoint ${id} needs ${permission}, which is held in a workspace, but its path names none.`,
    )
  }
}

/** @throws http.mediaType, http.bodyMissing */
function bodyOf(endpoint: Endpoint, request: FastifyRequest): unknown {
  if (!endpoint.body) return undefined
  const type = request.headers['content-type']
  const expected = endpoint.bodyType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  if (type !== undefined && !type.startsWith(expected)) {
    throw httpErrors.mediaType({ expected })
  }
  if (request.body === undefined && !endpoint.body.safeParse(undefined).success)
    throw httpErrors.bodyMissing({})
  return request.body
}

/** Rooms learn what a caller looks like, never what it signs in with. */
function headersOf(request: FastifyRequest): Record<string, string> {
  const { cookie: _cookie, authorization: _authorization, ...headers } = request.headers
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]))
}
