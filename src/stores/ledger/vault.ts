import { sql, type Transaction } from 'kysely'
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
export const contextOf = (workspaceId: number, purpose: Purpose) => `data-key/${workspaceId}/${purpose}`

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
    // Another process may have changed the master key: nothing is wrapped by one that opens nothing else.
    if (present.length === 0) await checkMasterKey(trx, masterKey)
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

interface Opened {
  /** The same for as long as the process lives: whoever holds it seals by the keys of now. */
  vault: Vault
  replace(inner: Vault): void
  state: string
  /** A key was destroyed or changed: read anew before the next use. */
  isStale: boolean
}
const opened = new WeakMap<Ledger, Map<number, Promise<Opened>>>()

/**
 * The vault of a workspace; unwrapped once per process.
 * @throws crypto.wrongKey when the master key is not the one the keys were wrapped with
 */
export function openVault(ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Vault> {
  const cache = opened.get(ledger) ?? new Map<number, Promise<Opened>>()
  opened.set(ledger, cache)
  const known = cache.get(workspaceId)
  if (known) return known.then((one) => current(one, ledger, masterKey, workspaceId))
  const fresh = openAnew(ledger, masterKey, workspaceId)
  cache.set(workspaceId, fresh)
  // A failure is not remembered: the next caller asks again.
  fresh.catch(() => cache.delete(workspaceId))
  return fresh.then(({ vault }) => vault)
}

async function current(one: Opened, ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Vault> {
  if (one.isStale) {
    one.replace(await loadVault(ledger, masterKey, workspaceId))
    one.isStale = false
  }
  return one.vault
}

async function openAnew(ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Opened> {
  const state = (await statesOf(ledger)).get(workspaceId) ?? ''
  let inner = await loadVault(ledger, masterKey, workspaceId)
  return {
    state,
    isStale: false,
    replace: (next) => {
      inner = next
    },
    vault: {
      encrypt: (text) => inner.encrypt(text),
      encryptWith: (keyId, text) => inner.encryptWith(keyId, text),
      encryptFor: (personKey, text) => inner.encryptFor(personKey, text),
      encryptAlone: (text) => inner.encryptAlone(text),
      reseal: (sealed) => inner.reseal(sealed),
      isErased: (personKey) => inner.isErased(personKey),
      decrypt: (sealed) => inner.decrypt(sealed),
      blindIndex: (kind, value) => inner.blindIndex(kind, value),
      sign: (payload, purpose) => inner.sign(payload, purpose),
      verify: (token, purpose) => inner.verify(token, purpose),
    },
  }
}

/** Which keys there are and which of them are in use, by workspace. */
async function statesOf(ledger: Ledger): Promise<Map<number, string>> {
  const { rows } = await sql<{ workspace: number; state: string }>`
    SELECT workspace, string_agg(name, ' ' ORDER BY name) AS state FROM (
      SELECT workspace_id AS workspace, concat(id, active_from <= clock_timestamp(), retired_at <= clock_timestamp()) AS name FROM data_keys
      UNION ALL SELECT workspace_id, concat(tree, active_from <= clock_timestamp()) FROM key_trees) AS k GROUP BY workspace`.execute(
    ledger.db,
  )
  return new Map(rows.map(({ workspace, state }) => [workspace, state]))
}

/** Brings the vaults of this process up to date where another changed keys, or the time of new ones has come. */
export async function refreshVaults(ledger: Ledger, masterKey: Buffer): Promise<void> {
  const cache = opened.get(ledger)
  if (!cache || cache.size === 0) return
  const states = await statesOf(ledger)
  for (const [workspaceId, waiting] of [...cache]) {
    const known = await waiting.catch(() => null)
    const state = states.get(workspaceId) ?? ''
    if (!known || known.state === state) continue
    known.replace(await loadVault(ledger, masterKey, workspaceId))
    known.state = state
  }
}

/** Reads the keys anew before their next use, after one was destroyed or brought in. */
export function forgetVault(ledger: Ledger, workspaceId: number): void {
  const known = opened.get(ledger)?.get(workspaceId)
  known?.then(
    (one) => {
      one.isStale = true
    },
    () => undefined, // it is not remembered
  )
}

async function loadVault(ledger: Ledger, masterKey: Buffer, workspaceId: number): Promise<Vault> {
  const keys = await dataKeys(ledger.db, masterKey, workspaceId)
  const trees = await loadTrees(ledger.db, workspaceId, createVault(keys))
  return createVault({ ...keys, trees })
}

type Reader = Ledger['db'] | Transaction<LedgerSchema>

/** @param also `all`: those whose time has not come stand first, as if it had */
export async function dataKeys(
  db: Reader,
  masterKey: Buffer,
  workspaceId: number,
  also: { all?: boolean } = {},
): Promise<VaultKeys> {
  const rows = await db
    .selectFrom('data_keys')
    .select(['id', 'purpose', 'wrapped'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`retired_at IS NULL OR retired_at > clock_timestamp()`)
    .orderBy(sql`(${also.all === true} OR active_from <= clock_timestamp())`, 'desc')
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
export async function checkMasterKey(
  ledger: Ledger | Transaction<LedgerSchema>,
  masterKey: Buffer,
): Promise<void> {
  const row = await ('db' in ledger ? ledger.db : ledger)
    .selectFrom('data_keys')
    .select(['workspace_id', 'purpose', 'wrapped'])
    .limit(1)
    .executeTakeFirst()
  if (!row) return
  if (open(masterAsKey(masterKey), row.wrapped, contextOf(row.workspace_id, row.purpose)).length !== 32)
    throw cryptoErrors.wrongKey({})
}
