import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { type AssessmentContent, assessmentContent, type RecordTexts, recordTexts } from './api.ts'
import { processingErrors } from './errors.ts'
import { type Section, sectionShape } from './facts/fact.ts'
import { fingerprintOf } from './facts/index.ts'

interface Saved {
  version: number
  /** kind:id */
  savedBy: string
  savedAt: Date
}
export type TextsVersion = Saved & { texts: RecordTexts }
export type Assessment = Saved & { content: AssessmentContent; facts: Section[]; fingerprint: string }

const savedOf = (row: { version: number; saved_by: string; saved_at: Date }): Saved => ({
  version: row.version,
  savedBy: row.saved_by,
  savedAt: row.saved_at,
})

/** Every version, newest first. */
export async function textsOf(ledger: Ledger, workspaceId: number): Promise<TextsVersion[]> {
  const rows = await ledger.db
    .selectFrom('processing_texts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({ ...savedOf(row), texts: recordTexts.parse(row.content) }))
}

/** Every version, newest first, without the facts of former ones. */
export async function assessmentsOf(
  ledger: Ledger,
  workspaceId: number,
): Promise<(Saved & { content: AssessmentContent })[]> {
  const rows = await ledger.db
    .selectFrom('impact_assessments')
    .select(['version', 'saved_by', 'saved_at', 'content'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({ ...savedOf(row), content: assessmentContent.parse(row.content) }))
}

/** One version, or the newest; null where there is none. */
export async function assessmentOf(
  ledger: Ledger,
  workspaceId: number,
  version?: number,
): Promise<Assessment | null> {
  const row = await ledger.db
    .selectFrom('impact_assessments')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    ...savedOf(row),
    content: assessmentContent.parse(row.content),
    facts: z.array(sectionShape).parse(row.facts),
    fingerprint: row.fingerprint,
  }
}

/** @throws processing.savedMeanwhile */
export function saveTexts(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  { texts, basedOn }: { texts: RecordTexts; basedOn: number },
): Promise<TextsVersion> {
  return ledger.transaction(async (trx) => {
    const row = await next(trx, 'processing_texts', workspace, actor, basedOn)
    await trx
      .insertInto('processing_texts')
      .values({ ...row, content: JSON.stringify(texts) })
      .execute()
    await told(trx, workspace, actor, 'processing.texts', row.version)
    return { version: row.version, savedBy: row.saved_by, savedAt: row.saved_at, texts }
  })
}

/** @throws processing.savedMeanwhile */
export function saveAssessment(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  { content, facts, basedOn }: { content: AssessmentContent; facts: readonly Section[]; basedOn: number },
): Promise<number> {
  return ledger.transaction(async (trx) => {
    const row = await next(trx, 'impact_assessments', workspace, actor, basedOn)
    await trx
      .insertInto('impact_assessments')
      .values({
        ...row,
        content: JSON.stringify(content),
        facts: JSON.stringify(facts),
        fingerprint: fingerprintOf(facts),
      })
      .execute()
    await told(trx, workspace, actor, 'processing.assessment', row.version, {
      conclusion: content.conclusion,
    })
    return row.version
  })
}

async function next(
  trx: Transaction<LedgerSchema>,
  table: 'processing_texts' | 'impact_assessments',
  workspace: Workspace,
  actor: Actor,
  basedOn: number,
) {
  // Two who save at once follow each other; the second is told.
  await trx
    .selectFrom('workspaces')
    .select('id')
    .where('id', '=', workspace.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ newest: number }>`
    SELECT coalesce(max(version), 0)::int AS newest FROM ${sql.table(table)} WHERE workspace_id = ${workspace.id}`.execute(
    trx,
  )
  const newest = rows[0]?.newest ?? 0
  if (newest !== basedOn) throw processingErrors.savedMeanwhile({})
  return {
    workspace_id: workspace.id,
    version: newest + 1,
    saved_by: `${actor.kind}:${actor.id}`,
    saved_at: workspace.clock.now(),
  }
}

function told(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actor: Actor,
  action: string,
  version: number,
  more: Record<string, unknown> = {},
): Promise<void> {
  const subject = { kind: 'workspace', id: workspace.slug }
  return writeAudit(trx, { workspaceId: workspace.id, actor, action, subject, detail: { version, ...more } })
}
