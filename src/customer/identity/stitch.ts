import { type RawBuilder, sql, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import { noTask, type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { Db } from './members.ts'
import { decide } from './merges.ts'
import { type IdentityRule, rulesOf } from './rules.ts'
import { type PeopleNow, type Settled, type Sharing, settleShared } from './settle-shared.ts'

type Trx = Transaction<LedgerSchema>

/** Values settled in one transaction: while it lasts (a second or two) other decisions of the workspace wait. */
const valuesAtOnce = 25_000

export interface StitchResult {
  merged: number
  proposed: number
}

/**
 * Applies the rules in their order to everybody. Two records that share a value become one person where at most one of
 * them is an account; two accounts are proposed for review and never merged here. Pairs somebody has taken apart, or
 * answered before, are left alone. What shares a value is found, and what follows is written, for many at once; only the
 * keys of those who share something pass through here. Stopped half way, what was settled stays.
 * @throws common.cancelled
 */
export async function stitch(
  ledger: Ledger,
  workspace: Workspace,
  actor: { kind: string; id: string },
  task: Task = noTask,
): Promise<StitchResult> {
  const result: StitchResult = { merged: 0, proposed: 0 }
  let done = 0
  for (const rule of await rulesOf(ledger, workspace)) {
    if (!rule.on) continue
    for await (const values of sharing(ledger, workspace, rule)) {
      throwIfCancelled(task, 'stitching')
      const settled = await settle(ledger, workspace, { rule, values, actor })
      result.merged += settled.merged
      result.proposed += settled.proposed
      done += values.length
      task.report({ phase: rule.kind, done, total: null, unit: 'values' })
    }
  }
  return result
}

/**
 * Who carries each value of a kind that few enough share. What is limited is how many people of one system carry it: a
 * person stands in a system once or twice but may stand in many.
 */
export function sharedValues(workspaceId: number, rule: IdentityRule): RawBuilder<{ people: string[] }> {
  return sql`
    WITH shared AS MATERIALIZED (
      SELECT id, blind_index, source, person_key FROM (
        SELECT id, blind_index, source, person_key, count(*) OVER (PARTITION BY blind_index) AS rows
        FROM identifiers WHERE workspace_id = ${workspaceId} AND kind = ${rule.kind}) AS every
      WHERE rows > 1),
    carried AS (
      SELECT s.blind_index, s.source, coalesce(o.current_key, s.person_key) AS person, min(s.id) AS id
      FROM shared s LEFT JOIN person_overrides o ON o.person_key = s.person_key GROUP BY 1, 2, 3),
    counted AS (
      SELECT *, count(*) OVER (PARTITION BY blind_index, source) AS people_of_source FROM carried)
    SELECT array_agg(DISTINCT person) AS people FROM counted
    GROUP BY blind_index
    HAVING count(DISTINCT person) > 1 AND max(people_of_source) <= ${rule.mostPeople}::int
      AND NOT EXISTS (SELECT 1 FROM identity_blocks b
        WHERE b.workspace_id = ${workspaceId} AND b.kind = ${rule.kind} AND b.blind_index = counted.blind_index)
    ORDER BY min(id)`
}

/** The shared values of a rule as they are when it begins, in the order they were first seen, in pieces. */
async function* sharing(ledger: Ledger, workspace: Workspace, rule: IdentityRule): AsyncGenerator<Sharing[]> {
  const client = await ledger.pool.connect()
  let whole = false
  try {
    // The engine may take long to find the first of them.
    await client.query("BEGIN READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
    const { sql: text, parameters } = sharedValues(workspace.id, rule).compile(ledger.db)
    await client.query(`DECLARE shared NO SCROLL CURSOR FOR ${text}`, [...parameters])
    const fetch = () => client.query<{ people: string[] }>(`FETCH ${valuesAtOnce} FROM shared`)
    for (let coming = fetch(); ; ) {
      const { rows } = await coming
      const last = rows.length < valuesAtOnce
      // The engine finds the next while these are settled on another connection; what it found was fixed when it began.
      if (!last) {
        coming = fetch()
        coming.catch(() => {})
      }
      if (rows.length > 0) yield rows.map((row) => row.people.map(Number))
      if (last) break
    }
    await client.query('COMMIT')
    whole = true
  } finally {
    client.release(!whole)
  }
}

async function settle(
  ledger: Ledger,
  workspace: Workspace,
  step: { rule: IdentityRule; values: readonly Sharing[]; actor: { kind: string; id: string } },
): Promise<StitchResult> {
  const { rule, values, actor } = step
  return decide(ledger, workspace.id, async (trx) => {
    const settled = settleShared(values, await peopleNow(trx, workspace.id, [...new Set(values.flat())]))
    const at = workspace.clock.now()
    const people = (value: number) => values[value]?.length ?? 0
    const written = { workspaceId: workspace.id, kind: rule.kind, at, actor, people }
    await writeMerges(trx, written, settled)
    return { merged: settled.merges.length, proposed: await writeProposals(trx, written, settled) }
  })
}

/** Who people are at this moment, which of them are accounts, and whom somebody took apart from whom. */
export async function peopleNow(trx: Db, workspaceId: number, keys: readonly number[]): Promise<PeopleNow> {
  const { rows } = await sql<{ key: string; person: string; account: boolean }>`
    WITH asked AS MATERIALIZED (
      SELECT k, coalesce(o.current_key, k) AS person FROM unnest(${keys}::bigint[]) AS u(k)
      LEFT JOIN person_overrides o ON o.person_key = k),
    members AS (
      SELECT person, person AS member FROM asked
      UNION SELECT a.person, o.person_key FROM asked a
        JOIN person_overrides o ON o.current_key = a.person AND o.current_key <> o.person_key),
    accounts AS MATERIALIZED (
      SELECT DISTINCT m.person FROM members m JOIN identifiers i ON i.person_key = m.member AND i.kind = 'account')
    SELECT a.k AS key, a.person, c.person IS NOT NULL AS account FROM asked a LEFT JOIN accounts c ON c.person = a.person`.execute(
    trx,
  )
  const people = [...new Set(rows.map((row) => row.person))]
  const parted = await sql<{ one: string; other: string }>`
    WITH apart AS (
      SELECT kept_key AS one, merged_key AS other FROM merges WHERE workspace_id = ${workspaceId} AND undone_at IS NOT NULL
      UNION ALL
      SELECT left_key, right_key FROM merge_proposals WHERE workspace_id = ${workspaceId} AND status = 'rejected'),
    today AS (
      SELECT coalesce(a.current_key, one) AS one, coalesce(b.current_key, other) AS other FROM apart
      LEFT JOIN person_overrides a ON a.person_key = one LEFT JOIN person_overrides b ON b.person_key = other)
    SELECT DISTINCT one, other FROM today WHERE one = ANY(${people}::bigint[]) OR other = ANY(${people}::bigint[])`.execute(
    trx,
  )
  return {
    current: new Map(rows.map((row) => [Number(row.key), Number(row.person)])),
    accounts: new Set(rows.filter((row) => row.account).map((row) => Number(row.person))),
    parted: parted.rows.map((row) => [Number(row.one), Number(row.other)] as const),
  }
}

interface Written {
  workspaceId: number
  kind: string
  at: Date
  actor: { kind: string; id: string }
  /** How many people carry the value at a place. */
  people(value: number): number
}

async function writeMerges(trx: Trx, step: Written, { merges, person }: Settled): Promise<void> {
  if (merges.length === 0) return
  const { workspaceId, kind, at, actor } = step
  // In the order of their keys, so that the indexes are filled page by page.
  await sql`
    INSERT INTO merges (id, workspace_id, kept_key, merged_key, rule, actor_kind, actor_id, evidence, merged_at)
    SELECT id, ${workspaceId}, kept, merged, ${kind}, ${actor.kind}, ${actor.id},
           jsonb_build_array(jsonb_build_object('kind', ${kind}::text, 'people', people)), ${at}
    FROM unnest(${merges.map(() => newId())}::uuid[], ${merges.map((one) => one.keep)}::bigint[],
      ${merges.map((one) => one.merge)}::bigint[], ${merges.map((one) => step.people(one.value))}::int[]) AS u(id, kept, merged, people)
    ORDER BY merged`.execute(trx)
  await sql`
    WITH moved AS (SELECT m, p FROM unnest(${[...person.keys()]}::bigint[], ${[...person.values()]}::bigint[]) AS u(m, p)),
    under AS (
      SELECT m AS k, p FROM moved
      UNION ALL SELECT o.person_key, p FROM moved
        JOIN person_overrides o ON o.current_key = m AND o.current_key <> o.person_key)
    INSERT INTO person_overrides (person_key, workspace_id, current_key) SELECT k, ${workspaceId}, p FROM under ORDER BY k
    ON CONFLICT (person_key) DO UPDATE
      SET current_key = excluded.current_key, version = nextval('person_override_versions'), copied_at = NULL
      WHERE person_overrides.current_key <> excluded.current_key`.execute(trx)
}

/** @returns those that were not proposed before */
async function writeProposals(trx: Trx, step: Written, { proposals }: Settled): Promise<number> {
  if (proposals.length === 0) return 0
  const { rows } = await sql`
    INSERT INTO merge_proposals (id, workspace_id, left_key, right_key, evidence, proposed_at)
    SELECT id, ${step.workspaceId}, l, r, jsonb_build_array(jsonb_build_object('kind', ${step.kind}::text, 'people', people)), ${step.at}
    FROM unnest(${proposals.map(() => newId())}::uuid[], ${proposals.map((one) => one.left)}::bigint[],
      ${proposals.map((one) => one.right)}::bigint[], ${proposals.map((one) => step.people(one.value))}::int[]) AS u(id, l, r, people)
    ON CONFLICT (workspace_id, left_key, right_key) DO NOTHING RETURNING 1`.execute(trx)
  return rows.length
}
