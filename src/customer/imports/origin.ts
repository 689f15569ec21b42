import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'

/** Where an import came from, if a run of a source fetched it. */
export interface ImportOrigin {
  sourceId: string
  runId: string
  /** What of the source it is: a path, an object; null where only the cursor tells. */
  parcel: string | null
  /** The state of the parcel: a hash, an etag. */
  version: string | null
  /** How far the source had been read before, and has been once this import is done; null where nothing counts. */
  cursorBefore: unknown
  cursorAfter: unknown
}

/**
 * Gives a file that somebody brought to the source of all files of its kind with the same columns; the first one makes
 * that source, named after it.
 */
export async function joinUploadSource(
  ledger: Ledger,
  workspace: Workspace,
  importId: string,
  file: { name: string; header: readonly string[]; mapping: Mapping },
): Promise<void> {
  const { kind, source } = file.mapping
  const mapping = JSON.stringify(file.mapping)
  // One statement: of two files that come at once, the second joins the source of the first.
  await sql`
    WITH joined AS (
      INSERT INTO sources (id, workspace_id, kind, name, owner, brings, mapping, fingerprint, created_at)
      VALUES (${newId()}, ${workspace.id}, 'upload', ${file.name.slice(0, 80)}, '', ${kind}, ${mapping}::jsonb,
              sha256(convert_to(jsonb_build_array(${kind}::text, ${source}::text, ${JSON.stringify(file.header)}::jsonb)::text, 'UTF8')),
              ${workspace.clock.now()})
      ON CONFLICT (workspace_id, fingerprint) DO UPDATE SET mapping = excluded.mapping, deleted_at = NULL
      RETURNING id)
    UPDATE imports SET source_id = joined.id FROM joined WHERE imports.id = ${importId}`.execute(ledger.db)
}

/** The columns of an import's record that say where it came from. */
export function originColumns(origin: ImportOrigin | undefined) {
  return {
    source_id: origin?.sourceId ?? null,
    run_id: origin?.runId ?? null,
    parcel: origin?.parcel ?? null,
    version: origin?.version ?? null,
    cursor_before: jsonOrNull(origin?.cursorBefore),
    cursor_after: jsonOrNull(origin?.cursorAfter),
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}
