import { join } from 'node:path'
import type { Config } from '../kit/config.ts'
import { createMasterKey, cryptoErrors, readMasterKey } from '../kit/crypto/index.ts'
import { checkMasterKey, hasDataKeys, type Ledger } from './ledger/index.ts'

export function masterKeyPath(config: Pick<Config, 'dataDir' | 'keyFile'>): string {
  return config.keyFile ?? join(config.dataDir, 'keys', 'master.key')
}

/**
 * The master key of this installation; made at the first start, never when there is data another key encrypted.
 * @throws crypto.keyFileMissing, crypto.keyFileOpen, crypto.keyFileDamaged, crypto.wrongKey
 */
export async function openMasterKey(
  config: Pick<Config, 'dataDir' | 'keyFile'>,
  ledger: Ledger,
): Promise<Buffer> {
  const path = masterKeyPath(config)
  const key = readMasterKey(path)
  if (key) {
    await checkMasterKey(ledger, key)
    return key
  }
  if (await hasDataKeys(ledger)) throw cryptoErrors.keyFileMissing({ path })
  return createMasterKey(path)
}
