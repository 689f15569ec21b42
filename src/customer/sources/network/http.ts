import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { sourceErrors } from '../errors.ts'
import { type Guard, unreachable } from './guard.ts'

export interface HttpRequest {
  url: string
  method?: 'GET' | 'POST' | 'HEAD'
  headers?: Readonly<Record<string, string>>
  /** Headers that only the host they are meant for may see. */
  secretHeaders?: Readonly<Record<string, string>>
  body?: string
  signal: AbortSignal
  /** 0 where a redirect is an error: signed requests hold for one address. */
  maxRedirects?: number
}

export interface HttpAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  /** Where it came from in the end. */
  url: string
  /** Plain bytes; a break ends it in source.vanished, silence in source.timedOut. */
  body: AsyncIterable<Buffer>
  /** Lets go of what was not read. */
  drop(): void
}

/** Nothing may be silent for longer. */
const silenceMs = 30_000
const mostRedirects = 5

export interface Http {
  /** @throws source.privateAddress, badAddress, badRedirect, unreachable, timedOut */
  request(request: HttpRequest): Promise<HttpAnswer>
}

/** A client that only goes where the guard lets it, checked again at each redirect. */
export function createHttp(guard: Guard, limits: { silenceMs?: number } = {}): Http {
  const quiet = limits.silenceMs ?? silenceMs
  return {
    request: async (first) => {
      let asked = first
      for (let hops = 0; ; hops++) {
        const url = checkedUrl(asked.url)
        await guard.resolve(url.hostname) // says clearly what a failed connection would not
        const answer = await send(guard, url, asked, quiet)
        const next = answer.headers.location
        if (![301, 302, 303, 307, 308].includes(answer.status) || next === undefined) return answer
        answer.drop()
        if (hops >= (first.maxRedirects ?? mostRedirects))
          throw sourceErrors.badRedirect({
            where: url.host,
            problem: { en: 'too many redirects', 'zh-CN': '重定向次数过多' },
          })
        asked = redirected(asked, url, next, answer.status)
      }
    },
  }
}

/** @throws source.badAddress */
export function checkedUrl(text: string): URL {
  if (!URL.canParse(text))
    throw sourceErrors.badAddress({ problem: { en: 'it is no URL', 'zh-CN': '不是网址' } })
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw sourceErrors.badAddress({
      problem: { en: 'only http and https can be read', 'zh-CN': '只支持 http 和 https' },
    })
  // They would end up in logs and messages, which name addresses.
  if (url.username !== '' || url.password !== '')
    throw sourceErrors.badAddress({
      problem: {
        en: 'a user name or password has its own field',
        'zh-CN': '用户名和密码请填在各自的字段中',
      },
    })
  return url
}

/** @throws source.badRedirect */
function redirected(asked: HttpRequest, from: URL, location: string, status: number): HttpRequest {
  const where = from.host
  if (!URL.canParse(location, from.href))
    throw sourceErrors.badRedirect({ where, problem: { en: 'no URL', 'zh-CN': '不是网址' } })
  const to = new URL(location, from)
  const upgrades = from.protocol === 'http:' && to.protocol === 'https:'
  if (to.protocol !== from.protocol && !upgrades)
    throw sourceErrors.badRedirect({
      where,
      problem: {
        en: `from ${from.protocol} to ${to.protocol}`,
        'zh-CN': `从 ${from.protocol} 转到 ${to.protocol}`,
      },
    })
  const sameOrigin = to.host === from.host && to.protocol === from.protocol
  const keepsBody = status === 307 || status === 308
  if (asked.body !== undefined && keepsBody && !sameOrigin)
    throw sourceErrors.badRedirect({
      where,
      problem: {
        en: 'a request with a body to another host',
        'zh-CN': '带内容的请求不会发往其他主机',
      },
    })
  const { secretHeaders, body, ...rest } = asked
  return {
    ...rest,
    url: to.href,
    ...(sameOrigin && secretHeaders ? { secretHeaders } : {}),
    ...(keepsBody && body !== undefined ? { body } : {}),
    ...(keepsBody ? {} : { method: 'GET' as const }),
  }
}

function send(guard: Guard, url: URL, asked: HttpRequest, quietMs: number): Promise<HttpAnswer> {
  const where = url.host
  return new Promise((resolve, reject) => {
    const seconds = Math.round(quietMs / 1000)
    const start = url.protocol === 'https:' ? tlsRequest : plainRequest
    const outgoing: ClientRequest = start(url, {
      method: asked.method ?? 'GET',
      // Names are looked up by the guard as the connection is made; addresses were checked before.
      lookup: guard.lookup,
      headers: {
        'user-agent': 'liangti',
        accept: '*/*',
        'accept-encoding': 'gzip',
        ...asked.headers,
        ...asked.secretHeaders,
        ...(asked.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(asked.body)) }),
      },
      signal: asked.signal,
      timeout: quietMs,
      agent: false,
    })
    outgoing.on('timeout', () => outgoing.destroy(sourceErrors.timedOut({ where, seconds })))
    outgoing.on('error', (error) => reject(unreachable(where, error)))
    outgoing.on('response', (incoming) => {
      incoming.setTimeout(quietMs, () => incoming.destroy(sourceErrors.timedOut({ where, seconds })))
      resolve({
        status: incoming.statusCode ?? 0,
        headers: plainHeaders(incoming),
        url: url.href,
        body: bodyOf(incoming, where),
        drop: () => incoming.destroy(),
      })
    })
    outgoing.end(asked.body)
  })
}

function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

async function* bodyOf(incoming: IncomingMessage, where: string): AsyncGenerator<Buffer> {
  const zipped = incoming.headers['content-encoding'] === 'gzip'
  let plain: Readable = incoming
  if (zipped) {
    const gunzip = createGunzip()
    incoming.on('error', (error) => gunzip.destroy(error))
    // A connection that ends early says so on `aborted`, not always by an error.
    incoming.on('aborted', () => gunzip.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })))
    plain = incoming.pipe(gunzip)
  }
  try {
    for await (const chunk of plain) yield chunk as Buffer
    if (!incoming.complete) throw Object.assign(new Error('cut short'), { code: 'ECONNRESET' })
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code === 'string' && code.startsWith('source.')) throw error
    throw sourceErrors.vanished({ where, reason: typeof code === 'string' ? code : 'cut short' }, error)
  } finally {
    incoming.destroy()
  }
}

/** All of a body as text. @throws source.tooLarge, vanished, timedOut */
export async function bodyText(answer: HttpAnswer, mostBytes: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer.body) {
    size += part.length
    if (size > mostBytes) {
      answer.drop()
      const limit = `${Math.round(mostBytes / 1024 / 1024)} MB`
      throw sourceErrors.tooLarge({ where: new URL(answer.url).host, limit })
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
