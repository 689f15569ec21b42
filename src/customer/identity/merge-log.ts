import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import type { mergeRecord } from './api.ts'
import { identityErrors } from './errors.ts'
import { keysOf } from './members.ts'
import { decide, undoMerge } from './merges.ts'
import { agreements, type IdentityDeps, uuid } from './review.ts'

export type MergeRecord = z.output<typeof mergeRecord>

interface LogRow {
  id: string
  kept_key: string
  merged_key: string
  rule: string
  decided_by: string
  evidence: unknown
  merged_at: Date
  undone_at: Date | null
  undone_by: string | null
  total: string
}

/** The log, newest first; of one customer whatever any of its keys took part in. */
export async function listLog(
  deps: IdentityDeps,
  workspace: Workspace,
  page: { cursor?: string | undefined; limit: number; customer?: string | undefined; id?: string },
) {
  const before = page.cursor !== undefined && uuid.test(page.cursor) ? page.cursor : null
  const asked = page.customer === undefined ? null : Number(page.customer)
  const keys = asked === null ? null : ((await keysOf(deps.ledger.db, [asked])).get(asked) ?? [asked])
  const { rows } = await sql<LogRow>`
    WITH log AS (
      SELECT m.*, coalesce(d.display_name, m.actor_id) AS decided_by, coalesce(u.display_name, m.undone_by) AS undone_name FROM merges m
      LEFT JOIN users d ON d.id::text = m.actor_id LEFT JOIN users u ON u.id::text = m.undone_by
      WHERE m.workspace_id = ${workspace.id} AND (${page.id ?? null}::uuid IS NULL OR m.id = ${page.id ?? null}::uuid)
        AND (${keys}::bigint[] IS NULL OR m.kept_key = ANY(${keys}::bigint[]) OR m.merged_key = ANY(${keys}::bigint[])))
    SELECT id, kept_key, merged_key, rule, decided_by, evidence, merged_at, undone_at, undone_name AS undone_by,
           (SELECT count(*) FROM log) AS total
    FROM log WHERE ${before}::uuid IS NULL OR id < ${before}::uuid ORDER BY id DESC LIMIT ${page.limit + 1}`.execute(
    deps.ledger.db,
  )
  const shown = rows.slice(0, page.limit)
  const people = [...new Set(shown.flatMap((row) => [Number(row.kept_key), Number(row.merged_key)]))]
  const labels = await deps.persons.labels(workspace, people)
  const person = (key: string) => ({ customerId: key, label: labels.get(Number(key)) ?? `#${key}` })
  return {
    items: shown.map(
      (row): MergeRecord => ({
        id: row.id,
        kept: person(row.kept_key),
        merged: person(row.merged_key),
        rule: row.rule,
        decidedBy: row.decided_by,
        evidence: agreements.parse(row.evidence),
        mergedAt: row.merged_at.toISOString(),
        undoneAt: row.undone_at?.toISOString() ?? null,
        undoneBy: row.undone_by,
      }),
    ),
    nextCursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
    total: Number(rows[0]?.total ?? 0),
  }
}

/** @throws identity.mergeNotFound, identity.alreadyUndone */
export async function takeBack(
  deps: IdentityDeps,
  workspace: Workspace,
  id: string,
  actor: Actor,
): Promise<MergeRecord> {
  if (!uuid.test(id)) throw identityErrors.mergeNotFound({ id })
  await decide(deps.ledger, workspace.id, async (trx) => {
    const at = workspace.clock.now()
    const { keptKey, mergedKey } = await undoMerge(trx, { workspaceId: workspace.id, id, by: actor.id, at })
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'identity.undo_merge',
      subject: { kind: 'merge', id },
      detail: { kept: keptKey, merged: mergedKey },
    })
  })
  await deps.persons.pump()
  const { items } = await listLog(deps, workspace, { limit: 1, id })
  const [record] = items
  if (!record) throw identityErrors.mergeNotFound({ id })
  return record
}
