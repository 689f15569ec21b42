import { smallCells } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Rows, columns and the whole of a table. */
const margins = (rows: number, columns: number): number[][] => [
  ...Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => r * columns + c)),
  ...Array.from({ length: columns }, (_, c) => Array.from({ length: rows }, (__, r) => r * columns + c)),
  Array.from({ length: rows * columns }, (_, i) => i),
]

describe('which cells may be published', () => {
  it('hides a small cell, and another in its row and column so that no margin gives it away', () => {
    // 3 | 20 | 30      A single 3, and margins that would tell it.
    // 9 | 40 | 50
    // 8 | 60 | 70
    const counts = [3, 20, 30, 9, 40, 50, 8, 60, 70]
    const { cells, sums } = smallCells(counts, margins(3, 3), 5)
    expect(cells[0]).toBe(false)
    expect(cells.filter((shown) => !shown).length).toBeGreaterThan(2)
    expect(cells.filter(Boolean).length).toBeGreaterThanOrEqual(3)
    expect(sums).toEqual(sums.map(() => true))
  })

  it('leaves a table alone that tells of nobody', () => {
    const { cells, sums } = smallCells([0, 7, 5, 9], margins(2, 2), 5)
    expect([...cells, ...sums]).not.toContain(false)
    expect(smallCells([1, 1], [[0, 1]], 1)).toEqual({ cells: [true, true], sums: [true] })
  })

  it('closes a sum that lies in another where only small cells are left between them', () => {
    const { sums } = smallCells([50, 2], [[0, 1], [0]], 5)
    expect(sums).not.toEqual([true, true])
  })

  it('isolates fewer than k by no cell, no sum and no single subtraction, whatever the table', () => {
    const tables = fc
      .record({
        rows: fc.integer({ min: 1, max: 4 }),
        columns: fc.integer({ min: 1, max: 4 }),
        k: fc.integer({ min: 2, max: 12 }),
      })
      .chain(({ rows, columns, k }) =>
        fc.record({
          k: fc.constant(k),
          sums: fc
            .array(fc.uniqueArray(fc.integer({ min: 0, max: rows * columns - 1 }), { minLength: 1 }), {
              maxLength: 4,
            })
            .map((groups) => [...margins(rows, columns), ...groups]),
          counts: fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 400 })), {
            minLength: rows * columns,
            maxLength: rows * columns,
          }),
        }),
      )
    fc.assert(
      fc.property(tables, ({ counts, sums, k }) => {
        const open = smallCells(counts, sums, k)
        const n = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + (counts[cell] ?? 0), 0)
        const tellsOfFew = (people: number) => people > 0 && people < k
        counts.forEach((count, cell) => {
          if (open.cells[cell]) expect(tellsOfFew(count)).toBe(false)
        })
        const shown = sums.filter((_, i) => open.sums[i])
        for (const sum of shown) {
          expect(tellsOfFew(n(sum))).toBe(false)
          expect(tellsOfFew(n(sum.filter((cell) => !open.cells[cell])))).toBe(false)
          for (const inner of shown) {
            const rest = sum.filter((cell) => !inner.includes(cell))
            if (inner.every((cell) => sum.includes(cell))) expect(tellsOfFew(n(rest))).toBe(false)
            // The same after the published cells are taken off both.
            const hidden = sum.filter((cell) => !open.cells[cell])
            const within = inner.filter((cell) => !open.cells[cell])
            if (within.every((cell) => hidden.includes(cell)))
              expect(tellsOfFew(n(hidden.filter((cell) => !within.includes(cell))))).toBe(false)
          }
        }
      }),
      { numRuns: 500, seed: 20_261_122 },
    )
  })

  it('refuses what is no count', () => {
    expect(() => smallCells([1.5], [], 5)).toThrow('whole number')
    expect(() => smallCells([1], [], 0)).toThrow('at least 1')
  })
})
