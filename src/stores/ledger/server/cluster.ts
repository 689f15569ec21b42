import { execFile } from 'node:child_process'
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newSecret } from '../../../kit/ids.ts'
import { ledgerErrors } from '../errors.ts'
import { asAccount } from './account.ts'
import { postgresMajor } from './engine.ts'
import { type LedgerFiles, readJson, writePrivately } from './files.ts'
import { makeOwned, type Place } from './place.ts'

/** Passwords of one cluster: `owner` administers it, `app` is what Liangti itself signs in with. */
export interface ClusterSecret {
  owner: string
  app: string
}

/**
 * Makes the cluster where there is none yet: UTF-8, sorted the same on every machine, no sign-in without a password.
 * It is made aside and renamed, so a cluster is either whole or absent.
 * @throws ledger.engineFailed, ledger.engineVersion
 */
export async function ensureCluster(
  engine: string,
  place: Place,
  files: LedgerFiles,
): Promise<ClusterSecret> {
  refuseOtherMajor(place.home)
  const known = readJson<ClusterSecret>(files.secret)
  if (existsSync(place.cluster)) {
    if (known) return known
    const problem = `the passwords of its data are gone (${files.secret}); restore a backup into a new data folder`
    throw ledgerErrors.engineFolder({ dir: files.home, problem })
  }
  const secret = known ?? { owner: newSecret(), app: newSecret() }
  writePrivately(files.secret, secret)
  const partial = `${place.cluster}.new`
  rmSync(partial, { recursive: true, force: true })
  makeOwned(partial, place.account)
  await initialise(engine, partial, secret, place, files)
  renameSync(partial, place.cluster)
  return secret
}

async function initialise(
  engine: string,
  dir: string,
  secret: ClusterSecret,
  place: Place,
  files: LedgerFiles,
): Promise<void> {
  const passwordFile = join(dir, '..', 'initial-password')
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, secret.owner, { mode: 0o600, flag: 'wx' })
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid)
  const args = [
    '--pgdata',
    dir,
    '--username',
    'postgres',
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--locale-provider',
    'builtin',
    '--builtin-locale',
    'C.UTF-8',
    '--no-instructions',
  ]
  try {
    const options = { ...asAccount(place.account), cwd: '/', env: engineEnvironment(engine) }
    await promisify(execFile)(join(engine, 'bin', 'initdb'), args, options)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    const reason = lastLine((error as { stderr?: string }).stderr ?? '') || (error as Error).message
    throw ledgerErrors.engineFailed({ step: 'create its data', reason, log: files.log }, error)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function refuseOtherMajor(home: string): void {
  const other = readdirSync(home).find((name) => /^pg\d+$/.test(name) && name !== `pg${postgresMajor}`)
  if (other)
    throw ledgerErrors.engineVersion({ dir: join(home, other), found: other.slice(2), wanted: postgresMajor })
}

/** Nothing of our own environment (PGDATA, PGPORT, secrets) reaches the engine. */
export function engineEnvironment(engine: string): NodeJS.ProcessEnv {
  const lib = join(engine, 'lib')
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: lib, DYLD_LIBRARY_PATH: lib }
}

/** Last line that says something, of a log or of what a program wrote to standard error. */
export function lastLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? ''
}

export function readTail(path: string, from: number): string {
  return existsSync(path) ? readFileSync(path).subarray(from).toString('utf8') : ''
}
