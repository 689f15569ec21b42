import { type AllocationProblem, InfeasibleAllocationError } from './problem.ts'
import { type AllocationRows, optionAt, rowName } from './rows.ts'
import type { UnitRows } from './units.ts'

/** @throws InfeasibleAllocationError for the first row that no plan keeps, whatever the others */
export function assertEachRowCanBeMet(
  problem: AllocationProblem,
  rows: AllocationRows,
  units: UnitRows,
): void {
  const capacities = problem.capacities?.length ?? 0
  const reach = optionReach(rows)
  for (const [at, { option, customers }] of (problem.quotas ?? []).entries()) {
    const most = reach?.[option] ?? 0
    if (most < customers)
      throw infeasible(problem, [rows.budgets + capacities + at], `only ${most} customers can get it`)
    const stock = problem.capacities?.findIndex((capacity) => capacity.option === option) ?? -1
    const left = problem.capacities?.[stock]?.customers ?? Infinity
    if (left < customers)
      throw infeasible(problem, [rows.budgets + stock, rows.budgets + capacities + at], 'they contradict')
  }
  const quotas = problem.quotas ?? []
  const room = (rows.starts.length - 1) * rows.cap
  if (quotas.reduce((sum, { customers }) => sum + customers, 0) > room)
    throw infeasible(
      problem,
      quotas.map((_, at) => rows.budgets + capacities + at),
      `together they ask for more than ${room}, the customers times the cap`,
    )
  for (let m = 0; m < rows.budgets; m++) {
    const least = leastUse(rows, units, m)
    if (least > (units.limits[m] as number))
      throw infeasible(
        problem,
        [m],
        `every plan takes at least ${least / (units.scale[m] as number)} of it, not ${rows.limits[m]}`,
      )
  }
}

/** Customers who could get each option. */
function optionReach(rows: AllocationRows): Float64Array | null {
  if (rows.quotaRow === null) return null
  const reach = new Float64Array(rows.quotaRow.length)
  for (let i = 0; i + 1 < rows.starts.length; i++)
    for (let k = rows.starts[i] as number; k < (rows.starts[i + 1] as number); k++) {
      const option = optionAt(rows, k, rows.starts[i] as number)
      reach[option] = (reach[option] as number) + 1
    }
  return reach
}

/** In units; a lower estimate where customers may get several and some exclude others. */
function leastUse(rows: AllocationRows, units: UnitRows, m: number): number {
  const scale = units.scale[m] as number
  let total = 0
  for (let i = 0; i + 1 < rows.starts.length; i++) {
    const negative: number[] = []
    for (let k = rows.starts[i] as number; k < (rows.starts[i + 1] as number); k++) {
      const cost = rows.costs[k * rows.budgets + m] as number
      if (cost < 0) negative.push(units.exact[m] ? Math.round(cost * scale) : Math.ceil(cost * scale))
    }
    negative.sort((a, b) => a - b)
    for (let j = 0; j < Math.min(rows.cap, negative.length); j++) total += negative[j] as number
  }
  return total
}

/** The least any plan could be worth: a dual below it proves that there is none. */
export function leastValue(rows: AllocationRows, stride = 1): number {
  let total = 0
  for (let i = 0; i + 1 < rows.starts.length; i += stride) {
    let least = 0
    for (let k = rows.starts[i] as number; k < (rows.starts[i + 1] as number); k++)
      if ((rows.values[k] as number) < least) least = rows.values[k] as number
    total += least * rows.cap
  }
  return total
}

/** The rows whose prices ran away, in words. */
export function infeasibleTogether(
  problem: AllocationProblem,
  prices: Float64Array,
  typicalUse: Float64Array,
  proven: boolean,
): InfeasibleAllocationError {
  const weight = (r: number) => (prices[r] as number) * (typicalUse[r] as number)
  const top = Math.max(0, ...[...prices.keys()].map(weight))
  const involved = [...prices.keys()].filter((r) => weight(r) > 1e-3 * top)
  return infeasible(
    problem,
    involved.length > 0 ? involved : [...prices.keys()],
    proven ? 'no plan keeps them together' : 'no plan that keeps them was found',
  )
}

function infeasible(problem: AllocationProblem, involved: number[], why: string): InfeasibleAllocationError {
  const names = involved.map((row) => rowName(problem, row))
  const quota = involved.some((row) => row >= problem.budgets.length)
  const text = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join()
  return new InfeasibleAllocationError(
    quota ? 'quotas' : 'budgets',
    names,
    `cannot be met: ${text}: ${why}. Raise the budgets or lower the quotas named.`,
  )
}
