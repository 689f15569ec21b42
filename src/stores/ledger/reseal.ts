import { sql } from 'kysely'
import { keyIdOf, type Vault } from '../../kit/crypto/index.ts'
import { isAppError } from '../../kit/errors.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Ledger } from './types.ts'

/** Every column that holds values sealed by a vault; a test holds it against the schema. */
export const sealedColumns: readonly { table: string; column: string }[] = [
  { table: 'identifiers', column: 'ciphertext' },
  { table: 'identity_blocks', column: 'ciphertext' },
  { table: 'uploads', column: 'sealed_key' },
  { table: 'import_rejects', column: 'raw' },
  { table: 'import_rejects', column: 'edited' },
  { table: 'do_not_send', column: 'ciphertext' },
  { table: 'quarantined_events', column: 'raw' },
  { table: 'consents', column: 'proof' },
  { table: 'sources', column: 'secrets' },
  { table: 'source_inbox', column: 'body' },
  { table: 'channel_connections', column: 'secrets' },
  { table: 'privacy_requests', column: 'proof' },
  { table: 'privacy_requests', column: 'changes' },
  { table: 'privacy_requests', column: 'handed_to' },
  { table: 'family_members', column: 'name' },
  { table: 'person_dates', column: 'said' },
  { table: 'person_needs', column: 'note' },
  { table: 'companies', column: 'sealed' },
  { table: 'prospect_words', column: 'note' },
  { table: 'desk_calls', column: 'note' },
  { table: 'cases', column: 'words' },
  { table: 'case_steps', column: 'note' },
  { table: 'survey_answers', column: 'words' },
  { table: 'reviews', column: 'words' },
  { table: 'conversations', column: 'address' },
  { table: 'conversation_messages', column: 'words' },
  { table: 'conversation_links', column: 'address' },
  { table: 'mail_keys', column: 'private_key' },
  { table: 'letters', column: 'content' },
  { table: 'sign_ups', column: 'sealed' },
]

const batch = 500
/** Version, and of a leaf the tree (8 bytes), of other values the key (16): what says whether a value is sealed anew. */
const leafHead = 9
const plainHead = 17

export interface OldKeys {
  /** 16 hexadecimal digits each. */
  trees: readonly string[]
  /** UUIDs. */
  encrypt: readonly string[]
}

/** The keys of a workspace that no longer seal. */
export async function oldKeysOf(ledger: Ledger, workspaceId: number): Promise<OldKeys> {
  const trees = await sql<{ tree: string }>`
    SELECT tree FROM key_trees WHERE workspace_id = ${workspaceId} AND active_from <= clock_timestamp()
    ORDER BY created_at DESC OFFSET 1`.execute(ledger.db)
  const encrypt = await sql<{ id: string }>`
    SELECT id FROM data_keys WHERE workspace_id = ${workspaceId} AND purpose = 'encrypt'
      AND active_from <= clock_timestamp() ORDER BY created_at DESC, id DESC OFFSET 1`.execute(ledger.db)
  return { trees: trees.rows.map(({ tree }) => tree), encrypt: encrypt.rows.map(({ id }) => id) }
}

function headsOf(old: OldKeys): { leaves: Buffer[]; plain: Buffer[] } {
  return {
    leaves: old.trees.map((tree) => Buffer.concat([Buffer.of(2), Buffer.from(tree, 'hex')])),
    plain: old.encrypt.map((id) => Buffer.concat([Buffer.of(1), Buffer.from(id.replaceAll('-', ''), 'hex')])),
  }
}

/** How many values still hang on keys that no longer seal. */
export async function countSealedBefore(ledger: Ledger, old: OldKeys): Promise<number> {
  const { leaves, plain } = headsOf(old)
  if (leaves.length + plain.length === 0) return 0
  let count = 0
  for (const { table, column } of sealedColumns) {
    const { rows } = await sql<{ n: string }>`
      SELECT count(*) AS n FROM ${sql.table(table)} WHERE substring(${sql.ref(column)} FROM 1 FOR ${leafHead}) = ANY(${leaves}::bytea[])
        OR substring(${sql.ref(column)} FROM 1 FOR ${plainHead}) = ANY(${plain}::bytea[])`.execute(ledger.db)
    count += Number(rows[0]?.n ?? 0)
  }
  return count
}

/**
 * Seals everything anew that old keys sealed, some hundred values a transaction. It may be killed anywhere and begun
 * again: what is done is seen on the values. Who was erased stays unreadable, for the new keys lack theirs too.
 * @returns how many were sealed anew, and how many nobody can open
 */
export async function resealAll(
  ledger: Ledger,
  vault: Vault,
  old: OldKeys,
  task: Task,
  onBatch: (resealed: number) => Promise<void> = async () => {},
): Promise<{ resealed: number; unreadable: number }> {
  const heads = headsOf(old)
  const total = await countSealedBefore(ledger, old)
  const done = { resealed: 0, unreadable: 0 }
  if (total === 0) return done
  for (const place of sealedColumns) {
    let from = '(0,0)'
    for (;;) {
      throwIfCancelled(task, 'the rotation of keys')
      const step = await resealBatch(ledger, vault, place, heads, from)
      if (step === null) break
      from = step.last
      done.resealed += step.resealed
      done.unreadable += step.unreadable
      await onBatch(step.resealed)
      task.report({ phase: 'reseal', done: done.resealed + done.unreadable, total, unit: 'values' })
    }
  }
  return done
}

/** Rows in the order they lie in; one that is sealed anew moves to the end, where it is no longer looked for. */
async function resealBatch(
  ledger: Ledger,
  vault: Vault,
  { table, column }: (typeof sealedColumns)[number],
  { leaves, plain }: ReturnType<typeof headsOf>,
  from: string,
): Promise<{ last: string; resealed: number; unreadable: number } | null> {
  const [name, value] = [sql.table(table), sql.ref(column)]
  return ledger.transaction(async (trx) => {
    const { rows } = await sql<{ place: string; sealed: Buffer }>`
      SELECT ctid::text AS place, ${value} AS sealed FROM ${name}
      WHERE ctid > ${from}::tid AND (substring(${value} FROM 1 FOR ${leafHead}) = ANY(${leaves}::bytea[])
        OR substring(${value} FROM 1 FOR ${plainHead}) = ANY(${plain}::bytea[]))
      ORDER BY ctid LIMIT ${batch} FOR UPDATE`.execute(trx)
    const last = rows.at(-1)
    if (!last) return null
    const fresh = rows.flatMap(({ place, sealed }) => {
      const next = resealed(vault, sealed)
      return next === null ? [] : [{ place, sealed, next }]
    })
    if (fresh.length > 0) {
      await sql`SET LOCAL liangti.reseal = 'on'`.execute(trx)
      await sql`
        UPDATE ${name} AS t SET ${sql.ref(column)} = u.fresh
        FROM unnest(${fresh.map(({ place }) => place)}::text[], ${fresh.map(({ sealed }) => sealed)}::bytea[],
          ${fresh.map(({ next }) => next)}::bytea[]) AS u(place, old, fresh)
        WHERE t.ctid = u.place::tid AND t.${sql.ref(column)} = u.old`.execute(trx)
    }
    return { last: last.place, resealed: fresh.length, unreadable: rows.length - fresh.length }
  })
}

/** Null where nobody can open it, or it is sealed by today's key already. */
function resealed(vault: Vault, sealed: Buffer): Buffer | null {
  try {
    const next = vault.reseal(sealed)
    return keyIdOf(next) === keyIdOf(sealed) ? null : next
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.erased') return null
    throw error
  }
}
