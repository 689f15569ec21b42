import { assertFinite, assertPositive, InvalidInputError } from '../errors.ts'
import { cholesky, choleskySolve } from '../numerics/cholesky.ts'

/** A pair somebody has looked at. */
export interface AnsweredPair {
  /** As the model weighs it: log2 of the odds of a match, the prior in it. */
  readonly weight: number
  /** One entry a field: the level of the comparison, null where a value was missing. */
  readonly levels: readonly (number | null)[]
  readonly match: boolean
}

/** What answers change: bits to add to the weight of a pair. */
export interface LinkageLesson {
  /** To every pair. */
  readonly shift: number
  /** `levels[field][level]`, to pairs of that level. */
  readonly levels: readonly (readonly number[])[]
  readonly answers: number
}

/**
 * Corrects a linkage model by the answers of people: logistic regression of the answer on the levels, with the model's
 * own weight as offset and each correction held near 0, so that a few answers change little and levels nobody was asked
 * about nothing. Answers come from pairs the model thought likely, which is why m and u themselves are not counted anew
 * from them.
 * @param levels levels of each field
 * @param options `spread`: standard deviation, in bits, expected of a correction before any answer, default 1.5
 * @returns corrections; all 0 without answers
 * @throws InvalidInputError for a level that is not there, a weight that is no number, or fields of another count
 * Source: maximum a posteriori logistic regression with a Gaussian prior, by Newton's method; see Bishop (2006), Pattern
 *   recognition and machine learning, 4.3.3 and 4.5.
 * @example
 * import { learnFromAnswers } from '@liangti/models'
 * const no = { weight: 4, levels: [0], match: false }
 * const lesson = learnFromAnswers([no, no, no, no], [2])
 * lesson.shift < -1 // → true
 * lesson.levels[0]?.[1] // → 0
 */
export function learnFromAnswers(
  pairs: readonly AnsweredPair[],
  levels: readonly number[],
  options: { spread?: number } = {},
): LinkageLesson {
  const spread = options.spread ?? 1.5
  assertPositive('options.spread', spread)
  const starts = levels.map((_, f) => 1 + levels.slice(0, f).reduce((sum, count) => sum + count, 0))
  const columns = pairs.map((pair, i) => columnsOf(pair, i, levels, starts))
  const size = 1 + levels.reduce((sum, count) => sum + count, 0)
  const bits = estimate(pairs, columns, size, spread * Math.LN2).map((nats) => nats / Math.LN2)
  return {
    shift: bits[0] as number,
    levels: levels.map((count, f) => Array.from(bits.subarray(starts[f], (starts[f] as number) + count))),
    answers: pairs.length,
  }
}

/** The corrections that apply to a pair. */
function columnsOf(
  pair: AnsweredPair,
  at: number,
  levels: readonly number[],
  starts: readonly number[],
): number[] {
  assertFinite(`pairs[${at}].weight`, pair.weight)
  if (pair.levels.length !== levels.length)
    throw new InvalidInputError(
      `pairs[${at}].levels`,
      `has ${pair.levels.length} fields, not ${levels.length}.`,
    )
  return [
    0,
    ...pair.levels.flatMap((level, f) => {
      if (level === null) return []
      if (!Number.isInteger(level) || level < 0 || level >= (levels[f] as number))
        throw new InvalidInputError(
          `pairs[${at}].levels[${f}]`,
          `is ${level}; there are ${levels[f]} levels.`,
        )
      return [(starts[f] as number) + level]
    }),
  ]
}

const mostSteps = 50

/** Newton's method; the penalty makes the problem strictly convex, and halved steps keep it from overshooting. */
function estimate(
  pairs: readonly AnsweredPair[],
  columns: readonly (readonly number[])[],
  size: number,
  spread: number,
): Float64Array {
  const precision = 1 / (spread * spread)
  let at = new Float64Array(size)
  let loss = lossOf(pairs, columns, at, precision)
  for (let step = 0; step < mostSteps; step++) {
    const gradient = at.map((value) => value * precision)
    const curvature = new Float64Array(size * size)
    for (let k = 0; k < size; k++) curvature[k * size + k] = precision
    pairs.forEach((pair, i) => {
      const own = columns[i] as readonly number[]
      const p = 1 / (1 + Math.exp(-oddsOf(pair, own, at)))
      for (const a of own) {
        gradient[a] = (gradient[a] as number) + p - Number(pair.match)
        for (const b of own) curvature[a * size + b] = (curvature[a * size + b] as number) + p * (1 - p)
      }
    })
    const direction = choleskySolve(cholesky({ rows: size, columns: size, values: curvature }), gradient)
    let length = 1
    let next = at
    let nextLoss = loss
    for (; length > 1e-6; length /= 2) {
      next = at.map((value, k) => value - length * (direction[k] as number))
      nextLoss = lossOf(pairs, columns, next, precision)
      if (nextLoss <= loss) break
    }
    const gain = loss - nextLoss
    at = next
    loss = nextLoss
    if (gain < 1e-12 * (1 + Math.abs(loss))) break
  }
  return at
}

function oddsOf(pair: AnsweredPair, own: readonly number[], at: Float64Array): number {
  let sum = pair.weight * Math.LN2
  for (const column of own) sum += at[column] as number
  return sum
}

function lossOf(
  pairs: readonly AnsweredPair[],
  columns: readonly (readonly number[])[],
  at: Float64Array,
  precision: number,
): number {
  let loss = (precision / 2) * at.reduce((sum, value) => sum + value * value, 0)
  pairs.forEach((pair, i) => {
    const odds = oddsOf(pair, columns[i] as readonly number[], at)
    const against = pair.match ? -odds : odds
    // ln(1 + e^x) without overflow.
    loss += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)))
  })
  return loss
}

/**
 * The weight of a pair with what answers taught in it.
 * @param levels one entry a field, null where a value was missing
 */
export function taughtWeight(
  lesson: LinkageLesson,
  weight: number,
  levels: readonly (number | null)[],
): number {
  let sum = weight + lesson.shift
  levels.forEach((level, f) => {
    if (level !== null) sum += lesson.levels[f]?.[level] ?? 0
  })
  return sum
}
