import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { type Snapshot, snapshotRows } from '../features/snapshots.ts'
import type { getConcentration } from '../rfm/api.ts'
import type { SegmentRule } from '../segments/rule.schema.ts'

export type ConcentrationView = NonNullable<z.output<typeof getConcentration.response>>

const curvePoints = 100
const row = z.object({
  customers: int64(),
  total: int64(),
  half: int64(),
  gini: z.number(),
  cumulative: z.array(int64()),
  thresholds: z.array(int64()),
  counts: z.array(int64()),
  sums: z.array(int64()),
})

/**
 * Who makes the value: curve, Gini, and three bands (those who make the first 50 %, the next 30 %, the rest). The same
 * definitions as `concentration` and `topCustomersFor` of @liangti/models; a test holds them together.
 * @returns null where the value adds up to nothing, so that shares have no meaning
 */
export async function concentrationOf(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot,
): Promise<ConcentrationView | null> {
  const [found] = await warehouse.rows(curve(workspace, snapshot), row)
  if (!found || found.customers === 0 || found.total <= 0) return null
  const { customers, total } = found
  return {
    asOf: snapshot.asOf,
    computedAt: snapshot.computedAt.toISOString(),
    currency: workspace.currency,
    customers,
    monetaryMinor: total,
    points: curveOf(found),
    half: { customers: found.half, customersShare: found.half / customers },
    gini: found.gini,
    bands: bandsOf(found),
  }
}

/** Values sorted once, descending, and their running sum; everything else is read off these two arrays. */
function curve(workspace: Workspace, snapshot: Snapshot): SqlFragment {
  const bind = createBinder()
  const points = bind('UInt32', curvePoints)
  return sql`WITH
      (SELECT arrayReverseSort(groupArray(monetary_minor)) FROM ${snapshotRows(workspace, snapshot, bind)}) AS sorted,
      arrayCumSum(sorted) AS running,
      length(sorted) AS n,
      if(n = 0, 0, running[n]) AS total,
      -- The value from which on customers make the first 50 % and the first 80 %.
      arrayMap(s -> sorted[arrayFirstIndex(v -> v >= s * total, running)], [0.5, 0.8]) AS edges
    SELECT n AS customers, total,
      arrayFirstIndex(v -> v >= 0.5 * total, running) AS half,
      if(total = 0, 0, arraySum((v, i) -> toFloat64(v) * (toFloat64(n) + 1 - 2 * i), sorted, arrayEnumerate(sorted)) / (toFloat64(n) * total)) AS gini,
      arrayMap(k -> if(k = 0, 0, running[greatest(1, intDiv(k * n, ${points}))]), range(0, ${points} + 1)) AS cumulative,
      edges AS thresholds,
      arrayMap(e -> arrayCount(v -> v >= e, sorted), edges) AS counts,
      arrayMap(c -> if(c = 0, 0, running[c]), counts) AS sums`
}

function curveOf(found: z.output<typeof row>): ConcentrationView['points'] {
  const { customers, total, cumulative } = found
  const seen = new Set<number>()
  return cumulative.flatMap((value, k) => {
    // Fewer customers than points: the same rank stands several times.
    const rank = k === 0 ? 0 : Math.max(1, Math.floor((k * customers) / curvePoints))
    if (seen.has(rank)) return []
    seen.add(rank)
    return [{ customersShare: rank / customers, valueShare: value / total }]
  })
}

const bandLabels: readonly Localized[] = [
  { en: 'Make the first half of the value', 'zh-CN': '贡献前 50% 价值的客户' },
  { en: 'Make the next 30 %', 'zh-CN': '贡献其后 30% 价值的客户' },
  { en: 'Everybody else', 'zh-CN': '其余客户' },
]

/** Bands are cut by value, so that the rule behind a band finds exactly the people counted. */
function bandsOf(found: z.output<typeof row>): ConcentrationView['bands'] {
  const [half = 0, most = 0] = found.thresholds
  const edges = [
    { from: half, counts: found.counts[0] ?? 0, sum: found.sums[0] ?? 0 },
    { from: most, counts: found.counts[1] ?? 0, sum: found.sums[1] ?? 0 },
    { from: null, counts: found.customers, sum: found.total },
  ]
  return edges.flatMap((edge, i) => {
    const above = edges[i - 1]
    const customers = edge.counts - (above?.counts ?? 0)
    const label = bandLabels[i]
    // Equal values may carry a band to the end: the next is then empty.
    if (customers === 0 || !label) return []
    return [
      {
        label,
        customers,
        customersShare: customers / found.customers,
        valueShare: (edge.sum - (above?.sum ?? 0)) / found.total,
        thresholdMinor: edge.from ?? 0,
        rule: bandRule(edge.from, above?.from ?? null),
      },
    ]
  })
}

function bandRule(from: number | null, below: number | null): SegmentRule {
  const conditions: SegmentRule[] = []
  if (from !== null) conditions.push({ op: 'monetary', params: { compare: 'at_least', value: from } })
  if (below !== null) conditions.push({ op: 'monetary', params: { compare: 'less_than', value: below } })
  const [only] = conditions
  return conditions.length === 1 && only ? only : { all: conditions }
}
