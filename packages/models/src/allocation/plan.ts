import { type Alternatives, alternativesOf } from './alternatives.ts'
import { type Pricing, pricingOf } from './net-values.ts'
import { visitBest } from './pass.ts'
import type { AllocationRows } from './rows.ts'
import { addUnits, type UnitRows } from './units.ts'

/** Who gets what, and the exact use of every row in whole units. */
export interface Plan {
  /** Customers × cap: candidates, −1 for none; those present come first. */
  chosen: Int32Array
  use: Float64Array
}

/** Best bundles at given prices, and by how much each customer's best leads. */
export interface BestPlan extends Plan {
  lead: Float32Array
}

export function bestPlan(rows: AllocationRows, units: UnitRows, pricing: Pricing): BestPlan {
  const customers = rows.starts.length - 1
  const { cap } = rows
  const chosen = new Int32Array(customers * cap).fill(-1)
  const lead = new Float32Array(customers)
  const use = new Float64Array(rows.rows)
  visitBest(rows, pricing, 0, customers, 1, (customer, start, two) => {
    lead[customer] = two.bestValue - two.secondValue
    for (let j = 0; j < two.bestCount; j++) {
      const candidate = two.best[j] as number
      chosen[customer * cap + j] = candidate
      addUnits(rows, units, candidate, start, 1, use)
    }
  })
  return { chosen, lead, use }
}

/** The customers whose best bundle leads least, nearest first. */
export function nearest(lead: Float32Array, count: number): Uint32Array {
  const order = new Float32Array(lead).sort()
  const edge = count < order.length ? (order[count - 1] as number) : Infinity
  const found: number[] = []
  for (let i = 0; i < lead.length; i++) if ((lead[i] as number) <= edge) found.push(i)
  found.sort((a, b) => (lead[a] as number) - (lead[b] as number) || a - b)
  return Uint32Array.from(found.slice(0, count))
}

/** Some customers' bundles in units, and which each has now: the board that repair and improvement move on. */
export interface Board {
  alternatives: Alternatives
  /** Alternatives × rows, whole units. */
  units: Float64Array
  /** Customer (its place on the board) of each alternative. */
  owner: Uint32Array
  /** Net value each alternative trails its customer's best by, ≥ 0. */
  regret: Float64Array
  /** Alternative each customer has now. */
  now: Uint32Array
  /** Use of all rows by the whole plan, on the board or not. */
  use: Float64Array
  limits: Float64Array
}

export function boardOf(
  rows: AllocationRows,
  units: UnitRows,
  plan: Plan,
  prices: Float64Array,
  customers: Uint32Array,
  window: number,
): Board {
  // All bundles where the board is everyone, as proofs need them; else those that near-tied customers may come to.
  const most = rows.cap === 1 || rows.starts.length - 1 <= 600 ? 120 : 30
  const alternatives = alternativesOf(rows, pricingOf(rows, prices, 0), customers, { window, most })
  const { starts, memberStarts, members } = alternatives
  const count = alternatives.values.length
  const inUnits = new Float64Array(count * rows.rows)
  const owner = new Uint32Array(count)
  const regret = new Float64Array(count)
  const kept: number[] = []
  const now = new Uint32Array(customers.length)
  for (let i = 0; i < customers.length; i++) {
    const customer = customers[i] as number
    const had = key(plan.chosen.subarray(customer * rows.cap, (customer + 1) * rows.cap))
    let top = -Infinity
    let found = false
    for (let b = starts[i] as number; b < (starts[i + 1] as number); b++) {
      owner[b] = i
      const own = members.subarray(memberStarts[b] as number, memberStarts[b + 1] as number)
      for (const k of own)
        addUnits(rows, units, k, rows.starts[customer] as number, 1, inUnits, b * rows.rows)
      let net = alternatives.values[b] as number
      for (let r = 0; r < rows.rows; r++)
        net -= (prices[r] as number) * (alternatives.use[b * rows.rows + r] as number)
      if (net > top) top = net
      regret[b] = net
      if (!found && key(own) === had) {
        now[i] = b
        found = true
      }
    }
    for (let b = starts[i] as number; b < (starts[i + 1] as number); b++)
      regret[b] = top - (regret[b] as number)
    if (found) kept.push(i)
  }
  const board = {
    alternatives,
    units: inUnits,
    owner,
    regret,
    now,
    use: plan.use.slice(),
    limits: units.limits,
  }
  return kept.length === customers.length
    ? board
    : boardOf(
        rows,
        units,
        plan,
        prices,
        Uint32Array.from(kept, (i) => customers[i] as number),
        window,
      )
}

function key(members: Iterable<number>): string {
  return [...members]
    .filter((k) => k >= 0)
    .sort((a, b) => a - b)
    .join()
}

/** Gives a customer another alternative; `use` follows. */
export function move(board: Board, alternative: number): void {
  const i = board.owner[alternative] as number
  const from = board.now[i] as number
  const n = board.use.length
  for (let r = 0; r < n; r++)
    board.use[r] =
      (board.use[r] as number) +
      (board.units[alternative * n + r] as number) -
      (board.units[from * n + r] as number)
  board.now[i] = alternative
}

/** Writes the board's choices back into the plan. */
export function writeBack(board: Board, plan: Plan, cap: number): void {
  const { customers, memberStarts, members } = board.alternatives
  for (let i = 0; i < customers.length; i++) {
    const at = (customers[i] as number) * cap
    plan.chosen.fill(-1, at, at + cap)
    const b = board.now[i] as number
    plan.chosen.set(members.subarray(memberStarts[b] as number, memberStarts[b + 1] as number), at)
  }
  plan.use.set(board.use)
}
