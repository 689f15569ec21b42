import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** One message as it was received. */
export interface CaughtEntry {
  /** Rises with every message, so "after" is "newer". */
  seq: number
  id: string
  receivedAt: string
  from: string
  to: string
  subject: string
  messageId: string
  workspaceId: number | null
  campaignId: string | null
  segment: number
  offset: number
  bytes: number
}

export interface CatcherStore {
  append(mail: Omit<CaughtEntry, 'seq' | 'id' | 'segment' | 'offset' | 'bytes'>, raw: Buffer): CaughtEntry
  /** Oldest first. */
  entries(): readonly CaughtEntry[]
  find(id: string): CaughtEntry | null
  read(entry: CaughtEntry): Buffer
  /**
   * Removes messages for good: what they said is written over, and no index speaks of them. Safe to repeat after a crash.
   * @returns how many
   */
  remove(which: (entry: CaughtEntry) => boolean): number
  /** Copies received of one Message-ID, also of those long dropped while this process lived. */
  copies(messageId: string): number
  close(): void
}

export interface StoreLimits {
  /** A file is closed at this size and the next begun. */
  segmentBytes: number
  /** The oldest files go when all together are larger. */
  totalBytes: number
}

const nameOf = (segment: number) => String(segment).padStart(8, '0')

/**
 * Messages in append-only files, each with an index of one JSON line a message beside it. A message whose index line is
 * missing or torn was never confirmed and is cut off at the next start.
 */
export function openCatcherStore(
  dir: string,
  limits: StoreLimits = { segmentBytes: 32 * 1024 * 1024, totalBytes: 512 * 1024 * 1024 },
): CatcherStore {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const entries: CaughtEntry[] = []
  const byId = new Map<string, CaughtEntry>()
  const copies = new Map<string, number>()
  const sizes = new Map<number, number>()
  const remember = (entry: CaughtEntry): void => {
    entries.push(entry)
    byId.set(entry.id, entry)
    copies.set(entry.messageId, (copies.get(entry.messageId) ?? 0) + 1)
  }
  for (const segment of segmentsIn(dir)) {
    const { kept, bytes } = recover(dir, segment)
    for (const entry of kept) remember(entry)
    sizes.set(segment, bytes)
  }
  let lastSeq = entries.at(-1)?.seq ?? 0
  let current = openSegment(dir, Math.max(1, ...sizes.keys()), sizes)

  const makeRoom = (): void => {
    let total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
    for (const [segment, bytes] of [...sizes].sort(([a], [b]) => a - b)) {
      if (total <= limits.totalBytes || segment === current.segment) return
      for (const kind of ['eml', 'jsonl']) rmSync(join(dir, `${nameOf(segment)}.${kind}`), { force: true })
      sizes.delete(segment)
      total -= bytes
      const gone = entries.findIndex((entry) => entry.segment > segment)
      for (const entry of entries.splice(0, gone === -1 ? entries.length : gone)) byId.delete(entry.id)
    }
  }

  return {
    append: (mail, raw) => {
      const offset = sizes.get(current.segment) ?? 0
      const seq = lastSeq + 1
      const entry: CaughtEntry = {
        seq,
        id: `m${seq.toString(36)}`,
        ...mail,
        segment: current.segment,
        offset,
        bytes: raw.length,
      }
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      try {
        writeAll(current.mails, raw)
        writeAll(current.index, line)
      } catch (error) {
        // A full disk: what was written of it is taken back, or the next message would stand at the wrong place.
        ftruncateSync(current.mails, offset)
        ftruncateSync(current.index, current.indexBytes)
        throw error
      }
      current.indexBytes += line.length
      lastSeq = seq
      sizes.set(current.segment, offset + raw.length)
      remember(entry)
      if (offset + raw.length >= limits.segmentBytes) {
        closeSegment(current)
        current = openSegment(dir, current.segment + 1, sizes)
        makeRoom()
      }
      return entry
    },
    entries: () => entries,
    find: (id) => byId.get(id) ?? null,
    remove: (which) => {
      const gone = entries.filter(which)
      for (const segment of new Set(gone.map((entry) => entry.segment))) {
        blank(
          dir,
          segment,
          gone.filter((entry) => entry.segment === segment),
        )
        const kept = entries.filter((entry) => entry.segment === segment && !which(entry))
        if (segment === current.segment) closeSegment(current)
        rewriteIndex(dir, segment, kept)
        if (segment === current.segment) current = openSegment(dir, segment, sizes)
      }
      for (const entry of gone) byId.delete(entry.id)
      const left = entries.filter((entry) => !which(entry))
      entries.splice(0, entries.length, ...left)
      return gone.length
    },
    read: (entry) => readMail(dir, entry),
    copies: (messageId) => copies.get(messageId) ?? 0,
    close: () => closeSegment(current),
  }
}

function readMail(dir: string, entry: CaughtEntry): Buffer {
  const file = openSync(join(dir, `${nameOf(entry.segment)}.eml`), 'r')
  try {
    const raw = Buffer.alloc(entry.bytes)
    readSync(file, raw, 0, entry.bytes, entry.offset)
    return raw
  } finally {
    closeSync(file)
  }
}

/** The places of the others stay as they are. */
function blank(dir: string, segment: number, gone: readonly CaughtEntry[]): void {
  const file = openSync(join(dir, `${nameOf(segment)}.eml`), 'r+')
  try {
    for (const { offset, bytes } of gone) writeSync(file, Buffer.alloc(bytes, ' '), 0, bytes, offset)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function rewriteIndex(dir: string, segment: number, kept: readonly CaughtEntry[]): void {
  const path = join(dir, `${nameOf(segment)}.jsonl`)
  const file = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeAll(file, Buffer.from(kept.map((entry) => `${JSON.stringify(entry)}\n`).join('')))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
}

function segmentsIn(dir: string): number[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => /^\d{8}\.jsonl$/.test(name))
    .map((name) => Number(name.slice(0, 8)))
    .sort((a, b) => a - b)
}

function linesOf(dir: string, segment: number): CaughtEntry[] {
  const path = join(dir, `${nameOf(segment)}.jsonl`)
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CaughtEntry)
}

/** Cuts off what was not confirmed: a torn index line, and mail bytes no line speaks of. */
function recover(dir: string, segment: number): { kept: CaughtEntry[]; bytes: number } {
  const path = join(dir, `${nameOf(segment)}.jsonl`)
  const mails = join(dir, `${nameOf(segment)}.eml`)
  const present = statSync(mails, { throwIfNoEntry: false })?.size ?? 0
  const kept = linesOf(dir, segment).filter((entry) => entry.offset + entry.bytes <= present)
  const text = readFileSync(path, 'utf8')
  truncateSync(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
  const last = kept.at(-1)
  const bytes = last ? last.offset + last.bytes : 0
  if (present > bytes) truncateSync(mails, bytes)
  return { kept, bytes }
}

interface OpenSegment {
  segment: number
  mails: number
  index: number
  indexBytes: number
}

function openSegment(dir: string, segment: number, sizes: Map<number, number>): OpenSegment {
  if (!sizes.has(segment)) sizes.set(segment, 0)
  const open = (kind: string) => openSync(join(dir, `${nameOf(segment)}.${kind}`), 'a', 0o600)
  const index = open('jsonl')
  return { segment, mails: open('eml'), index, indexBytes: fstatSync(index).size }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

function closeSegment(segment: OpenSegment): void {
  closeSync(segment.mails)
  closeSync(segment.index)
}
