import { sql, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import { type Ledger, type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'
import { identityErrors } from './errors.ts'
import { currentOf, type Db, keysOf } from './members.ts'

type Trx = Transaction<LedgerSchema>

/** One identifier two people have in common; never the value. */
export interface Agreement {
  kind: string
  /** How many people carry the value, these two among them. */
  people: number
}

export interface MergeRequest {
  workspaceId: number
  /** Any keys of the two people. The first keeps its number, its values win. */
  keep: number
  merge: number
  rule: string
  actor: { kind: string; id: string }
  evidence: readonly Agreement[]
  at: Date
}

export interface Merge {
  id: string
  keptKey: number
  mergedKey: number
}

const mergeLock = lockNumbers.merges

/** One decision at a time in a workspace: two that meet the same people must see each other's outcome. */
export async function lockMerges(trx: Trx, workspaceId: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${mergeLock}, ${workspaceId})`.execute(trx)
}

/**
 * Makes two people one. What is merged is who they are today; so a merge points from a person nobody else is merged
 * from at this moment to another, live merges form a forest, and each can be undone whatever was merged before or after.
 * Call under `lockMerges`.
 * @returns null where they are one already
 */
export async function mergePersons(trx: Trx, request: MergeRequest): Promise<Merge | null> {
  const current = await currentOf(trx, [request.keep, request.merge])
  const kept = current.get(request.keep) ?? request.keep
  const merged = current.get(request.merge) ?? request.merge
  if (kept === merged) return null
  const id = newId()
  await trx
    .insertInto('merges')
    .values({
      id,
      workspace_id: request.workspaceId,
      kept_key: kept,
      merged_key: merged,
      rule: request.rule,
      actor_kind: request.actor.kind,
      actor_id: request.actor.id,
      evidence: JSON.stringify(request.evidence),
      merged_at: request.at,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await point(trx, request.workspaceId, [merged], kept)
  return { id, keptKey: kept, mergedKey: merged }
}

/**
 * Takes a merge back: the person that was merged stands alone again, with whoever was merged into it itself.
 * Call under `lockMerges`.
 * @throws identity.mergeNotFound, identity.alreadyUndone
 */
export async function undoMerge(
  trx: Trx,
  request: { workspaceId: number; id: string; by: string; at: Date },
): Promise<Merge> {
  const row = await trx
    .selectFrom('merges')
    .select(['kept_key', 'merged_key', 'undone_at'])
    .where('workspace_id', '=', request.workspaceId)
    .where('id', '=', request.id)
    .executeTakeFirst()
  if (!row) throw identityErrors.mergeNotFound({ id: request.id })
  if (row.undone_at !== null) throw identityErrors.alreadyUndone({ id: request.id })
  await trx
    .updateTable('merges')
    .set({ undone_at: request.at, undone_by: request.by })
    .where('id', '=', request.id)
    .execute()
  const mergedKey = Number(row.merged_key)
  await point(trx, request.workspaceId, [mergedKey], mergedKey)
  return { id: request.id, keptKey: Number(row.kept_key), mergedKey }
}

/** Gives keys, and all that live merges have put under them, to a person; the warehouse is told by the pump. */
async function point(trx: Trx, workspaceId: number, roots: readonly number[], person: number): Promise<void> {
  await sql`
    WITH RECURSIVE under AS (
      SELECT k FROM unnest(${[...roots]}::bigint[]) AS u(k)
      UNION
      SELECT m.merged_key FROM merges m JOIN under ON m.kept_key = under.k WHERE m.undone_at IS NULL)
    INSERT INTO person_overrides (person_key, workspace_id, current_key)
    SELECT k, ${workspaceId}, ${person}::bigint FROM under
    ON CONFLICT (person_key) DO UPDATE
      SET current_key = excluded.current_key, version = nextval('person_override_versions'), copied_at = NULL
      WHERE person_overrides.current_key <> excluded.current_key`.execute(trx)
}

/** Whether somebody has taken a merge of these two people back, or has said that they are two: no rule merges them. */
export async function wasParted(db: Db, one: number, other: number): Promise<boolean> {
  const keys = await keysOf(db, [one, other])
  const [a, b] = [keys.get(one) ?? [one], keys.get(other) ?? [other]]
  const { rows } = await sql`
    SELECT 1 FROM merges
    WHERE undone_at IS NOT NULL
      AND (kept_key = ANY(${a}::bigint[]) AND merged_key = ANY(${b}::bigint[])
        OR kept_key = ANY(${b}::bigint[]) AND merged_key = ANY(${a}::bigint[]))
    UNION ALL
    SELECT 1 FROM merge_proposals
    WHERE status = 'rejected'
      AND (left_key = ANY(${a}::bigint[]) AND right_key = ANY(${b}::bigint[])
        OR left_key = ANY(${b}::bigint[]) AND right_key = ANY(${a}::bigint[])) LIMIT 1`.execute(db)
  return rows.length > 0
}

/** Runs a decision alone in its workspace, in one transaction. */
export function decide<T>(ledger: Ledger, workspaceId: number, work: (trx: Trx) => Promise<T>): Promise<T> {
  return ledger.transaction(async (trx) => {
    await lockMerges(trx, workspaceId)
    return work(trx)
  })
}
