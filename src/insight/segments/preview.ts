import { z } from 'zod'
import type { ContactReason } from '../../customer/index.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { type Snapshot, snapshotRows } from '../features/snapshots.ts'
import type { CompiledRule } from './compile.ts'
import type { BarBitmap } from './contact-lists.ts'
import { slicedValue } from './value-slices.ts'

export interface PreviewFigures {
  customers: number
  total: number
  perCondition: { path: string; customers: number }[]
  /** Who may be written to for marketing now, by channel. */
  reach: Record<string, number>
  /** By channel everybody else of the rule, each by the first reason that applies. */
  leftOut: Record<string, { reason: ContactReason; customers: number }[]>
  monetaryMinor: number
  /** False: the kept lists the rule was compiled for are gone, and no figure holds. */
  isKept: boolean
  /** Keys spread evenly over the members, so that the sample shows old and new customers. */
  sample: number[]
}

const row = z.object({
  isKept: z.number(),
  customers: int64(),
  total: int64(),
  counts: z.array(int64()),
  /** By channel: with an address, and how many each further question leaves. */
  reach: z.array(z.array(int64())),
  areStopsKept: z.number(),
  monetary: int64(),
  sample: z.array(int64()),
})

/**
 * All figures of a rule in one statement: the scans run once, everything else is read off the bitmaps.
 * @param valueSlices id of the kept value of the snapshot; null: its rows are read
 */
export async function previewFigures(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot | null,
  compiled: CompiledRule,
  sample: number,
  valueSlices: string | null = null,
): Promise<PreviewFigures> {
  const [found] = await warehouse.rows(statement(workspace, snapshot, compiled, sample, valueSlices), row)
  return {
    isKept: found?.isKept === 1 && found.areStopsKept === 1,
    customers: found?.customers ?? 0,
    total: found?.total ?? 0,
    perCondition: compiled.conditions.map(({ path }, i) => ({ path, customers: found?.counts[i] ?? 0 })),
    reach: Object.fromEntries(
      compiled.reach.map(({ channel }, i) => [channel, found?.reach[i]?.at(-1) ?? 0]),
    ),
    leftOut: Object.fromEntries(
      compiled.reach.map(({ channel, bars }, i) => {
        const left = [found?.customers ?? 0, ...(found?.reach[i] ?? [])]
        const reasons: ContactReason[] = ['no_address', ...bars.map(({ reason }) => reason)]
        return [
          channel,
          reasons.map((reason, at) => ({ reason, customers: (left[at] ?? 0) - (left[at + 1] ?? 0) })),
        ]
      }),
    ),
    monetaryMinor: found?.monetary ?? 0,
    sample: found?.sample ?? [],
  }
}

/** How many of the rule are left after each question. */
function narrowing(address: SqlFragment, bars: readonly BarBitmap[]): SqlFragment[] {
  let left = sql`bitmapAnd(fulfilled, ${address})`
  const steps = [left]
  for (const { mode, bitmap } of bars) {
    left = mode === 'only' ? sql`bitmapAnd(${left}, ${bitmap})` : sql`bitmapAndnot(${left}, ${bitmap})`
    steps.push(left)
  }
  return steps.map((step) => sql`bitmapCardinality(${step})`)
}

function statement(
  workspace: Workspace,
  snapshot: Snapshot | null,
  compiled: CompiledRule,
  sample: number,
  valueSlices: string | null,
): SqlFragment {
  const bind = createBinder('pre')
  const counts = joinSql(
    compiled.conditions.map(({ bitmap }) => sql`bitmapCardinality(${bitmap})`),
    ', ',
  )
  const reach = joinSql(
    compiled.reach.map(({ address, bars }) => sql`[${joinSql(narrowing(address, bars), ', ')}]`),
    ', ',
  )
  const members = sql`rule_state.1`
  const value =
    valueSlices !== null
      ? slicedValue(members, bind('String', valueSlices))
      : snapshot
        ? sql`(SELECT tuple(sum(monetary_minor), 1) FROM ${snapshotRows(workspace, snapshot, bind)}
            AND bitmapContains(${members}, person_key))`
        : sql`tuple(0, 1)`
  const n = bind('UInt64', sample)
  // Each place written out: inside a lambda the engine would copy the whole list of members for every place.
  const places = joinSql(
    Array.from({ length: sample }, (_, i) => {
      const odd = bind('UInt64', 2 * i + 1)
      return sql`keys[1 + intDiv(${odd} * members, 2 * ${n})]`
    }),
    ', ',
  )
  return sql`WITH (
      SELECT tuple(fulfilled, bitmapCardinality(everybody), CAST([${counts}], 'Array(UInt64)'),
        CAST([${reach}], 'Array(Array(UInt64))'), is_kept, are_stops_kept)
      FROM (SELECT *, ${compiled.members} AS fulfilled FROM ${compiled.from})
    ) AS rule_state, ${value} AS value, bitmapCardinality(${members}) AS members, bitmapToArray(${members}) AS keys
    SELECT toUInt8(rule_state.5 AND value.2) AS isKept, toUInt8(rule_state.6) AS areStopsKept, members AS customers, rule_state.2 AS total, rule_state.3 AS counts, rule_state.4 AS reach,
      ifNull(value.1, 0) AS monetary,
      if(members <= ${n}, keys, CAST([${places}], 'Array(UInt64)')) AS sample`
}
