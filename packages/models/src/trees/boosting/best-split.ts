import type { BinSplit } from '../binned-table.ts'
import { missingBin } from '../bins.ts'
import { offerNumbers, Scan, scanNumbers } from './scan.ts'
import type { ColumnSums, NodeSums, SplitRules } from './split-sums.ts'

/** One thing a tree may split on: a measured column, one level against the rest, or the levels in sorted order. */
export interface Candidate {
  readonly column: number
  readonly kind: 'number' | 'level' | 'sorted'
  /** Bin of the level, for `level`. */
  readonly bin: number
  /** Sign of a monotone constraint on a measured column, 0 without. */
  readonly monotone: -1 | 0 | 1
}

export interface FoundSplit extends BinSplit {
  readonly candidate: number
  readonly gain: number
  readonly leftGradient: number
  readonly leftHessian: number
}

/** The best split of one node on one candidate, or null when none saves anything. */
export function bestSplit(
  candidate: Candidate,
  index: number,
  sums: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
): FoundSplit | null {
  if (candidate.kind === 'number') return numberSplit(candidate, index, sums, node, rules)
  if (candidate.kind === 'level') return levelSplit(candidate, index, sums, node, rules)
  return sortedSplit(candidate, index, sums, node, rules)
}

function found(scan: Scan, column: number, candidate: number, lastLeft: number | null, leftBins: number[]) {
  const { gain, leftGradient, leftHessian, missingLeft } = scan
  return { column, candidate, gain, leftGradient, leftHessian, missingLeft, lastLeft, leftBins }
}

function numberSplit(
  candidate: Candidate,
  index: number,
  sums: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
): FoundSplit | null {
  const scan = new Scan(node, rules, candidate.monotone, rules.l2)
  const hasMissing = (sums.hessian[missingBin] as number) > 1e-12 * node.hessian
  if (rules.constrained) offerNumbers(scan, sums, hasMissing)
  else {
    scanNumbers(scan, sums, 0, 0, hasMissing ? sums.bins : sums.bins - 1, false)
    if (hasMissing) {
      const { gradient, hessian } = sums
      scanNumbers(
        scan,
        sums,
        gradient[missingBin] as number,
        hessian[missingBin] as number,
        sums.bins - 1,
        true,
      )
    }
  }
  if (scan.position < 0) return null
  // Nothing was missing here: should something be later, it goes with the many.
  if (!hasMissing) scan.missingLeft = scan.leftHessian * 2 >= node.hessian
  return found(scan, candidate.column, index, scan.position, [])
}

/** As a 0/1 column of that level would be split: what is missing is "not that level". */
function levelSplit(
  candidate: Candidate,
  index: number,
  sums: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
): FoundSplit | null {
  const scan = new Scan(node, rules, 0, rules.l2)
  const g = sums.gradient[candidate.bin] as number
  scan.offer(g, sums.hessian[candidate.bin] as number, candidate.bin, false)
  return scan.position < 0 ? null : found(scan, candidate.column, index, null, [candidate.bin])
}

/** Levels in the order of their smoothed mean gradient; every cut of that order is looked at. */
function sortedSplit(
  candidate: Candidate,
  index: number,
  sums: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
): FoundSplit | null {
  const scan = new Scan(node, rules, 0, rules.l2 + rules.levelL2)
  const { gradient, hessian } = sums
  const least = 1e-12 * node.hessian
  const order: number[] = []
  for (let bin = 0; bin < sums.bins; bin++) if ((hessian[bin] as number) > least) order.push(bin)
  const mean = (bin: number) => (gradient[bin] as number) / ((hessian[bin] as number) + rules.levelSmoothing)
  order.sort((a, b) => mean(a) - mean(b) || a - b)
  const missingG = gradient[missingBin] as number
  const missingH = hessian[missingBin] as number
  const hasMissing = missingH > least
  let g = 0
  let h = 0
  for (let rank = 0; rank < order.length; rank++) {
    const bin = order[rank] as number
    g += gradient[bin] as number
    h += hessian[bin] as number
    if (rank < order.length - 1 || hasMissing) scan.offer(g, h, rank, false)
    if (hasMissing && rank < order.length - 1) scan.offer(g + missingG, h + missingH, rank, true)
  }
  if (scan.position < 0) return null
  if (!hasMissing) scan.missingLeft = scan.leftHessian * 2 >= node.hessian
  return found(scan, candidate.column, index, null, order.slice(0, scan.position + 1))
}
