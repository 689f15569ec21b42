import { drawNormal } from '../../chance/distributions.ts'
import type { RandomSource } from '../../chance/random.ts'
import type { Matrix } from '../../data/matrix.ts'
import { choleskySolve } from '../../numerics/cholesky.ts'

/** Share of moves taken at which a Langevin chain moves fastest (Roberts & Rosenthal 1998). */
const bestAcceptance = 0.574

/**
 * A Metropolis-adjusted Langevin chain: half a step down the gradient, a random step in the shape of the curvature, and
 * the move is taken with the probability that keeps the density exp(−f).
 * @param f writes the gradient at x and returns −log density; Infinity where there is none
 * @param start where the density is above 0
 * @param factor Cholesky factor of the curvature
 * @returns makes a move and gives the place; while told to `adapt` it tunes the length of its steps
 * Source: Roberts & Rosenthal (1998), Optimal scaling of discrete approximations to Langevin diffusions.
 */
export function langevinChain(
  f: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  factor: Matrix,
  random: RandomSource,
): (adapt: boolean) => Float64Array {
  const k = start.length
  let here = start.slice()
  const gradient = new Float64Array(k)
  let value = f(here, gradient)
  let length = 1.65 * k ** (-1 / 6)
  let moves = 0
  let down = choleskySolve(factor, gradient)
  const drifted = (x: Float64Array, by: Float64Array) =>
    x.map((v, i) => v - (length * length * (by[i] as number)) / 2)
  return (adapt) => {
    const z = Float64Array.from({ length: k }, () => drawNormal(random))
    const shaped = solveTransposed(factor, z)
    const there = drifted(here, down).map((v, i) => v + length * (shaped[i] as number))
    const slope = new Float64Array(k)
    const next = f(there, slope)
    let ratio = -Infinity
    let downThere = down
    if (Number.isFinite(next)) {
      downThere = choleskySolve(factor, slope)
      const back = drifted(there, downThere)
      const way = here.map((v, i) => (v - (back[i] as number)) / length)
      ratio = value - next + (squareOf(z) - squareOf(timesTransposed(factor, way))) / 2
    }
    const chance = Number.isNaN(ratio) ? 0 : Math.min(1, Math.exp(ratio))
    if (random() < chance) {
      here = there
      down = downThere
      value = next
    }
    moves += 1
    if (adapt) length *= Math.exp((chance - bestAcceptance) / Math.sqrt(moves))
    return here
  }
}

/** x with Lᵀ·x = b. */
function solveTransposed({ rows, values }: Matrix, b: Float64Array): Float64Array {
  const x = b.slice()
  for (let i = rows - 1; i >= 0; i--) {
    const v = (x[i] as number) / (values[i * rows + i] as number)
    x[i] = v
    for (let j = 0; j < i; j++) x[j] = (x[j] as number) - v * (values[i * rows + j] as number)
  }
  return x
}

/** Lᵀ·x. */
function timesTransposed({ rows, values }: Matrix, x: Float64Array): Float64Array {
  const product = new Float64Array(rows)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++)
      product[j] = (product[j] as number) + (values[i * rows + j] as number) * (x[i] as number)
  return product
}

function squareOf(x: Float64Array): number {
  return x.reduce((sum, v) => sum + v * v, 0)
}
