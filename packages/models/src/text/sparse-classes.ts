import type { SparseMatrix } from '../data/sparse.ts'
import { assertPositive, InvalidInputError } from '../errors.ts'
import { sigmoid } from '../linear/logistic-loss.ts'
import { minimiseSmooth } from '../numerics/minimise.ts'

/** `softmax`: one class a row; `logistic`: each class by itself, any number a row. */
export type ClassLink = 'softmax' | 'logistic'

/** A linear score for each class: `weights` holds a block of `width` weights and the intercept a class. */
export interface ClassWeights {
  readonly link: ClassLink
  readonly classes: number
  readonly width: number
  readonly weights: Float64Array
}

/**
 * Multinomial logistic regression, or several binary ones at once, on sparse rows: minimises
 * Σ case · loss + ‖w‖² / (2c), the intercepts free, by L-BFGS.
 * @param target rows × classes, each row's classes as shares (softmax: of sum 1) or 0/1
 * @param cases weight of each row, ≥ 0
 * @param c weight of the data against the penalty, > 0
 * @throws InvalidInputError for unequal lengths
 * Source: Böhning (1992), Multinomial logistic regression algorithm; the penalty as in scikit-learn.
 */
export function fitClasses(
  rows: SparseMatrix,
  target: Float64Array,
  cases: Float64Array,
  link: ClassLink,
  c: number,
): ClassWeights {
  assertPositive('c', c)
  const classes = target.length / rows.rows
  if (!Number.isInteger(classes) || classes < 1 || cases.length !== rows.rows)
    throw new InvalidInputError('target', `and cases do not fit the ${rows.rows} rows.`)
  const block = rows.width + 1
  const p = new Float64Array(classes)
  const value = (weights: Float64Array, gradient: Float64Array) => {
    gradient.fill(0)
    let sum = 0
    for (let i = 0; i < rows.rows; i++) {
      const own = target.subarray(i * classes, (i + 1) * classes)
      const weight = cases[i] as number
      margins(rows, i, weights, p)
      sum += weight * rowLoss(link, p, own)
      for (let k = 0; k < classes; k++)
        addRow(rows, i, weight * ((p[k] as number) - (own[k] as number)), gradient, k * block)
    }
    return sum + penalty(weights, gradient, block, c)
  }
  const found = minimiseSmooth(value, new Float64Array(classes * block), {
    gradientTolerance: 1e-3,
    valueTolerance: 1e-7,
    maxIterations: 80,
  })
  return { link, classes, width: rows.width, weights: found.at }
}

/** Probability of each class for one row: they sum to 1 under `softmax`. */
export function classShares(model: ClassWeights, rows: SparseMatrix, row: number): Float64Array {
  const p = new Float64Array(model.classes)
  margins(rows, row, model.weights, p)
  rowLoss(model.link, p, p.slice())
  return p
}

/** Turns scores into probabilities in place and returns −log-likelihood of the row. */
function rowLoss(link: ClassLink, p: Float64Array, own: Float64Array): number {
  if (link === 'softmax') {
    const top = p.reduce((a, b) => Math.max(a, b), -Infinity)
    let [sum, said] = [0, 0]
    for (let k = 0; k < p.length; k++) {
      said += (own[k] as number) * ((p[k] as number) - top)
      p[k] = Math.exp((p[k] as number) - top)
      sum += p[k] as number
    }
    for (let k = 0; k < p.length; k++) p[k] = (p[k] as number) / sum
    return Math.log(sum) - said
  }
  let loss = 0
  for (let k = 0; k < p.length; k++) {
    const z = p[k] as number
    loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (own[k] as number) * z
    p[k] = sigmoid(z)
  }
  return loss
}

function margins(rows: SparseMatrix, row: number, weights: Float64Array, into: Float64Array): void {
  const block = rows.width + 1
  const [from, to] = [rows.offsets[row] as number, rows.offsets[row + 1] as number]
  for (let k = 0; k < into.length; k++) {
    const start = k * block
    let z = weights[start + rows.width] as number
    for (let e = from; e < to; e++)
      z += (rows.values[e] as number) * (weights[start + (rows.columns[e] as number)] as number)
    into[k] = z
  }
}

function addRow(rows: SparseMatrix, row: number, by: number, into: Float64Array, start: number): void {
  for (let e = rows.offsets[row] as number; e < (rows.offsets[row + 1] as number); e++) {
    const at = start + (rows.columns[e] as number)
    into[at] = (into[at] as number) + by * (rows.values[e] as number)
  }
  const intercept = start + rows.width
  into[intercept] = (into[intercept] as number) + by
}

function penalty(weights: Float64Array, gradient: Float64Array, block: number, c: number): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) {
    if (at % block === block - 1) continue
    const w = weights[at] as number
    sum += w * w
    gradient[at] = (gradient[at] as number) + w / c
  }
  return sum / (2 * c)
}
