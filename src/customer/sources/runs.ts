import { type Selectable, sql, type Transaction } from 'kysely'
import { type AppError, isAppError, type Said } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { SourceTables } from '../../stores/ledger/schema/sources.ts'
import { patiently } from '../../stores/patiently.ts'
import type { SourceRecord } from './connections.ts'
import { sourceErrors } from './errors.ts'
import { nextRun, retryAt } from './schedule.ts'
import { scheduleOf } from './store.ts'

export type RunRecord = Selectable<SourceTables['source_runs']>
export type RunCause = RunRecord['cause']

export interface RunTotals {
  read: number
  stored: number
  repeated: number
  rejected: number
  bytes: number
}

/** Puts a run on record; its task, which is on record already, has its id as subject. @throws source.running */
export async function beginRun(
  ledger: Ledger,
  source: SourceRecord,
  runId: string,
  cause: RunCause,
  now: Date,
): Promise<void> {
  await ledger.db
    .insertInto('source_runs')
    .values({
      id: runId,
      workspace_id: source.workspace_id,
      source_id: source.id,
      task_id: sql<string>`(SELECT id FROM tasks WHERE subject_id = ${runId})`,
      cause,
      state: 'running',
      started_at: now,
      cursor_before: source.cursor === null ? null : JSON.stringify(source.cursor),
    })
    .execute()
    .catch((error: unknown) => {
      const isTwice = isAppError(error) && error.code === 'ledger.conflict'
      throw isTwice ? sourceErrors.running({ source: source.name }) : error
    })
}

export async function addToRun(ledger: Ledger, runId: string, totals: RunTotals): Promise<void> {
  await patiently(() =>
    ledger.db
      .updateTable('source_runs')
      .set({ ...totals })
      .where('id', '=', runId)
      .execute(),
  )
}

/** The end of a run and when the next one is, in one transaction. */
export async function endRun(
  ledger: Ledger,
  workspace: Workspace,
  source: SourceRecord,
  run: { id: string; totals?: RunTotals; error?: unknown; cancelled: boolean },
  now: Date,
  log: Log,
): Promise<void> {
  const failed = run.error !== undefined && !run.cancelled
  const said = run.error === undefined ? null : storedError(run.error, run.id, log)
  const record = async (trx: Transaction<LedgerSchema>) => {
    const ended = await trx
      .updateTable('source_runs')
      .set({
        state: run.cancelled ? 'cancelled' : failed ? 'failed' : 'done',
        ended_at: now,
        error: said === null ? null : JSON.stringify(said),
        cursor_after: sql`(SELECT cursor FROM sources WHERE id = ${source.id})`,
        ...run.totals,
      })
      .where('id', '=', run.id)
      .where('state', '=', 'running')
      .returning('id')
      .executeTakeFirst()
    if (!ended) return
    const failures = failed ? source.failures + 1 : 0
    const planned = nextRun(scheduleOf(source), now, workspace.timeZone)
    // One that is only read by hand waits for the hand; rows that were pushed wait for nobody.
    const byItself = planned !== null || source.kind === 'webhook'
    const next = failed && byItself ? retryAt(failures, now) : planned
    await trx
      .updateTable('sources')
      .set({
        failures,
        next_run_at: sql<Date | null>`CASE WHEN enabled AND deleted_at IS NULL THEN ${next}::timestamptz END`,
      })
      .where('id', '=', source.id)
      .execute()
  }
  await patiently(() => ledger.transaction(record))
}

function storedError(error: unknown, reference: string, log: Log) {
  if (isAppError(error)) return { code: error.code, params: plainParams(error) }
  log.error({ err: error, run: reference }, 'a run of a source failed')
  return { code: 'common.internal', params: { reference } }
}

function plainParams(error: AppError): Record<string, string | number | boolean | null | Said> {
  return Object.fromEntries(Object.entries(error.params).map(([key, value]) => [key, value ?? null]))
}

/** Files of runs that are over; one that crashed could not tidy up. */
export async function leftFiles(ledger: Ledger): Promise<{ fileId: string; workspaceId: number }[]> {
  const { rows } = await sql<{ fileId: string; workspaceId: number }>`
    SELECT i.file_id AS "fileId", i.workspace_id AS "workspaceId" FROM imports i JOIN source_runs r ON r.id = i.run_id
    WHERE i.file_id IS NOT NULL AND r.state <> 'running' AND i.status NOT IN ('reading', 'committing')`.execute(
    ledger.db,
  )
  return rows
}

/** Runs whose task has ended without them: their process is gone. They go on at once. @returns how many */
export async function settleRuns(ledger: Ledger, now: Date): Promise<number> {
  const error = JSON.stringify({ code: sourceErrors.interrupted({}).code, params: {} })
  const { rows } = await sql<{ source_id: string }>`
    UPDATE source_runs r SET state = 'failed', ended_at = ${now}, error = ${error}::jsonb,
      cursor_after = (SELECT cursor FROM sources s WHERE s.id = r.source_id)
    WHERE r.state = 'running'
      AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.subject_id = r.id::text AND t.status IN ('queued', 'running'))
    RETURNING r.source_id`.execute(ledger.db)
  const ids = rows.map((row) => row.source_id)
  if (ids.length > 0)
    await sql`UPDATE sources SET next_run_at = ${now} WHERE id = ANY(${ids}) AND enabled AND deleted_at IS NULL`.execute(
      ledger.db,
    )
  return ids.length
}
