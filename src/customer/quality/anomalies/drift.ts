import { median, spread } from './robust.ts'

/** A field as one run brought it. */
export interface FieldRun {
  rows: number
  filled: number
  mean: number | null
  deviation: number | null
  /** Value and rows, the most frequent first; empty where values are not told apart. */
  categories: readonly (readonly [string, number])[]
  distinct: number
}

export type DriftKind = 'nulls' | 'shares' | 'new_value' | 'gone_value' | 'mean'

export interface Drift {
  kind: DriftKind
  before: number
  now: number
  /** How far it moved: points for nulls, PSI for shares, usual widths for means. */
  moved: number
  value?: string
}

const fewestRuns = 4
const fewestRows = 200
/** All categories are told apart up to here. */
const allCategories = 30
const limits = { nulls: 0.05, psi: 0.2, valueShare: 0.02, valueRows: 20, meanDeviations: 0.2, widths: 6 }

/**
 * How a field of the newest run differs from the runs before. Each has two thresholds: a difference that matters, and one
 * that the runs before and chance in counting do not explain.
 * @param before at least four runs of at least 200 rows, else nothing is said
 */
export function driftOf(before: readonly FieldRun[], now: FieldRun): Drift[] {
  const usual = before.filter(({ rows }) => rows >= fewestRows)
  if (usual.length < fewestRuns || now.rows < fewestRows) return []
  return [
    ...nullDrift(usual, now),
    ...(now.filled >= fewestRows ? [...shareDrift(usual, now), ...meanDrift(usual, now)] : []),
  ]
}

function nullDrift(before: readonly FieldRun[], now: FieldRun): Drift[] {
  const shares = before.map(({ rows, filled }) => 1 - filled / rows)
  const share = 1 - now.filled / now.rows
  const usual = median(shares)
  const pooled = Math.min(0.5, Math.max(usual, 1 / now.rows))
  const width = Math.max(spread(shares, usual), Math.sqrt((pooled * (1 - pooled)) / now.rows))
  const moved = Math.abs(share - usual)
  return moved >= limits.nulls && moved > limits.widths * width
    ? [{ kind: 'nulls', before: usual, now: share, moved }]
    : []
}

function meanDrift(before: readonly FieldRun[], now: FieldRun): Drift[] {
  const known = before.flatMap(({ mean, deviation }) =>
    mean === null ? [] : [{ mean, deviation: deviation ?? 0 }],
  )
  if (now.mean === null || known.length < fewestRuns) return []
  const usual = median(known.map(({ mean }) => mean))
  const deviation = median(known.map((one) => one.deviation))
  const width = Math.max(
    spread(
      known.map(({ mean }) => mean),
      usual,
    ),
    deviation / Math.sqrt(Math.max(1, now.filled)),
  )
  const shift = Math.abs(now.mean - usual)
  if (shift < limits.meanDeviations * deviation || shift === 0 || shift <= limits.widths * width) return []
  return [{ kind: 'mean', before: usual, now: now.mean, moved: width === 0 ? limits.widths : shift / width }]
}

function shareDrift(before: readonly FieldRun[], now: FieldRun): Drift[] {
  const told = before.filter(({ categories }) => categories.length > 0)
  if (told.length < fewestRuns || now.categories.length === 0) return []
  const found: Drift[] = []
  const complete = [...told, now].every(({ distinct }) => distinct <= allCategories)
  const fresh = complete ? newValues(told, now) : []
  const last = told.at(-1)
  // Where the run before brought new values too, new values are nothing new.
  const usualToChange = last !== undefined && newValues(told.slice(0, -1), last).length > 0
  if (!usualToChange)
    for (const [value, rows] of fresh)
      found.push({ kind: 'new_value', before: 0, now: rows / now.filled, moved: rows / now.filled, value })
  const gone = complete ? goneValues(told, now) : []
  for (const { value, share } of gone)
    found.push({ kind: 'gone_value', before: share, now: 0, moved: share, value })
  const pool = pooled(told)
  const psi = stability(pool, now)
  const usual = Math.max(...told.map((run) => stability(pool, run)))
  const noise = chanceOfStability(pool, now)
  if (found.length === 0 && psi > Math.max(limits.psi, 2 * usual, noise))
    found.push({ kind: 'shares', before: usual, now: psi, moved: psi })
  return found
}

function newValues(before: readonly FieldRun[], now: FieldRun): (readonly [string, number])[] {
  const known = new Set(before.flatMap(({ categories }) => categories.map(([value]) => value)))
  return now.categories.filter(
    ([value, rows]) =>
      !known.has(value) && rows >= limits.valueRows && rows / now.filled >= limits.valueShare,
  )
}

function goneValues(before: readonly FieldRun[], now: FieldRun): { value: string; share: number }[] {
  const here = new Set(now.categories.map(([value]) => value))
  const always = before.map(({ categories, filled }) => new Map(categories.map(([v, n]) => [v, n / filled])))
  return [...(always[0]?.keys() ?? [])].flatMap((value) => {
    const found = always.map((shares) => shares.get(value) ?? 0)
    const share = Math.min(...found) > 0 ? median(found) : 0
    const gone = !here.has(value) && share >= limits.valueShare && share * now.filled >= limits.valueRows
    return gone ? [{ value, share }] : []
  })
}

function pooled(runs: readonly FieldRun[]): FieldRun {
  const sums = new Map<string, number>()
  for (const { categories } of runs)
    for (const [value, rows] of categories) sums.set(value, (sums.get(value) ?? 0) + rows)
  const filled = runs.reduce((sum, run) => sum + run.filled, 0)
  return { rows: filled, filled, mean: null, deviation: null, categories: [...sums], distinct: sums.size }
}

/** Shares of the pool's twenty most frequent values and of all others together; half a row stands for none. */
function shares(pool: FieldRun, run: FieldRun): [number, number][] {
  const top = [...pool.categories].sort((a, b) => b[1] - a[1]).slice(0, 20)
  const rows = new Map(run.categories)
  const pairs = top.map(([value, n]): [number, number] => [n, rows.get(value) ?? 0])
  const others: [number, number] = [
    pool.filled - pairs.reduce((sum, [n]) => sum + n, 0),
    run.filled - pairs.reduce((sum, [, n]) => sum + n, 0),
  ]
  return [...pairs, ...(others[0] > 0 || others[1] > 0 ? [others] : [])].map(([a, b]) => [
    Math.max(a, 0.5) / pool.filled,
    Math.max(b, 0.5) / run.filled,
  ])
}

/** Population stability index: Σ (q − p) · ln(q / p). */
function stability(pool: FieldRun, run: FieldRun): number {
  return shares(pool, run).reduce((sum, [p, q]) => sum + (q - p) * Math.log(q / p), 0)
}

/**
 * What chance alone gives: the index of k shares is (1/n + 1/m) times a chi-square of k − 1 degrees; six widths above its
 * mean.
 */
function chanceOfStability(pool: FieldRun, run: FieldRun): number {
  const degrees = Math.max(1, shares(pool, run).length - 1)
  return (1 / pool.filled + 1 / run.filled) * (degrees + limits.widths * Math.sqrt(2 * degrees))
}
