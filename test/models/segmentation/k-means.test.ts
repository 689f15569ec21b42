import {
  drawNormal,
  InvalidInputError,
  kMeans,
  matrix,
  seededRandom,
  silhouette,
  standardise,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { realTable } from '../real-table.ts'

const summary = await realTable('cdnow/cdnow_customers_summary.csv')
const sample = await realTable('cdnow/cdnow_sample.csv.gz')

/** Repeat buyers of the 39 weeks: T − t_x, ln x, ln of the mean value of a repeat purchase. */
function repeaters() {
  if (summary === null || sample === null) throw new Error('the CDNOW files are absent')
  const days = new Map<string, number>()
  const first = new Map<number, string>()
  const customer = sample.table.numbers('sample_customer_id')
  const date = sample.table.text('date')
  const value = sample.table.numbers('dollar_value')
  customer.forEach((id, i) => {
    const day = date.levels[date.codes[i] ?? -1] ?? ''
    if (day > '1997-09-30') return
    const before = first.get(id)
    if (before === undefined || day < before) first.set(id, day)
    days.set(`${id} ${day}`, (days.get(`${id} ${day}`) ?? 0) + (value[i] ?? 0))
  })
  const spent = new Map<number, number[]>()
  for (const [key, amount] of days) {
    const [id, day] = key.split(' ')
    if (first.get(Number(id)) !== day) spent.set(Number(id), [...(spent.get(Number(id)) ?? []), amount])
  }
  const rows: number[][] = []
  const { table } = summary
  table.numbers('ID').forEach((id, i) => {
    const x = table.numbers('frequency')[i] ?? 0
    const values = spent.get(id) ?? []
    if (x === 0) return
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    rows.push([
      (table.numbers('T')[i] ?? 0) - (table.numbers('recency')[i] ?? 0),
      Math.log(x),
      Math.log(mean),
    ])
  })
  return matrix(rows.length, 3, Float64Array.from(rows.flat()))
}

describe.skipIf(summary === null || sample === null)('reference: CDNOW repeaters (scikit-learn)', () => {
  it.each([
    [2, 1814.94206, 0.33124],
    [3, 1385.84621, 0.30897],
    [4, 1089.77272, 0.30698],
    [5, 938.34817, 0.29744],
  ])('k = %d: inertia at most %d × 1.001, silhouette %d', (clusters, inertia, width) => {
    const raw = repeaters()
    expect(raw.rows).toBe(946)
    const { data } = standardise(raw)
    for (const seed of [1, 2, 3]) {
      const found = kMeans(data, { clusters, random: seededRandom(seed) })
      expect(found.inertia).toBeLessThan(inertia * 1.001)
      expect(found.inertia).toBeGreaterThan(inertia * 0.999)
      const { mean } = silhouette(data, found.assignment, { random: seededRandom(1) })
      expect(Math.abs(mean - width)).toBeLessThan(0.002)
    }
  })
})

const points = fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 1, max: 3 })).chain(([n, d]) =>
  fc.tuple(
    fc.constant(d),
    fc.uniqueArray(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: d, maxLength: d }), {
      minLength: n,
      maxLength: n,
      selector: String,
    }),
  ),
)

/** The least inertia over every way to deal the rows into k groups. */
function leastInertia(rows: number[][], k: number): number {
  let least = Infinity
  for (let code = 0; code < k ** rows.length; code++) {
    const groups: number[][][] = Array.from({ length: k }, () => [])
    rows.forEach((row, i) => {
      groups[Math.floor(code / k ** i) % k]?.push(row)
    })
    let sum = 0
    for (const group of groups)
      for (let j = 0; j < (rows[0]?.length ?? 0); j++) {
        const mean = group.reduce((a, row) => a + (row[j] ?? 0), 0) / group.length
        for (const row of group) sum += ((row[j] ?? 0) - mean) ** 2
      }
    least = Math.min(least, sum)
  }
  return least
}

describe('second implementation', () => {
  it('k-means reaches the best of all partitions', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 3 }), ([d, rows], k) => {
        const data = matrix(rows.length, d, Float64Array.from(rows.flat()))
        const found = kMeans(data, { clusters: k, random: seededRandom(5) })
        expect(found.inertia).toBeCloseTo(leastInertia(rows, k), 6)
      }),
      { numRuns: 40 },
    )
  })
  it('silhouettes are those of the definition', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 2, max: 3 }), ([d, rows], k) => {
        const group = rows.map((_, i) => i % k)
        const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, j) => x - (b[j] ?? 0)))
        const widths = rows.map((row, i) => {
          const meanTo = (g: number) => {
            const others = rows.filter((_, j) => group[j] === g && j !== i)
            return others.reduce((sum, other) => sum + distance(row, other), 0) / others.length
          }
          const a = meanTo(group[i] ?? 0)
          if (Number.isNaN(a)) return 0
          const b = Math.min(...Array.from({ length: k }, (_, g) => (g === group[i] ? Infinity : meanTo(g))))
          return (b - a) / Math.max(a, b)
        })
        const data = matrix(rows.length, d, Float64Array.from(rows.flat()))
        const seen = silhouette(data, Uint32Array.from(group), { random: seededRandom(1) })
        expect(seen.mean).toBeCloseTo(widths.reduce((a, b) => a + b, 0) / rows.length, 10)
        expect(seen).toMatchObject({ exact: true, rows: rows.length, standardError: 0 })
      }),
      { numRuns: 40 },
    )
  })
})

function blobs(n: number, seed: number) {
  const random = seededRandom(seed)
  const values = new Float64Array(n * 2)
  for (let i = 0; i < n; i++) {
    values[2 * i] = drawNormal(random) + 12 * (i % 4 > 1 ? 1 : 0)
    values[2 * i + 1] = drawNormal(random) + 12 * (i % 2)
  }
  return matrix(n, 2, values)
}

describe('recovery', () => {
  it('four planted groups are found, and a large file gives the same by starts on a part of it', () => {
    const data = blobs(3_000, 2)
    for (const restartRows of [50_000, 400]) {
      const found = kMeans(data, { clusters: 4, random: seededRandom(1), restarts: 5, restartRows })
      expect([...found.sizes]).toEqual([750, 750, 750, 750])
      for (let i = 0; i < 3_000; i++) expect(found.assignment[i]).toBe(found.assignment[i % 4])
      expect(found.restartRows).toBe(Math.min(restartRows, 3_000))
      expect(found.inertia / 3_000).toBeCloseTo(2, 0)
    }
  })
  it('a sampled silhouette lies within its error of the exact one', () => {
    const data = blobs(2_000, 3)
    const group = Uint32Array.from({ length: 2_000 }, (_, i) => i % 4)
    const exact = silhouette(data, group, { random: seededRandom(1) })
    const sampled = silhouette(data, group, { random: seededRandom(1), exactRows: 100, sampleRows: 300 })
    expect(sampled).toMatchObject({ exact: false, rows: 300 })
    expect(Math.abs(sampled.mean - exact.mean)).toBeLessThan(4 * sampled.standardError)
  })
})

describe('extremes', () => {
  const random = () => seededRandom(1)
  it('one row, k = n, ties, far from zero', () => {
    expect(kMeans(matrix(1, 1, Float64Array.of(7)), { clusters: 1, random: random() }).inertia).toBe(0)
    const three = kMeans(matrix(3, 1, Float64Array.of(1, 2, 9)), { clusters: 3, random: random() })
    expect(three.inertia).toBe(0)
    expect([...three.sizes]).toEqual([1, 1, 1])
    const far = kMeans(matrix(4, 1, Float64Array.of(1e12, 1e12 + 2, 1e12 + 100, 1e12 + 102)), {
      clusters: 2,
      random: random(),
    })
    expect(far.inertia).toBe(4)
    expect([...far.centres.values].sort()).toEqual([1e12 + 1, 1e12 + 101])
  })
  it('the same seed gives the same result', () => {
    const data = blobs(300, 9)
    const run = () => kMeans(data, { clusters: 5, random: seededRandom(4) })
    expect(run()).toEqual(run())
  })
  it('refuses what cannot be grouped, and says why', () => {
    const constant = matrix(5, 1, new Float64Array(5).fill(3))
    expect(() => kMeans(constant, { clusters: 2, random: random() })).toThrow(/only 1 distinct rows/)
    expect(() => kMeans(constant, { clusters: 6, random: random() })).toThrow(/only 5 rows/)
    expect(() => kMeans(matrix(0, 1), { clusters: 1, random: random() })).toThrow(InvalidInputError)
    expect(() =>
      kMeans(matrix(2, 1, Float64Array.of(1, Number.NaN)), { clusters: 1, random: random() }),
    ).toThrow(/data\[1, 0\]/)
    expect(() =>
      kMeans(matrix(2, 1, Float64Array.of(-1e200, 1e200)), { clusters: 2, random: random() }),
    ).toThrow(/too large to square/)
    expect(() => silhouette(constant, new Uint32Array(5), { random: random() })).toThrow(
      /fewer than two clusters/,
    )
    expect(() => silhouette(constant, new Uint32Array(4), { random: random() })).toThrow(/has 4 entries/)
  })
  it('standardises by the population deviation; a constant column becomes zeros', () => {
    const { data, mean, sd } = standardise(matrix(2, 2, Float64Array.of(1, 0.1, 3, 0.1)))
    expect([...data.values]).toEqual([-1, 0, 1, 0])
    expect([mean[0], sd[0], sd[1]]).toEqual([2, 1, 0])
    expect(standardise(matrix(2, 1, Float64Array.of(-1e300, 1e300))).data.values).toEqual(
      Float64Array.of(-1, 1),
    )
    expect(() => standardise(matrix(0, 1))).toThrow(/no rows/)
  })
})
