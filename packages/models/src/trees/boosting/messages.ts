import type { BinnedColumn } from '../binned-table.ts'
import type { Candidate, FoundSplit } from './best-split.ts'
import type { Loss, PackScale } from './gradients.ts'
import type { NodeSums, SplitRules } from './split-sums.ts'

/** What the threads of one training share; shared memory where there are several. */
export interface SharedRows {
  readonly rows: number
  readonly words: Uint32Array
  readonly target: Float64Array
  readonly weights: Float64Array
  /** The score of each row so far. */
  readonly margin: Float64Array
  /** Gradient and second derivative of each row, two entries each. */
  readonly pairs: Float64Array
  /** The same in one packed number each; empty in exact mode. */
  readonly packed: Float64Array
  /** Rows in node order; a level reads one and writes the other. */
  readonly orders: readonly [Uint32Array, Uint32Array]
  /** Rows the current tree does not learn from. */
  readonly outside: Uint32Array
}

export interface OpenMessage {
  readonly session: number
  readonly shared: SharedRows
  readonly columns: readonly BinnedColumn[]
  readonly candidates: readonly Candidate[]
  readonly rules: SplitRules
  readonly loss: Loss
  /** Groups of four columns this thread sums. */
  readonly groups: readonly number[]
}

export interface GradientsMessage {
  readonly session: number
  readonly from: number
  readonly to: number
}

export interface PackMessage extends GradientsMessage {
  readonly scale: PackScale
  readonly seed: number
}

/** A node whose rows are to be summed and searched; they are `orders[side][start..end)`. */
export interface SearchedNode {
  readonly start: number
  readonly end: number
  readonly slot: number
  readonly sums: NodeSums
}

export interface SearchMessage {
  readonly session: number
  readonly side: 0 | 1
  /** By candidate: 1 when this tree may split on it. */
  readonly active: Uint8Array
  readonly scale: PackScale | null
  /** `summed` is read row by row; `derived` (its sibling) is the parent's histogram, in its own slot, less that. */
  readonly pairs: readonly { readonly summed: SearchedNode; readonly derived: SearchedNode | null }[]
}

/** For each pair, the best split of either node among this thread's columns. */
export type SearchAnswer = readonly (readonly [FoundSplit | null, FoundSplit | null])[]

/** Rows `start..end` of a node, split by a column: to be put in order, or given their leaves' values at once. */
export interface RowsTask {
  readonly start: number
  readonly end: number
  /** Null for a leaf: all its rows gain `leftValue`. */
  readonly split: { readonly column: number; readonly left: Uint8Array } | null
  /** Null while the children are to be searched. */
  readonly values: readonly [left: number, right: number] | null
}

export interface AdvanceMessage {
  readonly session: number
  readonly side: 0 | 1
  readonly tasks: readonly RowsTask[]
}

/** A tree over bins, by node: column (−1 at a leaf), left table, children, leaf value. */
export interface BinTree {
  readonly column: readonly number[]
  readonly left: readonly (Uint8Array | null)[]
  readonly children: readonly (readonly [number, number])[]
  readonly value: readonly number[]
}

/** Rows `outside[from..to)` gain their leaves' values. */
export interface OutsideMessage extends GradientsMessage {
  readonly tree: BinTree
}
