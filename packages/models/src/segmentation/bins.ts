import { InvalidInputError } from '../errors.ts'

/**
 * Upper edges of `bins` groups as equal in size as ties allow: edge k is the value at rank ⌈k·n / bins⌉ of the sorted
 * values (the inverted distribution function, Hyndman & Fan type 1). Equal values always share a group, so with heavy
 * ties edges repeat and the groups between them are empty.
 * @param values n ≥ 1 finite numbers, any order; not changed
 * @param bins ≥ 2
 * @returns bins − 1 ascending edges
 * @throws InvalidInputError for no values, a value that is not finite, bins < 2
 */
export function quantileEdges(values: ArrayLike<number>, bins: number): number[] {
  if (values.length === 0) throw new InvalidInputError('values', 'is empty: no edges can be found.')
  if (!Number.isInteger(bins) || bins < 2)
    throw new InvalidInputError('bins', `must be at least 2, not ${bins}.`)
  const sorted = Float64Array.from(values)
  for (let i = 0; i < sorted.length; i++)
    if (!Number.isFinite(sorted[i])) throw new InvalidInputError(`values[${i}]`, 'must be a finite number.')
  sorted.sort()
  return Array.from(
    { length: bins - 1 },
    (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / bins) - 1] ?? 0,
  )
}

/** Number of edges below the value: 0 for values up to and including the first edge. */
export function binOf(value: number, edges: readonly number[]): number {
  let bin = 0
  for (const edge of edges) if (edge < value) bin++
  return bin
}
