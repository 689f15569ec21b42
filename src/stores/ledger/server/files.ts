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
import { ledgerErrors } from '../errors.ts'
import { isRunning } from './process.ts'

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

/**
 * One keeper per data folder. The lock names its holder; a holder that is gone is replaced. Should two starters race
 * for a stale lock, PostgreSQL's own lock file decides and the loser notices through `held`.
 * @throws ledger.engineRunning naming the process that holds it
 */
export function takeLock(files: LedgerFiles): { held: () => boolean; release: () => void } {
  const mine = `${files.lock}.${process.pid}`
  writePrivately(mine, { pid: process.pid })
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(mine, files.lock)
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        const holder = readJson<{ pid: number }>(files.lock)
        if (holder && holder.pid !== process.pid && isKeeper(holder.pid, files)) {
          throw ledgerErrors.engineRunning({ dir: files.dataDir, pid: holder.pid })
        }
        rmSync(files.lock, { force: true })
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
  const held = () => readJson<{ pid: number }>(files.lock)?.pid === process.pid
  return { held, release: () => held() && rmSync(files.lock, { force: true }) }
}
