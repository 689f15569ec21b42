import type { Rfm } from '../../api/types.ts'

export interface Cell {
  r: number
  f: number
  customers: number
  monetaryMinor: number
}

/** The R × F grid: the cells of all M together; absent ones are empty. */
export function gridCells(cells: Rfm['cells'], bins: number): Cell[] {
  const sums = new Map<string, Cell>()
  for (const cell of cells) {
    const key = `${cell.r}|${cell.f}`
    const sum = sums.get(key) ?? { r: cell.r, f: cell.f, customers: 0, monetaryMinor: 0 }
    sum.customers += cell.customers
    sum.monetaryMinor += cell.monetaryMinor
    sums.set(key, sum)
  }
  const grid: Cell[] = []
  for (let r = bins; r >= 1; r--) {
    for (let f = 1; f <= bins; f++)
      grid.push(sums.get(`${r}|${f}`) ?? { r, f, customers: 0, monetaryMinor: 0 })
  }
  return grid
}

/** Strength of a cell's colour, 0 … 1; by square root, so that small cells stay visible beside a crowd. */
export function strength(customers: number, most: number): number {
  return most <= 0 ? 0 : Math.sqrt(customers / most)
}

/** Reads edges a person typed: exactly `count` ascending numbers, else null. */
export function parseEdges(text: string, count: number): number[] | null {
  const parts = text
    .split(/[,，;\s]+/)
    .filter((part) => part !== '')
    .map(Number)
  if (parts.length !== count || parts.some((n) => !Number.isFinite(n))) return null
  return parts.every((n, i) => i === 0 || n > (parts[i - 1] ?? Number.NEGATIVE_INFINITY)) ? parts : null
}

/** The rule of one cell, as the segment operator of RFM scores reads it. */
export function cellRule(r: number, f: number) {
  return {
    all: [
      { op: 'rfm_score', params: { measure: 'r', compare: 'equals', value: r } },
      { op: 'rfm_score', params: { measure: 'f', compare: 'equals', value: f } },
    ],
  }
}
