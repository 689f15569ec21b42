import { type AllocationProblem, allocate } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { published } from '../../models/allocation/instances.ts'

interface Highs {
  solve(problem: string): { Status: string; ObjectiveValue: number }
}

/**
 * npm `highs` is a rival, not a dependency: install it anywhere and name its entry file, as in
 * `LIANGTI_HIGHS=/tmp/rivals/node_modules/highs/build/highs.js`.
 */
const entry = process.env.LIANGTI_HIGHS
const highs = entry ? ((await (await import(entry)).default()) as Highs) : null
if (highs === null) console.log('allocation beside npm highs: skipped, LIANGTI_HIGHS names no copy of it')

/** The linear relaxation in CPLEX's LP format. */
function relaxation({ starts, values, costs, budgets }: AllocationProblem): string {
  const sum = (weights: Iterable<number>) => Array.from(weights, (w, k) => `+ ${w} x${k}`).join('\n')
  const rows = Array.from(budgets, (budget, m) => {
    const used = values.map((_, k) => costs[k * budgets.length + m] ?? 0)
    return `b${m}: ${sum(used)} <= ${budget}`
  })
  const once = Array.from({ length: starts.length - 1 }, (_, i) => {
    const own = Array.from(
      { length: (starts[i + 1] ?? 0) - (starts[i] ?? 0) },
      (_, k) => `x${(starts[i] ?? 0) + k}`,
    )
    return `c${i}: ${own.join(' + ')} <= 1`
  })
  return ['Maximize', `obj: ${sum(values)}`, 'Subject To', ...rows, ...once, 'End'].join('\n')
}

describe.skipIf(highs === null)('beside npm highs, in one run', () => {
  it.each([
    [1_000, 5, 1],
    [2_000, 10, 5],
  ])('%i customers, %i options, %i budgets: its LP optimum is our bound', (n, k, m) => {
    const problem = published(42, n, k, m)
    const text = relaxation(problem)
    const began = performance.now()
    const theirs = highs?.solve(text)
    const between = performance.now()
    const ours = allocate(problem)
    const end = performance.now()
    console.log(
      `${n} × ${k} × ${m}: highs (LP) ${((between - began) / 1000).toFixed(2)} s, ours ${((end - between) / 1000).toFixed(2)} s, gap ${(100 * ours.gap).toFixed(5)} %`,
    )
    expect(theirs?.Status).toBe('Optimal')
    expect(ours.dualBound).toBeCloseTo(theirs?.ObjectiveValue ?? 0, 5)
    expect(ours.value).toBeLessThanOrEqual(theirs?.ObjectiveValue ?? 0)
    expect(ours.maxViolation).toBe(0)
  })
})
