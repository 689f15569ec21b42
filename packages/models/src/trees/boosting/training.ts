import { type RandomSource, seededRandom } from '../../chance/random.ts'
import type { FeatureTable } from '../../data/features.ts'
import { InvalidInputError } from '../../errors.ts'
import { type BinnedTable, binnedTable } from '../binned-table.ts'
import { checkedWeights } from '../training-rows.ts'
import type { Candidate } from './best-split.ts'
import { gradientBits, type Loss, type PackScale, packScale, unpackInto } from './gradients.ts'
import type { OpenMessage, SharedRows } from './messages.ts'
import { type BoostingOptions, type SettledOptions, settledOptions } from './options.ts'
import type { NodeSums, SplitRules } from './split-sums.ts'

/** Below this many bits packed sums are too coarse; the exact ones are taken. */
const fewestBits = 4

/** From so many rows on rounding the gradients costs less than it saves. */
const packedRows = 20_000

/** A row that weighs more times the mean would set a unit too coarse for the others. */
const packedWeight = 10

/** Memory for the histograms of one level. */
const histogramBytes = 256 * 1024 * 1024

/** Streams of one seed: each use of chance has its own. */
const binStream = 0
const validationStream = 1
export const firstTreeStream = 16

/** A training laid out: what the threads share and what the driver keeps. */
export interface Training {
  readonly options: SettledOptions
  readonly table: BinnedTable
  readonly shared: SharedRows
  readonly candidates: readonly Candidate[]
  readonly rules: SplitRules
  readonly base: number
  /** Rows that are learned from, ascending. */
  readonly learned: Uint32Array
  /** Rows that are only watched, with their weights; empty without validation. */
  readonly watched: Uint32Array
  readonly watchedWeights: Float64Array
  readonly packed: boolean
  readonly mostSlots: number
}

/** @param shared whether the rows are to be read by other threads */
export function laidOut(
  table: FeatureTable,
  target: Float64Array,
  given: BoostingOptions & { readonly weights?: Float64Array },
  shared: boolean,
): Training {
  const options = settledOptions(given)
  const binary = options.loss === 'logistic'
  const own = checkedWeights(table, target, given.weights, binary)
  const validation = options.validation && 'table' in options.validation ? options.validation : null
  const theirs = validation
    ? checkedWeights(validation.table, validation.target, validation.weights, binary)
    : new Float64Array(0)
  const allocate = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  const random = seededRandom(options.seed, binStream)
  const binned = binnedTable(table, validation?.table ?? null, options.bins, random, allocate)
  const rows = sharedRows(binned, allocate)
  rows.target.set(target)
  rows.target.set(validation?.target ?? [], target.length)
  rows.weights.set(own)
  rows.weights.set(theirs, own.length)
  for (let i = 0; i < rows.rows; i++)
    if (binary && rows.target[i] === 1) rows.weights[i] = (rows.weights[i] as number) * options.positiveWeight
  const { learned, watched } = divided(options, table.rows, rows.rows)
  const watchedWeights = Float64Array.from(watched, (row) => rows.weights[row] as number)
  // Watched rows weigh nothing, so that not even the packed unit depends on them.
  for (const row of watched) rows.weights[row] = 0
  const base = baseScore(options.loss, rows.target, rows.weights)
  rows.margin.fill(base)
  const groups = Math.ceil(binned.columns.length / 4)
  const packed = packs(options, rows.weights, learned.length)
  return {
    options,
    table: binned,
    shared: { ...rows, packed: new Float64Array(allocate(packed ? rows.rows * 8 : 0)) },
    ...candidatesOf(binned, table, options),
    base,
    learned,
    watched,
    watchedWeights,
    packed,
    mostSlots: Math.max(2, Math.floor(histogramBytes / Math.max(1, groups * 4 * 256 * 16))),
  }
}

/** Whether sums are packed: where it is asked for, or where it is faster and no weight makes its unit too coarse. */
function packs({ gradients, loss }: SettledOptions, weights: Float64Array, learned: number): boolean {
  if (gradients === 'exact' || gradientBits(weights.length) < fewestBits) return false
  if (gradients === 'packed') return true
  if (loss !== 'logistic' || learned < packedRows) return false
  let [most, sum] = [0, 0]
  for (const weight of weights) {
    most = Math.max(most, weight)
    sum += weight
  }
  return most <= packedWeight * (sum / learned)
}

function sharedRows(
  table: BinnedTable,
  allocate: (bytes: number) => ArrayBufferLike,
): Omit<SharedRows, 'packed'> {
  const { rows } = table
  const numbers = (length: number) => new Float64Array(allocate(length * 8))
  const codes = () => new Uint32Array(allocate(rows * 4))
  return {
    rows,
    words: table.words,
    target: numbers(rows),
    weights: numbers(rows),
    margin: numbers(rows),
    pairs: numbers(rows * 2),
    orders: [codes(), codes()],
    outside: codes(),
  }
}

/** Rows to learn from and rows to watch: the second table's, or a share of the first's. */
function divided(options: SettledOptions, own: number, all: number) {
  const share = options.validation && 'share' in options.validation ? options.validation.share : 0
  if (!(share >= 0 && share < 1))
    throw new InvalidInputError('options.validation.share', `must lie between 0 and 1, not ${share}.`)
  const random = seededRandom(options.seed, validationStream)
  const learned: number[] = []
  const watched: number[] = []
  for (let row = 0; row < all; row++)
    if (row >= own || (share > 0 && random() < share)) watched.push(row)
    else learned.push(row)
  if (learned.length === 0 || (options.validation && watched.length === 0))
    throw new InvalidInputError(
      'options.validation',
      `leaves ${learned.length} rows to learn from and ${watched.length} to watch; each needs one.`,
    )
  return { learned: Uint32Array.from(learned), watched: Uint32Array.from(watched) }
}

/** The best constant score. */
function baseScore(loss: Loss, target: Float64Array, weights: Float64Array): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    total += weights[i] as number
    sum += (weights[i] as number) * (target[i] as number)
  }
  if (total === 0) throw new InvalidInputError('weights', 'of the rows to learn from are all 0.')
  const mean = sum / total
  if (loss === 'squared') return mean
  // A target of one class has no finite log-odds; this is as near as a probability can be told from 0 and 1.
  const p = Math.min(1 - 1e-15, Math.max(1e-15, mean))
  return Math.log(p / (1 - p))
}

function candidatesOf(binned: BinnedTable, table: FeatureTable, options: SettledOptions) {
  const names = new Set(table.features.filter((f) => f.kind === 'numeric').map((f) => f.name))
  for (const [name, sign] of Object.entries(options.monotone)) {
    if (!names.has(name))
      throw new InvalidInputError(`options.monotone.${name}`, 'does not name a measured column of the table.')
    if (sign !== 1 && sign !== -1)
      throw new InvalidInputError(`options.monotone.${name}`, `must be 1 or -1, not ${sign}.`)
  }
  const candidates = binned.columns.flatMap((column, at): Candidate[] => {
    const name = binned.features[at]?.name ?? ''
    if (column.kind === 'numeric')
      return [{ column: at, kind: 'number', bin: 0, monotone: options.monotone[name] ?? 0 }]
    if (column.bins > options.oneHotLevels) return [{ column: at, kind: 'sorted', bin: 0, monotone: 0 }]
    return Array.from({ length: column.bins }, (_, bin) => ({ column: at, kind: 'level', bin, monotone: 0 }))
  })
  const { l2, minChildWeight, minSplitGain, levelSmoothing, levelL2 } = options
  const constrained = candidates.some((candidate) => candidate.monotone !== 0)
  return { candidates, rules: { l2, minChildWeight, minSplitGain, levelSmoothing, levelL2, constrained } }
}

/** What thread `shard` of `shards` is told at the start: it sums every `shards`-th group of columns. */
export function openMessage(training: Training, session: number, shard: number, shards: number): OpenMessage {
  const { shared, table, candidates, rules, options } = training
  const groups = Array.from({ length: Math.ceil(table.columns.length / 4) }, (_, group) => group)
  return {
    session,
    shared,
    columns: table.columns,
    candidates,
    rules,
    loss: options.loss,
    groups: groups.filter((group) => group % shards === shard),
  }
}

/** Draws a tree's rows into the first order and the rest, with all watched rows, outside. @returns how many of each */
export function drawRows(training: Training, random: RandomSource): { inside: number; outside: number } {
  const { learned, watched, shared, options } = training
  const [drawn] = shared.orders
  let outside = 0
  let inside = learned.length
  // Splitting a level writes over the order it started from, so all rows are set out again for each tree.
  if (options.rowSample === 1) drawn.set(learned)
  else {
    inside = 0
    for (let i = 0; i < learned.length; i++) {
      const row = learned[i] as number
      if (random() < options.rowSample) drawn[inside++] = row
      else shared.outside[outside++] = row
    }
  }
  shared.outside.set(watched, outside)
  return { inside, outside: outside + watched.length }
}

/** Draws the candidates a tree may split on: a share of them, at least one. */
export function drawCandidates(training: Training, random: RandomSource): Uint8Array {
  const count = training.candidates.length
  const active = new Uint8Array(count).fill(1)
  let toDrop = count - Math.max(1, Math.floor(training.options.columnSample * count))
  for (let at = 0; at < count && toDrop > 0; at++) {
    if (random() * (count - at) >= toDrop) continue
    active[at] = 0
    toDrop -= 1
  }
  return active
}

/** Sums over the rows a tree learns from, as the histograms will have them. */
export function rootSums(training: Training, inside: number, scale: PackScale | null): NodeSums {
  const { shared } = training
  const order = shared.orders[0]
  const gradient = new Float64Array(1)
  const hessian = new Float64Array(1)
  let packed = 0
  let g = 0
  let h = 0
  for (let i = 0; i < inside; i++) {
    const row = order[i] as number
    if (scale) packed += shared.packed[row] as number
    else {
      g += shared.pairs[2 * row] as number
      h += shared.pairs[2 * row + 1] as number
    }
  }
  if (scale) {
    unpackInto(packed, scale, 0, gradient, hessian)
    g = gradient[0] as number
    h = hessian[0] as number
  }
  return { gradient: g, hessian: h, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }
}

/** Mean loss over the watched rows at their scores so far. */
export function watchedLoss({ watched, watchedWeights, shared, options }: Training): number {
  let total = 0
  let sum = 0
  watched.forEach((row, i) => {
    const score = shared.margin[row] as number
    const y = shared.target[row] as number
    const weight = watchedWeights[i] as number
    total += weight
    // log(1 + exp(±score)) without overflow.
    const logistic = Math.max(score, 0) - score * y + Math.log1p(Math.exp(-Math.abs(score)))
    sum += weight * (options.loss === 'logistic' ? logistic : (score - y) ** 2)
  })
  return total > 0 ? sum / total : 0
}

export function packUnit(training: Training, most: readonly (readonly [number, number])[]): PackScale | null {
  if (!training.packed) return null
  const greatest = (place: 0 | 1) => most.reduce((so, one) => Math.max(so, one[place]), 0)
  return packScale([greatest(0), greatest(1)], training.shared.rows)
}
