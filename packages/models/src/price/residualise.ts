import { InvalidInputError } from '../errors.ts'

/** Names as codes; `levels` of them. */
interface Names {
  readonly codes: Uint32Array
  readonly levels: number
}

/** A vector whose square has shrunk below this share is a repetition of what was taken out. */
const repeated = 1e-12

/**
 * What is left of each vector when a constant, named effects and measured controls are taken out. Names are taken out by
 * turns until nothing changes (one turn is exact for one category), measured controls by Gram and Schmidt, twice over.
 * @returns new vectors, and the number of coefficients taken out, the constant's included
 * @throws InvalidInputError when taking the names out by turns does not settle
 * Source: Guimarães & Portugal (2010) for the turns; Giraud, Langou & Rozložník (2005): "twice is enough".
 */
export function residualise(
  vectors: readonly Float64Array[],
  controls: readonly Float64Array[],
  categories: readonly Names[],
): { residuals: Float64Array[]; rank: number } {
  const without = (vector: Float64Array) => withoutNames(vector, categories)
  const basis: Float64Array[] = []
  for (const control of controls) {
    const rest = withoutBasis(without(control), basis)
    const [left, whole] = [dot(rest, rest), dot(centred(control), centred(control))]
    if (left <= repeated * whole || left === 0) continue
    const size = Math.sqrt(left)
    basis.push(rest.map((v) => v / size))
  }
  const names = categories.reduce((sum, { codes }) => sum + new Set(codes).size - 1, 0)
  return {
    residuals: vectors.map((vector) => withoutBasis(without(vector), basis)),
    rank: 1 + names + basis.length,
  }
}

function withoutNames(vector: Float64Array, categories: readonly Names[]): Float64Array {
  const rest = centred(vector)
  if (categories.length === 0) return rest
  const limit = 1e-11 * Math.sqrt(dot(rest, rest) / Math.max(1, rest.length))
  for (let turn = 0; turn < 20_000; turn++) {
    let change = 0
    for (const names of categories) change = Math.max(change, takeOut(rest, names))
    if (categories.length === 1 || change <= limit) return rest
  }
  throw new InvalidInputError(
    'categories',
    'repeat each other so closely that their effects cannot be told apart.',
  )
}

/** Takes each name's mean out, in place; returns the largest mean. */
function takeOut(rest: Float64Array, { codes, levels }: Names): number {
  const sums = new Float64Array(levels)
  const counts = new Float64Array(levels)
  for (let i = 0; i < rest.length; i++) {
    const code = codes[i] as number
    sums[code] = (sums[code] as number) + (rest[i] as number)
    counts[code] = (counts[code] as number) + 1
  }
  let most = 0
  for (let code = 0; code < levels; code++) {
    if (counts[code] === 0) continue
    sums[code] = (sums[code] as number) / (counts[code] as number)
    most = Math.max(most, Math.abs(sums[code] as number))
  }
  for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - (sums[codes[i] as number] as number)
  return most
}

function withoutBasis(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = vector.slice()
  for (let pass = 0; pass < 2; pass++)
    for (const direction of basis) {
      const along = dot(rest, direction)
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - along * (direction[i] as number)
    }
  return rest
}

function centred(vector: Float64Array): Float64Array {
  let mean = 0
  for (const v of vector) mean += v / vector.length
  return vector.map((v) => v - mean)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
