import {
  fitAls,
  fitEase,
  fitItemKnn,
  fitPopularity,
  fitSessionKnn,
  type Interactions,
  InvalidInputError,
  type Recommender,
  recommend,
  seededRandom,
  sparseMatrix,
  transpose,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'

/** Two tastes: people of each have 60 % of its 12 items, 3 % of the other's; the last item is nobody's. */
function tastes(people: number, seed: number): Interactions {
  const random = seededRandom(seed)
  const [row, column]: [number[], number[]] = [[], []]
  for (let u = 0; u < people; u++)
    for (let i = 0; i < 24; i++)
      if (random() < (u % 2 === Math.floor(i / 12) ? 0.6 : 0.03)) {
        row.push(u)
        column.push(i)
      }
  return sparseMatrix(people, 25, Uint32Array.from(row), Uint32Array.from(column))
}

const fits: Record<string, (x: Interactions) => Recommender> = {
  popularity: fitPopularity,
  itemKnn: (x) => fitItemKnn(x, { neighbours: 8 }),
  'ease over items': (x) => fitEase(x, { lambda: 20 }),
  'session neighbours': (x) =>
    fitSessionKnn({ width: x.width, offsets: x.offsets, items: x.columns }, { neighbours: 40 }),
  als: (x) => fitAls(x, { random: seededRandom(1), factors: 2, epochs: 8 }),
}

describe.each(Object.entries(fits))('every recommender: %s', (name, train) => {
  const x = tastes(300, 4)
  const model = train(x)

  it('gives each item a finite score, the same each time, into the array given', () => {
    const scores = model.score([1, 3])
    expect(scores).toHaveLength(25)
    expect(scores.every(Number.isFinite)).toBe(true)
    const into = new Float64Array(25).fill(9)
    expect(model.score([1, 3], into)).toBe(into)
    expect(into).toEqual(scores)
    expect(train(x).score([1, 3])).toEqual(scores)
  })
  it('takes an empty history, and one that repeats; order matters to sessions only', () => {
    expect(model.score([]).every(Number.isFinite)).toBe(true)
    const again = name === 'session neighbours' ? [2, 5, 2] : [2, 5]
    model.score([5, 2, 2]).forEach((score, i) => {
      expect(score).toBeCloseTo(model.score(again)[i] ?? Number.NaN, 12)
    })
  })
  it('recommends no item twice, none of the history, none that is ruled out', () => {
    const all = recommend(model, [0, 1, 20], 99, { without: [7] })
    const items = all.map(({ item }) => item)
    expect(new Set(items).size).toBe(21)
    for (const item of [0, 1, 20, 7]) expect(items).not.toContain(item)
    all.forEach(({ item, score }, i) => {
      const before = all[i - 1]
      if (before) expect(before.score > score || (before.score === score && before.item < item)).toBe(true)
    })
    expect(recommend(model, [0], 0)).toEqual([])
    expect(recommend(model, [0], 99, { onlyNew: false })).toHaveLength(25)
  })
  it.skipIf(name === 'popularity')('recovers the planted taste from two items', () => {
    for (const [history, low] of [
      [[0, 5], 0],
      [[13, 20], 12],
    ] as const)
      for (const { item } of recommend(model, history, 6)) {
        expect(item).toBeGreaterThanOrEqual(low)
        expect(item).toBeLessThan(low + 12)
      }
  })
  it('says what is wrong', () => {
    expect(() => model.score([25])).toThrow(/history\[0\] is 25, but the model knows 25 items/)
    expect(() => model.score([-1])).toThrow(InvalidInputError)
    expect(() => model.score([Number.NaN])).toThrow(InvalidInputError)
    expect(() => model.score([1], new Float64Array(3))).toThrow(/into has 3/)
    expect(() => train(sparseMatrix(2, 2, new Uint32Array(0), new Uint32Array(0)))).toThrow(
      /nothing to learn from/,
    )
    expect(() => recommend(model, [1], 1.5)).toThrow(/count/)
  })
  it('learns from one person with one item', () => {
    const one = train(sparseMatrix(1, 2, Uint32Array.of(0), Uint32Array.of(1)))
    expect(one.score([1]).every(Number.isFinite)).toBe(true)
  })
})

/** Solves by Gauss–Jordan with pivoting. */
function inverse(a: number[][]): number[][] {
  const n = a.length
  const w = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let c = 0; c < n; c++) {
    let p = c
    for (let r = c; r < n; r++) if (Math.abs(w[r]?.[c] ?? 0) > Math.abs(w[p]?.[c] ?? 0)) p = r
    const [pivotRow, other] = [w[p] ?? [], w[c] ?? []]
    w[p] = other
    w[c] = pivotRow.map((v) => v / (pivotRow[c] ?? 1))
    for (let r = 0; r < n; r++) {
      if (r === c) continue
      const factor = w[r]?.[c] ?? 0
      w[r] = (w[r] ?? []).map((v, j) => v - factor * (w[c]?.[j] ?? 0))
    }
  }
  return w.map((row) => row.slice(n))
}
const dense = (x: Interactions) =>
  Array.from({ length: x.rows }, (_, r) => {
    const row = new Array<number>(x.width).fill(0)
    for (const c of x.columns.subarray(x.offsets[r], x.offsets[r + 1])) row[c] = 1
    return row
  })

describe('second implementations', () => {
  it.each([
    ['over items', 80],
    ['over people, fewer than items', 15],
  ])('EASE %s is X·(I − P·diag(P)⁻¹) with P by Gauss–Jordan', (_, people) => {
    const x = tastes(people, 9)
    const rows = dense(x)
    const lambda = 7
    const gram = Array.from({ length: 25 }, (_, i) =>
      Array.from({ length: 25 }, (_, j) =>
        rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), i === j ? lambda : 0),
      ),
    )
    const p = inverse(gram)
    const model = fitEase(x, { lambda })
    for (const history of [[0], [3, 14, 2], [24], []]) {
      const scores = model.score(history)
      scores.forEach((score, j) => {
        const expected = history.reduce(
          (sum, i) => sum + (i === j ? 0 : -(p[i]?.[j] ?? 0) / (p[j]?.[j] ?? 1)),
          0,
        )
        expect(score).toBeCloseTo(expected, 10)
      })
    }
  })
  it('EASE at a size that is inverted in tiles solves its normal equations', () => {
    const random = seededRandom(5)
    const row = Uint32Array.from({ length: 6_000 }, () => Math.floor(random() * 400))
    const column = Uint32Array.from({ length: 6_000 }, () => Math.floor(random() * 131))
    const x = sparseMatrix(400, 131, row, column)
    const model = fitEase(x, { lambda: 3 })
    const weights = Array.from({ length: 131 }, (_, i) => model.score([i]))
    const rows = dense(x)
    // Off the diagonal (XᵀX + λI)·B = XᵀX holds, as the multipliers of diag(B) = 0 stand on the diagonal alone.
    for (const [i, j] of [
      [0, 1],
      [130, 5],
      [64, 63],
      [17, 128],
    ] as const) {
      let left = 3 * (weights[i]?.[j] ?? 0)
      let right = 0
      for (const r of rows) {
        right += (r[i] ?? 0) * (r[j] ?? 0)
        if (r[i]) for (let k = 0; k < 131; k++) left += (r[k] ?? 0) * (weights[k]?.[j] ?? 0)
      }
      expect(left).toBeCloseTo(right, 8)
    }
    for (let i = 0; i < 131; i++) expect(weights[i]?.[i]).toBeCloseTo(0, 12)
  })
  it('item neighbours: cosines of dense columns, nearest kept by target', () => {
    const x = tastes(60, 2)
    const columns = dense(transpose(x))
    const similarity = (i: number, j: number) => {
      const both = (columns[i] ?? []).reduce((sum, v, u) => sum + v * (columns[j]?.[u] ?? 0), 0)
      const norm = (k: number) => Math.sqrt((columns[k] ?? []).reduce((sum, v) => sum + v, 0))
      return both / (norm(i) * norm(j) + 2)
    }
    const model = fitItemKnn(x, { neighbours: 5, shrinkage: 2 })
    const scores = model.score([1, 15, 8])
    for (let j = 0; j < 25; j++) {
      const near = Array.from({ length: 25 }, (_, i) => i)
        .filter((i) => i !== j && similarity(i, j) > 0)
        .sort((a, b) => similarity(b, j) - similarity(a, j) || a - b)
        .slice(0, 5)
      expect(model.similar(j).map(({ item }) => item)).toEqual(near)
      expect(scores[j]).toBeCloseTo(
        near.filter((i) => [1, 15, 8].includes(i)).reduce((sum, i) => sum + similarity(i, j), 0),
        12,
      )
    }
  })
  it.each([
    ['few entries against factors', 24],
    ['more entries than factors', 2],
  ])('ALS, %s: a person’s factors solve the normal equations written out', (_, factors) => {
    const [reg, alpha0] = [0.05, 0.3]
    const x = tastes(40, 7)
    const model = fitAls(x, { random: seededRandom(3), factors, epochs: 3, reg, alpha0 })
    const h = Array.from({ length: 25 }, (_, i) => [
      ...model.itemFactors.subarray(i * factors, (i + 1) * factors),
    ])
    for (const history of [[4], [1, 2, 3, 4, 5, 18]]) {
      const penalty = reg * (history.length + alpha0 * 25)
      const system = Array.from({ length: factors }, (_, a) =>
        Array.from({ length: factors }, (_, b) =>
          h.reduce(
            (sum, row, i) => sum + (alpha0 + (history.includes(i) ? 1 : 0)) * (row[a] ?? 0) * (row[b] ?? 0),
            a === b ? penalty : 0,
          ),
        ),
      )
      const own = model.factorsOf(history)
      system.forEach((row, a) => {
        const left = row.reduce((sum, value, b) => sum + value * (own[b] ?? 0), 0)
        expect(left).toBeCloseTo(
          history.reduce((sum, i) => sum + (h[i]?.[a] ?? 0), 0),
          9,
        )
      })
    }
  })
  it('ALS: more rounds never raise the loss', () => {
    const [reg, alpha0, factors] = [0.02, 0.2, 5]
    const x = tastes(50, 3)
    const rows = dense(x)
    const loss = (epochs: number) => {
      const model = fitAls(x, { random: seededRandom(2), factors, epochs, reg, alpha0 })
      const byItem = transpose(x)
      let sum = 0
      const squares = (v: Float64Array) => v.reduce((a, b) => a + b * b, 0)
      rows.forEach((row) => {
        const history = row.flatMap((v, i) => (v ? [i] : []))
        sum += reg * (history.length + alpha0 * 25) * squares(model.factorsOf(history))
        model.score(history).forEach((score, i) => {
          sum += alpha0 * score ** 2 + (row[i] ? (score - 1) ** 2 : 0)
        })
      })
      for (let i = 0; i < 25; i++) {
        const known = (byItem.offsets[i + 1] ?? 0) - (byItem.offsets[i] ?? 0)
        sum +=
          reg * (known + alpha0 * 50) * squares(model.itemFactors.subarray(i * factors, (i + 1) * factors))
      }
      return sum
    }
    const losses = [1, 2, 4, 8, 16].map(loss)
    losses.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual((losses[i - 1] ?? Infinity) * (1 + 1e-9))
    })
  })
})

describe('options out of range', () => {
  const x = tastes(20, 1)
  it.each([
    [() => fitEase(x, { lambda: 0 }), /lambda/],
    [() => fitEase(x, { largest: 5 }), /20 people and 25 items; EASE inverts/],
    [() => fitItemKnn(x, { neighbours: 0 }), /neighbours/],
    [() => fitItemKnn(x, { shrinkage: -1 }), /shrinkage/],
    [() => fitAls(x, { random: seededRandom(1), reg: 0 }), /reg/],
    [() => fitAls(x, { random: seededRandom(1), alpha0: Number.NaN }), /alpha0/],
    [() => fitAls(x, { random: seededRandom(1), factors: 1.5 }), /factors/],
  ] as const)('%#', (fit, message) => {
    expect(fit).toThrow(message)
  })
})
