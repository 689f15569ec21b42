import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { engineTime } from '../../collection/engine-time.ts'
import { bind } from '../../imports/commit-shape.ts'
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
  /** Where it is of something else than the rows of the run: traits are of customers. */
  dataset?: string
  judged: number
  filled: number
  valid: number
  distinct: number
  /** Of identifiers: of the different values, those that only one customer named; counted of traits alone. */
  unique?: number
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

/**
 * Replaces what was measured of these runs before, all of one source. Rows are never written as older than those they
 * replace: the engine keeps the newest, and the clock may have been set back.
 */
export async function keepMeasured(
  warehouse: Warehouse,
  runs: readonly MeasuredRun[],
  nowMs: number,
): Promise<void> {
  const measuredAt = engineTime(Math.max(nowMs, await lastMeasured(warehouse, runs)))
  const of = (run: MeasuredRun) => ({
    workspace_id: run.workspaceId,
    source_id: run.sourceId,
    run_id: run.runId,
    dataset: run.dataset,
    at: engineTime(run.at),
    measured_at: measuredAt,
  })
  await write(
    warehouse,
    'quality_fields',
    runs.flatMap((run) =>
      run.fields.map((one) => ({
        ...of(run),
        dataset: one.dataset ?? run.dataset,
        ...fieldRow(one),
      })),
    ),
  )
  await write(
    warehouse,
    'quality_checks',
    runs.flatMap((run) =>
      run.checks.map((one) => ({
        ...of(run),
        check_id: one.check,
        applicable: one.applicable,
        faults: one.faults,
        samples: one.samples,
      })),
    ),
  )
  // Last: what has no row here was not measured.
  await write(
    warehouse,
    'quality_runs',
    runs.map((run) => ({
      ...of(run),
      rows: run.rows,
      accepted: run.accepted,
      rejected: run.rejected,
      unique_rows: run.uniqueRows,
      stored: run.stored,
      oldest: time(run.oldest),
      newest: time(run.newest),
    })),
  )
}

function fieldRow(one: MeasuredField) {
  return {
    field: one.field,
    judged: one.judged,
    filled: one.filled,
    valid: one.valid,
    distinct_values: one.distinct,
    unique_values: one.unique ?? null,
    mean: one.mean,
    deviation: one.deviation,
    newest: time(one.newest),
    categories: one.categories.filter(mayBeKept),
  }
}

/** When these runs were measured before, ms; 0 where none was. Fields are written first, so they know the most. */
async function lastMeasured(warehouse: Warehouse, runs: readonly MeasuredRun[]): Promise<number> {
  const [first] = runs
  if (!first) return 0
  const [row] = await warehouse.rows(
    sql`SELECT toUnixTimestamp64Milli(max(measured_at)) AS at FROM quality_fields
        WHERE workspace_id = ${bind('workspace', 'UInt32', first.workspaceId)}
          AND source_id = ${bind('source', 'UUID', first.sourceId)}
          AND run_id IN ${bind('runs', 'Array(String)', [...new Set(runs.map(({ runId }) => runId))])}`,
    z.object({ at: z.coerce.number() }),
  )
  return row?.at ?? 0
}

/**
 * When a row is written of which the engine keeps the newest: now, but never before those that stand.
 * @param stands SELECT of the greatest time that stands, in milliseconds as the column holds it
 */
export function afterWhatStands(now: SqlFragment, stands: SqlFragment): SqlFragment {
  return sql`greatest(${now}, coalesce((${stands}), toDateTime64(0, 3, 'UTC')))`
}

async function write(warehouse: Warehouse, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const text = rows.map((row) => JSON.stringify(row)).join('\n')
  await warehouse.insert(table, Object.keys(first), Buffer.from(`${text}\n`), { format: 'JSONEachRow' })
}
