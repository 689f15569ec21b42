import {
  drawNormal,
  priceElasticity,
  type SalesAtPrices,
  seededRandom,
  shrinkTowardsMean,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'

/** A shop's weeks: demand with a planted elasticity, promotions that come with low prices, a season and store effects. */
function planted(seed: number, rows: number, elasticity: number) {
  const random = seededRandom(seed)
  const [q, p, promotion] = [0, 0, 0].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const [month, store] = [new Uint32Array(rows), new Uint32Array(rows)]
  for (let i = 0; i < rows; i++) {
    month[i] = Math.floor(random() * 12)
    store[i] = Math.floor(random() * 8)
    promotion[i] = random() < 0.2 ? 1 : 0
    p[i] = 0.5 + 0.05 * (store[i] as number) - 0.25 * (promotion[i] as number) + 0.15 * drawNormal(random)
    const season = Math.sin((2 * Math.PI * (month[i] as number)) / 12)
    const noise = 0.2 * (1 + Math.abs(p[i] as number)) * drawNormal(random)
    q[i] =
      4 +
      elasticity * (p[i] as number) +
      0.8 * (promotion[i] as number) +
      0.4 * season -
      0.3 * (store[i] as number) +
      noise
  }
  return { q, p, promotion, month, store }
}

const salesOf = (d: ReturnType<typeof planted>): SalesAtPrices => ({
  logQuantity: d.q,
  logPrice: d.p,
  controls: [d.promotion],
  categories: [
    { codes: d.month, levels: 12 },
    { codes: d.store, levels: 8 },
  ],
})

/** Least squares by the normal equations with a dummy for each name, and the whole sandwich; imports nothing. */
function bySandwich(columns: number[][], y: number[], cluster?: number[]) {
  const [n, k] = [y.length, columns.length]
  const solve = (a: number[][], b: number[][]) => {
    const m = a.map((row, i) => [...row, ...(b[i] as number[])])
    for (let c = 0; c < k; c++) {
      const pivot = m
        .slice(c)
        .reduce(
          (best, row, i) =>
            Math.abs(row[c] as number) > Math.abs((m[best] as number[])[c] as number) ? c + i : best,
          c,
        )
      ;[m[c], m[pivot]] = [m[pivot] as number[], m[c] as number[]]
      for (let r = 0; r < k; r++) {
        if (r === c) continue
        const f = ((m[r] as number[])[c] as number) / ((m[c] as number[])[c] as number)
        for (let j = c; j < (m[r] as number[]).length; j++)
          (m[r] as number[])[j] = ((m[r] as number[])[j] as number) - f * ((m[c] as number[])[j] as number)
      }
    }
    return m.map((row, i) => row.slice(k).map((v) => v / (row[i] as number)))
  }
  const product = (f: (i: number) => number) =>
    Array.from({ length: n }, (_, i) => f(i)).reduce((s, v) => s + v, 0)
  const at = (j: number, i: number) => (columns[j] as number[])[i] as number
  const xx = columns.map((_, a) => columns.map((_, b) => product((i) => at(a, i) * at(b, i))))
  const beta = solve(
    xx,
    columns.map((_, a) => [product((i) => at(a, i) * (y[i] as number))]),
  ).map((row) => row[0] as number)
  const u = y.map((v, i) => v - beta.reduce((s, b, j) => s + b * at(j, i), 0))
  const keys = cluster ?? y.map((_, i) => i)
  const sums = new Map<number, number[]>()
  keys.forEach((key, i) => {
    const own = sums.get(key) ?? columns.map(() => 0)
    sums.set(
      key,
      own.map((v, j) => v + at(j, i) * (u[i] as number)),
    )
  })
  const meat = columns.map((_, a) =>
    columns.map((_, b) => [...sums.values()].reduce((s, v) => s + (v[a] as number) * (v[b] as number), 0)),
  )
  const bread = solve(
    xx,
    columns.map((_, a) => columns.map((_, b) => (a === b ? 1 : 0))),
  )
  const times = (a: number[][], b: number[][]) =>
    a.map((row) =>
      columns.map((_, j) => row.reduce((s, v, l) => s + v * ((b[l] as number[])[j] as number), 0)),
    )
  const g = sums.size
  const correction = cluster ? (g / (g - 1)) * ((n - 1) / (n - k)) : n / (n - k)
  const covariance = times(times(bread, meat), bread)
  return { beta, errors: covariance.map((row, j) => Math.sqrt(correction * (row[j] as number))) }
}

describe('priceElasticity', () => {
  const d = planted(3, 400, -2.2)
  const dummies = (codes: Uint32Array, levels: number) =>
    Array.from({ length: levels - 1 }, (_, l) => [...codes].map((c) => (c === l ? 1 : 0)))
  const columns = [
    [...d.p],
    [...d.q].map(() => 1),
    [...d.promotion],
    ...dummies(d.month, 12),
    ...dummies(d.store, 8),
  ]
  it('agrees with least squares on a dummy for each name, and its HC1 error', () => {
    const found = priceElasticity(salesOf(d))
    const other = bySandwich(columns, [...d.q])
    expect(found?.elasticity).toBeCloseTo(other.beta[0] as number, 9)
    expect(found?.standardError).toBeCloseTo(other.errors[0] as number, 9)
    expect(found?.degreesOfFreedom).toBe(400 - columns.length)
  })
  it('and by clusters, whose error is that of the whole sandwich', () => {
    const found = priceElasticity({ ...salesOf(d), cluster: d.store })
    const other = bySandwich(columns, [...d.q], [...d.store])
    expect(found?.standardError).toBeCloseTo(other.errors[0] as number, 9)
    expect(found?.degreesOfFreedom).toBe(7)
  })
  it('recovers the planted elasticity and covers it, where leaving the promotion out does not', () => {
    let [covered, fooled] = [0, 0]
    for (let seed = 0; seed < 200; seed++) {
      const sales = salesOf(planted(100 + seed, 300, -2.2))
      const found = priceElasticity(sales)
      if (found && found.lower <= -2.2 && -2.2 <= found.upper) covered++
      const without = priceElasticity({ ...sales, controls: [] })
      if (without && without.upper < -2.2) fooled++
    }
    expect(Math.abs(covered / 200 - 0.95)).toBeLessThan(0.045)
    expect(fooled).toBeGreaterThan(190)
  })
  it('is the same in any unit, and leaves out controls that repeat others', () => {
    const base = priceElasticity(salesOf(d))
    const sales = salesOf(d)
    const scaled = priceElasticity({
      ...sales,
      logPrice: d.p.map((v) => v + 30),
      controls: [d.promotion.map((v) => 1e6 * v + 5), d.promotion, d.promotion.map(() => 4)],
    })
    expect(scaled?.elasticity).toBeCloseTo(base?.elasticity ?? Number.NaN, 8)
    expect(scaled?.standardError).toBeCloseTo(base?.standardError ?? Number.NaN, 8)
  })
  it('says nothing where the price does not vary, or varies with a control alone, or there are too few rows', () => {
    const few = Float64Array.of(1, 2, 3, 4)
    expect(priceElasticity({ logQuantity: few, logPrice: few.map(() => 2) })).toBeNull()
    expect(priceElasticity({ logQuantity: few, logPrice: few, controls: [few.map((v) => 2 * v)] })).toBeNull()
    expect(
      priceElasticity({
        logQuantity: few,
        logPrice: few,
        categories: [{ codes: Uint32Array.of(0, 1, 2, 3), levels: 4 }],
      }),
    ).toBeNull()
    expect(priceElasticity({ logQuantity: few.subarray(0, 2), logPrice: few.subarray(0, 2) })).toBeNull()
    expect(priceElasticity({ logQuantity: new Float64Array(0), logPrice: new Float64Array(0) })).toBeNull()
    expect(
      priceElasticity({ logQuantity: few, logPrice: few, cluster: Uint32Array.of(1, 1, 1, 1) }),
    ).toBeNull()
  })
  it('refuses what cannot be', () => {
    const few = Float64Array.of(1, 2, 3)
    expect(() => priceElasticity({ logQuantity: few, logPrice: Float64Array.of(1) })).toThrow(
      /logPrice has 1 entries/,
    )
    expect(() => priceElasticity({ logQuantity: few, logPrice: Float64Array.of(1, Number.NaN, 2) })).toThrow(
      /logPrice\[1\]/,
    )
    expect(() =>
      priceElasticity({ logQuantity: few, logPrice: few, controls: [Float64Array.of(1, -Infinity, 2)] }),
    ).toThrow(/controls\[0\]\[1\]/)
    expect(() =>
      priceElasticity({
        logQuantity: few,
        logPrice: few,
        categories: [{ codes: Uint32Array.of(0, 1, 5), levels: 2 }],
      }),
    ).toThrow(/categories\[0\]\.codes\[2\]/)
  })
})

describe('shrinkTowardsMean', () => {
  const draw = (seed: number, groups: number) => {
    const random = seededRandom(seed)
    return Array.from({ length: groups }, () => {
      const truth = -2 + 0.5 * drawNormal(random)
      const standardError = 0.1 + 0.9 * random()
      return { truth, estimate: truth + standardError * drawNormal(random), standardError }
    })
  }
  it('recovers planted mean and spread, is nearer the truth than the groups alone, and covers it', () => {
    const groups = draw(1, 2_000)
    const shrunk = shrinkTowardsMean(groups)
    expect(shrunk.mean).toBeCloseTo(-2, 1)
    expect(shrunk.spread).toBeCloseTo(0.5, 1)
    const error = (of: (i: number) => number) => groups.reduce((s, g, i) => s + (of(i) - g.truth) ** 2, 0)
    const [own, better] = [
      error((i) => groups[i]?.estimate ?? 0),
      error((i) => shrunk.groups[i]?.estimate ?? 0),
    ]
    expect(better).toBeLessThan(0.6 * own)
    const covered = groups.filter(
      (g, i) => g.truth >= (shrunk.groups[i]?.lower ?? 0) && g.truth <= (shrunk.groups[i]?.upper ?? 0),
    )
    expect(Math.abs(covered.length / 2_000 - 0.95)).toBeLessThan(0.02)
  })
  it('agrees with a grid over the spread and with the posterior written out', () => {
    const groups = draw(2, 12)
    const shrunk = shrinkTowardsMean(groups)
    const at = (v: number) => {
      const w = groups.map((g) => 1 / (g.standardError ** 2 + v))
      const mean =
        groups.reduce((s, g, i) => s + (w[i] as number) * g.estimate, 0) / w.reduce((s, x) => s + x, 0)
      return { mean, scatter: groups.reduce((s, g, i) => s + (w[i] as number) * (g.estimate - mean) ** 2, 0) }
    }
    let best = 0
    for (let v = 0; v < 4; v += 1e-4)
      if (Math.abs(at(v).scatter - 11) < Math.abs(at(best).scatter - 11)) best = v
    expect(shrunk.spread ** 2).toBeCloseTo(best, 3)
    const v = shrunk.spread ** 2
    groups.forEach((g, i) => {
      const [a, b] = [1 / v, 1 / g.standardError ** 2]
      expect(shrunk.groups[i]?.estimate).toBeCloseTo((a * at(v).mean + b * g.estimate) / (a + b), 9)
    })
  })
  it('extremes: alike groups meet, one group stays, unknown groups take the mean, exact ones keep theirs', () => {
    const alike = shrinkTowardsMean([
      { estimate: -1, standardError: 1 },
      { estimate: -1.2, standardError: 1 },
    ])
    expect(alike.spread).toBe(0)
    expect(alike.groups[0]?.estimate).toBeCloseTo(-1.1, 12)
    const one = shrinkTowardsMean([{ estimate: -3, standardError: 0.2 }])
    expect(one.groups[0]).toMatchObject({ estimate: -3, standardError: 0.2 })
    const exact = shrinkTowardsMean([
      { estimate: -1, standardError: 0 },
      { estimate: -3, standardError: 0 },
      null,
    ])
    expect(exact.groups.map((g) => g.estimate)).toEqual([-1, -3, -2])
    expect(
      shrinkTowardsMean([
        { estimate: 2, standardError: 0 },
        { estimate: 2, standardError: 0 },
      ]).spread,
    ).toBe(0)
    expect(() => shrinkTowardsMean([])).toThrow(/no estimate/)
    expect(() => shrinkTowardsMean([null])).toThrow(/no estimate/)
    expect(() => shrinkTowardsMean([{ estimate: 1, standardError: -1 }])).toThrow(/standardError/)
  })
})
