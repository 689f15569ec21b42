import fastifyCompress from '@fastify/compress'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastifyRateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Route } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { mountCollection, type Receivers } from '../collect/mount.ts'
import { identify, isApiPath } from './authorise.ts'
import { hasConsole, serveConsole } from './console.ts'
import { httpErrors } from './errors.ts'
import { callerId, type Gate } from './gate.ts'
import { localeOf } from './locale.ts'
import { mountRoutes } from './mount.ts'
import { bodyLimitBytes, sendProblem } from './problems.ts'
import { helmetOptions } from './security.ts'
import type { HttpSettings } from './settings.ts'

export interface HttpOptions {
  routes: readonly Route[]
  gate: Gate
  settings: HttpSettings
  log: Log
  /** Folder of the built console; null serves the API alone. */
  consoleDir: string | null
  /** Takes events at /v1 and /sa; without it nothing is mounted there. */
  collection?: Receivers
}

const defaultRequestsPerMinute = 3_000
/** Signed tokens of tracked links come as path parameters. */
const longestParameter = 700

/** The HTTP server with everything mounted; the caller makes it listen and closes it. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { settings, log, gate } = options
  const app = Fastify({
    logger: false,
    genReqId: () => newId(),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: longestParameter },
    // A proxy on this machine stands before us where an address of its own is published.
    trustProxy: settings.publicUrl === undefined ? false : 'loopback',
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply, error, localeOf(request.headers['accept-language'], settings.locale), log)
    },
  })
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(request, reply, error, request.facts?.locale ?? settings.locale, log)
  app.setErrorHandler(fail)
  readBodies(app)
  await app.register(fastifyHelmet, helmetOptions(settings.publicUrl))
  await app.register(fastifyCookie)
  app.decorateRequest('facts')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    request.facts = await identify(request, gate, settings)
  })
  await limitRates(app, settings)
  await app.register(fastifyCompress, { threshold: 1_024 })
  await app.register(fastifyMultipart)
  logRequests(app, log)
  mountRoutes(app, options.routes, gate, settings)
  if (options.collection) await mountCollection(app, options.collection)
  const consoleDir = options.consoleDir !== null && hasConsole(options.consoleDir) ? options.consoleDir : null
  if (consoleDir !== null) await serveConsole(app, consoleDir)
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage =
      request.method === 'GET' && !isApiPath(path) && !path.startsWith('/t/') && !/\.\w+$/.test(path)
    if (isPage && consoleDir !== null) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    return fail(
      httpErrors.noSuchAddress({ method: request.method, path: path.slice(0, 200) }),
      request,
      reply,
    )
  })
  return app
}

/** An empty JSON body counts as none; forms are what mail programs send to unsubscribe (RFC 8058). */
function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else
      parseJson(request, body as string, (error, value) =>
        done(error ? httpErrors.malformedJson({}, error) : null, value),
      )
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
}

async function limitRates(app: FastifyInstance, settings: HttpSettings): Promise<void> {
  await app.register(fastifyRateLimit, {
    global: true,
    hook: 'preParsing',
    max: settings.requestsPerMinute ?? defaultRequestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => (request.facts.caller ? callerId(request.facts.caller) : request.ip),
    errorResponseBuilder: (_, limit) =>
      httpErrors.tooManyRequests({ max: limit.max, seconds: Math.ceil(limit.ttl / 1_000) }),
  })
}

/** Route patterns, never addresses: a path may hold a signed token, a query a search for a person. */
function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unmatched',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.facts?.caller ? callerId(request.facts.caller) : null,
      },
      'request',
    )
  })
}
