import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { EngineError } from './engine-error.ts'

export interface Credentials {
  user: string
  password: string
}

const formLimit = 64 * 1024 * 1024

/** Who calls: the product itself, or SQL written by a person, which may only read. */
export type Caller = 'owner' | 'reader'

export interface EngineRequest {
  caller: Caller
  database: string
  search: URLSearchParams
  params: ReadonlyMap<string, string>
  /** `query` of the address; empty when the statement is in the body. */
  query: string
  body: Readable
}

/**
 * Reads who calls and what for. Credentials come, as with ClickHouse, by basic auth, by X-ClickHouse headers or in the
 * address.
 * @throws EngineError 516 when they do not match
 */
export async function readRequest(
  req: IncomingMessage,
  users: Readonly<Record<Caller, Credentials>>,
  defaultDatabase: string,
): Promise<EngineRequest> {
  const { searchParams: search } = new URL(req.url ?? '/', 'http://localhost')
  const given = credentialsOf(req, search)
  const caller = (['owner', 'reader'] as const).find((kind) => matches(given, users[kind]))
  if (!caller) {
    throw new EngineError(
      516,
      'AUTHENTICATION_FAILED',
      'Authentication failed: password is incorrect, or there is no user with such name',
    )
  }
  if (search.has('session_id')) {
    throw new EngineError(48, 'NOT_IMPLEMENTED', 'Sessions are not supported by the embedded engine')
  }
  const form = await formOf(req)
  const params = new Map<string, string>()
  for (const [name, value] of [...search, ...form])
    if (name.startsWith('param_')) params.set(name.slice(6), value)
  return {
    caller,
    database: header(req, 'x-clickhouse-database') ?? search.get('database') ?? defaultDatabase,
    search,
    params,
    query: form.get('query') ?? search.get('query') ?? '',
    body: form.size > 0 ? emptyBody() : decoded(req),
  }
}

export function emptyBody(): Readable {
  return Readable.from([])
}

/** Official clients send the statement and long parameters as a form, since addresses must be short. */
async function formOf(req: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]{1,70})"?/i.exec(
    req.headers['content-type'] ?? '',
  )?.[1]
  return boundary === undefined ? new Map() : readForm(await readAll(decoded(req), formLimit), boundary)
}

/** @throws EngineError 48 for parts that are files: tables sent along are not supported */
function readForm(body: Buffer, boundary: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  // Latin-1 keeps every byte one character, so offsets and splits are those of the bytes.
  const parts = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`).slice(1)
  for (const part of parts) {
    if (part.startsWith('--')) break
    const end = part.indexOf('\r\n\r\n')
    const head = part.slice(0, end)
    const name = /;\s*name="([^"]+)"/i.exec(head)?.[1]
    if (end === -1 || name === undefined) {
      throw new EngineError(1000, 'POCO_EXCEPTION', 'A part of the form has no name')
    }
    if (/;\s*filename=/i.test(head)) {
      throw new EngineError(48, 'NOT_IMPLEMENTED', 'Tables sent along with a query are not supported here')
    }
    fields.set(name, Buffer.from(part.slice(end + 4), 'latin1').toString('utf8'))
  }
  return fields
}

function credentialsOf(req: IncomingMessage, search: URLSearchParams): Credentials {
  const user = header(req, 'x-clickhouse-user')
  if (user !== null) return { user, password: header(req, 'x-clickhouse-key') ?? '' }
  const basic = /^Basic\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (basic !== undefined) {
    const [name = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    return { user: name, password: rest.join(':') }
  }
  return { user: search.get('user') ?? '', password: search.get('password') ?? '' }
}

function matches(given: Credentials, wanted: Credentials): boolean {
  const [a, b] = [Buffer.from(given.password), Buffer.from(wanted.password)]
  return given.user === wanted.user && a.length === b.length && timingSafeEqual(a, b)
}

function header(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function decoded(req: IncomingMessage): Readable {
  const encoding = req.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return req
  const inflate = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : null
  if (!inflate)
    throw new EngineError(48, 'NOT_IMPLEMENTED', 'Content-Encoding must be gzip, deflate or absent')
  req.on('error', (error) => inflate.destroy(error))
  return req.pipe(inflate)
}

/** @throws EngineError 307 beyond `limit` bytes */
export async function readAll(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) {
      throw new EngineError(
        307,
        'TOO_MANY_BYTES',
        `Body is larger than ${Math.round(limit / 1048576)} MiB; send it in parts`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
