import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { findCuts, scored } from '../features/scoring.ts'
import { type ScoreCuts, type Snapshot, snapshotRows } from '../features/snapshots.ts'
import type { RfmSettings, rfmGrid } from './api.ts'
import { groupIndexSql, groupRule, rfmGroups, tieRule } from './groups.ts'

export type RfmGrid = z.output<typeof rfmGrid>

const cellRow = z.object({ r: z.int(), f: z.int(), m: z.int(), customers: int64(), monetaryMinor: int64() })
const groupRow = z.object({
  group: z.int(),
  customers: int64(),
  monetaryMinor: int64(),
  recency: z.number(),
  frequency: z.number(),
  monetary: z.number(),
})

/**
 * The RFM grid of a snapshot.
 * @param other settings to look at it with; nothing is saved. Default: those it was scored with
 */
export async function rfmGridOf(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot,
  other?: RfmSettings,
): Promise<RfmGrid> {
  const settings = other ?? snapshot.settings
  const source = snapshotSource(workspace, snapshot)
  const cuts = other ? await findCuts(warehouse, source, other) : snapshot.cuts
  const [cells, groups] = await Promise.all([
    cellsOf(warehouse, source, cuts, settings.bins),
    groupsOf(warehouse, source, cuts, settings.bins),
  ])
  const customers = cells.reduce((sum, cell) => sum + cell.customers, 0)
  return {
    settings,
    asOf: snapshot.asOf,
    computedAt: snapshot.computedAt.toISOString(),
    currency: workspace.currency,
    customers,
    cuts: {
      recencyDays: cuts.recencyDays,
      // In the nested scheme each group has cuts of its own: none hold for everybody.
      frequency: cuts.frequency.length === 1 ? (cuts.frequency[0] ?? []) : [],
      monetaryMinor: cuts.monetaryMinor.length === 1 ? (cuts.monetaryMinor[0] ?? []) : [],
    },
    tieRule,
    hidden: null,
    cells,
    groups: rfmGroups.map((group, i) => {
      const row = groups.find((g) => g.group === i)
      return {
        id: group.id,
        name: group.name,
        help: group.help,
        rule: groupRule(group.id),
        isHidden: false,
        customers: row?.customers ?? 0,
        customersShare: customers === 0 ? 0 : (row?.customers ?? 0) / customers,
        monetaryMinor: row?.monetaryMinor ?? 0,
        medianRecencyDays: row?.recency ?? 0,
        medianFrequency: row?.frequency ?? 0,
        medianMonetaryMinor: row?.monetary ?? 0,
      }
    }),
  }
}

function snapshotSource(workspace: Workspace, snapshot: Snapshot): SqlFragment {
  return sql`SELECT person_key, recency_days, frequency, monetary_minor FROM ${snapshotRows(workspace, snapshot, createBinder('snap'))}`
}

function cellsOf(warehouse: Warehouse, source: SqlFragment, cuts: ScoreCuts, bins: number) {
  return warehouse.rows(
    sql`SELECT score_r AS r, score_f AS f, score_m AS m, count() AS customers, sum(monetary_minor) AS monetaryMinor
      FROM (${scored(source, cuts, bins, createBinder())}) GROUP BY r, f, m ORDER BY r, f, m`,
    cellRow,
  )
}

/** Medians are those of the middle two where the number is even (`quantile()` of the engine would sample). */
function groupsOf(warehouse: Warehouse, source: SqlFragment, cuts: ScoreCuts, bins: number) {
  const bind = createBinder()
  const index = groupIndexSql(sql`score_r`, sql`score_f`, sql`score_m`, bind('UInt32', bins))
  return warehouse.rows(
    sql`SELECT ${index} AS group, count() AS customers, sum(monetary_minor) AS monetaryMinor,
        quantileExactInclusive(0.5)(recency_days) AS recency, quantileExactInclusive(0.5)(frequency) AS frequency,
        quantileExactInclusive(0.5)(toFloat64(monetary_minor)) AS monetary
      FROM (${scored(source, cuts, bins, createBinder('q'))}) GROUP BY group`,
    groupRow,
  )
}
