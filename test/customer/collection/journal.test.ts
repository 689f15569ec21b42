import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Journal, type Kept, openJournal } from '../../../src/customer/collection/journal.ts'
import { fromTsv, tsv } from '../../../src/customer/mapping/tsv.ts'
import { type Log, silentLog } from '../../../src/kit/log.ts'

const size = { places: 2, bytes: 1_000 }
let dir: string
const opened: Journal[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'liangti-journal-'))
})
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close()
  rmSync(dir, { recursive: true, force: true })
})

const open = () => {
  const journal = openJournal(join(dir, 'journal'), size, silentLog)
  opened.push(journal)
  return journal
}
/** Places come to be in the background. */
const keep = async (journal: Journal, token: string, body: string) => {
  let kept: Kept | null = null
  await expect.poll(async () => (kept ??= await journal.keep(token, Buffer.from(body)))).not.toBeNull()
  return kept as unknown as Kept
}
const files = () => readdirSync(join(dir, 'journal')).map((name) => join(dir, 'journal', name))
const leftOf = (journal: Journal) => journal.left.map(({ token, body }) => [token, body.toString()]).sort()

it('gives back what was kept and not cleared, to the byte, after the process is gone', async () => {
  const first = open()
  const done = await keep(first, 'a', 'gone\n')
  await keep(first, 'b', '天津\t1\n\0')
  await done.free()
  await keep(first, 'c', 'second life of a place\n')
  const second = open()
  expect(leftOf(second)).toEqual([
    ['b', '天津\t1\n\0'],
    ['c', 'second life of a place\n'],
  ])
  for (const batch of second.left) await batch.free()
  expect(leftOf(open())).toEqual([])
})

it('takes no more than it has places, nothing too long, and again once a place is cleared', async () => {
  const journal = open()
  const first = await keep(journal, 'a', 'x'.repeat(size.bytes))
  await keep(journal, 'b', 'x')
  expect(await journal.keep('c', Buffer.from('x'))).toBeNull()
  await first.free()
  expect(await journal.keep('c', Buffer.alloc(size.bytes + 1))).toBeNull()
  expect(await journal.keep('c', Buffer.from('x'))).not.toBeNull()
})

it('does not take for a batch what was not written to its end, wherever it broke off', async () => {
  await keep(open(), 'torn', 'line\n'.repeat(50))
  const [path] = files().filter((file) => readFileSync(file).includes('torn'))
  if (!path) throw new Error('nothing was kept')
  const whole = readFileSync(path)
  const end = whole.lastIndexOf('line\n') + 5
  for (let cut = 0; cut < end; cut += 7) {
    // Zeros after the break, as of a place cleared before, or the bytes of another batch.
    for (const filler of [0, 0x41]) {
      const torn = Buffer.from(whole)
      torn.fill(filler, cut, end)
      writeFileSync(path, torn)
      expect([cut, filler, leftOf(open())]).toEqual([cut, filler, []])
    }
    truncateSync(path, cut)
    expect([cut, leftOf(open())]).toEqual([cut, []])
    writeFileSync(path, whole)
  }
  expect(leftOf(open())).toHaveLength(1)
})

it('leaves nothing of a batch on the disk once it is cleared', async () => {
  const journal = open()
  await (await keep(journal, 'token', 'what somebody bought')).free()
  await journal.close()
  for (const file of files()) {
    const bytes = readFileSync(file)
    expect(bytes.length).toBeGreaterThan(size.bytes)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
    expect(statSync(file).mode & 0o077).toBe(0)
  }
})

it('goes without places it cannot read or make, and says so in the log', async () => {
  const said: string[] = []
  const say = (_: unknown, text: string) => said.push(text)
  const log = { ...silentLog, warn: say, error: say } as unknown as Log
  mkdirSync(join(dir, 'journal', 'batch-0'), { recursive: true })
  symlinkSync(join(dir, 'nowhere', 'file'), join(dir, 'journal', 'batch-1'))
  const journal = openJournal(join(dir, 'journal'), size, log)
  opened.push(journal)
  await expect.poll(() => said.join()).toMatch(/cannot be read.*no room for the journal/)
  expect(await journal.keep('a', Buffer.from('x'))).toBeNull()
})

it('reads the text of a cell as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = text.replaceAll('\0', '')
      expect(fromTsv(tsv(text))).toBe(kept)
    }),
  )
})
