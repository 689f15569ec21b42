import { sql } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import { newId } from '../../../kit/ids.ts'
import { type Task, throwIfCancelled } from '../../../kit/progress.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { decide } from '../merges.ts'
import { type AlikeInput, type AlikePair, type AlikeResult, comparedKinds } from './columns.ts'
import { findAlikeApart } from './in-thread.ts'
import { lessonOf } from './lesson.ts'

/** Read and opened in one piece: a fifth of a second, in which the program answers others too. */
const recordsAtOnce = 4_000
/** More than these are not compared in one program; the newest are. */
const mostRecords = 400_000

export interface LikenessRun {
  records: number
  candidates: number
  /** Pairs at or above the threshold. */
  likely: number
  /** Of them, those nobody was asked about before. */
  proposed: number
  answersUsed: number
}

/** The records of a workspace as columns in clear, for comparing inside this process. */
export interface Records {
  keys: number[]
  columns: AlikeInput['columns']
  person: Float64Array
}

/**
 * Compares all records of people by name, telephone, e-mail, address and birthday and proposes those that are probably one
 * person, with the weight of each field and never a value. Nothing is merged. Pairs somebody has answered, or taken apart,
 * are not proposed again.
 * @throws common.cancelled, identity.comparingStopped
 */
export async function proposeAlike(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  threshold: number,
  task: Task,
): Promise<LikenessRun> {
  const records = await readRecords(ledger, vault, workspace.id, task)
  throwIfCancelled(task, 'the comparison of records')
  task.report({ phase: 'comparing', done: records.keys.length, total: null, unit: 'records' })
  const lesson = await lessonOf(ledger, workspace.id)
  const { columns, person } = records
  const found = await findAlikeApart({ columns, person, threshold, lesson, seed: 1 }, task.signal)
  throwIfCancelled(task, 'the comparison of records')
  const proposed = await keepProposals(ledger, workspace, records.keys, found.pairs)
  await keepRun(ledger, workspace, found, { proposed, threshold, answers: lesson?.answers ?? 0 })
  return {
    records: found.records,
    candidates: found.candidates,
    likely: found.pairs.length,
    proposed,
    answersUsed: lesson?.answers ?? 0,
  }
}

/** Records that carry at least two of the kinds; of each kind the newest value. */
export async function readRecords(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  task: Task,
): Promise<Records> {
  const kinds = [...comparedKinds]
  const { rows: chosen } = await sql<{ person_key: string; person: string }>`
    SELECT r.person_key, coalesce(o.current_key, r.person_key) AS person
    FROM (SELECT person_key FROM identifiers WHERE workspace_id = ${workspaceId} AND kind = ANY(${kinds}::text[])
          GROUP BY person_key HAVING count(DISTINCT kind) > 1 ORDER BY person_key DESC LIMIT ${mostRecords}) AS r
    LEFT JOIN person_overrides o ON o.person_key = r.person_key ORDER BY r.person_key`.execute(ledger.db)
  const keys = chosen.map((row) => Number(row.person_key))
  const columns = Object.fromEntries(kinds.map((kind) => [kind, keys.map(() => '')])) as Record<
    (typeof kinds)[number],
    string[]
  >
  for (let from = 0; from < keys.length; from += recordsAtOnce) {
    throwIfCancelled(task, 'the comparison of records')
    const some = keys.slice(from, from + recordsAtOnce)
    const place = new Map(some.map((key, i) => [key, from + i]))
    const { rows } = await sql<{ person_key: string; kind: (typeof kinds)[number]; ciphertext: Buffer }>`
      SELECT DISTINCT ON (person_key, kind) person_key, kind, ciphertext FROM identifiers
      WHERE workspace_id = ${workspaceId} AND person_key = ANY(${some}::bigint[]) AND kind = ANY(${kinds}::text[])
      ORDER BY person_key, kind, last_seen_at DESC, id DESC`.execute(ledger.db)
    for (const row of rows) {
      const at = place.get(Number(row.person_key))
      if (at !== undefined) columns[row.kind][at] = vault.decrypt(row.ciphertext)
    }
    task.report({ phase: 'reading', done: from + some.length, total: keys.length, unit: 'records' })
  }
  return { keys, columns, person: Float64Array.from(chosen, (row) => Number(row.person)) }
}

/** @returns those that were not known */
async function keepProposals(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
  pairs: readonly AlikePair[],
): Promise<number> {
  if (pairs.length === 0) return 0
  const at = workspace.clock.now()
  const compared = pairs.map(({ modelWeight, fields }) =>
    JSON.stringify({
      modelWeight: rounded(modelWeight),
      fields: fields.map((field) => ({ ...field, weight: rounded(field.weight) })),
    }),
  )
  return decide(ledger, workspace.id, async (trx) => {
    const { rows } = await sql<{ fresh: boolean }>`
      WITH found AS (
        SELECT id, coalesce(a.current_key, one) AS one, coalesce(b.current_key, other) AS other, compared, weight, probability
        FROM unnest(${pairs.map(() => newId())}::uuid[], ${pairs.map((pair) => keys[pair.left] ?? 0)}::bigint[],
          ${pairs.map((pair) => keys[pair.right] ?? 0)}::bigint[], ${compared}::text[],
          ${pairs.map((pair) => rounded(pair.weight))}::float8[], ${pairs.map((pair) => pair.probability)}::float8[])
          AS u(id, one, other, compared, weight, probability)
        LEFT JOIN person_overrides a ON a.person_key = one LEFT JOIN person_overrides b ON b.person_key = other),
      apart AS (
        SELECT kept_key AS one, merged_key AS other FROM merges WHERE workspace_id = ${workspace.id} AND undone_at IS NOT NULL
        UNION ALL
        SELECT left_key, right_key FROM merge_proposals WHERE workspace_id = ${workspace.id} AND status = 'rejected'),
      today AS (
        SELECT coalesce(a.current_key, one) AS one, coalesce(b.current_key, other) AS other FROM apart
        LEFT JOIN person_overrides a ON a.person_key = one LEFT JOIN person_overrides b ON b.person_key = other)
      INSERT INTO merge_proposals (id, workspace_id, left_key, right_key, evidence, proposed_at, compared, weight, probability)
      SELECT DISTINCT ON (least(one, other), greatest(one, other)) id, ${workspace.id}, least(one, other), greatest(one, other),
             '[]', ${at}, compared::jsonb, weight, probability
      FROM found
      WHERE one <> other AND NOT EXISTS (
        SELECT 1 FROM today t WHERE (t.one, t.other) IN ((found.one, found.other), (found.other, found.one)))
      ORDER BY least(one, other), greatest(one, other), weight DESC
      ON CONFLICT (workspace_id, left_key, right_key) DO UPDATE
        SET compared = excluded.compared, weight = excluded.weight, probability = excluded.probability
        WHERE merge_proposals.status = 'open'
      RETURNING (xmax = 0) AS fresh`.execute(trx)
    return rows.filter((row) => row.fresh).length
  })
}

async function keepRun(
  ledger: Ledger,
  workspace: Workspace,
  found: AlikeResult,
  run: { proposed: number; threshold: number; answers: number },
): Promise<void> {
  await ledger.db
    .insertInto('linkage_runs')
    .values({
      id: newId(),
      workspace_id: workspace.id,
      ran_at: workspace.clock.now(),
      records: found.records,
      candidates: found.candidates,
      proposed: run.proposed,
      threshold: run.threshold,
      answers: run.answers,
      model: JSON.stringify({ ...found.model, passedOver: found.passedOver }),
    })
    .execute()
}

const rounded = (bits: number) => Math.round(bits * 1_000) / 1_000
