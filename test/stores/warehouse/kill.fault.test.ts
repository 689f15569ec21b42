import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isAppError } from '../../../src/kit/errors.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import {
  createWarehouse,
  findRunningWarehouse,
  int64,
  startWarehouseServer,
  type Warehouse,
} from '../../../src/stores/warehouse/index.ts'
import { buildServers } from '../../support/shared-engines.ts'

const rounds = Number(process.env.LIANGTI_KILL_ROUNDS ?? 5)
const parentEntry = join(packageRoot(), 'dist', `warehouse-parent-${process.pid}.js`)
const dirs: string[] = []

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'liangti-kill-'))
  dirs.push(dir)
  return dir
}

beforeAll(async () => {
  await buildServers()
  const build = await rolldown({
    input: join(packageRoot(), 'test/support/warehouse-parent.ts'),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    logLevel: 'warn',
  })
  await build.write({ file: parentEntry, format: 'esm' })
  await build.close()
})
afterAll(() => {
  for (const path of [...dirs, parentEntry]) rmSync(path, { recursive: true, force: true })
})

async function startParent(
  dataDir: string,
): Promise<{ parent: ChildProcess; answer: Record<string, unknown> }> {
  const parent = spawn(process.execPath, [parentEntry, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: parent.stdout as NodeJS.ReadableStream }).once('line', resolve)
    parent.once('error', reject)
    parent.once('exit', () => setTimeout(() => reject(new Error('the parent ended without an answer')), 200))
  })
  return { parent, answer: JSON.parse(line) as Record<string, unknown> }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(what: string, test: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await sleep(50)
  }
}

/** Inserts one batch until it is acknowledged, as every writer of the product does. */
async function insertUntilAcknowledged(warehouse: Warehouse, batch: number, rows: Buffer): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      await warehouse.insert('facts', ['batch', 'n'], rows, { deduplicationToken: `batch-${batch}` })
      return tries
    } catch (error) {
      if (!isAppError(error) || error.code !== 'warehouse.unavailable' || tries > 400) throw error
      await sleep(50)
    }
  }
}

describe('the embedded engine under kill -9', () => {
  it(`loses nothing acknowledged and stores retried batches once, ${rounds} kills`, async () => {
    const random = seededRandom(20_261_121)
    const server = await startWarehouseServer({
      dataDir: freshDir(),
      memoryMb: 1024,
      log: silentLog,
      maxRestarts: rounds + 5,
    })
    const warehouse = createWarehouse({ ...server, log: silentLog })
    await warehouse.command(sql`CREATE TABLE facts (batch UInt32, n UInt32) ENGINE = MergeTree ORDER BY (batch, n)
      SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000`)
    let batch = 0
    let retried = 0
    let writing = true
    const writer = (async () => {
      while (writing) {
        const id = batch
        const rows = Buffer.from(Array.from({ length: 500 }, (_, n) => `${id}\t${n}\n`).join(''))
        if ((await insertUntilAcknowledged(warehouse, id, rows)) > 1) retried++
        batch++
      }
    })()
    for (let round = 0; round < rounds; round++) {
      const before = batch
      await until('inserts between kills', () => batch > before + 2)
      await sleep(random.below(80))
      const victim = server.pid
      process.kill(victim, 'SIGKILL')
      await until('another process', () => server.pid !== victim && server.pid !== 0)
    }
    writing = false
    await writer
    const counts = await warehouse.rows(
      sql`SELECT count() AS stored, uniqExact(batch, n) AS distinct, uniqExact(batch) AS batches FROM facts`,
      z.object({ stored: int64(), distinct: int64(), batches: int64() }),
    )
    expect(counts).toEqual([{ stored: batch * 500, distinct: batch * 500, batches: batch }])
    expect(retried).toBeGreaterThan(0)
    await warehouse.close()
    await server.stop()
    expect(alive(server.pid || 2 ** 30)).toBe(false)
  })

  it('ends with a parent that was killed, and the folder can be used again at once', async () => {
    const dir = freshDir()
    const { parent, answer } = await startParent(dir)
    const child = z.int().parse(answer.pid)
    const record = join(dir, 'run', 'warehouse.json')
    expect(statSync(record).mode & 0o777).toBe(0o600)
    expect((await findRunningWarehouse(dir))?.pid).toBe(child)
    parent.kill('SIGKILL')
    const second = await startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog })
    await until('the orphan to be gone', () => !alive(child))
    await second.stop()
    expect(await findRunningWarehouse(dir)).toBeNull()
  })

  it('leaves a record that is recognised as dead when both are killed', async () => {
    const dir = freshDir()
    const { parent, answer } = await startParent(dir)
    parent.kill('SIGKILL')
    process.kill(z.int().parse(answer.pid), 'SIGKILL')
    await until('the engine to be gone', () => !alive(z.int().parse(answer.pid)))
    expect(readFileSync(join(dir, 'run', 'warehouse.json'), 'utf8')).toContain(String(answer.url))
    expect(await findRunningWarehouse(dir)).toBeNull()
  })

  it('refuses a second engine on the folder, naming the running one', async () => {
    const dir = freshDir()
    const server = await startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog })
    await expect(
      startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog }),
    ).rejects.toMatchObject({
      code: 'warehouse.dataDirInUse',
      params: { pid: server.pid },
    })
    // Without the record the engine's own lock still holds.
    rmSync(join(dir, 'run', 'warehouse.json'))
    await expect(
      startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog }),
    ).rejects.toMatchObject({
      code: 'warehouse.dataDirInUse',
    })
    await server.stop()
  })

  it('gives up with an error when the engine cannot be started', async () => {
    const dir = freshDir()
    const file = join(dir, 'warehouse')
    writeFileSync(file, 'not a folder')
    await expect(
      startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog }),
    ).rejects.toMatchObject({
      code: 'warehouse.cannotStart',
    })
  })
})
