import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../kit/config.ts'
import { createMasterKey, cryptoErrors, readMasterKey } from '../kit/crypto/index.ts'
import { isAppError } from '../kit/errors.ts'
import { checkMasterKey, hasDataKeys, type Ledger, rewrapKeys } from './ledger/index.ts'

type Place = Pick<Config, 'dataDir' | 'keyFile'>

export function masterKeyPath(config: Place): string {
  return config.keyFile ?? join(config.dataDir, 'keys', 'master.key')
}

/** The key that is being changed to; it lies there only while that is done. */
export const nextKeyPath = (path: string): string => `${path}.next`

/**
 * The master key of this installation; made at the first start, never when there is data another key encrypted. A change
 * that was cut off after the keys were wrapped anew is brought to its end.
 * @throws crypto.keyFileMissing, crypto.keyFileOpen, crypto.keyFileDamaged, crypto.wrongKey
 */
export async function openMasterKey(config: Place, ledger: Ledger): Promise<Buffer> {
  const path = masterKeyPath(config)
  const key = readMasterKey(path)
  if (key) {
    try {
      await checkMasterKey(ledger, key)
      return key
    } catch (error) {
      const next = isWrongKey(error) ? readMasterKey(nextKeyPath(path)) : null
      if (!next) throw error
      await checkMasterKey(ledger, next)
      promote(path)
      return next
    }
  }
  if (await hasDataKeys(ledger)) throw cryptoErrors.keyFileMissing({ path })
  return createMasterKey(path)
}

const isWrongKey = (error: unknown): boolean => isAppError(error) && error.code === 'crypto.wrongKey'

/**
 * Changes the master key: a new file beside the old one, all keys wrapped anew in one transaction, then the names change
 * places. Killed before the transaction the old key holds, after it the next start takes the new one; at no moment is
 * there data without its key. The old file stays as `master.key.before-…`: backups of before need it.
 * @returns where the old key lies now, and how many keys were wrapped anew
 */
export async function rotateMasterKey(
  config: Place,
  ledger: Ledger,
  actor: string,
  now: Date,
): Promise<{ key: Buffer; old: string; keys: number }> {
  const path = masterKeyPath(config)
  const before = await openMasterKey(config, ledger)
  // Of a change that was cut off before anything was wrapped by it.
  rmSync(nextKeyPath(path), { force: true })
  const after = createMasterKey(nextKeyPath(path))
  const keys = await rewrapKeys(ledger, before, after, actor)
  return { key: after, old: promote(path, now), keys }
}

function promote(path: string, now: Date = new Date()): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '')
  let old = `${path}.before-${stamp}`
  for (let n = 2; existsSync(old); n++) old = `${path}.before-${stamp}-${n}`
  linkSync(path, old)
  renameSync(nextKeyPath(path), path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
  return old
}
