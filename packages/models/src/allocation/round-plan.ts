import { improve } from './improve.ts'
import { pricingOf } from './net-values.ts'
import { bestPlan, boardOf, nearest, type Plan, writeBack } from './plan.ts'
import { repair } from './repair.ts'
import type { AllocationRows } from './rows.ts'
import { search } from './search.ts'
import type { UnitRows } from './units.ts'

/** A plan in whole customers that keeps all limits, from the prices; null where none was found. */
export function roundPlan(
  rows: AllocationRows,
  units: UnitRows,
  prices: Float64Array,
  jitter: number,
  bound: number,
  effort: { kicks: number; branches: number },
): (Plan & { optimal: boolean }) | null {
  const plan = bestPlan(rows, units, pricingOf(rows, prices, jitter))
  const customers = rows.starts.length - 1
  const scale = typicalUnits(rows, units, plan.use)
  const perUnit = prices.map((p, r) => p / (units.scale[r] as number))
  for (let size = 600; ; size *= 4) {
    const board = boardOf(rows, units, plan, prices, nearest(plan.lead, size), Infinity)
    const whole = board.now.length === customers && board.alternatives.complete
    const kept = repair(board, scale)
    if (kept) improve(board, scale, effort.kicks, 1_200)
    if (!kept && size < customers && size < 300_000) continue
    writeBack(board, plan, rows.cap)
    let gap = kept ? bound - planValue(rows, plan) : Infinity
    let optimal = false
    if (effort.branches > 0 && (kept || customers <= 600)) {
      const found = search(board, gap, perUnit, effort.branches)
      writeBack(board, plan, rows.cap)
      if (found.improved) gap = bound - planValue(rows, plan)
      // Whoever is not on the board would lose more by any change than the gap.
      const next =
        board.now.length < customers ? (plan.lead[nearest(plan.lead, size + 1)[size] ?? 0] ?? 0) : Infinity
      optimal = found.finished && (whole || (board.alternatives.complete && jitter === 0 && next >= gap))
      if (!kept && !found.improved) return null
    } else if (!kept) return null
    return { ...plan, optimal }
  }
}

function planValue(rows: AllocationRows, plan: Plan): number {
  let sum = 0
  for (const k of plan.chosen) if (k >= 0) sum += rows.values[k] as number
  return sum
}

/** Units one customer typically uses of each row, so that violations of different rows can be added. */
function typicalUnits(rows: AllocationRows, units: UnitRows, use: Float64Array): Float64Array {
  const customers = Math.max(1, rows.starts.length - 1)
  return use.map(
    (u, r) =>
      Math.max(Math.abs(u), Math.abs(units.limits[r] as number), units.scale[r] as number) / customers,
  )
}
