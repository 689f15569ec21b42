import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  collectionErrors,
  collectionLimits,
  eventTypes,
  type Parcel,
  type Received,
  type Receiver,
} from '../../customer/index.ts'
import type { WechatReceiver } from '../../interaction/index.ts'
import { parseJson, tooLarge, unpackGzip } from './body.ts'
import { mountMail, type ReceiveMail } from './mail.ts'
import { mountSensors, type ReceiveSensors } from './sensors.ts'
import { mountWechat } from './wechat.ts'

/** Takes one request of the collection API. */
export type Receive = (parcel: Parcel) => Promise<Received>

export interface Receivers {
  receive: Receive
  receiveSensors: ReceiveSensors
  /** Takes what other systems push at /v1/webhooks. */
  receivePush?: Receiver
  /** Takes mail that providers push at /v1/inbound/email. */
  receiveMail?: ReceiveMail
  /** Takes what official accounts of WeChat call at /v1/inbound/wechat. */
  wechat?: WechatReceiver
}

/**
 * Mounts `/v1/*` and `/sa`, where programs send events. It stands beside the routes of the rooms: bodies are read as bytes, keys
 * are write keys, any page may call it, and no limit of requests holds, for a full queue says so itself.
 */
export async function mountCollection(
  app: FastifyInstance,
  { receive, receiveSensors, receivePush, receiveMail, wechat }: Receivers,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: collectionLimits.requestBytes },
      (_, body, done) => done(null, body),
    )
    scope.addHook('onRequest', async (_, reply) => {
      reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
    })
    scope.setErrorHandler(async (error: { code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(error) : error
    })
    // Unpacked here, for the limit holds for what is in it.
    const shared = {
      config: { rateLimit: false },
      bodyLimit: collectionLimits.requestBytes,
      decompress: false,
    } as const
    if (receivePush)
      scope.post('/v1/webhooks/:workspace/:token', shared, (request, reply) =>
        answerPush(request, reply, receivePush),
      )
    for (const method of ['batch', ...eventTypes] as const) {
      scope.post(`/v1/${method}`, shared, (request, reply) => answer(request, reply, method, receive))
      scope.options(`/v1/${method}`, shared, (_, reply) =>
        reply
          .code(204)
          .headers({
            'access-control-allow-methods': 'POST',
            'access-control-allow-headers': 'authorization, content-type, content-encoding',
            'access-control-max-age': '86400',
          })
          .send(),
      )
    }
    if (receiveMail) mountMail(scope, receiveMail, (request) => basicUser(request.headers.authorization))
    if (wechat) mountWechat(scope, wechat)
    mountSensors(scope, receiveSensors)
  })
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  method: Parcel['method'],
  receive: Receive,
): Promise<FastifyReply> {
  const bytes = await plainBody(request)
  const received = await receive({
    method,
    key: basicUser(request.headers.authorization),
    body: parseJson(bytes),
    again: () => parseJson(bytes),
    bytes: bytes.length,
    locale: request.facts.locale,
  })
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ success: true, ...received }))
}

async function answerPush(
  request: FastifyRequest,
  reply: FastifyReply,
  receive: Receiver,
): Promise<FastifyReply> {
  const { workspace, token } = request.params as { workspace: string; token: string }
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])
  const received = await receive({
    workspaceId: /^\d{1,9}$/.test(workspace) ? Number(workspace) : 0,
    token,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: await plainBody(request),
    locale: request.facts.locale,
  })
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ success: true, ...received }))
}

/** @throws collection.unknownEncoding, collection.badEncoding, collection.tooLarge */
async function plainBody(request: FastifyRequest): Promise<Buffer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  switch (encoding) {
    case '':
    case 'identity':
      return body
    case 'gzip':
    case 'x-gzip':
      return unpackGzip(body)
    default:
      throw collectionErrors.unknownEncoding({ encoding: encoding.slice(0, 40) })
  }
}

/** User name of HTTP basic authentication; null without one. */
function basicUser(header: string | undefined): string | null {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return user === undefined || user === '' ? null : user
}
