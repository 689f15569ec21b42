import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { engineTime } from '../../collection/engine-time.ts'
import { holdsIdentifier } from '../../privacy/text-guard.ts'

/** One run of a source, as it was measured; written to the warehouse as three kinds of rows. */
export interface MeasuredRun {
  workspaceId: number
  sourceId: string
  runId: string
  dataset: string
  /** ms, when the run ended. */
  at: number
  rows: number
  accepted: number
  rejected: number
  uniqueRows: number
  stored: number
  oldest: number | null
  newest: number | null
  fields: MeasuredField[]
  checks: MeasuredCheck[]
}

export interface MeasuredField {
  field: string
  judged: number
  filled: number
  valid: number
  distinct: number
  mean: number | null
  deviation: number | null
  newest: number | null
  /** Value and rows, the most frequent first. */
  categories: [string, number][]
}

export interface MeasuredCheck {
  check: string
  applicable: number
  faults: number
  /** JSON of the first rows at fault. */
  samples: string[]
}

/** A value that fewer rows have could tell of somebody, and says nothing of a source. */
const fewestRows = 3
/** Longer ones are texts, not categories. */
const longestCategory = 60

/** Whether a value and its rows may be kept beside the counts: nothing rare, nothing that looks like an identifier. */
export function mayBeKept([value, rows]: readonly [string, number]): boolean {
  return (
    rows >= fewestRows &&
    value.length <= longestCategory &&
    !/\d{7,}/.test(value.normalize('NFKC')) &&
    !holdsIdentifier(value)
  )
}

const time = (ms: number | null) => (ms === null ? null : engineTime(ms))

/** Replaces what was measured of the run before. */
export async function keepMeasured(warehouse: Warehouse, run: MeasuredRun, nowMs: number): Promise<void> {
  const of = {
    workspace_id: run.workspaceId,
    source_id: run.sourceId,
    run_id: run.runId,
    dataset: run.dataset,
    at: engineTime(run.at),
    measured_at: engineTime(nowMs),
  }
  await write(
    warehouse,
    'quality_fields',
    run.fields.map((one) => ({
      ...of,
      field: one.field,
      judged: one.judged,
      filled: one.filled,
      valid: one.valid,
      distinct_values: one.distinct,
      mean: one.mean,
      deviation: one.deviation,
      newest: time(one.newest),
      categories: one.categories.filter(mayBeKept),
    })),
  )
  await write(
    warehouse,
    'quality_checks',
    run.checks.map((one) => ({
      ...of,
      check_id: one.check,
      applicable: one.applicable,
      faults: one.faults,
      samples: one.samples,
    })),
  )
  // Last: what has no row here was not measured.
  await write(warehouse, 'quality_runs', [
    {
      ...of,
      rows: run.rows,
      accepted: run.accepted,
      rejected: run.rejected,
      unique_rows: run.uniqueRows,
      stored: run.stored,
      oldest: time(run.oldest),
      newest: time(run.newest),
    },
  ])
}

async function write(warehouse: Warehouse, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const text = rows.map((row) => JSON.stringify(row)).join('\n')
  await warehouse.insert(table, Object.keys(first), Buffer.from(`${text}\n`), { format: 'JSONEachRow' })
}
