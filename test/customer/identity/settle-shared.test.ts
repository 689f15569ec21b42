import { describe, expect, it } from 'vitest'
import { settleShared } from '../../../src/customer/identity/settle-shared.ts'

const now = (accounts: number[], parted: [number, number][] = [], current: [number, number][] = []) => ({
  current: new Map(current),
  accounts: new Set(accounts),
  parted,
})

describe('settling who shares a value', () => {
  it('gives a chain to its account, whichever comes first', () => {
    const { merges, proposals, person } = settleShared(
      [
        [1, 2],
        [2, 3],
        [3, 9],
      ],
      now([9]),
    )
    expect(merges.map(({ keep, merge }) => [keep, merge])).toEqual([
      [1, 2],
      [1, 3],
      [9, 1],
    ])
    expect(proposals).toEqual([])
    expect([...person]).toEqual([
      [2, 9],
      [3, 9],
      [1, 9],
    ])
  })

  it('proposes two accounts once, also where a guest tied them together', () => {
    const { merges, proposals } = settleShared(
      [
        [5, 7],
        [6, 7],
        [5, 6],
      ],
      now([5, 6]),
    )
    expect(merges).toEqual([{ value: 0, keep: 5, merge: 7 }])
    expect(proposals).toEqual([{ value: 1, left: 5, right: 6 }])
  })

  it('keeps apart what was taken apart, with all that was merged since', () => {
    const { merges, proposals } = settleShared(
      [
        [1, 2],
        [2, 3],
        [1, 4],
        [4, 3],
      ],
      now([], [[1, 3]]),
    )
    expect(merges.map(({ keep, merge }) => [keep, merge])).toEqual([
      [1, 2],
      [1, 4],
    ])
    expect(proposals).toEqual([])
  })

  it('asks who somebody is today, not who they were when the values were listed', () => {
    const { merges } = settleShared([[3, 4]], now([], [], [[3, 4]]))
    expect(merges).toEqual([])
  })
})
