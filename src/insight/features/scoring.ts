import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { RunOptions, Warehouse } from '../../stores/warehouse/index.ts'
import type { Bind } from '../facts.ts'
import type { RfmSettings } from '../rfm/api.ts'
import type { ScoreCuts } from './snapshots.ts'

/**
 * Scores in SQL, by the same definitions as `rfmScores` of @liangti/models (a test holds the two together): upper edges
 * inclusive, edge k the value at rank ⌈k·n/bins⌉, equal values never apart.
 * `source` is a SELECT with the columns person_key, recency_days, frequency, monetary_minor.
 */
const listOfEdges = z.array(z.coerce.number())

function edgesOf(column: 'recency_days' | 'frequency' | 'monetary_minor', bins: SqlFragment): SqlFragment {
  const sorted = { text: `arraySort(groupArray(${column}))`, params: {}, isSql: true as const }
  return sql`arrayMap(k -> toFloat64(${sorted}[intDiv(k * count() + ${bins} - 1, ${bins})]), range(1, toUInt64(${bins})))`
}

/** The cuts in force: those set by hand, or those that make groups of equal size. */
export async function findCuts(
  warehouse: Warehouse,
  source: SqlFragment,
  settings: RfmSettings,
  options?: RunOptions,
): Promise<ScoreCuts> {
  if (settings.cuts) {
    const { recencyDays, frequency, monetaryMinor } = settings.cuts
    return { recencyDays, frequency: [frequency], monetaryMinor: [monetaryMinor] }
  }
  return settings.scheme === 'nested'
    ? nestedCuts(warehouse, source, settings.bins, options)
    : independentCuts(warehouse, source, settings.bins, options)
}

async function independentCuts(
  warehouse: Warehouse,
  source: SqlFragment,
  bins: number,
  options?: RunOptions,
): Promise<ScoreCuts> {
  const b = createBinder('cut')('UInt32', bins)
  const [row] = await warehouse.rows(
    sql`SELECT ${edgesOf('recency_days', b)} AS recency, ${edgesOf('frequency', b)} AS frequencies,
      ${edgesOf('monetary_minor', b)} AS money FROM (${source})`,
    z.object({ recency: listOfEdges, frequencies: listOfEdges, money: listOfEdges }),
    options,
  )
  return {
    recencyDays: row?.recency ?? [],
    frequency: [row?.frequencies ?? []],
    monetaryMinor: [row?.money ?? []],
  }
}

/** Frequency is cut within each recency score, money within each pair; the lists stand in the order of the scores. */
async function nestedCuts(
  warehouse: Warehouse,
  source: SqlFragment,
  bins: number,
  options?: RunOptions,
): Promise<ScoreCuts> {
  const b = createBinder('cut')('UInt32', bins)
  const cuts: ScoreCuts = {
    recencyDays: [],
    frequency: Array.from({ length: bins }, () => []),
    monetaryMinor: Array.from({ length: bins * bins }, () => []),
  }
  const [recency] = await warehouse.rows(
    sql`SELECT ${edgesOf('recency_days', b)} AS edges FROM (${source})`,
    z.object({ edges: listOfEdges }),
    options,
  )
  cuts.recencyDays = recency?.edges ?? []
  const byR = await warehouse.rows(
    sql`SELECT score_r, ${edgesOf('frequency', b)} AS edges
      FROM (SELECT *, ${scores(cuts, bins, createBinder('s')).r} AS score_r FROM (${source})) GROUP BY score_r`,
    z.object({ score_r: z.int(), edges: listOfEdges }),
    options,
  )
  for (const { score_r, edges } of byR) cuts.frequency[score_r - 1] = edges
  const byF = await warehouse.rows(
    sql`SELECT score_r, score_f, ${edgesOf('monetary_minor', b)} AS edges
      FROM (${scored(source, cuts, bins, createBinder('s'))}) GROUP BY score_r, score_f`,
    z.object({ score_r: z.int(), score_f: z.int(), edges: listOfEdges }),
    options,
  )
  for (const { score_r, score_f, edges } of byF)
    cuts.monetaryMinor[(score_r - 1) * bins + score_f - 1] = edges
  return cuts
}

/** `source` with the columns score_r, score_f, score_m beside its own. */
export function scored(source: SqlFragment, cuts: ScoreCuts, bins: number, bind: Bind): SqlFragment {
  const { r, f, m } = scores(cuts, bins, bind)
  return sql`SELECT *, ${m} AS score_m FROM (SELECT *, ${f} AS score_f FROM (SELECT *, ${r} AS score_r FROM (${source})))`
}

function scores(
  cuts: ScoreCuts,
  bins: number,
  bind: Bind,
): { r: SqlFragment; f: SqlFragment; m: SqlFragment } {
  const b = bind('UInt32', bins)
  const recency = bind('Array(Float64)', cuts.recencyDays)
  const frequency = bind('Array(Array(Float64))', cuts.frequency)
  const money = bind('Array(Array(Float64))', cuts.monetaryMinor)
  // One list for all where the scheme is independent.
  const byR = cuts.frequency.length > 1 ? sql`score_r` : sql`1`
  const byF = cuts.monetaryMinor.length > 1 ? sql`(score_r - 1) * ${b} + score_f` : sql`1`
  return {
    r: sql`toUInt8(${b} - arrayCount(edge -> recency_days > edge, ${recency}))`,
    f: sql`toUInt8(1 + arrayCount(edge -> frequency > edge, arrayElement(${frequency}, ${byR})))`,
    m: sql`toUInt8(1 + arrayCount(edge -> monetary_minor > edge, arrayElement(${money}, ${byF})))`,
  }
}
