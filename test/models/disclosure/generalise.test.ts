import { generalise, rowsBelow } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const person = (year: string, city: string, region: string, rows = 1) => ({
  values: [
    [year, `${year.slice(0, 3)}0`],
    [city, region],
  ],
  rows,
})

describe('generalise', () => {
  it('takes no step where everybody has enough others', () => {
    expect(generalise([person('1984', 'Leeds', 'Yorkshire', 5)], 5)).toEqual({
      steps: [0, 0],
      ...{ leftOut: 0, rows: 5 },
    })
  })

  it('makes the column with the most values coarser first, and leaves out the one who is like nobody', () => {
    const groups = [
      ...Array.from({ length: 10 }, (_, i) => person(`198${i}`, i % 2 ? 'Leeds' : 'York', 'Yorkshire', 2)),
      person('1931', 'Truro', 'Cornwall'),
    ]
    expect(generalise(groups, 5)).toEqual({ steps: [1, 0], leftOut: 1, rows: 21 })
    // Nobody may be left out: in the end nothing by which they could be told apart is shown.
    expect(generalise(groups, 5, 0)).toMatchObject({ steps: [2, 2], leftOut: 0 })
  })

  it('leaves everybody out of a file of fewer than k', () => {
    expect(generalise([person('1984', 'Leeds', 'Yorkshire', 3)], 5).leftOut).toBe(3)
    expect(generalise([], 5)).toEqual({ steps: [], leftOut: 0, rows: 0 })
  })

  it('afterwards no group is below k, against a plain count row by row', () => {
    const rowOf = fc.record({ a: fc.nat(30), b: fc.nat(3), rows: fc.integer({ min: 1, max: 4 }) })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(rowOf, { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        share,
        (list, k, most) => {
          const groups = list.map(({ a, b, rows }) => ({
            values: [[`${a}`, `${Math.floor(a / 10)}0s`], [`${b}`]],
            rows,
          }))
          const { steps, leftOut, rows } = generalise(groups, k, most)
          const shown = groups.flatMap((group) =>
            Array.from({ length: group.rows }, () =>
              group.values.map((v, i) => v[steps[i] ?? 0] ?? '').join('|'),
            ),
          )
          expect(rows).toBe(shown.length)
          const kept = shown.filter((one) => shown.filter((other) => other === one).length >= k)
          expect(shown.length - kept.length).toBe(leftOut)
          for (const one of kept)
            expect(kept.filter((other) => other === one).length).toBeGreaterThanOrEqual(k)
          // More is left out than allowed only where no step is left.
          expect(leftOut <= rows * most || steps.every((step, i) => step === [2, 1][i])).toBe(true)
          expect(rowsBelow(groups, steps, 1)).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })
})
