import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clusterMatches,
  clusterQuality,
  InvalidInputError,
  linkageQuality,
  missingCode,
} from '../../../packages/models/src/index.ts'

const records = 12
const pair = fc.tuple(fc.nat(records - 1), fc.nat(records - 1), fc.double({ min: -5, max: 30, noNaN: true }))
const pairs = fc.array(pair, { maxLength: 25 }).map((list) => {
  const sorted = list.filter(([i, j]) => i !== j).sort((a, b) => b[2] - a[2])
  return {
    left: Uint32Array.from(sorted, ([i, j]) => Math.min(i, j)),
    right: Uint32Array.from(sorted, ([i, j]) => Math.max(i, j)),
    weight: Float64Array.from(sorted, ([, , w]) => w),
  }
})

describe('clusterMatches', () => {
  it('without limits: the connected components, by plain search', () => {
    fc.assert(
      fc.property(pairs, (matches) => {
        const label = Array.from({ length: records }, (_, i) => i)
        // Spread the lowest number along the pairs until nothing changes.
        for (let changed = true; changed; ) {
          changed = false
          matches.left.forEach((i, k) => {
            const j = matches.right[k] as number
            const low = Math.min(label[i] as number, label[j] as number)
            changed ||= label[i] !== low || label[j] !== low
            label[i] = low
            label[j] = low
          })
        }
        expect([...clusterMatches(records, matches)]).toEqual(label)
      }),
    )
  })

  it('never breaks its limits, and takes the surest match of each record that it can', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 4 }), (matches, largest) => {
        const sources = Uint32Array.from({ length: records }, (_, i) => i % 3)
        const clusters = clusterMatches(records, matches, { largest, sources })
        for (let c = 0; c < records; c++) {
          const members = [...clusters.keys()].filter((i) => clusters[i] === c)
          expect(members.length).toBeLessThanOrEqual(largest)
          expect(new Set(members.map((i) => i % 3)).size).toBe(members.length)
          if (members.length > 0) expect(members[0]).toBe(c)
        }
        const [i, j] = [matches.left[0], matches.right[0]]
        if (i !== undefined && j !== undefined && i % 3 !== j % 3 && largest > 1)
          expect(clusters[i]).toBe(clusters[j])
      }),
    )
  })

  it('support: a chain of single matches ties no groups together, many matches across do', () => {
    const of = (list: [number, number][]) => ({
      left: Uint32Array.from(list, ([i]) => i),
      right: Uint32Array.from(list, ([, j]) => j),
      weight: Float64Array.from(list, (_, k) => 100 - k),
    })
    // Two triangles, and one match across them.
    const triangles: [number, number][] = [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 4],
      [4, 5],
      [3, 5],
    ]
    const grouped = (across: [number, number][], support: number) => [
      ...clusterMatches(6, of([...triangles, ...across]), { support }),
    ]
    expect(grouped([[2, 3]], 0)).toEqual([0, 0, 0, 0, 0, 0])
    expect(grouped([[2, 3]], 0.2)).toEqual([0, 0, 0, 3, 3, 3])
    const two: [number, number][] = [
      [2, 3],
      [1, 4],
    ]
    expect(grouped(two, 0.2)).toEqual([0, 0, 0, 0, 0, 0])
    expect(grouped(two, 1)).toEqual([0, 0, 0, 3, 3, 3])
    expect(() => grouped(two, 1.1)).toThrow(InvalidInputError)
  })

  it('full support: clusters in which every pair matches', () => {
    fc.assert(
      fc.property(pairs, (matches) => {
        const clusters = clusterMatches(records, matches, { support: 1 })
        const matched = new Set([...matches.left].map((i, k) => `${i},${matches.right[k]}`))
        // The same pair listed twice would count twice.
        fc.pre(matched.size === matches.left.length)
        for (let i = 0; i < records; i++)
          for (let j = i + 1; j < records; j++)
            if (clusters[i] === clusters[j]) expect(matched.has(`${i},${j}`)).toBe(true)
      }),
    )
  })

  it('refuses pairs out of order and records there are not', () => {
    const of = (left: number, weights: number[]) => ({
      left: new Uint32Array(weights.length).fill(left),
      right: new Uint32Array(weights.length).fill(1),
      weight: Float64Array.from(weights),
    })
    expect(() => clusterMatches(2, of(0, [1, 2]))).toThrow(InvalidInputError)
    expect(() => clusterMatches(2, of(2, [1]))).toThrow(InvalidInputError)
    expect(() => clusterMatches(2, of(0, [1]), { largest: 0 })).toThrow(InvalidInputError)
    expect(() => clusterMatches(2, of(0, [1]), { sources: new Uint32Array(1) })).toThrow(InvalidInputError)
    expect([...clusterMatches(0, of(0, []))]).toEqual([])
  })
})

describe('quality', () => {
  const entity = fc.oneof(fc.constant(missingCode), fc.nat(3))
  it('of clusters is that of all their pairs, and both that of plain counting', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(entity, fc.nat(3), fc.nat(1)), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (rows, two) => {
          const entities = Uint32Array.from(rows, ([e]) => e)
          const clusters = Uint32Array.from(rows, ([, c]) => c)
          const sources = two ? Uint32Array.from(rows, ([, , s]) => s) : undefined
          const [left, right]: [number[], number[]] = [[], []]
          let [truePairs, found] = [0, 0]
          rows.forEach(([e, c, s], i) => {
            rows.slice(0, i).forEach(([e2, c2, s2], j) => {
              if (two && s === s2) return
              const same = e === e2 && e !== missingCode
              if (same) truePairs += 1
              if (c === c2) {
                left.push(j)
                right.push(i)
                if (same) found += 1
              }
            })
          })
          const byPairs = linkageQuality(
            entities,
            { left: Uint32Array.from(left), right: Uint32Array.from(right) },
            sources,
          )
          expect(byPairs).toMatchObject({ truePairs, found })
          expect(clusterQuality(entities, clusters, sources)).toEqual({ ...byPairs, pairs: left.length })
        },
      ),
    )
  })
})
