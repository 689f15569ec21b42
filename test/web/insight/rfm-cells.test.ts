import { describe, expect, it } from 'vitest'
import { gridCells, parseEdges, strength } from '../../../web/src/insight/rfm/cells.ts'

describe('the R × F grid', () => {
  it('adds up over M and shows the best R first', () => {
    const grid = gridCells(
      [
        { r: 2, f: 1, m: 1, customers: 3, monetaryMinor: 300 },
        { r: 2, f: 1, m: 2, customers: 2, monetaryMinor: 900 },
      ],
      2,
    )
    expect(grid).toHaveLength(4)
    expect(grid[0]).toEqual({ r: 2, f: 1, customers: 5, monetaryMinor: 1_200 })
    expect(grid.reduce((sum, cell) => sum + cell.customers, 0)).toBe(5)
  })
  it('keeps small cells visible beside a crowd', () => {
    expect(strength(0, 100)).toBe(0)
    expect(strength(1, 100)).toBeCloseTo(0.1)
    expect(strength(5, 0)).toBe(0)
  })
})

describe('edges typed by hand', () => {
  it('are read with commas of either script', () => expect(parseEdges('10，20, 30', 3)).toEqual([10, 20, 30]))
  it('must be ascending numbers, as many as asked', () => {
    expect(parseEdges('10, 10', 2)).toBeNull()
    expect(parseEdges('10, x', 2)).toBeNull()
    expect(parseEdges('10', 2)).toBeNull()
  })
})
