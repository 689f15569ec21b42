import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { isAppError } from '../../kit/errors.ts'
import { backupErrors } from './errors.ts'

/** @throws backup.folderNotEmpty, backup.cannotWrite */
export function prepareFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (readdirSync(dir).length > 0) throw backupErrors.folderNotEmpty({ dir })
    for (const part of ['ledger', 'warehouse']) mkdirSync(join(dir, part), { mode: 0o700 })
  } catch (error) {
    throw asWriteError(dir, error)
  }
}

/** Compresses `source` into a new file and tells its size and checksum. @throws backup.cannotWrite */
export async function writeFile(
  dir: string,
  file: string,
  source: AsyncIterable<Buffer | string> | NodeJS.ReadableStream,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  try {
    await pipeline(
      source,
      createGzip({ level: 1 }),
      measure,
      createWriteStream(join(dir, file), { flags: 'wx', mode: 0o600, flush: true }),
    )
  } catch (error) {
    throw asWriteError(dir, error)
  }
  return { bytes, sha256: hash.digest('hex') }
}

export function openFile(dir: string, file: string): NodeJS.ReadableStream {
  const source = createReadStream(join(dir, file))
  const plain = createGunzip()
  source.on('error', (error) => plain.destroy(error))
  return source.pipe(plain)
}

/** Lines of a file in groups, so that memory stays bounded whatever its size. */
export async function* lineGroups(
  dir: string,
  file: string,
  maxLines: number,
  maxChars: number,
): AsyncGenerator<string[]> {
  let group: string[] = []
  let chars = 0
  for await (const line of createInterface({
    input: openFile(dir, file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    group.push(line)
    chars += line.length
    if (group.length < maxLines && chars < maxChars) continue
    yield group
    group = []
    chars = 0
  }
  if (group.length > 0) yield group
}

function asWriteError(dir: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (isAppError(error) || code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return backupErrors.cannotWrite({ dir, reason: code === 'ENOSPC' ? 'the disk is full' : code }, error)
}
