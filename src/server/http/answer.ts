import type { FastifyReply } from 'fastify'
import { type Endpoint, isRawReply, type RawReply } from '../../kit/api.ts'

/**
 * Sends what a handler returned. JSON is held against the endpoint's schema: what is not documented does not leave,
 * and an answer that breaks the contract is our fault, not the reader's riddle.
 */
export function sendAnswer(reply: FastifyReply, endpoint: Endpoint, answer: unknown): FastifyReply {
  if (isRawReply(answer)) return sendRaw(reply, answer)
  const parsed = endpoint.response.safeParse(answer)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(
      `${endpoint.id} answered against its schema at ${issue?.path.join('.') ?? ''}: ${issue?.code ?? ''}`,
    )
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(parsed.data))
}

function sendRaw(reply: FastifyReply, answer: RawReply): FastifyReply {
  reply.code(answer.status ?? 200).header('content-type', answer.contentType)
  if (answer.fileName !== undefined) reply.header('content-disposition', attachment(answer.fileName))
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
  return reply.send(answer.raw)
}

/** RFC 6266: a plain name for old programs, the real one, in any script, for the others. */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
