import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type EngineError, fromEngineMessage } from './engine-error.ts'

/** Formats the engine can hand out block by block; the others are one document, made whole first. */
const rowFormats =
  /^(TSV|TabSeparated|TabSeparatedRaw|TSVRaw|JSONEachRow|JSONCompactEachRow|JSONLines|NDJSON|CSV|RowBinary|Native)$/i
/** As above, but each block begins with the header again; it is taken off all blocks but the first. */
const headedFormats = /^(CSVWithNames|TSVWithNames|TabSeparatedWithNames)$/i

export function isStreamable(format: string): boolean {
  return rowFormats.test(format) || headedFormats.test(format)
}

/** The engine writes each block as a result of its own, with its head; only the first may keep it. */
export async function* withoutRepeatedHeads(
  blocks: AsyncGenerator<Uint8Array>,
  format: string,
): AsyncGenerator<Uint8Array> {
  const headed = headedFormats.test(format)
  let head: number | null = null
  for await (const block of blocks) {
    yield headed && head !== null ? block.subarray(head) : block
    head ??= headed ? headerLength(block) : 0
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

export function contentType(format: string): string {
  if (/^JSON/.test(format)) {
    return `application/${format.endsWith('EachRow') ? 'x-ndjson' : 'json'}; charset=UTF-8`
  }
  if (/^CSV/.test(format)) return 'text/csv; charset=UTF-8'
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  const binary = /^(Native|RowBinary|Parquet|Arrow|ORC|Avro)/.test(format)
  return binary ? 'application/octet-stream' : 'text/plain; charset=UTF-8'
}
