import { createHash } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../../kit/log.ts'

/** A batch that was answered and that the engine has not stored yet. */
export interface Kept {
  /** Of the batch, for the engine: repeated under it, nothing is stored twice. */
  readonly token: string
  /** Lines for the engine, each with its end. */
  readonly body: Buffer
  /** Clears the place, once the engine has stored the batch. Never rejects. */
  free(): Promise<void>
}

/** Batches made durable before the engine stored them. One process has it open. */
export interface Journal {
  /** What an earlier life of this process left; batches do not depend on each other. */
  readonly left: readonly Kept[]
  /** @returns null where no place is free or the disk refuses: the engine has to be waited for. Never rejects. */
  keep(token: string, body: Buffer): Promise<Kept | null>
  close(): Promise<void>
}

export interface JournalSize {
  /** Batches that may wait at once. */
  places: number
  /** Of the longest batch; a longer one is not kept. */
  bytes: number
}

const magic = 'LTJ1'
const tokenBytes = 64
const digestBytes = 32
const head = {
  length: magic.length,
  token: magic.length + 4,
  digest: magic.length + 4 + tokenBytes,
  end: magic.length + 4 + tokenBytes + digestBytes,
}

/**
 * A few files of fixed size, written in place. A file that grows makes the file system bring its own notes to the disk
 * and, before them, what others have just written, the engine's merges among it: the very wait that is to be spared.
 * @param dir made if it is missing
 */
export function openJournal(dir: string, size: JournalSize, log: Log): Journal {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const places = Array.from({ length: size.places }, (_, n) => new Place(join(dir, `batch-${n}`), size.bytes))
  const idle: Place[] = []
  const kept = (place: Place, token: string, body: Buffer): Kept => ({
    token,
    body,
    free: async () => {
      try {
        await place.clear(body.length)
        idle.push(place)
      } catch (error) {
        log.warn({ err: error }, 'a place of the journal of events cannot be cleared and is used no more')
      }
    },
  })
  const left: Kept[] = []
  const empty: Place[] = []
  for (const place of places) {
    try {
      const found = place.read()
      if (found) left.push(kept(place, found.token, found.body))
      else empty.push(place)
    } catch (error) {
      log.error({ err: error }, 'a place of the journal of events cannot be read; it is left as it is')
    }
  }
  // Nobody waits for it: until there is a place, senders wait for the engine.
  const made = (async () => {
    for (const place of empty) {
      try {
        await place.make()
        idle.push(place)
      } catch (error) {
        log.warn({ err: error }, 'no room for the journal of events: senders wait for the engine')
      }
    }
  })()
  return {
    left,
    keep: async (token, body) => {
      if (body.length > size.bytes) return null
      const place = idle.pop()
      if (!place) return null
      const batch = kept(place, token, body)
      try {
        await place.write(token, body)
        return batch
      } catch (error) {
        log.warn({ err: error }, 'the journal of events cannot be written: senders wait for the engine')
        await batch.free()
        return null
      }
    },
    close: async () => {
      await made
      for (const place of places) await place.close()
    },
  }
}

/** A file with room for one batch: head, body, and zeros. */
class Place {
  readonly #path: string
  readonly #bytes: number
  #file: FileHandle | null = null

  constructor(path: string, bytes: number) {
    this.#path = path
    this.#bytes = head.end + bytes
  }

  /** @returns the batch in it; null where none is, or one that was not written to its end and so never answered */
  read(): { token: string; body: Buffer } | null {
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
    try {
      const start = Buffer.alloc(head.end)
      if (readSync(file, start, 0, head.end, 0) < head.end) return null
      if (start.toString('latin1', 0, magic.length) !== magic) return null
      const length = start.readUInt32LE(head.length)
      if (head.end + length > fstatSync(file).size) return null
      const body = Buffer.alloc(length)
      for (let at = 0, got = 1; at < length && got > 0; at += got)
        got = readSync(file, body, at, length - at, head.end + at)
      const padded = start.subarray(head.token, head.digest)
      if (!digestOf(padded, body).equals(start.subarray(head.digest))) return null
      return { token: padded.toString('latin1').replace(/\0+$/, ''), body }
    } finally {
      closeSync(file)
    }
  }

  /** Gives the file its size, in zeros: what is only promised by the file system would be found missing later. */
  async make(): Promise<void> {
    const file = await open(this.#path, 'a+', 0o600)
    const { size } = await file.stat()
    await file.close()
    const opened = await this.#opened()
    if (size < this.#bytes) await writeAll(opened, Buffer.alloc(this.#bytes - size), size)
    await opened.sync()
  }

  /** Durable when it resolves. */
  async write(token: string, body: Buffer): Promise<void> {
    const file = await this.#opened()
    const start = Buffer.alloc(head.end)
    start.write(magic, 'latin1')
    start.writeUInt32LE(body.length, head.length)
    start.write(token, head.token, tokenBytes, 'latin1')
    digestOf(start.subarray(head.token, head.digest), body).copy(start, head.digest)
    await writeAll(file, Buffer.concat([start, body]), 0)
    await file.datasync()
  }

  /** Overwritten, not only marked: people of these events may be erased tomorrow. */
  async clear(length: number): Promise<void> {
    const file = await this.#opened()
    await writeAll(file, Buffer.alloc(head.end + length), 0)
    await file.datasync()
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }

  async #opened(): Promise<FileHandle> {
    this.#file ??= await open(this.#path, 'r+')
    return this.#file
  }
}

function digestOf(token: Buffer, body: Buffer): Buffer {
  return createHash('sha256').update(token).update(body).digest()
}

async function writeAll(file: FileHandle, bytes: Buffer, from: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, from + at)
    at += bytesWritten
  }
}
