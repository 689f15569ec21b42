import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog } from '../../src/kit/log.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { startLedgerServer } from '../../src/stores/ledger/index.ts'
import { startWarehouseServer } from '../../src/stores/warehouse/index.ts'

/** Both embedded engines, once for all `*.engine.test.ts` files; each file takes databases of its own on them. */
export default async function setup(): Promise<() => Promise<void>> {
  await buildServers()
  const dataDir = mkdtempSync(join(tmpdir(), 'liangti-test-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  const log = createLog({ level: 'error' })
  const ledger = await startLedgerServer({ dataDir, log })
  process.env.TEST_DATABASE_URL = ledger.url
  const warehouse = await startWarehouseServer({ dataDir: join(dataDir, 'warehouse'), memoryMb: 2048, log })
  const url = new URL(warehouse.url)
  url.username = warehouse.user
  url.password = warehouse.password
  process.env.TEST_CLICKHOUSE_URL = url.href
  return async () => {
    await Promise.all([ledger.stop(), warehouse.stop()])
    rmSync(dataDir, { recursive: true, force: true })
  }
}

interface BuildScript {
  newestSource(dirs: string[]): number
}

/** Builds the servers' entries when a source of theirs is newer; one process at a time, the others wait for it. */
export async function buildServers(): Promise<void> {
  const dist = join(packageRoot(), 'dist')
  const script = join(packageRoot(), 'scripts', 'build.mjs')
  const { newestSource } = (await import(script)) as BuildScript
  const sources = {
    'ledger-server': 'src/stores/ledger',
    'warehouse-server': 'src/stores/warehouse',
    'import-worker': 'src/customer',
    'linkage-worker': 'src/customer',
    'note-coder-worker': 'packages/models/src/text',
  }
  const names = Object.entries(sources).flatMap(([name, source]) => {
    const built = join(dist, `${name}.js`)
    const isOld = !existsSync(built) || statSync(built).mtimeMs < newestSource([source, 'src/kit'])
    return isOld ? [name] : []
  })
  if (names.length === 0) return
  await withLock(join(dist, '.building'), async () => {
    const { execFileSync } = await import('node:child_process')
    execFileSync(process.execPath, [script, ...names], { cwd: packageRoot(), stdio: 'inherit' })
  })
}

async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true })
  for (let waited = 0; ; waited += 200) {
    try {
      mkdirSync(path)
      break
    } catch {
      // A build takes seconds; a lock of a minute belongs to a process that was killed.
      if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 60_000)
        rmSync(path, { recursive: true, force: true })
      else await sleep(200)
    }
    if (waited > 120_000) throw new Error(`${path} stays locked. Remove it when no build is running.`)
  }
  try {
    await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}
