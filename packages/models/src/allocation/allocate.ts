import { auditPlan } from './audit.ts'
import { polish } from './core.ts'
import { kernelSteps, type PassRequest, type Scales, scalesOf, warmPrices } from './dual.ts'
import { assertEachRowCanBeMet, infeasibleTogether, leastValue } from './feasibility.ts'
import { pricingOf } from './net-values.ts'
import { emptySums, mergeSums, type PassSums, partBounds, passOver, passParts } from './pass.ts'
import { type AllocationProblem, assertAllocationProblem } from './problem.ts'
import { roundPlan } from './round-plan.ts'
import { type AllocationRows, allocationRows } from './rows.ts'
import { dot } from './smooth-prices.ts'
import { unitRows } from './units.ts'

export interface AllocationOptions {
  /** Moves that are forced in turn to escape a plan no small change betters; 0 for none. 150 where missing. */
  kicks?: number
  /** Branches tried in search of the best plan of all, which small problems allow. 200,000 where missing. */
  branches?: number
  /** Told after each pass over the customers. */
  progress?: (passes: number) => void
}

export interface Allocation {
  /** Candidates given to their customers, rising. */
  chosen: Uint32Array
  /** Customers with at least one candidate. */
  assigned: number
  /** Σ value of the chosen. */
  value: number
  /** No plan, not even one in fractions, is worth more. */
  dualBound: number
  /** (dualBound − value) ÷ |dualBound|: how much better the best plan could be at most, in shares; 0 where they meet. */
  gap: number
  /** Whether no other plan is worth more, proven by search; only small problems can have it. */
  optimal: boolean
  /** What one more unit of each budget would be worth. */
  shadowPrices: Float64Array
  /** The same of each capacity and quota, in the order given; what one more customer of the quota costs. */
  capacityPrices: Float64Array
  quotaPrices: Float64Array
  /** Use of each budget. */
  use: number[]
  /** Exactly 0: see `auditPlan`. */
  maxViolation: number
  /** Passes over the customers. */
  passes: number
}

/**
 * Gives each customer the bundle of candidates that is worth most to all together, under budgets that all share.
 *
 * Budgets, capacities and quotas get prices; at given prices each customer's best bundle is found alone, in one pass.
 * Prices are found by Newton steps (a sample first, then everyone, then exactly over those almost indifferent), the
 * plan is repaired in whole units until no limit is broken, then improved.
 * @returns a plan that keeps every limit exactly, with a certificate of how good it is
 * @throws InvalidInputError for arrays of the wrong shape or numbers that are not finite
 * @throws InfeasibleAllocationError naming the rows that no plan can keep
 * Source: Lagrangian dual of the multiple-choice knapsack; Zhang et al. (2020), Solving billion-scale knapsack problems.
 * @example
 * import { allocate } from '@liangti/models'
 * const plan = allocate({
 *   starts: Uint32Array.of(0, 2, 4, 6), // three customers: a call or a letter each
 *   values: Float64Array.of(9, 4, 8, 5, 3, 1),
 *   costs: Float64Array.of(5, 1, 5, 1, 5, 1),
 *   budgets: [7],
 * })
 * plan.value // → 15
 * Array.from(plan.chosen) // → [0, 3, 5]
 * plan.maxViolation // → 0
 */
export function allocate(problem: AllocationProblem, options: AllocationOptions = {}): Allocation {
  assertAllocationProblem(problem)
  const rows = allocationRows(problem)
  const steps = allocationSteps(problem, rows, options)
  let next = steps.next()
  while (!next.done) next = steps.next(fullPass(rows, next.value))
  return next.value
}

/** One pass over everyone, part by part in the order that threads keep too. */
function fullPass(rows: AllocationRows, request: PassRequest): PassSums {
  const pricing = pricingOf(rows, request.prices, request.jitter)
  const sums = emptySums(rows.rows)
  for (let part = 0; part < passParts; part++) {
    const { first, last } = partBounds(rows.starts.length - 1, part)
    mergeSums(sums, passOver(rows, pricing, request.kernelWidth, first, last))
  }
  return sums
}

/** The solver: yields the passes it needs, whoever makes them, and is given their sums. */
export function* allocationSteps(
  problem: AllocationProblem,
  rows: AllocationRows,
  options: AllocationOptions,
): Generator<PassRequest, Allocation, PassSums> {
  const units = unitRows(rows)
  assertEachRowCanBeMet(problem, rows, units)
  const scales = scalesOf(rows)
  let passes = 0
  const counted = function* <T>(
    inner: Generator<PassRequest, T, PassSums>,
  ): Generator<PassRequest, T, PassSums> {
    let next = inner.next()
    while (!next.done) {
      const sums: PassSums = yield next.value
      passes += 1
      options.progress?.(passes)
      next = inner.next(sums)
    }
    return next.value
  }
  const jitter = jitterFor(rows, scales)
  const point = yield* counted(dualOf(problem, rows, scales, jitter))
  let { bound } = point
  if (jitter > 0) {
    const sums: PassSums = yield { prices: point.prices, kernelWidth: Number.MIN_VALUE, jitter: 0 }
    bound = sums.best + dot(point.prices, rows.limits)
  }
  const plan = roundPlan(rows, units, point.prices, jitter, bound, {
    kicks: options.kicks ?? 150,
    branches: options.branches ?? 200_000,
  })
  if (plan === null) throw infeasibleTogether(problem, point.prices, scales.use, false)
  const chosen = plan.chosen.filter((k) => k >= 0)
  const audit = auditPlan(problem, rows, units, Uint32Array.from(chosen).sort())
  const dualBound = Math.max(bound, audit.value)
  const capacities = rows.budgets + (problem.capacities?.length ?? 0)
  return {
    chosen: Uint32Array.from(chosen).sort(),
    ...audit,
    dualBound,
    gap: dualBound === audit.value ? 0 : (dualBound - audit.value) / Math.abs(dualBound),
    optimal: plan.optimal,
    shadowPrices: point.prices.slice(0, rows.budgets),
    capacityPrices: point.prices.slice(rows.budgets, capacities),
    quotaPrices: point.prices.slice(capacities),
    passes,
  }
}

function* dualOf(problem: AllocationProblem, rows: AllocationRows, scales: Scales, jitter: number) {
  const customers = rows.starts.length - 1
  const slack = 1e-6 * scales.value
  const hopeless = leastValue(rows) - slack
  const warm = warmPrices(rows, scales, jitter, hopeless)
  const floor = (0.5 * scales.value) / Math.sqrt(Math.max(1, customers))
  const from = Math.max(floor, scales.value / Math.sqrt(Math.min(Math.max(1, customers), 60_000)))
  const point = yield* kernelSteps(rows.limits, warm, scales, { from, floor }, jitter, hopeless)
  if (point.bound < hopeless) throw infeasibleTogether(problem, point.prices, scales.use, true)
  return yield* polish(rows, scales, jitter, point)
}

/** Quantised values tie in crowds, and a price then moves all or none: a hair of hash parts them. */
function jitterFor(rows: AllocationRows, scales: Scales): number {
  const count = rows.values.length
  const stride = Math.max(1, Math.floor(count / 4_096))
  const seen = new Set<number>()
  let looked = 0
  for (let k = 0; k < count; k += stride) {
    seen.add(rows.values[k] as number)
    looked += 1
  }
  return looked >= 256 && seen.size < looked / 2 ? 1e-5 * scales.value : 0
}
