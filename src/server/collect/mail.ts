import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A raw mail that a provider pushes. */
export interface PushedMail {
  key: string | null
  /** Addresses of ours it came to, where the provider tells them. */
  to: readonly string[]
  raw: Buffer
}

/** @returns what became of it @throws collection.badKey, collection.off */
export type ReceiveMail = (mail: PushedMail) => Promise<string>

const mostBytes = 10 * 1024 * 1024

/**
 * Mounts `/v1/inbound/email`: the body is a whole mail (message/rfc822), the user of basic authentication a write key.
 * `?to=` names the address it came to; else its own head does.
 * @param scope whose bodies are read as bytes
 * @param keyOf the write key of a request
 */
export function mountMail(
  scope: FastifyInstance,
  receive: ReceiveMail,
  keyOf: (request: FastifyRequest) => string | null,
): void {
  const options = { config: { rateLimit: false }, bodyLimit: mostBytes, decompress: false } as const
  scope.post('/v1/inbound/email', options, async (request, reply) => {
    const { to } = request.query as { to?: unknown }
    const takenAs = await receive({
      key: keyOf(request),
      to: [to].flat().filter((each) => typeof each === 'string' && each.length <= 320) as string[],
      raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    })
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify({ success: true, takenAs }))
  })
}
