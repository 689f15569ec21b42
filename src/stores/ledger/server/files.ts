import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { isAlive } from '../../is-alive.ts'
import { ledgerErrors } from '../errors.ts'
import { isRunning, sleep } from './process.ts'

/** Where the embedded ledger keeps what, below the data folder. */
export interface LedgerFiles {
  dataDir: string
  home: string
  secret: string
  run: string
  lock: string
  log: string
}

export function ledgerFiles(dataDir: string): LedgerFiles {
  const root = resolve(dataDir)
  return {
    dataDir: root,
    home: join(root, 'ledger'),
    secret: join(root, 'ledger', 'secret.json'),
    run: join(root, 'run', 'ledger.json'),
    lock: join(root, 'run', 'ledger.lock'),
    log: join(root, 'logs', 'ledger.log'),
  }
}

/** Creates the folders; those we create ourselves may be walked through by the account PostgreSQL runs under. */
export function createFolders(files: LedgerFiles): void {
  try {
    for (const dir of [files.dataDir, files.home, join(files.dataDir, 'run'), join(files.dataDir, 'logs')]) {
      if (existsSync(dir)) continue
      mkdirSync(dir, { recursive: true })
      chmodSync(dir, dir.endsWith('run') || dir.endsWith('logs') ? 0o700 : 0o711)
    }
  } catch (error) {
    const problem = `it cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); check who owns it, or set LIANGTI_DATA_DIR`
    throw ledgerErrors.engineFolder({ dir: files.dataDir, problem }, error)
  }
}

/** Writes a file that is either the old one or the new one, readable by its owner alone. */
export function writePrivately(path: string, value: unknown): void {
  const next = `${path}.${process.pid}.new`
  writeFileSync(next, `${JSON.stringify(value)}\n`, { mode: 0o600 })
  renameSync(next, path)
}

export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    // Absent, or from a machine that lost power while writing: both mean there is nothing to rely on.
    return null
  }
}

/** True while `pid` is the keeper of this data folder. */
export function isKeeper(pid: number, files: LedgerFiles): boolean {
  return isRunning(pid, ['ledger-server', files.dataDir])
}

export interface KeeperLock {
  /** False once somebody else holds it. */
  held(): boolean
  /** Tells those who wait that it will be free in a moment. */
  leaving(): void
  release(): void
}

const stoppingPatienceMs = 40_000
/** A keeper whose parent was just killed has not noticed yet; one that serves stays longer than this. */
const noticePatienceMs = 1_000

/**
 * One keeper per data folder. The lock names its holder; a holder that is gone is replaced, one that is stopping is
 * waited for. Should two starters race for a stale lock, PostgreSQL's own lock file decides and the loser notices
 * through `held`.
 * @throws ledger.engineRunning naming the process that holds it
 */
export async function takeLock(files: LedgerFiles): Promise<KeeperLock> {
  const mine = `${files.lock}.${process.pid}`
  writePrivately(mine, { pid: process.pid, parent: process.ppid })
  try {
    for (let waited = 0; !tryLink(mine, files.lock); waited += 100) {
      const holder = readJson<LockContent>(files.lock)
      const occupied = holder !== null && holder.pid !== process.pid && isKeeper(holder.pid, files)
      if (!occupied) rmSync(files.lock, { force: true })
      else if (waited > (isLeaving(holder) ? stoppingPatienceMs : noticePatienceMs)) {
        throw ledgerErrors.engineRunning({ dir: files.dataDir, pid: holder.pid })
      } else await sleep(100)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  const held = () => readJson<LockContent>(files.lock)?.pid === process.pid
  return {
    held,
    leaving: () => held() && writePrivately(files.lock, { pid: process.pid, leaving: true }),
    release: () => held() && rmSync(files.lock, { force: true }),
  }
}

interface LockContent {
  pid: number
  /** Process it serves; when that is gone it will leave, on a busy machine not at once. */
  parent?: number
  leaving?: boolean
}

function isLeaving(holder: LockContent): boolean {
  return holder.leaving === true || (holder.parent !== undefined && !isAlive(holder.parent))
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
