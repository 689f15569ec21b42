import { type AllocationProblem, mulberry32 } from '@liangti/models'
import { labErrors } from '../../errors.ts'

export interface NamedProblem {
  problem: AllocationProblem
  /** Of each customer; null: their numbers. */
  customers: readonly string[] | null
  budgets: readonly string[]
  options: readonly string[]
}

/**
 * The published instances: `mulberry32:SEED,N,K,M`; for customer i, option k: value = draw, then M costs = draws, all
 * uniform; each budget .125 · N.
 * @param shared puts the arrays where threads can see them
 * @throws labErrors.badOption for any other text
 */
export function instanceOf(text: string, shared: boolean): NamedProblem {
  const match = /^mulberry32:(\d+),(\d+),(\d+),(\d+)$/.exec(text.trim())
  const [seed = 0, n = 0, k = 0, m = 0] = (match ?? []).slice(1).map(Number)
  const wanted = 'mulberry32:SEED,CUSTOMERS,OPTIONS,BUDGETS, at most 400 million numbers in all'
  if (!match || seed > 0xffffffff || n < 1 || k < 1 || m < 1 || n * k * (m + 1) > 4e8)
    throw labErrors.badOption({ option: 'instance', value: text, wanted })
  const draw = mulberry32(seed)
  const starts = new Uint32Array(n + 1)
  for (let i = 1; i <= n; i++) starts[i] = i * k
  const values = numbers(n * k, shared)
  const costs = numbers(n * k * m, shared)
  for (let c = 0, at = 0; c < n * k; c++) {
    values[c] = draw()
    for (let j = 0; j < m; j++) costs[at++] = draw()
  }
  return {
    problem: { starts, values, costs, budgets: new Array<number>(m).fill(0.125 * n) },
    customers: null,
    budgets: Array.from({ length: m }, (_, j) => `budget ${j + 1}`),
    options: Array.from({ length: k }, (_, o) => `option ${o + 1}`),
  }
}

export function numbers(length: number, shared: boolean): Float64Array {
  return shared ? new Float64Array(new SharedArrayBuffer(length * 8)) : new Float64Array(length)
}
