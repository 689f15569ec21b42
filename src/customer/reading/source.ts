import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { importErrors } from '../imports/errors.ts'

/** A file to be read, wherever it lies; `open` may be called more than once. */
export interface FileSource {
  name: string
  /** Size as stored, compressed where it is. */
  bytes: number
  open(): Readable
}

/** @throws import.notReadable */
export function fileOnDisk(path: string, name = basename(path)): FileSource {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw importErrors.notReadable({ file: name, reason: 'not a file' })
    return { name, bytes: stat.size, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('import.')) throw error
    throw importErrors.notReadable(
      { file: name, reason: (error as { code?: string }).code ?? 'unreadable' },
      error,
    )
  }
}
