import { sql, type Transaction } from 'kysely'
import {
  type KeyTree,
  keyIdOf,
  newTreeId,
  newTreeRows,
  openKeyTree,
  packRow,
  type TreeRow,
  unpackRow,
  type Vault,
} from '../../kit/crypto/index.ts'
import type { LedgerSchema } from './schema/index.ts'
import type { Ledger } from './types.ts'

type Trx = Transaction<LedgerSchema>
type Reader = Ledger['db'] | Trx
type Sealing = Pick<Vault, 'encrypt' | 'encryptWith' | 'decrypt'>

/** A row is sealed with its place, so that none can stand in for another. */
function sealRow(vault: Sealing, tree: string, row: TreeRow, keyId: string | null): Buffer {
  const text = JSON.stringify([tree, row.path, packRow(row).toString('base64')])
  return keyId === null ? vault.encrypt(text) : vault.encryptWith(keyId, text)
}

function openRow(vault: Sealing, tree: string, path: string, sealed: Buffer): TreeRow {
  const [ofTree, ofPath, bytes] = JSON.parse(vault.decrypt(sealed)) as [string, string, string]
  if (ofTree !== tree || ofPath !== path)
    throw new Error('A row of the keys of customers stands where another belongs.')
  return unpackRow(path, Buffer.from(bytes, 'base64'))
}

/** Makes the tree of a workspace that never had one; call under the lock of its row. */
export async function ensureTree(trx: Trx, workspaceId: number, vault: Sealing): Promise<void> {
  const known = await trx
    .selectFrom('key_trees')
    .select('tree')
    .where('workspace_id', '=', workspaceId)
    .limit(1)
    .executeTakeFirst()
  if (!known) await addTree(trx, workspaceId, vault)
}

/** A new tree, which encrypts from now on. */
export async function addTree(trx: Trx, workspaceId: number, vault: Sealing): Promise<string> {
  const tree = newTreeId()
  // Spelled out: two trees of one transaction would be of the same time.
  await sql`INSERT INTO key_trees (tree, workspace_id, created_at) VALUES (${tree}, ${workspaceId}, clock_timestamp())`.execute(
    trx,
  )
  await storeRows(trx, vault, tree, newTreeRows())
  return tree
}

/** Newest first. Of a tree whose rows are not there nothing can be read; a restored backup comes without them. */
export async function loadTrees(db: Reader, workspaceId: number, vault: Sealing): Promise<KeyTree[]> {
  const trees = await db
    .selectFrom('key_trees')
    .select('tree')
    .where('workspace_id', '=', workspaceId)
    // Those whose time has not come only decrypt, as the old ones do.
    .orderBy(sql`active_from <= clock_timestamp()`, 'desc')
    .orderBy('created_at', 'desc')
    .execute()
  const opened: KeyTree[] = []
  for (const { tree } of trees) {
    const rows = await rowsOf(db, vault, tree)
    if (rows.length > 0) opened.push(openKeyTree(tree, rows))
  }
  return opened
}

async function rowsOf(db: Reader, vault: Sealing, tree: string): Promise<TreeRow[]> {
  const rows = await db
    .selectFrom('person_keys')
    .select(['path', 'sealed'])
    .where('tree', '=', tree)
    .execute()
  return rows.map(({ path, sealed }) => openRow(vault, tree, path, sealed))
}

/**
 * Destroys the keys of units in all trees of a workspace, from the moment the transaction commits. What is stored is
 * read anew under a lock, for another process may have destroyed others meanwhile.
 */
export async function destroyUnits(
  trx: Trx,
  vault: Sealing,
  workspaceId: number,
  units: readonly string[],
): Promise<void> {
  if (units.length === 0) return
  await trx
    .selectFrom('workspaces')
    .select('id')
    .where('id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  for (const tree of await loadTrees(trx, workspaceId, vault))
    await storeRows(trx, vault, tree.id, tree.planDestroying(units).rows)
}

/**
 * The rows of a tree stay under the key the tree began with, also after later ones: a backup of that time, which knows no
 * later key, can then be read with the file of keys of today, in which whoever was erased since is missing.
 */
async function storeRows(trx: Trx, vault: Sealing, tree: string, rows: readonly TreeRow[]): Promise<void> {
  if (rows.length === 0) return
  const first = await trx
    .selectFrom('person_keys')
    .select('sealed')
    .where('tree', '=', tree)
    .limit(1)
    .executeTakeFirst()
  const keyId = first ? keyIdOf(first.sealed) : null
  for (let at = 0; at < rows.length; at += 1_000) {
    const part = rows.slice(at, at + 1_000)
    await sql`
      INSERT INTO person_keys (tree, path, sealed, changed_at)
      SELECT ${tree}, p, s, clock_timestamp() FROM unnest(${part.map(({ path }) => path)}::text[],
        ${part.map((row) => sealRow(vault, tree, row, keyId))}::bytea[]) AS u(p, s)
      ON CONFLICT (tree, path) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at`.execute(
      trx,
    )
  }
}
