import { assertCount, assertFinite } from '../errors.ts'

/** Rows that are alike in every column by which somebody could be recognised. */
export interface AlikeRows {
  /** By column, what stands there at each step: the value itself first, then ever coarser. After the last: nothing. */
  values: readonly (readonly string[])[]
  rows: number
}

export interface Generalisation {
  /** By column: which step is shown; as many as there are steps means that the column goes. */
  steps: number[]
  /** Rows that are still in groups of fewer than `k`, and have to be left out. */
  leftOut: number
  rows: number
}

/**
 * Coarser values until hardly any row stands in a group of fewer than `k` alike: the column with the most different
 * values takes its next step, again and again (Datafly). What is left below `k` then is left out, so that each of the
 * remaining rows has at least `k − 1` others it cannot be told from by these columns.
 * @param groups each combination once or several times; all with as many columns, a column with as many steps in each
 * @param k ≥ 1; @param mostLeftOut share of rows, 0 … 1, that may rather be left out than one more step be taken
 * @throws InvalidInputError
 * @returns no steps where nothing is below `k`; the same input gives the same output
 * Source: Sweeney (2002), Achieving k-anonymity privacy protection using generalization and suppression, Datafly.
 */
export function generalise(groups: readonly AlikeRows[], k: number, mostLeftOut = 0.05): Generalisation {
  assertCount('k', k, 1)
  assertFinite('mostLeftOut', mostLeftOut)
  const lengths = groups[0]?.values.map((steps) => steps.length) ?? []
  const steps = lengths.map(() => 0)
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  for (;;) {
    const leftOut = rowsBelow(groups, steps, k)
    if (leftOut <= rows * mostLeftOut) return { steps, leftOut, rows }
    let widest = -1
    let most = 0
    for (const [column, length] of lengths.entries()) {
      const step = steps[column] ?? 0
      if (step >= length) continue
      const different = new Set(groups.map(({ values }) => values[column]?.[step])).size
      if (different > most) [widest, most] = [column, different]
    }
    if (widest < 0) return { steps, leftOut, rows }
    steps[widest] = (steps[widest] ?? 0) + 1
  }
}

/** How many rows stand in groups of fewer than `k` when each column shows this step. */
export function rowsBelow(groups: readonly AlikeRows[], steps: readonly number[], k: number): number {
  const alike = new Map<string, number>()
  for (const { values, rows } of groups) {
    const shown = JSON.stringify(steps.map((step, column) => values[column]?.[step] ?? null))
    alike.set(shown, (alike.get(shown) ?? 0) + rows)
  }
  let below = 0
  for (const rows of alike.values()) if (rows < k) below += rows
  return below
}
