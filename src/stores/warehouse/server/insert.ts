import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Connection, Surroundings } from './connection.ts'
import { EngineError } from './engine-error.ts'
import { quoteString } from './escapes.ts'
import type { InsertHead } from './statement.ts'

const mebibyte = 1024 * 1024
/** A longer stream of lines is stored in parts of at least this many bytes, each cut behind a whole row. */
const partBytes = 16 * mebibyte
const longestRowBytes = 64 * mebibyte
const lineFormats =
  /^(TSV|TabSeparated|TabSeparatedRaw|TSVRaw|JSONEachRow|JSONCompactEachRow|JSONLines|NDJSON)$/i

/**
 * Stores a streamed body. Formats of lines go to the engine from memory in parts; a part's border depends on the bytes
 * alone, never on how they arrived, and each part carries its own deduplication token; so a repeated stream repeats the
 * same parts and is stored once. A stream of more than one part is not atomic, as with ClickHouse itself: repeat it
 * with the same token. Every other format goes through a file.
 */
export async function insertStream(
  connection: Connection,
  into: InsertHead,
  body: Readable,
  context: Surroundings & { spoolDir: string },
): Promise<void> {
  const { settings, database, spoolDir } = context
  const inline = Buffer.from(into.inline)
  if (!lineFormats.test(into.format)) {
    await connection.prepare(context)
    await viaFile(connection, into, joined(inline, body), spoolDir)
    return
  }
  const token = settings.get('insert_deduplication_token')
  let part = 0
  await eachPart(inline, body, async (data) => {
    const own = new Map(settings)
    if (token !== undefined && part > 0) own.set('insert_deduplication_token', `${token}#${part}`)
    part++
    await connection.prepare({ settings: own, database })
    if (isSafeInMemory(data)) await connection.insert(`${into.head} FORMAT ${into.format}`, data)
    else await viaFile(connection, into, Readable.from([data]), spoolDir)
  })
}

/**
 * Whether rows may stand behind a statement in memory. The engine's library reads that text as its command line tool
 * would: an empty line ends the data, and **what follows is run as SQL**. A value of the rows must never get there.
 */
function isSafeInMemory(data: Buffer): boolean {
  return data[0] !== 10 && data[0] !== 13 && !data.includes('\n\n') && !data.includes('\n\r')
}

/** From a file the engine reads bytes as nothing but data, and reads them as a stream. */
async function viaFile(connection: Connection, into: InsertHead, rows: Readable, dir: string): Promise<void> {
  const file = join(dir, randomUUID())
  try {
    await pipeline(rows, createWriteStream(file, { mode: 0o600 })).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error
      throw new EngineError(243, 'NOT_ENOUGH_SPACE', 'No space left on device')
    })
    await connection.run(`${into.head} FROM INFILE ${quoteString(file)} FORMAT ${into.format}`)
  } finally {
    await rm(file, { force: true })
  }
}

function joined(first: Buffer, rest: Readable): Readable {
  if (first.length === 0) return rest
  return Readable.from(
    (async function* () {
      yield first
      yield* rest
    })(),
  )
}

async function eachPart(
  first: Buffer,
  body: Readable,
  store: (data: Buffer) => Promise<void>,
): Promise<void> {
  let held: Buffer[] = [first]
  let size = first.length
  let lookAgainAt = partBytes
  const storeWholeParts = async () => {
    let rest = Buffer.concat(held)
    for (let cut = borderOf(rest); cut > 0; cut = borderOf(rest)) {
      await store(rest.subarray(0, cut))
      rest = rest.subarray(cut)
    }
    if (rest.length > longestRowBytes) {
      throw new EngineError(117, 'INCORRECT_DATA', `A row is longer than ${longestRowBytes / mebibyte} MiB`)
    }
    held = [rest]
    size = rest.length
    // A row longer than a part is not searched again for every piece that comes.
    lookAgainAt = Math.max(partBytes, size + mebibyte)
  }
  for await (const chunk of body as AsyncIterable<Buffer>) {
    held.push(chunk)
    size += chunk.length
    if (size >= lookAgainAt) await storeWholeParts()
  }
  await storeWholeParts()
  const last = Buffer.concat(held)
  if (last.length > 0) await store(last)
}

/** Just behind the first line feed at or after a full part; 0 where there is none yet. */
function borderOf(data: Buffer): number {
  return data.length < partBytes ? 0 : data.indexOf(10, partBytes - 1) + 1
}
