import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Found } from './facts.ts'
import type { Removal } from './removal.ts'

/** Kinds that lie in the ledger as rows with a time. Each statement is safe to repeat. */
export type RowRetention = 'conversations' | 'cases' | 'answers' | 'raw' | 'inbox' | 'audit'

type Aged = Pick<Removal, 'workspace' | 'cutoff'>

const audited = sql`action NOT LIKE 'privacy.%' AND action NOT LIKE 'retention.%' AND action NOT LIKE 'hold.%'`

export async function countRows(ledger: Ledger, kind: RowRetention, aged: Aged): Promise<Found> {
  const { rows } = await sql<{ n: string; oldest: Date | null }>`
    SELECT count(*) AS n, min(at) AS oldest FROM (${agedRows(kind, aged)}) AS r`.execute(ledger.db)
  return { rows: Number(rows[0]?.n ?? 0), oldest: rows[0]?.oldest ?? null }
}

function agedRows(kind: RowRetention, { workspace, cutoff }: Aged) {
  const id = workspace.id
  switch (kind) {
    case 'raw':
      // An import that is under way reads its file.
      return sql<{ at: Date }>`
        SELECT created_at AS at FROM uploads u WHERE workspace_id = ${id} AND created_at < ${cutoff} AND ${notRead}
        UNION ALL SELECT i.created_at FROM import_rejects r JOIN imports i ON i.id = r.import_id
          WHERE i.workspace_id = ${id} AND i.created_at < ${cutoff}
        UNION ALL SELECT q.received_at FROM quarantined_events q JOIN sources s ON s.id = q.source_id
          WHERE s.workspace_id = ${id} AND q.received_at < ${cutoff}`
    case 'inbox':
      return sql<{ at: Date }>`
        SELECT b.received_at AS at FROM source_inbox b JOIN sources s ON s.id = b.source_id
        WHERE s.workspace_id = ${id} AND b.received_at < ${cutoff} AND b.import_id IS NULL`
    case 'conversations':
      return sql<{ at: Date }>`
        SELECT last_at AS at FROM conversations WHERE workspace_id = ${id} AND last_at < ${cutoff}`
    case 'cases':
      return sql<{ at: Date }>`
        SELECT closed_at AS at FROM cases WHERE workspace_id = ${id} AND closed_at < ${cutoff}`
    case 'answers':
      return sql<{ at: Date }>`SELECT at FROM survey_answers WHERE workspace_id = ${id} AND at < ${cutoff}`
    case 'audit':
      return sql<{ at: Date }>`
        SELECT at FROM audit_log WHERE workspace_id = ${id} AND at < ${cutoff} AND ${audited}`
  }
}

const notRead = sql`NOT EXISTS (SELECT 1 FROM imports i WHERE i.file_id = u.id AND i.status IN ('reading', 'committing'))`

export async function removeRows(
  { ledger, uploadsDir }: { ledger: Ledger; uploadsDir: string },
  kind: RowRetention,
  { workspace, cutoff }: Aged,
): Promise<void> {
  const id = workspace.id
  const { db } = ledger
  if (kind === 'inbox') {
    await sql`
      DELETE FROM source_inbox b USING sources s
      WHERE s.id = b.source_id AND s.workspace_id = ${id} AND b.received_at < ${cutoff} AND b.import_id IS NULL`.execute(
      db,
    )
    return
  }
  if (kind === 'conversations') {
    await sql`DELETE FROM conversations WHERE workspace_id = ${id} AND last_at < ${cutoff}`.execute(db)
    return
  }
  if (kind === 'cases') {
    await sql`DELETE FROM cases WHERE workspace_id = ${id} AND closed_at < ${cutoff}`.execute(db)
    return
  }
  if (kind === 'answers') {
    await sql`DELETE FROM survey_answers WHERE workspace_id = ${id} AND at < ${cutoff}`.execute(db)
    return
  }
  if (kind === 'audit') {
    await sql`DELETE FROM audit_log WHERE workspace_id = ${id} AND at < ${cutoff} AND ${audited}`.execute(db)
    return
  }
  await sql`
    DELETE FROM import_rejects r USING imports i
    WHERE i.id = r.import_id AND i.workspace_id = ${id} AND i.created_at < ${cutoff}`.execute(db)
  await sql`
    DELETE FROM quarantined_events q USING sources s
    WHERE s.id = q.source_id AND s.workspace_id = ${id} AND q.received_at < ${cutoff}`.execute(db)
  // The file first: a row without its file can be removed again, a file without its row is found by nobody.
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM uploads u WHERE workspace_id = ${id} AND created_at < ${cutoff} AND ${notRead}`.execute(db)
  for (const file of rows) await rm(join(uploadsDir, file.id), { force: true })
  await sql`DELETE FROM uploads WHERE id = ANY(${rows.map((file) => file.id)}::uuid[])`.execute(db)
}
