import { type QueryCreator, type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { CustomerTables, ImportStatus } from '../../stores/ledger/schema/customer.ts'
import { type Mapping, mappingSchema } from '../mapping/mapping.schema.ts'
import type { importRecord } from './api.ts'
import type { Owner } from './ownership.ts'
import { clearedRows, openedRows, refusedRows, settledRows } from './repair/settle.ts'
import { type Counts, summaryOf } from './summary.ts'

export type ImportRecord = z.output<typeof importRecord>
type LedgerCreator = QueryCreator<LedgerSchema>
export type ImportRow = Selectable<CustomerTables['imports']>
/** With the name of the source it belongs to. */
export type NamedImportRow = ImportRow & { source_name: string | null }

/** @throws common.notFound */
export async function getImportRow(ledger: Ledger, workspaceId: number, id: string): Promise<NamedImportRow> {
  const row = isUuid(id)
    ? await ledger.db
        .selectFrom('imports')
        .leftJoin('sources', 'sources.id', 'imports.source_id')
        .selectAll('imports')
        .select('sources.name as source_name')
        .where('imports.id', '=', id)
        .where('imports.workspace_id', '=', workspaceId)
        .executeTakeFirst()
    : undefined
  if (!row) throw commonErrors.notFound({ what: 'import', id })
  return row
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)
}

/** Newest first; the cursor is the id of the last one seen, and ids are ordered by time. */
export async function listImportRows(
  ledger: Ledger,
  workspaceId: number,
  cursor: string | undefined,
  limit: number,
): Promise<NamedImportRow[]> {
  let query = ledger.db
    .selectFrom('imports')
    .leftJoin('sources', 'sources.id', 'imports.source_id')
    .selectAll('imports')
    .select('sources.name as source_name')
    .where('imports.workspace_id', '=', workspaceId)
    // What was repaired belongs to the import it was repaired in.
    .where('imports.repairs', 'is', null)
    .where('imports.by_hand', '=', false)
  if (cursor !== undefined && isUuid(cursor)) query = query.where('imports.id', '<', cursor)
  return query.orderBy('imports.id', 'desc').limit(limit).execute()
}

export function toImportRecord(row: NamedImportRow, locale: Workspace['locale']): ImportRecord {
  const counts = row.summary as Counts | null
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    bytes: Number(row.bytes),
    status: row.status,
    taskId: row.task_id,
    summary: counts && (row.status === 'done' || row.status === 'undone') ? summaryOf(counts, locale) : null,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    sourceId: row.source_id,
    sourceName: row.source_name,
    repairs: row.repairs,
  }
}

export function mappingOf(row: Pick<ImportRow, 'mapping'>): Mapping {
  return mappingSchema.parse(row.mapping)
}

/**
 * Moves an import on, if it stands where its owner thinks it does. One that is done moves the cursor of its source in the
 * same statement: what was read is stored and passed over, or neither. In the same way the rows it repaired are no longer
 * rejected ones, or are again once it is undone.
 * @returns whether it did
 */
export async function setStatus(
  ledger: Ledger,
  owner: Owner,
  importId: string,
  from: ImportStatus,
  to: ImportStatus,
  more: { counts?: Counts; error?: { code: string; message: string }; endedAt?: Date } = {},
): Promise<boolean> {
  const moved = (db: LedgerCreator) =>
    db
      .updateTable('sources')
      .from('imports as i')
      .set({ cursor: sql<string | null>`i.cursor_after` })
      .whereRef('sources.id', '=', 'i.source_id')
      .where('i.id', '=', importId)
      .where('i.status', '=', from)
      .where('i.cursor_after', 'is not', null)
      // Somebody who read from the start again meanwhile has the say.
      .whereRef('sources.cursor', 'is not distinct from', 'i.cursor_before')
  const withMoved = ledger.db
    .with('moved', moved)
    .with('settled', () => settledRows(importId, from))
    .with('refused', () => refusedRows(importId, from))
    .with('cleared', () => clearedRows(importId, from))
  const withOpened = ledger.db.with('opened', () => openedRows(importId, from))
  const creator = to === 'done' ? withMoved : to === 'undone' ? withOpened : ledger.db
  const changed = await owner.write(
    creator
      .updateTable('imports')
      .set({
        status: to,
        ...(more.counts ? { summary: JSON.stringify(more.counts) } : {}),
        ...(more.error ? { error: JSON.stringify(more.error) } : {}),
        ...(more.endedAt ? { ended_at: more.endedAt } : {}),
      })
      .where('id', '=', importId)
      .where('status', '=', from),
  )
  return changed > 0
}

/** An import as it stands now, whoever works on it. */
export function importRowNow(ledger: Ledger, importId: string): Promise<ImportRow> {
  return ledger.db.selectFrom('imports').selectAll().where('id', '=', importId).executeTakeFirstOrThrow()
}
