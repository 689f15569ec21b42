import type { Readable } from 'node:stream'
import type { Connection } from './connection.ts'
import { EngineError } from './engine-error.ts'
import { readAll } from './request.ts'

const mebibyte = 1024 * 1024
/** A longer stream is stored in parts of at least this many bytes, each cut behind a whole row. */
export const partBytes = 16 * mebibyte
const longestRowBytes = 64 * mebibyte
/** Formats whose rows cannot be told apart by a line feed are stored at once. */
const wholeLimitBytes = 512 * mebibyte
const lineFormats =
  /^(TSV|TabSeparated|TabSeparatedRaw|TSVRaw|JSONEachRow|JSONCompactEachRow|JSONLines|NDJSON)$/i

/**
 * Stores a streamed body. A part's border depends on the bytes alone, never on how they arrived, and each part carries
 * its own deduplication token; so a repeated stream repeats the same parts and is stored once.
 * A stream longer than one part is not atomic, as with ClickHouse itself: repeat it with the same token.
 */
export async function insertStream(
  connection: Connection,
  insert: { prefix: string; format: string; inline: string },
  body: Readable,
  { settings, database }: { settings: ReadonlyMap<string, string>; database: string },
): Promise<void> {
  const token = settings.get('insert_deduplication_token')
  let part = 0
  const store = async (data: Buffer) => {
    if (data.length === 0) return
    const own = new Map(settings)
    if (token !== undefined && part > 0) own.set('insert_deduplication_token', `${token}#${part}`)
    part++
    await connection.prepare({ settings: own, database })
    await connection.insert(insert.prefix, data)
  }
  const inline = Buffer.from(insert.inline)
  if (lineFormats.test(insert.format)) await storeLines(inline, body, store)
  else await store(Buffer.concat([inline, await readAll(body, wholeLimitBytes)]))
}

async function storeLines(
  first: Buffer,
  body: Readable,
  store: (data: Buffer) => Promise<void>,
): Promise<void> {
  let held: Buffer[] = [first]
  let size = first.length
  const flush = async (end: boolean) => {
    let rest = Buffer.concat(held)
    for (;;) {
      const cut = end && rest.length <= partBytes ? rest.length : borderOf(rest)
      if (cut === 0) break
      await store(rest.subarray(0, cut))
      rest = rest.subarray(cut)
    }
    if (end && rest.length > 0) await store(rest)
    if (rest.length > longestRowBytes) {
      throw new EngineError(117, 'INCORRECT_DATA', `A row is longer than ${longestRowBytes / mebibyte} MiB`)
    }
    held = [rest]
    size = rest.length
  }
  let flushAt = partBytes
  for await (const chunk of body as AsyncIterable<Buffer>) {
    held.push(chunk)
    size += chunk.length
    if (size >= flushAt) {
      await flush(false)
      // A row longer than a part: look again only after as much has come once more.
      flushAt = size + partBytes
    }
  }
  await flush(true)
}

/** Just behind the first line feed at or after a full part; 0 where there is none yet. */
function borderOf(data: Buffer): number {
  return data.length < partBytes ? 0 : data.indexOf(10, partBytes - 1) + 1
}
