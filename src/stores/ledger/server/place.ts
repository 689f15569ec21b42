import { createHash } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../../kit/errors.ts'
import { ledgerErrors } from '../errors.ts'
import { type Account, canEnter, ownerOf, serverAccount } from './account.ts'
import { postgresMajor } from './engine.ts'
import type { LedgerFiles } from './files.ts'
import { noteOwner, systemHome } from './place-owner.ts'

export interface Place {
  /** Folder that holds the cluster, and the engine's copy where one is needed. */
  home: string
  cluster: string
  account: Account | null
}

/**
 * Decides where the cluster lives and who runs it: below the data folder; as root, when that is inside a private folder
 * (/root, mktemp -d), in /var/lib/liangti, remembered in `ledger/place`.
 * @throws ledger.engineFolder when no place can be used, saying why and what to change
 */
export function choosePlace(files: LedgerFiles): Place {
  const account = serverAccount()
  const remembered = join(files.home, 'place')
  const home = existsSync(remembered) ? readFileSync(remembered, 'utf8').trim() : files.home
  const cluster = join(home, `pg${postgresMajor}`)
  if (existsSync(cluster)) {
    const place = existing({ home, cluster, account })
    if (existsSync(remembered)) noteOwner(home, files.dataDir)
    return place
  }
  if (existsSync(remembered)) {
    const problem = `the data that ${remembered} names is gone; restore a backup into a new data folder`
    throw ledgerErrors.engineFolder({ dir: home, problem })
  }
  if (canEnter(files.home, account)) return { home, cluster, account }
  const outside = join(
    systemHome,
    createHash('sha256')
      .update(files.dataDir)
      .update(String(statSync(files.home).birthtimeMs))
      .digest('hex')
      .slice(0, 16),
  )
  try {
    mkdirSync(outside, { recursive: true, mode: 0o755 })
    if (!canEnter(outside, account)) throw new Error('it cannot be entered either')
    noteOwner(outside, files.dataDir)
    writeFileSync(remembered, `${outside}\n`, { mode: 0o600 })
  } catch (error) {
    const problem = `PostgreSQL must not run as root, the user ${account?.name} may not enter this folder, and ${outside} cannot be used (${messageOf(error)}); choose a data folder outside private homes (LIANGTI_DATA_DIR)`
    throw ledgerErrors.engineFolder({ dir: files.home, problem }, error)
  }
  return { home: outside, cluster: join(outside, `pg${postgresMajor}`), account }
}

function existing(place: Place): Place {
  const owned = { ...place, account: ownerOf(place.cluster, place.account) }
  if (!owned.account && statSync(place.cluster).uid !== process.getuid?.()) {
    const problem =
      'it belongs to another user; start as root, or give the folder to the user that starts Liangti'
    throw ledgerErrors.engineFolder({ dir: place.cluster, problem })
  }
  if (!canEnter(place.cluster, owned.account)) {
    const problem = `the user ${owned.account?.name} may not enter it; a folder above it was made private (chmod o+x on that folder helps)`
    throw ledgerErrors.engineFolder({ dir: place.cluster, problem })
  }
  return owned
}

/** Gives a new folder to the account. @throws ledger.engineFolder where the file system does not allow it */
export function makeOwned(dir: string, account: Account | null): void {
  try {
    mkdirSync(dir, { mode: 0o700 })
    if (account) chownSync(dir, account.uid, account.gid)
    accessSync(dir, constants.W_OK)
  } catch (error) {
    const problem = `it cannot be created for the user that runs PostgreSQL (${messageOf(error)}); choose a folder on a local disk`
    throw ledgerErrors.engineFolder({ dir, problem }, error)
  }
}
