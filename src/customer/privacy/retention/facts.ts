import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { int64, type Warehouse } from '../../../stores/warehouse/index.ts'
import { keepSums } from '../erasure/warehouse-places.ts'
import type { Removal } from './removal.ts'

const raw = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

/** Facts that are removed by their age. */
interface FactKind {
  table: 'events' | 'touches' | 'order_lines'
  /** What is kept beside the rows to measure them by, and goes with them. */
  beside: readonly 'trait_marks'[]
  /** What is counted by month before it goes; blank where the rows stay under nobody. */
  sums: { name: string; value: string; deduplicated: string } | null
  /** Rows that are no longer of a person are kept. */
  only: string
}

const factKinds = {
  events: {
    table: 'events',
    beside: ['trait_marks'],
    sums: { name: 'toString(name)', value: 'value_minor', deduplicated: '' },
    only: 'true',
  },
  touches: {
    table: 'touches',
    beside: [],
    sums: { name: 'toString(kind)', value: 'cost_minor', deduplicated: 'FINAL' },
    only: 'true',
  },
  orders: { table: 'order_lines', beside: [], sums: null, only: 'person_key != 0' },
} as const satisfies Record<string, FactKind>
export type FactRetention = keyof typeof factKinds

/** As the engine reads a moment inside a text of ours. */
const moment = (at: Date): string =>
  `toDateTime64('${at.toISOString().slice(0, 23).replace('T', ' ')}', 3, 'UTC')`

/** Rows that go: old, here when the run began, and of nobody who is held. Engines keep the text: numbers and times only. */
function gone(kind: FactKind, { workspace, cutoff, storedBefore, heldKeys }: Removal): SqlFragment {
  const held = heldKeys.length === 0 ? '' : ` AND person_key NOT IN (${heldKeys.map(Math.trunc).join(', ')})`
  return raw(
    `workspace_id = ${Math.trunc(workspace.id)} AND ts < ${moment(cutoff)} AND stored_at < ${moment(storedBefore)} AND ${kind.only}${held}`,
  )
}

export interface Found {
  rows: number
  oldest: Date | null
}

export async function countFacts(
  warehouse: Warehouse,
  which: FactRetention,
  removal: Removal,
): Promise<Found> {
  const kind: FactKind = factKinds[which]
  const [row] = await warehouse.rows(
    sql`SELECT count() AS n, toUnixTimestamp64Milli(min(ts)) AS oldest FROM ${raw(kind.table)} WHERE ${gone(kind, removal)}`,
    z.object({ n: int64(), oldest: int64() }),
    { pool: 'long' },
  )
  return { rows: row?.n ?? 0, oldest: row && row.n > 0 ? new Date(row.oldest) : null }
}

/**
 * Counts by month what will go. Repeated by the same run it replaces itself, and nothing has gone before it is on the
 * disk. What a run before this one has left behind and is older than its cutoff was held then, and is counted now; what
 * came in after that run for a time it had settled is not: it may be a file that was imported again.
 */
export async function sumFacts(warehouse: Warehouse, which: FactRetention, removal: Removal): Promise<void> {
  const kind: FactKind = factKinds[which]
  if (kind.sums === null) return
  const { before } = removal
  const settled =
    before === null
      ? 'true'
      : `(ts >= ${moment(before.cutoff)} OR stored_at < ${moment(before.storedBefore)})`
  const zone = removal.workspace.timeZone
  await warehouse.command(
    {
      text: `INSERT INTO retained_sums (workspace_id, kind, run_id, month, name, channel, rows, value_minor)
        SELECT workspace_id, '${which}', toUUID('${removal.runId}'), toStartOfMonth(toTimeZone(ts, {zone:String})) AS month,
               ${kind.sums.name} AS what, toString(channel) AS how, count(), sum(${kind.sums.value})
        FROM ${kind.table} ${kind.sums.deduplicated} WHERE ${gone(kind, removal).text} AND ${settled}
        GROUP BY workspace_id, month, what, how`,
      params: { zone },
      isSql: true,
    },
    { pool: 'long' },
  )
}

/**
 * Removes them. Parts that hold such rows are written anew: facts lie in one partition, for an import is attached whole,
 * so there is none to drop. Order lines are written again under nobody first, with their sums.
 */
export async function removeFacts(
  warehouse: Warehouse,
  which: FactRetention,
  removal: Removal,
): Promise<void> {
  const kind: FactKind = factKinds[which]
  const rows = gone(kind, removal)
  if (which === 'orders') await keepSums(warehouse, removal.workspace.id, rows)
  for (const table of [...kind.beside, kind.table])
    await warehouse.command(raw(`ALTER TABLE ${table} DELETE WHERE ${rows.text}`), {
      pool: 'long',
      settings: { mutations_sync: 2 },
    })
}

/** What was counted before it went, by month, newest first. */
export async function sumsKept(warehouse: Warehouse, workspaceId: number) {
  return warehouse.rows(
    sql`SELECT kind, toString(month) AS month, sum(rows) AS rows FROM retained_sums FINAL
        WHERE workspace_id = ${raw(String(Math.trunc(workspaceId)))} GROUP BY kind, month ORDER BY month DESC, kind LIMIT 500`,
    z.object({ kind: z.enum(['events', 'touches']), month: z.string(), rows: int64() }),
  )
}

/** The engine's own time, by which rows are stamped when they are stored. */
export async function engineNow(warehouse: Warehouse): Promise<Date> {
  const [row] = await warehouse.rows(
    sql`SELECT toUnixTimestamp64Milli(now64(3)) AS now`,
    z.object({ now: int64() }),
  )
  return new Date(row?.now ?? 0)
}
