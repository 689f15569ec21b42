import type { SqlFragment } from '../../../kit/sql.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import type { Dataset } from './dataset-fields.ts'

/** What an import brought, while its rows still wait beside the facts. */
export interface ImportedRun {
  workspaceId: number
  sourceId: string
  importId: string
  dataset: Dataset
  mapping: Mapping
  /** Table of the waiting rows. */
  rows: SqlFragment
  read: number
  rejected: number
  stored: number
  reasons: Readonly<Record<string, number>>
  nowMs: number
}
