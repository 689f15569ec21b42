import { sql } from 'kysely'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { ContractMode } from '../../../stores/ledger/schema/quality.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import { type ContractBody, contractBody } from './contract.schema.ts'

/** A contract of rows that a file may have to keep; plain data, so that a thread can be given it. */
export interface FileContract {
  id: string
  version: number
  mode: ContractMode
  body: ContractBody
  /** Of a file that somebody brings: the columns that make it one of this source. Null: whatever they are. */
  header: string[] | null
}

/** Contracts that may hold for a file: its source's, or, of a file somebody brings, those of uploads like it. */
export async function contractsForFile(
  ledger: Ledger,
  workspaceId: number,
  mapping: Mapping,
  sourceId: string | null,
): Promise<FileContract[]> {
  const { rows } = await sql<{
    id: string
    version: number
    mode: ContractMode
    body: unknown
    header: string[] | null
  }>`
    SELECT c.id, c.version, c.mode, v.body,
           (SELECT i.header FROM imports i WHERE i.source_id = s.id AND i.header != '[]' ORDER BY i.id DESC LIMIT 1) AS header
    FROM contracts c
    JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
    JOIN sources s ON s.id = c.source_id AND s.deleted_at IS NULL
    WHERE c.workspace_id = ${workspaceId} AND c.subject = 'rows'
      AND CASE WHEN ${sourceId}::text IS NOT NULL THEN s.id::text = ${sourceId}
               ELSE s.kind = 'upload' AND s.brings = ${mapping.kind} AND s.mapping ->> 'source' = ${mapping.source} END`.execute(
    ledger.db,
  )
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    mode: row.mode,
    body: contractBody.parse(row.body),
    header: sourceId === null ? (row.header ?? []) : null,
  }))
}

/** The one that holds for a file with these columns. */
export function contractFor(
  contracts: readonly FileContract[],
  header: readonly string[],
): FileContract | null {
  return (
    contracts.find(
      (one) =>
        one.header === null ||
        (one.header.length === header.length && one.header.every((name, i) => name === header[i])),
    ) ?? null
  )
}
