import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WechatReceiver } from '../../interaction/index.ts'

const mostBytes = 64 * 1024

/**
 * Mounts `/v1/inbound/wechat/…`, which the platform of an official account calls: a question by GET when the address is
 * entered there, messages and events by POST. What it did not sign is answered alike, whatever is wrong with it.
 * @param scope whose bodies are read as bytes
 */
export function mountWechat(scope: FastifyInstance, receiver: WechatReceiver): void {
  const path = '/v1/inbound/wechat/:workspace/:connection'
  const options = { config: { rateLimit: false }, bodyLimit: mostBytes, decompress: false } as const
  scope.get(path, options, async (request, reply) => {
    const echo = queryOf(request).echostr ?? ''
    const isOurs = await receiver.greets(callbackOf(request))
    reply.header('cache-control', 'no-store').header('content-type', 'text/plain; charset=utf-8')
    return isOurs ? reply.send(echo.slice(0, 200)) : reply.code(403).send('')
  })
  scope.post(path, options, async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
    const isTaken = await receiver.takes({ ...callbackOf(request), body })
    reply.header('cache-control', 'no-store').header('content-type', 'text/plain; charset=utf-8')
    return isTaken ? reply.send('success') : reply.code(403).send('')
  })
}

function queryOf(request: FastifyRequest): Record<string, string | undefined> {
  const all = Object.entries(request.query as Record<string, unknown>)
  return Object.fromEntries(all.map(([name, value]) => [name, typeof value === 'string' ? value : undefined]))
}

function callbackOf(request: FastifyRequest) {
  const { workspace, connection } = request.params as { workspace: string; connection: string }
  const { signature = '', timestamp = '', nonce = '', msg_signature: msgSignature = '' } = queryOf(request)
  return {
    workspaceId: /^\d{1,9}$/.test(workspace) ? Number(workspace) : 0,
    connectionId: connection,
    query: { signature, timestamp, nonce, msgSignature },
  }
}
