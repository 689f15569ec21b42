import { type AllocationRows, type Conflicts, excludes, optionAt } from './rows.ts'

/** The best and the second-best bundle of one customer; reused from customer to customer. */
export interface BestTwo {
  best: Int32Array
  bestCount: number
  bestValue: number
  second: Int32Array
  secondCount: number
  /** −∞ where the customer has no candidate. */
  secondValue: number
  /** Scratch: candidates by falling net value, the bundle being tried. */
  order: Int32Array
  trial: Int32Array
}

export function bestTwoOf(rows: AllocationRows): BestTwo {
  let widest = 0
  for (let i = 0; i + 1 < rows.starts.length; i++)
    widest = Math.max(widest, (rows.starts[i + 1] as number) - (rows.starts[i] as number))
  const cap = Math.min(rows.cap, widest)
  return {
    best: new Int32Array(cap + 1),
    bestCount: 0,
    bestValue: 0,
    second: new Int32Array(cap + 1),
    secondCount: 0,
    secondValue: -Infinity,
    order: new Int32Array(widest),
    trial: new Int32Array(cap + 1),
  }
}

/**
 * Finds the two bundles of most net value among at most `cap` candidates that do not exclude one another; none at all is
 * a bundle worth 0, and wins ties.
 * @param net net value of each of the customer's candidates, from `at` on
 * @param start the customer's first candidate
 * @param count how many there are
 */
export function findBestTwo(
  rows: AllocationRows,
  net: Float64Array,
  at: number,
  start: number,
  count: number,
  two: BestTwo,
): void {
  if (rows.cap === 1) bestSingles(net, at, start, count, two)
  else if (rows.conflicts === null) bestTops(rows.cap, net, at, start, count, two)
  else {
    sortByNet(net, at, count, two.order)
    two.bestCount = 0
    two.bestValue = 0
    two.secondCount = 0
    two.secondValue = -Infinity
    extend(rows, rows.conflicts, net, at, start, count, two, 0, 0, 0)
  }
}

function bestSingles(net: Float64Array, at: number, start: number, count: number, two: BestTwo): void {
  let best = 0
  let bestAt = -1
  let second = -Infinity
  let secondAt = -1
  for (let k = 0; k < count; k++) {
    const value = net[at + k] as number
    if (value > best) {
      second = best
      secondAt = bestAt
      best = value
      bestAt = k
    } else if (value > second) {
      second = value
      secondAt = k
    }
  }
  two.bestValue = best
  two.bestCount = bestAt < 0 ? 0 : 1
  two.best[0] = start + bestAt
  two.secondValue = second
  two.secondCount = secondAt < 0 ? 0 : 1
  two.second[0] = start + secondAt
}

/** Without exclusions the best bundle is the top ones above 0, and the second differs by the cheapest single change. */
function bestTops(
  most: number,
  net: Float64Array,
  at: number,
  start: number,
  count: number,
  two: BestTwo,
): void {
  const { order, best, second } = two
  const kept = sortTop(net, at, count, most + 1, order)
  let taken = 0
  let value = 0
  while (taken < kept && taken < most && (net[at + (order[taken] as number)] as number) > 0) {
    value += net[at + (order[taken] as number)] as number
    best[taken] = start + (order[taken] as number)
    taken += 1
  }
  two.bestCount = taken
  two.bestValue = value
  // Drop the last, add the next, or change one for the other.
  const next = taken < kept ? (net[at + (order[taken] as number)] as number) : -Infinity
  const last = taken > 0 ? (net[at + (order[taken - 1] as number)] as number) : Infinity
  const addLoss = taken < most ? -next : Infinity
  const swapLoss = taken === most && next > 0 ? last - next : Infinity
  const loss = Math.min(last, addLoss, swapLoss)
  two.secondValue = value - loss
  two.secondCount = 0
  if (loss === Infinity) return
  const same = loss === addLoss ? taken : taken - 1
  for (let j = 0; j < same; j++) second[j] = best[j] as number
  two.secondCount = same
  if (loss === last && loss !== addLoss && loss !== swapLoss) return
  second[two.secondCount++] = start + (order[taken] as number)
}

/** The first `most` places of `order` get the highest, highest first. @returns how many */
function sortTop(net: Float64Array, at: number, count: number, most: number, order: Int32Array): number {
  let kept = 0
  for (let k = 0; k < count; k++) {
    const value = net[at + k] as number
    let place = kept
    while (place > 0 && (net[at + (order[place - 1] as number)] as number) < value) place -= 1
    if (place >= most) continue
    if (kept < most) kept += 1
    for (let j = kept - 1; j > place; j--) order[j] = order[j - 1] as number
    order[place] = k
  }
  return kept
}

function sortByNet(net: Float64Array, at: number, count: number, order: Int32Array): void {
  if (count <= 64) {
    sortTop(net, at, count, count, order)
    return
  }
  const part = order.subarray(0, count)
  for (let k = 0; k < count; k++) part[k] = k
  part.sort((a, b) => (net[at + b] as number) - (net[at + a] as number) || a - b)
}

/** Tries every bundle that holds the trial so far, in falling net value, as long as it can still be second. */
function extend(
  rows: AllocationRows,
  conflicts: Conflicts,
  net: Float64Array,
  at: number,
  start: number,
  count: number,
  two: BestTwo,
  from: number,
  size: number,
  value: number,
): void {
  if (size > 0) offer(two, size, value)
  if (size === rows.cap) return
  const { order, trial } = two
  for (let j = from; j < count; j++) {
    const k = order[j] as number
    const own = net[at + k] as number
    // Those left are worth no more than this one each, and below 0 no second one is worth adding.
    if (value + (own > 0 ? own * (rows.cap - size) : own) <= two.secondValue) return
    if (!fits(rows, conflicts, start + k, start, trial, size)) continue
    trial[size] = start + k
    extend(rows, conflicts, net, at, start, count, two, j + 1, size + 1, value + own)
  }
}

function fits(
  rows: AllocationRows,
  conflicts: Conflicts,
  candidate: number,
  start: number,
  trial: Int32Array,
  size: number,
): boolean {
  const option = optionAt(rows, candidate, start)
  for (let j = 0; j < size; j++)
    if (excludes(conflicts, option, optionAt(rows, trial[j] as number, start))) return false
  return true
}

function offer(two: BestTwo, size: number, value: number): void {
  const { best, second, trial } = two
  if (value > two.bestValue) {
    for (let j = 0; j < two.bestCount; j++) second[j] = best[j] as number
    two.secondCount = two.bestCount
    two.secondValue = two.bestValue
    for (let j = 0; j < size; j++) best[j] = trial[j] as number
    two.bestCount = size
    two.bestValue = value
  } else if (value > two.secondValue) {
    for (let j = 0; j < size; j++) second[j] = trial[j] as number
    two.secondCount = size
    two.secondValue = value
  }
}
