import type { AllocationProblem } from './problem.ts'
import { type AllocationRows, optionAt } from './rows.ts'
import type { UnitRows } from './units.ts'

export interface PlanAudit {
  value: number
  /** Use of each budget, in its unit. */
  use: number[]
  /** How far the plan is beyond the row it breaks most, in that row's unit; exactly 0 where it keeps all. */
  maxViolation: number
  /** Customers with at least one candidate. */
  assigned: number
}

/**
 * Evaluates a plan anew from the data it was made of: budgets in whole units where their costs are decimals of up to
 * six places, else by compensated sums.
 * @param chosen candidates, in any order
 */
export function auditPlan(
  problem: AllocationProblem,
  rows: AllocationRows,
  units: UnitRows,
  chosen: Uint32Array,
): PlanAudit {
  const value = compensated()
  const budgets = Array.from({ length: rows.budgets }, compensated)
  const customers = new Map<number, number>()
  let owner = 0
  let assigned = 0
  let last = -1
  for (const k of chosen.slice().sort()) {
    while ((rows.starts[owner + 1] as number) <= k) owner += 1
    if (owner !== last) assigned += 1
    last = owner
    value.add(rows.values[k] as number)
    budgets.forEach((sum, m) => {
      const cost = rows.costs[k * rows.budgets + m] as number
      sum.add(units.exact[m] ? Math.round(cost * (units.scale[m] as number)) : cost)
    })
    const option = optionAt(rows, k, rows.starts[owner] as number)
    if (rows.quotaRow !== null) customers.set(option, (customers.get(option) ?? 0) + 1)
  }
  let maxViolation = 0
  const use = budgets.map((sum, m) => {
    const scale = units.exact[m] ? (units.scale[m] as number) : 1
    const limit = units.exact[m] ? (units.limits[m] as number) : (rows.limits[m] as number)
    maxViolation = Math.max(maxViolation, sum.over(limit) / scale)
    return sum.total() / scale
  })
  for (const { option, customers: most } of problem.capacities ?? [])
    maxViolation = Math.max(maxViolation, (customers.get(option) ?? 0) - most)
  for (const { option, customers: least } of problem.quotas ?? [])
    maxViolation = Math.max(maxViolation, least - (customers.get(option) ?? 0))
  return { value: value.total(), use, maxViolation, assigned }
}

/** Neumaier's sum: what rounding drops is kept apart. */
function compensated() {
  let sum = 0
  let dropped = 0
  return {
    add(x: number) {
      const next = sum + x
      dropped += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum
      sum = next
    },
    total: () => sum + dropped,
    over: (limit: number) => Math.max(0, sum - limit + dropped),
  }
}
