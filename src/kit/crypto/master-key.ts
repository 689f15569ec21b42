import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { cryptoErrors } from './errors.ts'

const keyBytes = 32

/**
 * Reads the master key, 32 bytes.
 * @returns null when there is no file
 * @throws crypto.keyFileOpen when others may read it, crypto.keyFileDamaged when it holds something else
 */
export function readMasterKey(path: string): Buffer | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return null
  if (!stat.isFile()) throw cryptoErrors.keyFileDamaged({ path, problem: 'it is not a file' })
  if (stat.mode & 0o077) throw cryptoErrors.keyFileOpen({ path, mode: (stat.mode & 0o777).toString(8) })
  const text = readFileSync(path, 'utf8').trim()
  const key = Buffer.from(text, 'base64')
  if (key.length !== keyBytes || key.toString('base64') !== text) {
    const problem = text === '' ? 'it is empty' : `${key.length} bytes were found in it`
    throw cryptoErrors.keyFileDamaged({ path, problem })
  }
  return key
}

/**
 * Makes a new key file, readable by its owner alone. It appears whole or not at all, and never replaces another: of two
 * that start at once, both get the key of the first.
 */
export function createMasterKey(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.${process.pid}.new`
  const file = openSync(partial, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(keyBytes).toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(partial, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(partial, { force: true })
  }
  const key = readMasterKey(path)
  if (!key) throw cryptoErrors.keyFileMissing({ path })
  return key
}
