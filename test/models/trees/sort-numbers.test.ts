import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortNumbers } from '../../../packages/models/src/trees/sort-numbers.ts'

const many = (value: (i: number) => number) => Float64Array.from({ length: 5000 }, (_, i) => value(i) + 0)

describe('numbers sorted by their bits', () => {
  it.each([
    ['of both signs and all sizes', many((i) => Math.exp(Math.sin(i) * 700) * (i % 2 ? 1 : -1))],
    ['that differ in the last bit alone', many((i) => 1 + (i % 11) * Number.EPSILON)],
    ['with infinities', many((i) => [Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY][i % 3] ?? 0)],
    ['of one value', many(() => 7)],
    ['too few for digits', Float64Array.of(3, -1, 2)],
    ['none', new Float64Array(0)],
  ])('agree with the sort of the runtime: %s', (_, values) => {
    expect(sortNumbers(values.slice())).toEqual(values.slice().sort())
  })

  it('agree with it on any numbers, also on a part of a longer array', () => {
    const number = fc.double({ noNaN: true }).map((x) => x + 0)
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 30 }), (some) => {
        const long = many((i) => (some[i % some.length] as number) * (1 + (i % 5)))
        expect(sortNumbers(long.slice().subarray(0, 4500))).toEqual(long.slice(0, 4500).sort())
      }),
      { numRuns: 20 },
    )
  })
})
