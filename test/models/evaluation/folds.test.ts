import { forwardFold, InvalidInputError, modFolds, randomFolds, seededRandom } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('folds', () => {
  it('mod folds test row i in fold i mod k', () => {
    const folds = modFolds(7, 3)
    expect(folds.map((f) => [...f.test])).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ])
    expect([...(folds[1]?.train ?? [])]).toEqual([0, 2, 3, 5, 6])
  })
  it('every row is tested once and never in its own training', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 9, max: 90 }), (k, rows) => {
        for (const folds of [modFolds(rows, k), randomFolds(rows, k, seededRandom(rows))]) {
          expect(folds.flatMap((f) => [...f.test]).sort((a, b) => a - b)).toEqual([...Array(rows).keys()])
          for (const { train, test } of folds) {
            expect(Math.abs(test.length - rows / k)).toBeLessThan(1)
            expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(rows).keys()])
          }
        }
      }),
    )
  })
  it('random folds follow the seed', () => {
    const tests = (seed: number) => randomFolds(50, 5, seededRandom(seed)).map((f) => [...f.test])
    expect(tests(1)).toEqual(tests(1))
    expect(tests(1)).not.toEqual(tests(2))
  })
  it('forward learns from the past only', () => {
    expect([...forwardFold(10, 0.8).test]).toEqual([8, 9])
    expect(forwardFold(10, 0.7).train.length).toBe(7) // .7 · 10 = 7 exactly
    const time = [5, 1, 4, 2, 3]
    const fold = forwardFold(5, 0.6, time)
    expect([...fold.train]).toEqual([1, 3, 4])
    expect([...fold.test]).toEqual([0, 2])
  })
  it.each([
    ['one fold', () => modFolds(5, 1)],
    ['more folds than rows', () => randomFolds(3, 4, seededRandom(1))],
    ['a share of 1', () => forwardFold(10, 1)],
    ['a share that leaves nothing', () => forwardFold(4, 0.1)],
    ['a missing time', () => forwardFold(3, 0.5, [1, Number.NaN, 2])],
    ['too few times', () => forwardFold(3, 0.5, [1, 2])],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
