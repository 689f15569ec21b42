import { drawNormal, type EtsModel, etsForecast, fitEts, seededRandom } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { isAdmissible, isStable } from '../../../packages/models/src/forecasting/ets/admissible.ts'
import { realTable } from '../real-table.ts'

const m = 4
const planted = { alpha: 0.35, beta: 0.08, gamma: 0.15, phi: 0.9 }

/** A series of a form with planted parameters, by the textbook's equations. */
function simulated(form: string, n: number, random: () => number, sigma = 0.03): number[] {
  const [error, trend, season] = form.split(',')
  const { alpha, beta, gamma } = planted
  const phi = trend === 'Ad' ? planted.phi : 1
  let [l, b] = [100, trend === 'N' ? 0 : 0.5]
  const s = season === 'A' ? [8, -5, 3, -6] : season === 'M' ? [1.1, 0.9, 1.05, 0.95] : []
  return Array.from({ length: n }, (_, t) => {
    const index = s[t % m] ?? 0
    const q = l + phi * b
    const f = season === 'N' ? q : season === 'A' ? q + index : q * index
    const e = sigma * drawNormal(random) * (error === 'A' ? 100 : f)
    const perLevel = season === 'M' ? e / index : e
    l = q + alpha * perLevel
    if (trend !== 'N') b = phi * b + beta * perLevel
    if (season !== 'N') s[t % m] = index + gamma * (season === 'M' ? e / q : e)
    return f + e
  })
}

function shareInside(actual: number[], { lower, upper }: { lower: Float64Array; upper: Float64Array }) {
  return actual.filter((y, h) => y >= (lower[h] ?? 0) && y <= (upper[h] ?? 0)).length / actual.length
}

describe('ETS: intervals cover what they claim', () => {
  const forms = ['A,N,N', 'A,A,N', 'A,Ad,N', 'A,N,A', 'A,A,A', 'M,A,N', 'M,A,M', 'M,Ad,M']
  const runs = 65
  let [counted, asKnown] = [0, 0]
  it.each(forms)('%s, 65 planted series of 60 values, 8 steps ahead: 95 % in 92 to 98', (form) => {
    const random = seededRandom(31)
    let inside = 0
    for (let k = 0; k < runs; k++) {
      let y = simulated(form, 68, random)
      while (form.startsWith('M') && Math.min(...y) < 5) y = simulated(form, 68, random)
      const model = fitEts(y.slice(0, 60), { form, season: m, search: 'maximum' })
      const forecast = etsForecast(model, 8, { random: seededRandom(k), paths: 300 })
      inside += shareInside(y.slice(60), forecast) / runs
      const fixed = etsForecast(model, 8, { random: seededRandom(k), paths: 300, parameters: 'fixed' })
      asKnown += shareInside(y.slice(60), fixed) / runs / forms.length
    }
    counted += inside / forms.length
    expect(Math.abs(inside - 0.95)).toBeLessThan(0.03)
  })
  it('all 520 of them: 94 to 96; with the parameters taken as known, fewer than 93', () => {
    expect(Math.abs(counted - 0.95)).toBeLessThan(0.01)
    expect(asKnown).toBeLessThan(0.93)
  })

  /** CDF of Student's t with n degrees, by Simpson's rule. */
  function studentBelow(t: number, n: number): number {
    const steps = 200
    const f = (x: number) => (1 + (x * x) / n) ** (-(n + 1) / 2)
    const area = (to: number) => {
      let sum = 0
      for (let i = 0; i <= steps; i++)
        sum += f((to * i) / steps) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2)
      return (sum * to) / steps / 3
    }
    return 0.5 + (0.5 * area(t)) / area(60)
  }

  it('A,N,N: bounds are those of the posterior summed over a grid', () => {
    const y = simulated('A,N,N', 25, seededRandom(4))
    const model = fitEts(y, { form: 'A,N,N' })
    const { lower, upper } = etsForecast(model, 5, { random: seededRandom(9), paths: 20_000 })
    const n = y.length
    const points: { weight: number; end: number; squares: number; alpha: number }[] = []
    for (let alpha = 0.005; alpha < 1; alpha += 0.01)
      for (let start = 80; start <= 120; start += 0.25) {
        let [level, squares] = [start, 0]
        for (const value of y) {
          squares += (value - level) ** 2
          level += alpha * (value - level)
        }
        points.push({ weight: squares ** (-n / 2) * 1e30, end: level, squares, alpha })
      }
    const total = points.reduce((sum, { weight }) => sum + weight, 0)
    const below = (x: number, h: number) =>
      points.reduce((sum, { weight, end, squares, alpha }) => {
        if (weight < total * 1e-9) return sum
        const spread = Math.sqrt((squares / n) * (1 + (h - 1) * alpha * alpha))
        return sum + (weight / total) * studentBelow((x - end) / spread, n)
      }, 0)
    for (const h of [1, 5]) {
      expect(Math.abs(below(lower[h - 1] ?? 0, h) - 0.025)).toBeLessThan(0.008)
      expect(Math.abs(below(upper[h - 1] ?? 0, h) - 0.975)).toBeLessThan(0.008)
    }
  })

  /** Variance h steps ahead over σ², Hyndman et al. (2008), table 6.1 and equation 6.12 for relative errors. */
  function variance(model: EtsModel, h: number, mean: Float64Array): number {
    const { alpha, beta, gamma, phi } = model.parameters
    const weight = (j: number) => {
      let damping = 0
      for (let i = 1; i <= j; i++) damping += (phi ?? 1) ** i
      // β of the damped forms moves the slope after its damping.
      const slope = phi === null ? j : damping
      return alpha + (beta ?? 0) * slope + (j % m === 0 ? (gamma ?? 0) : 0)
    }
    if (model.form.startsWith('A')) {
      let sum = 1
      for (let j = 1; j < h; j++) sum += weight(j) ** 2
      return sum
    }
    const theta: number[] = []
    for (let i = 0; i < h; i++) {
      let at = (mean[i] ?? 0) ** 2
      for (let j = 1; j <= i; j++) at += model.sigma ** 2 * weight(j) ** 2 * (theta[i - j] ?? 0)
      theta.push(at)
    }
    return ((1 + model.sigma ** 2) * (theta[h - 1] ?? 0) - (mean[h - 1] ?? 0) ** 2) / model.sigma ** 2
  }
  it.each(['A,N,N', 'A,A,N', 'A,Ad,N', 'A,N,A', 'A,A,A', 'A,Ad,A', 'M,N,N', 'M,A,N', 'M,Ad,N', 'M,A,A'])(
    '%s: with the parameters as known, the interval of the textbook’s variance',
    (form) => {
      const y = simulated(form, 80, seededRandom(3))
      const model = fitEts(y, { form, season: m, search: 'maximum' })
      const { mean, lower, upper } = etsForecast(model, 9, {
        ...{ random: seededRandom(2), paths: 20_000, parameters: 'fixed' },
      })
      for (const h of [1, 2, 5, 9]) {
        const deviation = model.sigma * Math.sqrt(variance(model, h, mean))
        expect(((upper[h - 1] ?? 0) - (lower[h - 1] ?? 0)) / (2 * 1.96 * deviation)).toBeCloseTo(1, 1)
      }
    },
  )

  it('the same seed gives the same interval, another one next to it; the mean does not change', () => {
    const model = fitEts(simulated('A,A,A', 60, seededRandom(1)), { season: m })
    const of = (seed: number) => etsForecast(model, 4, { random: seededRandom(seed) })
    expect(of(1)).toEqual(of(1))
    expect(of(2).mean).toEqual(of(1).mean)
    expect((of(2).upper[3] ?? 0) / (of(1).upper[3] ?? 1)).toBeCloseTo(1, 1)
  })
})

const real = await realTable('forecasting/aus_retail.csv.gz', ['series_id', 'month'])
describe.skipIf(real === null)('monthly turnover of Australian trades', () => {
  it('95 % intervals of twelve months cover 92 to 98 %, over four origins', () => {
    const ids = real?.table.allText('series_id').codes ?? new Uint32Array(0)
    const turnover = real?.table.allNumbers('turnover_aud_m') ?? new Float64Array(0)
    const series = new Map<number, number[]>()
    ids.forEach((id, i) => {
      const of = series.get(id) ?? []
      of.push(turnover[i] as number)
      series.set(id, of)
    })
    const shares: number[] = []
    ;[...series.values()].forEach((y, k) => {
      if (k % 10 !== 0) return
      for (const end of [y.length - 12, y.length - 60, y.length - 120, 200]) {
        if (end < 120 || end + 12 > y.length) continue
        const model = fitEts(y.slice(end - 120, end), { season: 12, search: 'maximum' })
        const forecast = etsForecast(model, 12, { random: seededRandom(1), paths: 400 })
        shares.push(shareInside(y.slice(end, end + 12), forecast))
      }
    })
    expect(shares.length).toBeGreaterThan(40)
    expect(Math.abs(shares.reduce((sum, v) => sum + v, 0) / shares.length - 0.95)).toBeLessThan(0.03)
  })
})

describe('admissible parameters', () => {
  it('stable is: all roots inside the circle, for polynomials made of their roots', () => {
    const random = seededRandom(17)
    for (let k = 0; k < 300; k++) {
      let [polynomial, largest] = [[1], 0]
      const times = (factor: number[]) => {
        const product = new Array<number>(polynomial.length + factor.length - 1).fill(0)
        polynomial.forEach((a, i) => {
          factor.forEach((b, j) => {
            product[i + j] = (product[i + j] ?? 0) + a * b
          })
        })
        polynomial = product
      }
      for (let i = 0; i < 1 + (k % 6); i++) {
        const size = 1.06 * random() ** 0.2
        largest = Math.max(largest, size)
        const angle = Math.PI * random()
        // A pair of complex roots, or a real one.
        times(
          i % 2 === 0 ? [1, -2 * size * Math.cos(angle), size * size] : [1, random() < 0.5 ? size : -size],
        )
      }
      expect(isStable(polynomial)).toBe(largest < 1)
    }
  })
  it('leaves out some of what the usual bounds allow, and a season’s errors grow there', () => {
    const form = { error: 'A', trend: 'A', season: 'A' } as const
    const point = (alpha: number, beta: number, gamma: number) => ({
      ...{ alpha, betaShare: beta / alpha, gamma, phi: 1, level: 0, slope: 0 },
      seasonal: new Float64Array(12),
    })
    // A start that is off is felt less after 9,000 values of 0 than after 3,000; near the edge it takes that long to tell.
    const fades = ({ alpha, betaShare, gamma }: ReturnType<typeof point>) => {
      let [l, b] = [1, 0.3]
      const s = [1, ...new Array<number>(10).fill(0), -1]
      let [early, late] = [0, 0]
      for (let t = 0; t < 9_000; t++) {
        const at = t % 12
        const e = -(l + b + (s[at] as number))
        l += b + alpha * e
        b += alpha * betaShare * e
        s[at] = (s[at] as number) + gamma * e
        if (t >= 2_900 && t < 3_000) early = Math.max(early, Math.abs(e))
        if (t >= 8_900) late = Math.max(late, Math.abs(e))
      }
      return late < early || late < 1e-12
    }
    let refused = 0
    for (const alpha of [0.1, 0.3, 0.5, 0.8])
      for (const share of [0.1, 0.5, 0.95])
        for (const rest of [0.1, 0.5, 0.95]) {
          const p = point(alpha, alpha * share, (1 - alpha) * rest)
          const allowed = isAdmissible(form, p, 12)
          if (!allowed) refused++
          expect(fades(p)).toBe(allowed)
        }
    expect(refused).toBeGreaterThan(0)
    expect(isAdmissible({ ...form, season: 'N' }, point(0.9, 0.85, 0), 12)).toBe(true)
  })
})
