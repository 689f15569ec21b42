import {
  type AllocationProblem,
  allocate,
  greedyAllocation,
  InfeasibleAllocationError,
  mulberry32,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestByTrying, exactExcess, published, small } from './instances.ts'

describe('published instances (mulberry32, seed 42), against the LP optimum of HiGHS', () => {
  it('draws the published numbers', () => {
    const { values, costs } = published(42, 1, 2, 1)
    const stated = [0.601103752, 0.448290559, 0.8524657935]
    for (const [at, x] of [values[0], costs[0], values[1]].entries())
      expect(Math.abs((x ?? 0) - (stated[at] ?? 0))).toBeLessThan(1e-9)
  })
  it.each([
    { n: 1_000, k: 5, m: 1, lp: 559.639456, gap: 0.0015 },
    { n: 10_000, k: 5, m: 1, lp: 5611.464676, gap: 0.0002 },
  ])('$n customers, $k options, $m budget: value ≤ LP ≤ bound, no budget broken', ({ n, k, m, lp, gap }) => {
    const problem = published(42, n, k, m)
    const plan = allocate(problem)
    expect(plan.maxViolation).toBe(0)
    expect(exactExcess(problem, plan.chosen)).toBe(0)
    expect(plan.value).toBeLessThanOrEqual(lp)
    expect(plan.dualBound).toBeGreaterThanOrEqual(lp - 1e-6)
    expect(plan.dualBound).toBeLessThanOrEqual(lp + 1e-4)
    expect(plan.gap).toBeLessThanOrEqual(gap)
    expect(plan.gap).toBeCloseTo((plan.dualBound - plan.value) / plan.dualBound, 12)
    expect(greedyAllocation(problem).value).toBeLessThan(plan.value)
  })
})

describe('agreement with all plans there are', () => {
  it.each([false, true])('small problems of whole numbers, rules: %s', (withRules) => {
    let infeasible = 0
    for (let seed = 1; seed <= 150; seed++) {
      const problem = small(mulberry32(seed), withRules)
      const best = bestByTrying(problem)
      if (best === null) {
        infeasible += 1
        expect(() => allocate(problem), `seed ${seed}`).toThrow(InfeasibleAllocationError)
        continue
      }
      const plan = allocate(problem)
      expect(plan.value, `seed ${seed}`).toBe(best)
      expect(plan.optimal, `seed ${seed}`).toBe(true)
      expect(plan.maxViolation).toBe(0)
      expect(plan.dualBound).toBeGreaterThanOrEqual(best)
    }
    expect(infeasible > 0).toBe(withRules)
  })
})

describe('any problem', () => {
  const problems = fc
    .record({
      seed: fc.nat(),
      n: fc.integer({ min: 1, max: 60 }),
      k: fc.integer({ min: 1, max: 6 }),
      m: fc.integer({ min: 1, max: 3 }),
      share: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
      decimals: fc.constantFrom(0, 2, null),
    })
    .map(({ seed, n, k, m, share, decimals }) => {
      const problem = published(seed, n, k, m)
      const rounded = (x: number) =>
        decimals === null ? x / 3 : Math.round(x * 9 * 10 ** decimals) / 10 ** decimals
      return {
        ...problem,
        costs: problem.costs.map(rounded),
        budgets: Array.from(problem.budgets, (_, j) => Math.round(share * n * 100 * (j + 1)) / 100),
      } satisfies AllocationProblem
    })
  it('breaks no budget, gives each customer at most one, and is worth no more than the bound', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const plan = allocate(problem, { kicks: 5, branches: 2_000 })
        expect(plan.maxViolation).toBe(0)
        const owners = Array.from(plan.chosen, (k) => problem.starts.findLastIndex((start) => start <= k))
        expect(new Set(owners).size).toBe(owners.length)
        expect(plan.assigned).toBe(owners.length)
        const value = Array.from(plan.chosen).reduce((sum, k) => sum + (problem.values[k] ?? 0), 0)
        expect(plan.value).toBeCloseTo(value, 9)
        expect(plan.dualBound).toBeGreaterThanOrEqual(plan.value)
      }),
      { numRuns: 40, seed: 7 },
    )
  })
  it('is worth no less when budgets grow', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const wider = { ...problem, budgets: Array.from(problem.budgets, (b) => b * 1.5) }
        const [less, more] = [allocate(problem, { kicks: 5 }), allocate(wider, { kicks: 5 })]
        expect(more.dualBound).toBeGreaterThanOrEqual(less.dualBound * (1 - 1e-7))
        if (less.optimal && more.optimal) expect(more.value).toBeGreaterThanOrEqual(less.value - 1e-9)
      }),
      { numRuns: 20, seed: 8 },
    )
  })
})
