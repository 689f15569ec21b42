import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isPublicAddress } from '../../../customer/index.ts'
import { type ChannelTools, failed, type Outcome, unknown } from '../channel.ts'

export interface HttpAsk {
  url: string
  method: 'GET' | 'POST' | 'HEAD'
  headers: Readonly<Record<string, string>>
  body?: Buffer | string
  /** Of an answer that may be long; 64 KB where nothing is said. */
  mostBytes?: number
}

/** How a request ended. Redirects are answers like others: what is signed or secret is for one address. */
export type HttpEnd =
  | { kind: 'answered'; status: number; headers: Readonly<Record<string, string>>; text: string }
  /** It never left. */
  | { kind: 'not_sent'; reason: 'private_address' | 'plain_http' | 'provider_unreachable' }
  /** It left, and no whole answer came. */
  | { kind: 'no_answer' }

export interface HttpClient {
  send(ask: HttpAsk): Promise<HttpEnd>
  close(): void
}

const mostAnswerBytes = 64 * 1024
/** Servers close idle connections after five seconds at the least; a request on one they just closed is lost in doubt. */
const idleMs = 2_000

/** Requests to one provider, over connections that are kept, only to where the guard lets them. */
export function openHttpClient(
  { guard, concurrency }: Pick<ChannelTools, 'guard' | 'concurrency'>,
  timeoutMs: number,
): HttpClient {
  const options = { keepAlive: true, maxSockets: concurrency, timeout: idleMs }
  const agents = { 'http:': new PlainAgent(options), 'https:': new TlsAgent(options) }
  const send = async (ask: HttpAsk): Promise<HttpEnd> => {
    const url = new URL(ask.url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return { kind: 'not_sent', reason: 'provider_unreachable' }
    try {
      // An address needs no looking up, so the guard is asked here too.
      const found = await guard.resolve(url.hostname)
      // It may have been saved before this was asked, or have moved out of the private network since.
      if (url.protocol === 'http:' && found.some(({ address }) => isPublicAddress(address)))
        return { kind: 'not_sent', reason: 'plain_http' }
    } catch (error) {
      return { kind: 'not_sent', reason: refusal(error) }
    }
    const start = url.protocol === 'https:' ? tlsRequest : plainRequest
    return ended(
      start(url, {
        method: ask.method,
        agent: agents[url.protocol],
        lookup: guard.lookup,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'user-agent': 'liangti',
          ...ask.headers,
          ...(ask.body === undefined ? {} : { 'content-length': Buffer.byteLength(ask.body) }),
        },
      }),
      ask,
    )
  }
  return {
    send,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function ended(
  outgoing: ClientRequest,
  { body, mostBytes = mostAnswerBytes }: Pick<HttpAsk, 'body' | 'mostBytes'>,
): Promise<HttpEnd> {
  return new Promise((resolve) => {
    let isConnected = false
    outgoing.on('socket', (socket) => {
      const [connecting, event] = [socket.connecting, 'encrypted' in socket ? 'secureConnect' : 'connect']
      if (!connecting) isConnected = true
      else
        socket.once(event, () => {
          isConnected = true
        })
    })
    outgoing.on('error', (error) =>
      resolve(isConnected ? { kind: 'no_answer' } : { kind: 'not_sent', reason: refusal(error) }),
    )
    outgoing.on('response', (incoming) => {
      textOf(incoming, mostBytes).then(
        (text) =>
          resolve({
            kind: 'answered',
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(incoming.headers).map(([name, value]) => [name, String(value ?? '')]),
            ),
            text,
          }),
        () => resolve({ kind: 'no_answer' }),
      )
    })
    outgoing.end(body)
  })
}

/** The beginning of the answer; what goes on longer is not read. */
async function textOf(incoming: IncomingMessage, mostBytes: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    parts.push(part)
    size += part.length
    if (size > mostBytes) break
  }
  return Buffer.concat(parts).subarray(0, mostBytes).toString('utf8')
}

function refusal(error: unknown): 'private_address' | 'provider_unreachable' {
  const isPrivate = (error as { code?: unknown }).code === 'source.privateAddress'
  return isPrivate ? 'private_address' : 'provider_unreachable'
}

/** What it means for the promise that no answer came. */
export function unanswered(end: Exclude<HttpEnd, { kind: 'answered' }>): Outcome {
  if (end.kind === 'no_answer') return unknown('no_answer_after_request')
  return failed(end.reason, { retry: 'connection' })
}

const longestWaitMs = 3_600_000

/**
 * How long a server asks to be left alone, RFC 9110 §10.2.3: seconds or a date; null where it says nothing readable.
 * @param now the machine's time
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now.getTime()
  return Number.isFinite(ms) ? Math.min(longestWaitMs, Math.max(0, ms)) : null
}
