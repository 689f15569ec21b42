import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { importErrors } from '../imports/errors.ts'
import type { FileSource } from './source.ts'

const headBytes = 64 * 1024

/** The first part of a stream, at least one chunk; the rest stays in the generator. */
export async function takeHead(
  bytes: AsyncGenerator<Buffer>,
  source: FileSource,
): Promise<{ bytes: Buffer }> {
  const parts: Buffer[] = []
  let size = 0
  try {
    while (size < headBytes) {
      const next = await bytes.next()
      if (next.done) break
      parts.push(next.value)
      size += next.value.length
    }
  } catch (error) {
    // What could be decompressed before the cut is still worth looking at; the body will meet the cut again.
    if (isTruncation(error)) throw importErrors.truncated({ file: source.name, row: 0 }, error)
    throw error
  }
  return { bytes: Buffer.concat(parts) }
}

/** Adds up what passes. */
export async function* counted(raw: Readable, counter: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const chunk of raw) {
    counter.bytes += (chunk as Buffer).length
    yield chunk as Buffer
  }
}

/** The head again, then the rest. */
export async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

/** Decompressed; a stream that is cut ends in an error that `isTruncation` knows. */
export async function* gunzipped(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const compressed = Readable.from(bytes, { objectMode: false })
  compressed.on('error', (error) => gunzip.destroy(error))
  compressed.pipe(gunzip)
  for await (const chunk of gunzip) yield chunk as Buffer
}

export function isTruncation(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR'
}
