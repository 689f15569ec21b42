import { type AllocationProblem, optionsIn } from './problem.ts'

/**
 * The problem as the solver sees it: every limit is a row "use ≤ limit". Rows are the budgets, then one a capacity
 * (each contact uses 1), then one a quota (each contact uses −1, the limit is −least).
 */
export interface AllocationRows {
  starts: Uint32Array
  values: Float64Array
  costs: Float64Array
  /** null: the position among the customer's candidates. */
  options: Uint32Array | null
  cap: number
  /** Number of budgets: columns of `costs`. */
  budgets: number
  /** Number of rows. */
  rows: number
  limits: Float64Array
  /** Row of an option's capacity and quota, −1 for none; both null where no option has a limit. */
  capacityRow: Int32Array | null
  quotaRow: Int32Array | null
  /** Which options exclude one another; null where none do. */
  conflicts: Conflicts | null
}

export interface Conflicts {
  /** Place of an option in `table`, −1 where it excludes nothing. */
  place: Int32Array
  side: number
  /** side × side, 1 where two exclude one another. */
  table: Uint8Array
}

/** @param problem checked before */
export function allocationRows(problem: AllocationProblem): AllocationRows {
  const budgets = problem.budgets.length
  const capacities = problem.capacities ?? []
  const quotas = problem.quotas ?? []
  const options = optionsIn(problem)
  const rows = budgets + capacities.length + quotas.length
  const limits = new Float64Array(rows)
  limits.set(Array.from(problem.budgets))
  const limited = capacities.length + quotas.length > 0
  const capacityRow = limited ? new Int32Array(options).fill(-1) : null
  const quotaRow = limited ? new Int32Array(options).fill(-1) : null
  capacities.forEach(({ option, customers }, at) => {
    limits[budgets + at] = customers
    if (capacityRow) capacityRow[option] = budgets + at
  })
  quotas.forEach(({ option, customers }, at) => {
    limits[budgets + capacities.length + at] = -customers
    if (quotaRow) quotaRow[option] = budgets + capacities.length + at
  })
  const { starts, values, costs } = problem
  return {
    starts,
    values,
    costs,
    options: problem.options ?? null,
    cap: problem.cap ?? 1,
    budgets,
    rows,
    limits,
    capacityRow,
    quotaRow,
    conflicts: conflictsOf(problem.exclusions ?? [], options),
  }
}

function conflictsOf(exclusions: readonly (readonly [number, number])[], options: number): Conflicts | null {
  if (exclusions.length === 0) return null
  const place = new Int32Array(options).fill(-1)
  let side = 0
  for (const option of exclusions.flat()) if (place[option] === -1) place[option] = side++
  const table = new Uint8Array(side * side)
  for (const [a, b] of exclusions) {
    table[(place[a] as number) * side + (place[b] as number)] = 1
    table[(place[b] as number) * side + (place[a] as number)] = 1
  }
  return { place, side, table }
}

/** Option of a candidate of the customer whose candidates begin at `start`. */
export function optionAt(rows: AllocationRows, candidate: number, start: number): number {
  return rows.options === null ? candidate - start : (rows.options[candidate] as number)
}

export function excludes(conflicts: Conflicts, a: number, b: number): boolean {
  const i = conflicts.place[a] as number
  const j = conflicts.place[b] as number
  return i >= 0 && j >= 0 && conflicts.table[i * conflicts.side + j] === 1
}

/** Adds `sign` × what a candidate uses of every row to `use`, from `at` on. */
export function addUse(
  rows: AllocationRows,
  candidate: number,
  start: number,
  sign: number,
  use: Float64Array,
  at = 0,
): void {
  const { budgets, costs, capacityRow, quotaRow } = rows
  const from = candidate * budgets
  for (let m = 0; m < budgets; m++) use[at + m] = (use[at + m] as number) + sign * (costs[from + m] as number)
  if (capacityRow === null || quotaRow === null) return
  const option = optionAt(rows, candidate, start)
  const most = capacityRow[option] as number
  const least = quotaRow[option] as number
  if (most >= 0) use[at + most] = (use[at + most] as number) + sign
  if (least >= 0) use[at + least] = (use[at + least] as number) - sign
}

/** Price of each option's own limits; null where no option has one. */
export function optionPrices(rows: AllocationRows, prices: ArrayLike<number>): Float64Array | null {
  const { capacityRow, quotaRow } = rows
  if (capacityRow === null || quotaRow === null) return null
  return Float64Array.from(capacityRow, (most, option) => {
    const least = quotaRow[option] as number
    return (most < 0 ? 0 : (prices[most] as number)) - (least < 0 ? 0 : (prices[least] as number))
  })
}

/** In words, for messages: `budget "mail"`, `quota of option "A"`. */
export function rowName(problem: AllocationProblem, row: number): string {
  const budgets = problem.budgets.length
  const capacities = problem.capacities ?? []
  const option = (o: number) => `"${problem.names?.options?.[o] ?? o}"`
  if (row < budgets) return `budget "${problem.names?.budgets?.[row] ?? row}"`
  const capacity = capacities[row - budgets]
  if (capacity) return `capacity ${capacity.customers} of option ${option(capacity.option)}`
  const quota = problem.quotas?.[row - budgets - capacities.length]
  return quota ? `quota ${quota.customers} of option ${option(quota.option)}` : `row ${row}`
}
