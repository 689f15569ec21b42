import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, RequestContext } from '../../kit/api.ts'
import { unlimitedFields } from '../../kit/fields.ts'
import { permissionsWith } from '../fields/policy.ts'
import { callerId, type RequestFacts } from './gate.ts'

const factsOf = new WeakMap<RequestContext, RequestFacts>()

/** What a handler is given. Its task is aborted when the caller hangs up before the answer is through. */
export function contextOf(request: FastifyRequest, reply: FastifyReply): RequestContext {
  const { facts } = request
  const hungUp = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) hungUp.abort()
  })
  const context: RequestContext = {
    actor: actorOf(facts),
    get workspace() {
      if (!facts.entry) throw new Error(`${request.routeOptions.url} has no workspace in its path.`)
      return facts.entry.workspace
    },
    locale: facts.locale,
    // Without a workspace there are no customers.
    fields: facts.entry?.fields ?? unlimitedFields,
    requestId: request.id,
    task: { signal: hungUp.signal, report: () => {} },
  }
  factsOf.set(context, facts)
  return context
}

/** For the routes of the house: sessions are not the rooms' business. */
export function requestFacts(context: RequestContext): RequestFacts {
  const facts = factsOf.get(context)
  if (!facts) throw new Error('This context was not made by the server.')
  return facts
}

const nobody: Actor = { kind: 'system', id: 'public', permissions: new Set() }

function actorOf({ caller, entry }: RequestFacts): Actor {
  if (!caller) return nobody
  return {
    kind: caller.kind,
    id: callerId(caller),
    permissions: entry ? permissionsWith(entry.role, entry.fields) : new Set(),
  }
}
