import { type AllocationProblem, mulberry32, type RandomSource } from '@liangti/models'

/** The published instances: value = draw, then M costs = draws, budget .125 · N each. */
export function published(seed: number, n: number, k: number, m: number): AllocationProblem {
  const draw = mulberry32(seed)
  const values = new Float64Array(n * k)
  const costs = new Float64Array(n * k * m)
  for (let c = 0, at = 0; c < n * k; c++) {
    values[c] = draw()
    for (let j = 0; j < m; j++) costs[at++] = draw()
  }
  return {
    starts: Uint32Array.from({ length: n + 1 }, (_, i) => i * k),
    values,
    costs,
    budgets: new Array(m).fill(0.125 * n),
  }
}

/** A small problem of whole numbers with rules of every kind, for comparison with all plans there are. */
export function small(random: RandomSource, withRules: boolean): AllocationProblem {
  const below = (n: number) => Math.floor(random() * n)
  const customers = 1 + below(5)
  const options = 1 + below(4)
  const m = 1 + below(3)
  const starts = [0]
  const offered: number[] = []
  for (let i = 0; i < customers; i++) {
    for (let o = 0; o < options; o++) if (random() < 0.8) offered.push(o)
    starts.push(offered.length)
  }
  const draw = (low: number, high: number) => low + below(high - low + 1)
  return {
    starts: Uint32Array.from(starts),
    values: Float64Array.from(offered, () => draw(-3, 12)),
    costs: Float64Array.from({ length: offered.length * m }, () => draw(0, 6)),
    budgets: Array.from({ length: m }, () => draw(0, 4 * customers)),
    options: Uint32Array.from(offered),
    ...(withRules
      ? {
          cap: draw(1, 3),
          exclusions: options > 1 ? [[0, 1] as const] : [],
          quotas: random() < 0.5 ? [{ option: 0, customers: draw(0, 2) }] : [],
          capacities: random() < 0.5 ? [{ option: options - 1, customers: draw(0, 3) }] : [],
        }
      : {}),
  }
}

/** Value of the best of all plans, by trying them; null where none keeps the limits. Imports nothing of the method. */
export function bestByTrying(problem: AllocationProblem): number | null {
  const { starts, values, costs, budgets, options } = problem
  const m = budgets.length
  let best: number | null = null
  const chosen: number[] = []
  const customers = starts.length - 1
  const option = (k: number) => options?.[k] ?? 0
  const ruled = (pair: readonly [number, number], a: number, b: number) =>
    (pair[0] === a && pair[1] === b) || (pair[0] === b && pair[1] === a)
  const count = (o: number) => chosen.filter((k) => option(k) === o).length
  const judge = () => {
    for (let j = 0; j < m; j++)
      if (chosen.reduce((sum, k) => sum + (costs[k * m + j] ?? 0), 0) > (budgets[j] ?? 0)) return
    if ((problem.quotas ?? []).some((q) => count(q.option) < q.customers)) return
    if ((problem.capacities ?? []).some((c) => count(c.option) > c.customers)) return
    const value = chosen.reduce((sum, k) => sum + (values[k] ?? 0), 0)
    if (best === null || value > best) best = value
  }
  const go = (i: number) => {
    if (i === customers) {
      judge()
      return
    }
    const own = Array.from(
      { length: (starts[i + 1] ?? 0) - (starts[i] ?? 0) },
      (_, k) => (starts[i] ?? 0) + k,
    )
    for (let mask = 0; mask < 2 ** own.length; mask++) {
      const bundle = own.filter((_, b) => (mask >> b) & 1)
      if (bundle.length > (problem.cap ?? 1)) continue
      if (
        bundle.some((a) =>
          bundle.some((b) => (problem.exclusions ?? []).some((p) => ruled(p, option(a), option(b)))),
        )
      )
        continue
      chosen.push(...bundle)
      go(i + 1)
      chosen.length -= bundle.length
    }
  }
  go(0)
  return best
}

/** How far a plan is beyond its budgets, in exact rational arithmetic on the doubles themselves. */
export function exactExcess(problem: AllocationProblem, chosen: Iterable<number>): number {
  const m = problem.budgets.length
  const given = [...chosen]
  const rational = (x: number) => {
    let power = 0
    let whole = x
    while (!Number.isInteger(whole)) {
      whole *= 2
      power += 1
    }
    return BigInt(whole) << BigInt(1100 - power)
  }
  let worst = 0
  for (let j = 0; j < m; j++) {
    const total = given.reduce((sum, k) => sum + rational(problem.costs[k * m + j] ?? 0), 0n)
    if (total > rational(problem.budgets[j] ?? 0)) worst += 1
  }
  return worst
}
