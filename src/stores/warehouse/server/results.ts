import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type EngineError, fromEngineMessage } from './engine-error.ts'
import type { Connection } from './pool.ts'

/** Formats the engine can hand out block by block; the others are one document, made whole first. */
const rowFormats =
  /^(TSV|TabSeparated|TabSeparatedRaw|TSVRaw|JSONEachRow|JSONCompactEachRow|JSONLines|NDJSON|CSV|RowBinary|Native)$/i
/** As above, but each block begins with the header again; it is taken off all blocks but the first. */
const headedFormats = /^(CSVWithNames|TSVWithNames|TabSeparatedWithNames)$/i

export function isStreamable(format: string): boolean {
  return rowFormats.test(format) || headedFormats.test(format)
}

/** Blocks of a result as they come. */
export async function* blocks(
  connection: Connection,
  sql: string,
  format: string,
): AsyncGenerator<Uint8Array> {
  let header: number | null = null
  try {
    for await (const chunk of connection.session.queryStream(sql, { format })) {
      const bytes = chunk.raw()
      if (headedFormats.test(format)) {
        if (header !== null) {
          yield bytes.subarray(header)
          continue
        }
        header = headerLength(bytes)
      }
      yield bytes
    }
  } catch (error) {
    throw fromEngineMessage(error instanceof Error ? error.message : String(error))
  }
}

/** Bytes of the first line; a line feed inside quotes belongs to a column's name. */
function headerLength(bytes: Uint8Array): number {
  let quoted = false
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x22) quoted = !quoted
    else if (bytes[i] === 0x0a && !quoted) return i + 1
  }
  return bytes.length
}

export function wantsGzip(req: IncomingMessage, search: URLSearchParams): boolean {
  return (
    search.get('enable_http_compression') === '1' && /\bgzip\b/.test(req.headers['accept-encoding'] ?? '')
  )
}

/**
 * Sends a result. The first block is fetched before the head goes out, so most errors still get their status; a later
 * one is written as ClickHouse does, behind a mark announced in the head, and the connection is cut.
 */
export async function sendBlocks(
  res: ServerResponse,
  source: AsyncGenerator<Uint8Array>,
  gzip: boolean,
): Promise<void> {
  const first = await source.next()
  const tag = randomBytes(8).toString('hex')
  res.setHeader('X-ClickHouse-Exception-Tag', tag)
  if (gzip) res.setHeader('Content-Encoding', 'gzip')
  res.writeHead(200)
  let failure: EngineError | null = null
  const body = async function* () {
    if (!first.done) yield first.value
    try {
      yield* source
    } catch (error) {
      failure = fromEngineMessage(error instanceof Error ? error.message : String(error))
      yield exceptionBlock(failure, tag)
    }
  }
  await (gzip ? pipeline(body, createGzip(), res) : pipeline(body, res))
}

function exceptionBlock(error: EngineError, tag: string): Buffer {
  const message = `${error.body.trimEnd()}\n`
  return Buffer.from(
    `\r\n__exception__\r\n${tag}\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`,
  )
}
