import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { ReadSetup } from '../../../src/customer/imports/open-rows.ts'
import type { ReadEvent } from '../../../src/customer/imports/read-events.ts'
import { readEvents } from '../../../src/customer/imports/read-events.ts'
import { readInThread } from '../../../src/customer/imports/thread/read-in-thread.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { fileOnDisk } from '../../../src/customer/reading/source.ts'
import type * as paths from '../../../src/kit/paths.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

const dir = mkdtempSync(join(tmpdir(), 'liangti-thread-'))
let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => {
  await bench.close()
  vi.doUnmock('../../../src/kit/paths.ts')
  vi.resetModules()
  rmSync(dir, { recursive: true, force: true })
})

const mapping = mappingSchema.parse({
  kind: 'orders',
  fields: {
    order_id: { column: 'order' },
    customer: { column: 'customer' },
    phone: { column: 'phone' },
    ts: { column: 'time' },
    product_name: { column: 'title' },
    quantity: { column: 'qty' },
    amount: { expression: 'qty * price' },
  },
})
const header = 'order,customer,phone,time,title,qty,price'
const setup: ReadSetup = {
  mapping,
  settings: { timeZone: 'Asia/Shanghai', currency: 'CNY', phoneCountry: 'CN', nowMs: Date.UTC(2026, 0, 1) },
  pseudonymKey: new Uint8Array(32).fill(7),
}

/** What comes of a file, or the error it ends with. */
async function outcome(events: AsyncIterable<ReadEvent>): Promise<unknown> {
  const seen: unknown[] = []
  try {
    for await (const event of events) {
      if (event.kind === 'header') seen.push(event.header)
      else {
        const { lines, index, ...rest } = event.batch
        seen.push({ lines: Buffer.from(lines).toString('latin1'), index: [...index], ...rest })
      }
    }
  } catch (error) {
    const { code, params } = error as { code?: string; params?: object }
    seen.push({ code, params })
  }
  return seen
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'A1',
    '13800138000',
    'a@b.cn',
    '"x ""y"""',
    '张三',
    '2024-05-01 10:00:00',
    '3',
    '-2',
    '9.90',
    '\t',
  ),
  fc.stringMatching(/^[a-z0-9 ]{0,6}$/),
)
const rows = fc.array(
  fc.array(cell, { minLength: 7, maxLength: 8 }).map((cells) => cells.join(',')),
  { maxLength: 30 },
)
const good = (i: number) =>
  `A${i},c${i % 900},,2024-03-0${1 + (i % 9)} 09:00:${10 + (i % 50)},茶 ${i % 70},2,9.${i % 10}`

describe('reading in a thread', () => {
  it('gives what reading in place gives, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.constantFrom('\n', '\r\n'), async (lines, zipped, end) => {
        const text = Buffer.from([header, ...lines].join(end), 'utf8')
        const path = join(dir, 'property.csv')
        writeFileSync(path, zipped ? gzipSync(text) : text)
        const [inPlace, inThread] = await Promise.all([
          outcome(readEvents(setup, fileOnDisk(path))),
          outcome(readInThread(setup, fileOnDisk(path))),
        ])
        expect(inThread).toEqual(inPlace)
      }),
      { numRuns: 8 },
    )
  })

  it('does so over many pieces, and with a file that breaks in the middle', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => good(i)).join('\n')
    for (const end of ['', '\n"open,c,,2024-03-01,x,1,1\n']) {
      const path = join(dir, 'many.csv')
      writeFileSync(path, `${header}\n${lines}${end}`)
      const inPlace = (await outcome(readEvents(setup, fileOnDisk(path)))) as unknown[]
      expect(inPlace.length).toBeGreaterThan(2)
      expect(await outcome(readInThread(setup, fileOnDisk(path)))).toEqual(inPlace)
    }
  })

  it('ends when it is cancelled or left', async () => {
    const path = join(dir, 'cancel.csv')
    writeFileSync(path, `${header}\n${Array.from({ length: 60_000 }, (_, i) => good(i)).join('\n')}`)
    const controller = new AbortController()
    const events = readInThread(setup, fileOnDisk(path), controller.signal)
    await events.next()
    controller.abort()
    await expect(events.next()).rejects.toMatchObject({ code: 'common.cancelled' })
    const left = readInThread(setup, fileOnDisk(path))
    await left.next()
    await left.return(undefined)
    expect(await left.next()).toEqual({ done: true, value: undefined })
  })

  it('fails the import with a clear error when the thread dies, and stores nothing', async () => {
    const dying = join(dir, 'dying.mjs')
    writeFileSync(
      dying,
      `import { parentPort } from 'node:worker_threads'
       parentPort.postMessage({ event: { kind: 'header', header: ${JSON.stringify(header.split(','))} } })
       setTimeout(() => process.exit(7), 200)`,
    )
    const entryPath = await benchWithThread(dying)
    const path = bench.file(
      'dies.csv',
      `${header}\n${Array.from({ length: 5_000 }, (_, i) => good(i)).join('\n')}`,
    )
    await expect(bench.customer.imports.run(bench.workspace, { path, mapping })).rejects.toMatchObject({
      code: 'import.readerStopped',
    })
    const [row] = await bench.stores.ledger.db.selectFrom('imports').select(['status', 'error']).execute()
    expect(row).toMatchObject({ status: 'failed', error: { code: 'import.readerStopped' } })
    const tables = await bench.stores.warehouse.rows(
      sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'import_%'`,
      z.object({ name: z.string() }),
    )
    expect(tables).toEqual([])
    const again = await bench.customer.imports.run(bench.workspace, { path, mapping })
    expect(again).toMatchObject({ read: 5_000, rejected: 0, customersNew: 900 })
    expect(entryPath).toHaveBeenLastCalledWith('import-worker')
  })
})

/** Opens the bench anew, on modules loaded anew, so that its first thread is another. */
async function benchWithThread(entry: string) {
  const real = await vi.importActual<typeof paths>('../../../src/kit/paths.ts')
  const entryPath = vi.fn(real.entryPath).mockReturnValueOnce(entry)
  vi.resetModules()
  vi.doMock('../../../src/kit/paths.ts', () => ({ ...real, entryPath }))
  const fresh = await import('../support.ts')
  await bench.close()
  bench = await fresh.openBench()
  return entryPath
}
