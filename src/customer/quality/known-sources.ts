import { sql } from 'kysely'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Brings } from '../../stores/ledger/schema/sources.ts'
import { type Mapping, mappingSchema } from '../mapping/mapping.schema.ts'

/** A source as the field map and the health of the data need it. */
export interface KnownSource {
  id: string
  name: string
  owner: string
  kind: string
  /** events, or the dataset its rows are of. */
  brings: Brings
  enabled: boolean
  createdAt: Date
  lastEventAt: Date | null
  schedule: unknown
  /** As its newest import read it, else as it is set up; null for events. */
  mapping: Mapping | null
  /** Columns of its newest import. */
  header: string[]
  lastImport: { id: string; fileName: string; at: Date } | null
  lastRunAt: Date | null
}

interface Row {
  id: string
  name: string
  owner: string
  kind: string
  brings: Brings
  enabled: boolean
  created_at: Date
  last_event_at: Date | null
  schedule: unknown
  set_up: unknown
  import_id: string | null
  import_name: string | null
  import_at: Date | null
  import_mapping: unknown
  import_header: string[] | null
  last_run_at: Date | null
}

/** Sources of a workspace that are still there, by name. */
export async function knownSources(ledger: Ledger, workspaceId: number): Promise<KnownSource[]> {
  const { rows } = await sql<Row>`
    SELECT s.id, s.name, s.owner, s.kind, s.brings, s.enabled, s.created_at, s.last_event_at, s.schedule, s.mapping AS set_up,
           i.id AS import_id, i.file_name AS import_name, coalesce(i.ended_at, i.created_at) AS import_at,
           i.mapping AS import_mapping, i.header AS import_header,
           (SELECT max(r.ended_at) FROM source_runs r WHERE r.source_id = s.id AND r.state = 'done') AS last_run_at
    FROM sources s
    LEFT JOIN LATERAL (
      SELECT * FROM imports i WHERE i.source_id = s.id AND i.status = 'done' AND i.repairs IS NULL ORDER BY i.id DESC LIMIT 1) i ON true
    WHERE s.workspace_id = ${workspaceId} AND s.deleted_at IS NULL
    ORDER BY s.name, s.id`.execute(ledger.db)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    owner: row.owner,
    kind: row.kind,
    brings: row.brings,
    enabled: row.enabled,
    createdAt: row.created_at,
    lastEventAt: row.last_event_at,
    schedule: row.schedule,
    mapping: mappingFrom(row.import_mapping) ?? mappingFrom(row.set_up),
    header: row.import_header ?? [],
    lastImport:
      row.import_id && row.import_at
        ? { id: row.import_id, fileName: row.import_name ?? '', at: row.import_at }
        : null,
    lastRunAt: row.last_run_at,
  }))
}

/** One that a later version wrote otherwise is no mapping to this one. */
function mappingFrom(value: unknown): Mapping | null {
  if (value === null || value === undefined) return null
  const parsed = mappingSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}
