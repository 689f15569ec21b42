import { sql } from 'kysely'
import type { z } from 'zod'
import type { Locale } from '../../kit/errors.ts'
import { saidAgain } from '../../kit/errors.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { sourceItem, sourceRun } from './api.ts'
import type { SourceRecord } from './connections.ts'
import { kindOf } from './kinds/index.ts'
import type { RunRecord } from './runs.ts'
import { restsAfter } from './schedule.ts'
import { scheduleOf } from './store.ts'

export type SourceItem = z.output<typeof sourceItem>
export type SourceRunView = z.output<typeof sourceRun>
/** What the stream knows of a source at this moment. */
export type Activity = (sourceId: string) => { perMinute: number; refusedPerMinute: number }

interface Figures {
  quarantined: number
  stored: string
  owner_name: string | null
  run: (Omit<RunRecord, 'started_at' | 'ended_at'> & { started_at: string; ended_at: string | null }) | null
}

/** Sources with their last run and figures. @param id of one, or null for all */
export async function sourceItems(
  ledger: Ledger,
  workspaceId: number,
  id: string | null,
  activity: Activity,
  locale: Locale,
): Promise<SourceItem[]> {
  const { rows } = await sql<SourceRecord & Figures>`
    SELECT s.*, u.display_name AS owner_name,
      (SELECT count(*)::int FROM quarantined_events q WHERE q.source_id = s.id) AS quarantined,
      (SELECT coalesce(sum((i.summary ->> 'stored')::bigint), 0)::text FROM imports i
        WHERE i.source_id = s.id AND i.status = 'done') AS stored,
      (SELECT to_jsonb(r) FROM source_runs r WHERE r.source_id = s.id ORDER BY r.id DESC LIMIT 1) AS run
    FROM sources s LEFT JOIN users u ON u.id = s.owner_id
    WHERE s.workspace_id = ${workspaceId} AND s.deleted_at IS NULL AND (${id}::text IS NULL OR s.id::text = ${id}::text)
    ORDER BY s.kind = 'upload', s.created_at`.execute(ledger.db)
  return rows.map((row) => {
    const { imports: _, ...lastRun } = row.run === null ? { imports: [] } : runView(row.run, [], locale)
    return {
      id: row.id,
      kind: row.kind,
      brings: row.brings,
      name: row.name,
      owner: row.owner_name ?? row.owner,
      enabled: row.enabled,
      experimental: kindOf(row.kind)?.experimental ?? false,
      createdAt: row.created_at.toISOString(),
      schedule: scheduleOf(row),
      nextRunAt: row.next_run_at?.toISOString() ?? null,
      health: healthOf(row),
      lastRun: row.run === null ? null : (lastRun as Omit<SourceRunView, 'imports'>),
      lastEventAt: row.last_event_at?.toISOString() ?? null,
      stored: Number(row.stored),
      quarantined: row.quarantined,
      ...activity(row.id),
    }
  })
}

function healthOf(row: SourceRecord & Figures): SourceItem['health'] {
  if (!row.enabled) return 'off'
  if (row.failures >= restsAfter) return 'resting'
  if (row.failures > 0 || row.run?.state === 'failed') return 'failing'
  const hasBrought = row.last_event_at !== null || row.run?.state === 'done' || Number(row.stored) > 0
  return hasBrought ? 'good' : 'new'
}

type StoredRun = Omit<RunRecord, 'started_at' | 'ended_at'> & {
  started_at: Date | string
  ended_at: Date | string | null
}

export function runView(run: StoredRun, imports: SourceRunView['imports'], locale: Locale): SourceRunView {
  const { error } = run
  return {
    id: run.id,
    taskId: run.task_id,
    cause: run.cause,
    state: run.state,
    startedAt: new Date(run.started_at).toISOString(),
    endedAt: run.ended_at === null ? null : new Date(run.ended_at).toISOString(),
    read: Number(run.read),
    stored: Number(run.stored),
    repeated: Number(run.repeated),
    rejected: Number(run.rejected),
    bytes: Number(run.bytes),
    error: error && { code: error.code, message: saidAgain(error.code, error.params, locale) ?? error.code },
    imports,
  }
}

/** Newest first; the cursor is the id of the last one seen. */
export async function runViews(
  ledger: Ledger,
  sourceId: string,
  cursor: string | null,
  limit: number,
  locale: Locale,
): Promise<SourceRunView[]> {
  let query = ledger.db.selectFrom('source_runs').selectAll().where('source_id', '=', sourceId)
  if (cursor !== null) query = query.where('id', '<', cursor)
  const runs = await query.orderBy('id', 'desc').limit(limit).execute()
  if (runs.length === 0) return []
  const imports = await ledger.db
    .selectFrom('imports')
    .select(['id', 'run_id', 'file_name', 'status'])
    .where(
      'run_id',
      'in',
      runs.map(({ id }) => id),
    )
    .orderBy('id')
    .execute()
  return runs.map((run) =>
    runView(
      run,
      imports
        .filter(({ run_id }) => run_id === run.id)
        .slice(0, 20)
        .map(({ id, file_name, status }) => ({ id, fileName: file_name, status })),
      locale,
    ),
  )
}
