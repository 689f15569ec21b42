import { assertOpenShare, InvalidInputError } from '../errors.ts'

export interface LorenzPoint {
  /** Share of customers, most valuable first, in [0, 1]. */
  customersShare: number
  /** Share of the total value they bring; above 1 on the way where others bring negative value. */
  valueShare: number
}

export interface Concentration {
  customers: number
  total: number
  /** From (0, 0) to (1, 1), ascending; most valuable customers first, so the curve lies above the diagonal. */
  points: LorenzPoint[]
  /** 0: everybody brings the same; (n − 1)/n: one customer brings everything; above 1 possible with negative values. */
  gini: number
}

/**
 * How value is concentrated: the curve "the best x share of customers bring y share of the value" and its Gini
 * coefficient.
 * @param values value of each customer, finite; negative allowed (returns), the total must be above 0
 * @param maxPoints points of the curve besides the ends are thinned evenly to about this many; default 200
 * @throws InvalidInputError for no values, a value that is not finite, a total of 0 or less
 * Source: Lorenz (1905); G = Σ (2i − n − 1) x₍ᵢ₎ / (n Σ x), ascending order (population form).
 */
export function concentration(values: ArrayLike<number>, maxPoints = 200): Concentration {
  const descending = sortedDescending(values)
  const n = descending.length
  let total = 0
  let weighted = 0
  for (let i = 0; i < n; i++) {
    const value = descending[i] ?? 0
    total += value
    weighted += (n - 1 - 2 * i) * value
  }
  if (!(total > 0)) throw new InvalidInputError('values', `add up to ${total}: shares need a total above 0.`)
  const stride = Math.max(1, Math.ceil(n / Math.max(1, maxPoints)))
  const points: LorenzPoint[] = [{ customersShare: 0, valueShare: 0 }]
  let running = 0
  for (let i = 0; i < n; i++) {
    running += descending[i] ?? 0
    if ((i + 1) % stride === 0 && i + 1 < n)
      points.push({ customersShare: (i + 1) / n, valueShare: running / total })
  }
  points.push({ customersShare: 1, valueShare: 1 })
  return { customers: n, total, points, gini: weighted / (n * total) }
}

export interface TopShare {
  /** The fewest customers who together bring at least the wanted share. */
  customers: number
  customersShare: number
  /** What they bring, ≥ the wanted share. */
  valueShare: number
  /** Value of the least of them: "from this much on". */
  threshold: number
}

/**
 * Who makes a given share of the value: the fewest customers that reach it, best first.
 * @param values as in `concentration`
 * @param share wanted, in (0, 1); default one half
 * @throws InvalidInputError as in `concentration`, or for a share outside (0, 1)
 */
export function topCustomersFor(values: ArrayLike<number>, share = 0.5): TopShare {
  assertOpenShare('share', share)
  const descending = sortedDescending(values)
  let total = 0
  for (const value of descending) total += value
  if (!(total > 0)) throw new InvalidInputError('values', `add up to ${total}: shares need a total above 0.`)
  let running = 0
  let customers = 0
  while (customers < descending.length && running < share * total) running += descending[customers++] ?? 0
  return {
    customers,
    customersShare: customers / descending.length,
    valueShare: running / total,
    threshold: descending[customers - 1] ?? 0,
  }
}

function sortedDescending(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new InvalidInputError('values', 'is empty: there is nobody to compare.')
  const sorted = Float64Array.from(values)
  for (let i = 0; i < sorted.length; i++)
    if (!Number.isFinite(sorted[i])) throw new InvalidInputError(`values[${i}]`, 'must be a finite number.')
  return sorted.sort().reverse()
}
