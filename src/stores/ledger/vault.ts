import type { Transaction } from 'kysely'
import {
  createVault,
  cryptoErrors,
  type DataKey,
  masterAsKey,
  newKeyBytes,
  open,
  seal,
  type Vault,
  type VaultKeys,
} from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import { ledgerErrors } from './errors.ts'
import { ensureTree, loadTrees } from './person-keys.ts'
import type { LedgerSchema } from './schema/index.ts'
import type { Ledger } from './types.ts'

const purposes = ['encrypt', 'index', 'sign'] as const
type Purpose = (typeof purposes)[number]

/** Binds a wrapped key to its place: it cannot be copied to another workspace or purpose. */
const contextOf = (workspaceId: number, purpose: Purpose) => `data-key/${workspaceId}/${purpose}`

/**
 * Makes the three keys of a new workspace, wrapped by the master key, and the tree its customers' keys hang from. Safe to
 * repeat: what exists stays.
 */
export async function createWorkspaceKeys(
  ledger: Ledger,
  masterKey: Buffer,
  workspaceId: number,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    // The row lock keeps two starters from making two index keys, which would part equal identifiers.
    await trx
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const present = await trx
      .selectFrom('data_keys')
      .select('purpose')
      .where('workspace_id', '=', workspaceId)
      .execute()
    for (const purpose of purposes) {
      if (present.some((key) => key.purpose === purpose)) continue
      const wrapped = seal(masterAsKey(masterKey), newKeyBytes(), contextOf(workspaceId, purpose))
      await trx
        .insertInto('data_keys')
        .values({ id: newId(), workspace_id: workspaceId, purpose, wrapped })
        .execute()
    }
    const plain = createVault(await dataKeys(trx, masterKey, workspaceId))
    await ensureTree(trx, workspaceId, plain)
  })
}

const opened = new WeakMap<Ledger, Map<number, Promise<Vault>>>()

/**
 * The vault of a workspace; unwrapped once per process.
 * @throws crypto.wrongKey when the master key is not the one the keys were wrapped with
 */
export function openVault(ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Vault> {
  const cache = opened.get(ledger) ?? new Map<number, Promise<Vault>>()
  opened.set(ledger, cache)
  const known = cache.get(workspaceId)
  if (known) return known
  const vault = loadVault(ledger, masterKey, workspaceId)
  cache.set(workspaceId, vault)
  // A failure is not remembered: the next caller asks again.
  vault.catch(() => cache.delete(workspaceId))
  return vault
}

/** Forgets the unwrapped keys, after a key was added or retired. */
export function forgetVault(ledger: Ledger, workspaceId: number): void {
  opened.get(ledger)?.delete(workspaceId)
}

async function loadVault(ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Vault> {
  const keys = await dataKeys(ledger.db, masterKey, workspaceId)
  const trees = await loadTrees(ledger.db, workspaceId, createVault(keys))
  return createVault({ ...keys, trees })
}

type Reader = Ledger['db'] | Transaction<LedgerSchema>

async function dataKeys(db: Reader, masterKey: Buffer, workspaceId: number): Promise<VaultKeys> {
  const rows = await db
    .selectFrom('data_keys')
    .select(['id', 'purpose', 'wrapped'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const keysFor = (purpose: Purpose): [DataKey, ...DataKey[]] => {
    const [first, ...others] = rows
      .filter((row) => row.purpose === purpose)
      .map((row) => ({
        id: row.id,
        bytes: open(masterAsKey(masterKey), row.wrapped, contextOf(workspaceId, purpose)),
      }))
    if (!first) throw ledgerErrors.noKeys({ workspaceId })
    return [first, ...others]
  }
  return { encrypt: keysFor('encrypt'), index: keysFor('index')[0], sign: keysFor('sign') }
}

/** Whether anything in the ledger depends on a master key; a missing key file is then an error, not a first start. */
export async function hasDataKeys(ledger: Ledger): Promise<boolean> {
  return (await ledger.db.selectFrom('data_keys').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Fails early where the key file does not belong to this database. @throws crypto.wrongKey */
export async function checkMasterKey(ledger: Ledger, masterKey: Buffer): Promise<void> {
  const row = await ledger.db
    .selectFrom('data_keys')
    .select(['workspace_id', 'purpose', 'wrapped'])
    .limit(1)
    .executeTakeFirst()
  if (!row) return
  if (open(masterAsKey(masterKey), row.wrapped, contextOf(row.workspace_id, row.purpose)).length !== 32)
    throw cryptoErrors.wrongKey({})
}
