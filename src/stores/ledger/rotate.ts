import { sql } from 'kysely'
import { createVault, masterAsKey, newKeyBytes, open, seal, unitOfPerson } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Task } from '../../kit/progress.ts'
import { addTree, destroyUnits } from './person-keys.ts'
import { countSealedBefore, oldKeysOf, resealAll } from './reseal.ts'
import type { Ledger } from './types.ts'
import { contextOf, dataKeys, openVault, refreshVaults } from './vault.ts'

/** So long a new key is known before it seals: other processes look every two seconds. */
export const leadMs = 10_000
/** Links signed by the key before are believed for so long. */
export const graceDays = 400

export interface Rotation {
  id: string
  startedAt: Date
  activeFrom: Date
  doneAt: Date | null
  resealed: number
  unreadable: number
  actor: string
}

/**
 * Gives a workspace new keys: one that encrypts, one that signs, and a tree for the keys of its customers, in which those
 * who were erased have none either. The key of the blind indexes stays: of whoever was erased nothing but its hashes is
 * left, and these could not be made anew. Old keys go on opening what they sealed until it is sealed anew.
 * @param lead milliseconds until they are used
 */
export async function beginRotation(
  ledger: Ledger,
  masterKey: Buffer,
  workspaceId: number,
  actor: string,
  lead = leadMs,
): Promise<Rotation> {
  const id = newId()
  await ledger.transaction(async (trx) => {
    await trx
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const activeFrom = sql<Date>`clock_timestamp() + ${`${lead} milliseconds`}::interval`
    for (const purpose of ['encrypt', 'sign'] as const) {
      const wrapped = seal(masterAsKey(masterKey), newKeyBytes(), contextOf(workspaceId, purpose))
      if (purpose === 'sign')
        await sql`UPDATE data_keys SET retired_at = clock_timestamp() + ${`${graceDays} days`}::interval
          WHERE workspace_id = ${workspaceId} AND purpose = 'sign' AND retired_at IS NULL`.execute(trx)
      await sql`INSERT INTO data_keys (id, workspace_id, purpose, wrapped, created_at, active_from)
        VALUES (${newId()}, ${workspaceId}, ${purpose}, ${wrapped}, clock_timestamp(), ${activeFrom})`.execute(
        trx,
      )
    }
    // As if its time had come: the rows of a tree are sealed by the key it is made with.
    const vault = createVault(await dataKeys(trx, masterKey, workspaceId, { all: true }))
    const tree = await addTree(trx, workspaceId, vault)
    await sql`UPDATE key_trees SET active_from = ${activeFrom} WHERE tree = ${tree}`.execute(trx)
    const { rows } = await sql<{ key: string }>`
      SELECT person_key AS key FROM erased_persons WHERE workspace_id = ${workspaceId}`.execute(trx)
    await destroyUnits(
      trx,
      vault,
      workspaceId,
      rows.map(({ key }) => unitOfPerson(Number(key))),
    )
    await sql`INSERT INTO key_rotations (id, workspace_id, actor, active_from)
      VALUES (${id}, ${workspaceId}, ${actor}, ${activeFrom})`.execute(trx)
  })
  await refreshVaults(ledger, masterKey)
  const [rotation] = await rotationsOf(ledger, workspaceId, 1)
  if (!rotation) throw new Error('A rotation that began is not on record.')
  return rotation
}

/**
 * Seals anew what old keys sealed, where a rotation is open and its keys are in use; of several processes one works.
 * @returns values sealed anew
 */
export async function continueRotations(ledger: Ledger, masterKey: Buffer, task: Task): Promise<number> {
  const { rows } = await sql<{ workspace: number }>`
    SELECT DISTINCT workspace_id AS workspace FROM key_rotations
    WHERE done_at IS NULL AND workspace_id IS NOT NULL AND active_from <= clock_timestamp()`.execute(
    ledger.db,
  )
  let done = 0
  for (const { workspace } of rows) done += await continueOne(ledger, masterKey, workspace, task)
  return done
}

async function continueOne(
  ledger: Ledger,
  masterKey: Buffer,
  workspaceId: number,
  task: Task,
): Promise<number> {
  const client = await ledger.pool.connect()
  try {
    const lock = `liangti.reseal.${workspaceId}`
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS mine',
      [lock],
    )
    if (!rows[0]?.mine) return 0
    try {
      await refreshVaults(ledger, masterKey)
      const vault = await openVault(ledger, masterKey, workspaceId)
      const old = await oldKeysOf(ledger, workspaceId)
      const note = (count: number) =>
        sql`UPDATE key_rotations SET resealed = resealed + ${count}
          WHERE workspace_id = ${workspaceId} AND done_at IS NULL`.execute(ledger.db)
      const { resealed, unreadable } = await resealAll(ledger, vault, old, task, async (count) => {
        await note(count)
      })
      // Somebody who had read the old keys may have sealed by them meanwhile: once more, until only the unreadable are left.
      if ((await countSealedBefore(ledger, old)) <= unreadable)
        await sql`UPDATE key_rotations SET done_at = clock_timestamp(), unreadable = ${unreadable}
          WHERE workspace_id = ${workspaceId} AND done_at IS NULL AND active_from <= clock_timestamp()`.execute(
          ledger.db,
        )
      return resealed
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtext($1))', [lock])
    }
  } finally {
    client.release()
  }
}

/** Newest first; of a workspace, or with null of the master key. */
export async function rotationsOf(
  ledger: Ledger,
  workspaceId: number | null,
  limit = 20,
): Promise<Rotation[]> {
  const { rows } = await sql<{
    id: string
    started_at: Date
    active_from: Date
    done_at: Date | null
    resealed: string
    unreadable: string
    actor: string
  }>`SELECT * FROM key_rotations WHERE workspace_id IS NOT DISTINCT FROM ${workspaceId}
     ORDER BY started_at DESC LIMIT ${limit}`.execute(ledger.db)
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at,
    activeFrom: row.active_from,
    doneAt: row.done_at,
    resealed: Number(row.resealed),
    unreadable: Number(row.unreadable),
    actor: row.actor,
  }))
}

/** Wraps the keys of all workspaces by another master key, all or none; the values stay as they are. @returns how many */
export async function rewrapKeys(
  ledger: Ledger,
  before: Buffer,
  after: Buffer,
  actor: string,
): Promise<number> {
  return ledger.transaction(async (trx) => {
    await sql`LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE`.execute(trx)
    const rows = await trx
      .selectFrom('data_keys')
      .select(['id', 'workspace_id', 'purpose', 'wrapped'])
      .execute()
    for (const { id, workspace_id, purpose, wrapped } of rows) {
      const context = contextOf(workspace_id, purpose)
      const fresh = seal(masterAsKey(after), open(masterAsKey(before), wrapped, context), context)
      await trx.updateTable('data_keys').set({ wrapped: fresh }).where('id', '=', id).execute()
    }
    await sql`INSERT INTO key_rotations (id, workspace_id, actor, active_from, resealed, done_at)
      VALUES (${newId()}, NULL, ${actor}, clock_timestamp(), ${rows.length}, clock_timestamp())`.execute(trx)
    return rows.length
  })
}
