import { missingBin } from '../bins.ts'
import type { ColumnSums, NodeSums, SplitRules } from './split-sums.ts'

/** The value of a leaf: the Newton step, within the node's bounds. */
export function leafWeight(gradient: number, hessian: number, l2: number, node: NodeSums): number {
  const step = hessian + l2 > 0 ? -gradient / (hessian + l2) : 0
  return Math.min(node.upper, Math.max(node.lower, step))
}

/** Twice the loss a node saves with the given leaf value. */
function saved(gradient: number, hessian: number, weight: number, l2: number): number {
  return -(2 * gradient * weight + (hessian + l2) * weight * weight)
}

/** What one look at a column has found so far. */
export class Scan {
  gain = 0
  position = -1
  missingLeft = false
  leftGradient = 0
  leftHessian = 0
  readonly least: number
  readonly parent: number
  readonly node: NodeSums
  readonly rules: SplitRules
  readonly monotone: number
  readonly l2: number

  constructor(node: NodeSums, rules: SplitRules, monotone: number, l2: number) {
    this.node = node
    this.rules = rules
    this.monotone = monotone
    this.l2 = l2
    // A side that holds next to nothing of the node is rounding, not rows.
    this.least = Math.max(rules.minChildWeight, 1e-9 * node.hessian)
    this.parent = rules.constrained
      ? saved(node.gradient, node.hessian, leafWeight(node.gradient, node.hessian, rules.l2, node), rules.l2)
      : (node.gradient * node.gradient) / (node.hessian + rules.l2)
  }

  /** Looks at one way to cut the node in two. */
  offer(g: number, h: number, position: number, missingLeft: boolean): void {
    const { node, l2 } = this
    const rightH = node.hessian - h
    if (h < this.least || rightH < this.least) return
    const rightG = node.gradient - g
    const both = this.rules.constrained
      ? this.bounded(g, h, rightG, rightH)
      : (g * g) / (h + l2) + (rightG * rightG) / (rightH + l2)
    const gain = both - this.parent
    // Less than the rounding of the sums is no gain.
    if (!(gain > this.gain && gain > this.rules.minSplitGain && gain > 1e-10 * both)) return
    this.gain = gain
    this.position = position
    this.missingLeft = missingLeft
    this.leftGradient = g
    this.leftHessian = h
  }

  private bounded(g: number, h: number, rightG: number, rightH: number): number {
    const left = leafWeight(g, h, this.l2, this.node)
    const right = leafWeight(rightG, rightH, this.l2, this.node)
    if (this.monotone !== 0 && this.monotone * (right - left) < 0) return Number.NEGATIVE_INFINITY
    return saved(g, h, left, this.l2) + saved(rightG, rightH, right, this.l2)
  }
}

/** Offers each cut of a measured column, with what is missing on either side. */
export function offerNumbers(scan: Scan, sums: ColumnSums, hasMissing: boolean): void {
  const missingG = sums.gradient[missingBin] as number
  const missingH = sums.hessian[missingBin] as number
  let g = 0
  let h = 0
  for (let bin = 0; bin < sums.bins; bin++) {
    const binH = sums.hessian[bin] as number
    if (binH === 0) continue
    g += sums.gradient[bin] as number
    h += binH
    // The last bin alone on the left is a split too where there are missing values: known against missing.
    if (bin < sums.bins - 1 || hasMissing) scan.offer(g, h, bin, false)
    if (hasMissing && bin < sums.bins - 1) scan.offer(g + missingG, h + missingH, bin, true)
  }
}

/**
 * As offering each cut to `scan` that leaves bins up to one before `end` on the left, with what is missing there or
 * not; no constraints. All in local numbers: this is met for each bin of each column of each node.
 */
export function scanNumbers(
  scan: Scan,
  sums: ColumnSums,
  moreG: number,
  moreH: number,
  end: number,
  missingLeft: boolean,
): void {
  const { gradient, hessian } = sums
  const { node, least, parent, l2 } = scan
  const allG = node.gradient
  const allH = node.hessian
  const { minSplitGain } = scan.rules
  let gain = scan.gain
  let position = -1
  let bestG = 0
  let bestH = 0
  let g = 0
  let h = 0
  for (let bin = 0; bin < end; bin++) {
    const binH = hessian[bin] as number
    if (binH === 0) continue
    g += gradient[bin] as number
    h += binH
    const leftG = g + moreG
    const leftH = h + moreH
    const rightH = allH - leftH
    if (leftH < least) continue
    if (rightH < least) break
    const rightG = allG - leftG
    const both = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2)
    const offered = both - parent
    if (!(offered > gain && offered > minSplitGain && offered > 1e-10 * both)) continue
    gain = offered
    position = bin
    bestG = leftG
    bestH = leftH
  }
  if (position < 0) return
  scan.gain = gain
  scan.position = position
  scan.missingLeft = missingLeft
  scan.leftGradient = bestG
  scan.leftHessian = bestH
}
