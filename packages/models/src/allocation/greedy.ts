import { auditPlan, type PlanAudit } from './audit.ts'
import { type AllocationProblem, assertAllocationProblem } from './problem.ts'
import { type AllocationRows, allocationRows, excludes, optionAt } from './rows.ts'
import { addUnits, type UnitRows, unitRows } from './units.ts'

export interface GreedyPlan extends PlanAudit {
  /** Rising. */
  chosen: Uint32Array
}

/**
 * The usual rule, for comparison: candidates by falling value per share of the budgets they take (in steps of .1 %,
 * ties in their order), each given if it still fits; options with a quota first, until it is met. Quotas may stay
 * unmet: see `maxViolation`.
 * @throws InvalidInputError as `allocate`
 */
export function greedyAllocation(problem: AllocationProblem): GreedyPlan {
  assertAllocationProblem(problem)
  const rows = allocationRows(problem)
  const units = unitRows(rows)
  const state: GreedyState = {
    use: new Float64Array(rows.rows),
    taken: new Int32Array((rows.starts.length - 1) * rows.cap).fill(-1),
    owner: ownersOf(rows),
  }
  const { quotaRow } = rows
  if (quotaRow !== null)
    for (const k of byDensity(rows)) {
      const customer = state.owner(k)
      const row = quotaRow[optionAt(rows, k, rows.starts[customer] as number)] as number
      if (row >= 0 && (state.use[row] as number) > (rows.limits[row] as number)) give(rows, units, k, state)
    }
  for (const k of byDensity(rows)) if ((rows.values[k] as number) > 0) give(rows, units, k, state)
  const chosen = Uint32Array.from(state.taken.filter((k) => k >= 0)).sort()
  return { chosen, ...auditPlan(problem, rows, units, chosen) }
}

interface GreedyState {
  use: Float64Array
  /** Customers × cap, −1 for none. */
  taken: Int32Array
  owner(candidate: number): number
}

function give(rows: AllocationRows, units: UnitRows, candidate: number, state: GreedyState): void {
  // Before all else, as most candidates fail here once a budget is nearly gone.
  for (let m = 0; m < rows.budgets; m++) {
    const cost = (rows.costs[candidate * rows.budgets + m] as number) * (units.scale[m] as number)
    if (cost > 0 && (state.use[m] as number) + cost > (units.limits[m] as number)) return
  }
  const customer = state.owner(candidate)
  const start = rows.starts[customer] as number
  const { cap, conflicts } = rows
  const option = optionAt(rows, candidate, start)
  let free = -1
  for (let at = customer * cap; at < (customer + 1) * cap; at++) {
    const other = state.taken[at] as number
    if (other === candidate) return
    if (other < 0) free = at
    else if (conflicts !== null && excludes(conflicts, option, optionAt(rows, other, start))) return
  }
  if (free < 0) return
  const after = state.use.slice()
  addUnits(rows, units, candidate, start, 1, after)
  for (let r = 0; r < rows.rows; r++)
    if ((after[r] as number) > Math.max(units.limits[r] as number, state.use[r] as number)) return
  state.use = after
  state.taken[free] = candidate
}

/** Customer of a candidate, by bisection. */
function ownersOf({ starts }: AllocationRows): (candidate: number) => number {
  return (candidate) => {
    let low = 0
    let high = starts.length - 2
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= candidate) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Candidates of one slab, so that ten millions need not be ordered at once. */
const slabSize = 2_000_000

/** Candidates by falling density, counted into the 2²⁰ leading steps of a 32-bit number instead of sorted. */
function* byDensity(rows: AllocationRows): Generator<number> {
  const count = rows.values.length
  const float = new Float32Array(1)
  const bits = new Uint32Array(float.buffer)
  const stepOf = (k: number) => {
    float[0] = density(rows, k)
    const raw = bits[0] as number
    // Brings the bits of floats into numeric order, then turns it round.
    const rising = raw & 0x80000000 ? ~raw >>> 0 : (raw | 0x80000000) >>> 0
    return 0xfffff - (rising >>> 12)
  }
  const steps = 0x100000
  const places = new Uint32Array(steps)
  for (let k = 0; k < count; k++) {
    const step = stepOf(k)
    places[step] = (places[step] as number) + 1
  }
  for (let from = 0; from < steps; ) {
    let to = from
    let size = 0
    while (to < steps && (to === from || size + (places[to] as number) <= slabSize)) {
      const here = places[to] as number
      places[to] = size
      size += here
      to += 1
    }
    if (size === 0) return
    const slab = new Uint32Array(size)
    for (let k = 0; k < count; k++) {
      const step = stepOf(k)
      if (step < from || step >= to) continue
      slab[places[step] as number] = k
      places[step] = (places[step] as number) + 1
    }
    yield* slab
    from = to
  }
}

function density({ values, costs, budgets, limits }: AllocationRows, k: number): number {
  let share = 0
  for (let m = 0; m < budgets; m++) {
    const limit = Math.abs(limits[m] as number)
    share += Math.max(0, costs[k * budgets + m] as number) / (limit > 0 ? limit : Number.MIN_VALUE * 1e300)
  }
  const value = values[k] as number
  return share > 0 ? value / share : value > 0 ? Infinity : value
}
