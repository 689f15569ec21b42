import { assertOpenShare, InvalidInputError } from '../errors.ts'
import { studentQuantile } from '../numerics/student-t.ts'
import { residualise } from './residualise.ts'

/** A control that is a name: a week, a region, a promotion of some kind. */
export interface CategoryControl {
  /** Position in the names, below `levels`. */
  readonly codes: Uint32Array
  readonly levels: number
}

/** What was sold at which price; one entry a row in each array. */
export interface SalesAtPrices {
  /** Natural logarithm of the quantity. */
  readonly logQuantity: Float64Array
  /** Natural logarithm of the price. */
  readonly logPrice: Float64Array
  /** Measured controls (display, advertising, a competitor's log price), each one coefficient. */
  readonly controls?: readonly Float64Array[]
  /** Named controls, one coefficient a name. */
  readonly categories?: readonly CategoryControl[]
  /** Rows that are not independent (a store): the errors are then robust to anything within it. */
  readonly cluster?: Uint32Array
}

/** A price elasticity: percent of quantity for one percent of price; negative where dearer sells less. */
export interface ElasticityEstimate {
  readonly elasticity: number
  /** Robust: HC1, or by clusters (CR1). */
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  readonly level: number
  readonly degreesOfFreedom: number
  readonly rows: number
}

/**
 * Price elasticity of a constant-elasticity demand, log quantity = a + e · log price + controls, by least squares with
 * robust errors. Controls are taken out of both sides first (Frisch, Waugh & Lovell), so hundreds of names cost passes
 * over the rows, not a matrix; controls that repeat others are left out.
 * @param level of the interval, in (0, 1); Student's t with rows − coefficients degrees of freedom, clusters − 1 where
 *   there are clusters
 * @returns null where the price does not vary beyond the controls, or there are not more rows than coefficients, or only
 *   one cluster
 * @throws InvalidInputError for arrays of unequal length or values that are not finite
 * Source: White (1980), HC1 of MacKinnon & White (1985); clusters Liang & Zeger (1986) with the correction
 *   G/(G−1)·(n−1)/(n−k).
 * @example
 * import { priceElasticity } from '@liangti/models'
 * const price = [1, 2, 4, 1, 2, 4]
 * const sold = [100, 25, 6.25, 100, 25, 6.25]
 * const found = priceElasticity({
 *   logQuantity: Float64Array.from(sold, Math.log),
 *   logPrice: Float64Array.from(price, Math.log),
 * })
 * found?.elasticity // → -2
 */
export function priceElasticity(sales: SalesAtPrices, level = 0.95): ElasticityEstimate | null {
  assertOpenShare('level', level)
  assertSales(sales)
  const { logQuantity, logPrice, controls = [], categories = [] } = sales
  const n = logQuantity.length
  if (n < 3) return null
  const { residuals, rank } = residualise([logQuantity, logPrice], controls, categories)
  const [q, p] = residuals as [Float64Array, Float64Array]
  const coefficients = rank + 1
  const spread = squares(p)
  if (n <= coefficients || spread <= 1e-12 * squares(about(logPrice)) || spread <= n * rounding(logPrice))
    return null
  let cross = 0
  for (let i = 0; i < n; i++) cross += (p[i] as number) * (q[i] as number)
  const elasticity = cross / spread
  const scores = p.map((v, i) => v * ((q[i] as number) - elasticity * v))
  const robust = sales.cluster
    ? clusterSquares(scores, sales.cluster, coefficients)
    : { squares: (squares(scores) * n) / (n - coefficients), degrees: n - coefficients }
  if (robust === null) return null
  const standardError = Math.sqrt(robust.squares) / spread
  const margin = standardError === 0 ? 0 : studentQuantile(0.5 + level / 2, robust.degrees) * standardError
  return {
    ...{ elasticity, standardError, level, rows: n, degreesOfFreedom: robust.degrees },
    lower: elasticity - margin,
    upper: elasticity + margin,
  }
}

function clusterSquares(scores: Float64Array, cluster: Uint32Array, coefficients: number) {
  const sums = new Map<number, number>()
  scores.forEach((score, i) => {
    const c = cluster[i] as number
    sums.set(c, (sums.get(c) ?? 0) + score)
  })
  const [groups, n] = [sums.size, scores.length]
  if (groups < 2) return null
  const correction = (groups / (groups - 1)) * ((n - 1) / (n - coefficients))
  return { squares: correction * squares(Float64Array.from(sums.values())), degrees: groups - 1 }
}

function assertSales({
  logQuantity,
  logPrice,
  controls = [],
  categories = [],
  cluster,
}: SalesAtPrices): void {
  const n = logQuantity.length
  const measured = [['logQuantity', logQuantity] as const, ['logPrice', logPrice] as const]
  controls.forEach((control, c) => {
    measured.push([`controls[${c}]` as 'logPrice', control])
  })
  for (const [name, values] of measured) {
    if (values.length !== n)
      throw new InvalidInputError(name, `has ${values.length} entries, logQuantity ${n}.`)
    const at = values.findIndex((v) => !Number.isFinite(v))
    if (at >= 0) throw new InvalidInputError(`${name}[${at}]`, `must be a finite number, not ${values[at]}.`)
  }
  categories.forEach(({ codes, levels }, c) => {
    if (codes.length !== n)
      throw new InvalidInputError(`categories[${c}]`, `has ${codes.length} entries, logQuantity ${n}.`)
    const at = codes.findIndex((code) => code >= levels)
    if (at >= 0)
      throw new InvalidInputError(
        `categories[${c}].codes[${at}]`,
        `is ${codes[at]}, but there are ${levels} names.`,
      )
  })
  if (cluster && cluster.length !== n)
    throw new InvalidInputError('cluster', `has ${cluster.length} entries, logQuantity ${n}.`)
}

/** What is left of equal prices when their mean is taken out: a deviation of 1e-10 of them, squared. */
function rounding(values: Float64Array): number {
  const most = values.reduce((max, v) => Math.max(max, Math.abs(v)), 1)
  return (1e-10 * most) ** 2
}

function about(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, v) => sum + v / values.length, 0)
  return values.map((v) => v - mean)
}

function squares(values: Float64Array): number {
  let sum = 0
  for (const v of values) sum += v * v
  return sum
}
