import { type AllocationRows, optionAt } from './rows.ts'

/**
 * Budgets counted in whole units, so that sums are exact in any order. Where all costs of a budget are decimals of up to
 * six places (or whole 2⁻³²ths), a unit is that place and nothing is lost; else costs are rounded up to a fine power of
 * two, which errs to the safe side by less than one part in 10⁹ of the budget.
 */
export interface UnitRows {
  /** Units in 1, a row. */
  scale: Float64Array
  /** Whether costs are whole units (else rounded up), a row. */
  exact: boolean[]
  /** Whole units of each row's limit. */
  limits: Float64Array
}

const grids = [1, 100, 10_000, 1_000_000, 4_294_967_296]
/** Sums stay below 2⁵³. */
const mostUnits = 2 ** 52

export function unitRows(rows: AllocationRows): UnitRows {
  const scale = new Float64Array(rows.rows).fill(1)
  const exact = new Array<boolean>(rows.rows).fill(true)
  const limits = Float64Array.from(rows.limits)
  for (let m = 0; m < rows.budgets; m++) {
    const most = greatestTotal(rows, m)
    const grid = grids.find((g) => most * g < mostUnits && onGrid(rows, m, g))
    const unit = grid ?? 2 ** Math.floor(Math.log2(mostUnits / Math.max(most, Number.MIN_VALUE * 1e300)))
    scale[m] = unit
    exact[m] = grid !== undefined
    const limit = (rows.limits[m] as number) * unit
    // A limit of .35 times 100 is 35.000000000000004 or 34.99999999999999: both mean 35.
    const near = Math.round(limit)
    limits[m] =
      exact[m] && Math.abs(limit - near) <= 1e-9 * Math.max(1, Math.abs(near)) ? near : Math.floor(limit)
  }
  return { scale, exact, limits }
}

/** Σ over customers of the greatest |cost| × cap: no plan's sum is beyond. */
function greatestTotal({ starts, costs, budgets, cap }: AllocationRows, m: number): number {
  let total = 0
  for (let i = 0; i + 1 < starts.length; i++) {
    let most = 0
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const cost = Math.abs(costs[k * budgets + m] as number)
      if (cost > most) most = cost
    }
    total += most * cap
  }
  return total
}

function onGrid({ costs, budgets }: AllocationRows, m: number, grid: number): boolean {
  for (let at = m; at < costs.length; at += budgets) {
    const units = (costs[at] as number) * grid
    const error = Math.abs(units - Math.round(units))
    if (error > 0 && (grid === 4_294_967_296 || error > 4e-16 * Math.abs(units))) return false
  }
  return true
}

/** Adds `sign` × the units a candidate uses of each row to `use`, from `at` on. */
export function addUnits(
  rows: AllocationRows,
  units: UnitRows,
  candidate: number,
  start: number,
  sign: number,
  use: Float64Array,
  at = 0,
): void {
  for (let m = 0; m < rows.budgets; m++) {
    const scaled = (rows.costs[candidate * rows.budgets + m] as number) * (units.scale[m] as number)
    use[at + m] = (use[at + m] as number) + sign * (units.exact[m] ? Math.round(scaled) : Math.ceil(scaled))
  }
  if (rows.capacityRow === null || rows.quotaRow === null) return
  const option = optionAt(rows, candidate, start)
  const most = rows.capacityRow[option] as number
  const least = rows.quotaRow[option] as number
  if (most >= 0) use[at + most] = (use[at + most] as number) + sign
  if (least >= 0) use[at + least] = (use[at + least] as number) - sign
}
