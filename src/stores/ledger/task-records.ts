import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { taskShape } from '../../kit/api-shapes.ts'
import { AppError, commonErrors, declaredErrors, type ErrorParams, type Locale } from '../../kit/errors.ts'
import type { ProgressReport } from '../../kit/progress.ts'
import type { HouseTables } from './schema/house.ts'
import type { Ledger } from './types.ts'

export interface TaskRecord {
  id: string
  workspaceId: number
  kind: string
  subjectId: string | null
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: ProgressReport | null
  /** Code and parameters of an error, to be said in the reader's language. */
  error: { code: string; params: ErrorParams } | null
  result: Record<string, unknown> | null
  cancelAsked: boolean
  createdBy: string
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

/** @throws common.notFound */
export async function getTask(ledger: Ledger, workspaceId: number, id: string): Promise<TaskRecord> {
  const row = await ledger.db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) throw commonErrors.notFound({ what: 'task', id })
  return toRecord(row)
}

/** Newest first. */
export async function listTasks(
  ledger: Ledger,
  workspaceId: number,
  filter: { kind?: string; subjectId?: string; limit?: number } = {},
): Promise<TaskRecord[]> {
  let query = ledger.db.selectFrom('tasks').selectAll().where('workspace_id', '=', workspaceId)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.subjectId !== undefined) query = query.where('subject_id', '=', filter.subjectId)
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 50)
    .execute()
  return rows.map(toRecord)
}

/** Of the tasks of one kind: the one under way, and the one that ended last. */
export async function tasksNow(
  ledger: Ledger,
  workspaceId: number,
  kind: string,
): Promise<{ taskId: string | null; last: TaskRecord | null }> {
  const newest = (statuses: readonly TaskRecord['status'][]) =>
    ledger.db
      .selectFrom('tasks')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .where('status', 'in', statuses)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
  const underWay = await newest(['queued', 'running'])
  const ended = await newest(['done', 'failed', 'cancelled'])
  return { taskId: underWay?.id ?? null, last: ended ? toRecord(ended) : null }
}

/** A task as the API tells of it, its error in the reader's language. */
export function taskShapeOf(task: TaskRecord, locale: Locale): z.output<typeof taskShape> {
  const { id, kind, subjectId, status, progress, error } = task
  return {
    ...{ id, kind, subjectId, status, progress },
    error: error && { code: error.code, message: messageIn(error, id, locale) },
    createdAt: task.createdAt.toISOString(),
    endedAt: task.endedAt?.toISOString() ?? null,
  }
}

/** A stored error said in the reader's language; one of a code that is no longer declared counts as ours. */
function messageIn(error: { code: string; params: ErrorParams }, reference: string, locale: Locale): string {
  const definition = declaredErrors().find(({ code }) => code === error.code)?.definition
  if (!definition) return commonErrors.internal({ reference }).in(locale)
  return new AppError(error.code, definition, error.params).in(locale)
}

function toRecord(row: Selectable<HouseTables['tasks']>): TaskRecord {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    subjectId: row.subject_id,
    status: row.status,
    progress: 'phase' in row.progress ? (row.progress as unknown as ProgressReport) : null,
    error: row.error as TaskRecord['error'],
    result: row.result,
    cancelAsked: row.cancel_asked,
    createdBy: row.created_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}
