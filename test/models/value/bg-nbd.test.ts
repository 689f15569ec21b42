import { describe, expect, it } from 'vitest'
import { bgNbdAlive, bgNbdForecast, fitBgNbd, fitMbgNbd } from '../../../packages/models/src/value/bg-nbd.ts'
import { collapseHistories } from '../../../packages/models/src/value/purchase-history.ts'
import { cdnowSummary } from './cdnow.ts'
import { simulateBuyers } from './simulate.ts'

const cdnow = await cdnowSummary()

describe.skipIf(cdnow === null)('CDNOW, 2,357 customers, 39 weeks', () => {
  const histories = cdnow ?? {
    frequency: new Float64Array(),
    recency: new Float64Array(),
    age: new Float64Array(),
  }

  it('BG/NBD: parameters and likelihood of lifetimes (Fader, Hardie & Lee 2005)', () => {
    const { parameters, logLikelihood, converged } = fitBgNbd(histories)
    expect(converged).toBe(true)
    expect(parameters.r).toBeCloseTo(0.242593, 4)
    expect(parameters.alpha).toBeCloseTo(4.413532, 3)
    expect(parameters.a).toBeCloseTo(0.792886, 3)
    expect(parameters.b).toBeCloseTo(2.425753, 3)
    expect(Math.abs(logLikelihood - -9582.42556)).toBeLessThan(1e-4)
    const forecast = bgNbdForecast('bg', parameters)
    expect(Math.abs(forecast.conditional(39, 2, 30.43, 38.86) - 1.22591)).toBeLessThan(1e-4)
    expect(Math.abs(forecast.total(39, histories) - 1653.42)).toBeLessThan(0.05)
  })

  it('BG/NBD: expected repeat purchases of a new customer, published by lifetimes', () => {
    const forecast = bgNbdForecast('bg', { r: 0.242593, alpha: 4.413532, a: 0.792886, b: 2.425753 })
    const published = [
      [1 / 7, 0.0078],
      [1, 0.0532],
      [3, 0.1506],
      [31.857, 1.0405],
      [32, 1.0437],
      [78, 1.8576],
    ] as const
    for (const [t, expected] of published)
      expect(Math.abs(forecast.unconditional(t) - expected)).toBeLessThan(0.001)
  })

  it('MBG/NBD: parameters and likelihood of the reference run', () => {
    const { parameters, logLikelihood } = fitMbgNbd(histories)
    expect(parameters.r).toBeCloseTo(0.524838, 4)
    expect(parameters.alpha).toBeCloseTo(6.182992, 3)
    expect(parameters.a).toBeCloseTo(0.891356, 3)
    expect(parameters.b).toBeCloseTo(1.613999, 3)
    expect(Math.abs(logLikelihood - -9582.13268)).toBeLessThan(1e-4)
  })
})

describe('planted parameters are found again', () => {
  const planted = { r: 0.8, alpha: 6, a: 0.7, b: 3 }
  it.each([
    ['bg', fitBgNbd],
    ['mbg', fitMbgNbd],
  ] as const)('%s', (kind, fit) => {
    const people = simulateBuyers(kind, 12_000, planted, 4)
    const found = fit(people)
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      expect(Math.abs(Math.log(found.parameters[name] / planted[name])) / found.logErrors[name]).toBeLessThan(
        3.5,
      )
    // And what they will do: the sum over people is known to about its own Poisson noise.
    const expected = bgNbdForecast(kind, found.parameters).total(26, people)
    const seen = people.future.reduce((sum, count) => sum + count, 0)
    expect(Math.abs(expected / seen - 1)).toBeLessThan(0.04)
  })
})

describe('agreement with other algebra', () => {
  // Gauss's hypergeometric series, summed term by term.
  const hypergeometric = (a: number, b: number, c: number, z: number) => {
    let [term, sum] = [1, 1]
    for (let k = 0; k < 100_000 && Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
      term *= ((a + k) * (b + k) * z) / ((c + k) * (k + 1))
      sum += term
    }
    return sum
  }
  it.each([
    [0.243, 4.414, 0.793, 2.426, 2, 30.43, 38.86, 39],
    [0.243, 4.414, 0.793, 2.426, 0, 0, 38.86, 39],
    [1.7, 2.2, 2.5, 0.4, 1, 3, 20, 100],
    [3, 10, 0.2, 0.3, 11, 28, 30, 2],
  ])('conditional expectation by equation 10, case %#', (r, alpha, a, b, x, tx, T, t) => {
    const p = { r, alpha, a, b }
    const z = t / (alpha + T + t)
    const top =
      ((a + b + x - 1) / (a - 1)) *
      (1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * hypergeometric(r + x, b + x, a + b + x - 1, z))
    const bottom = 1 + (x > 0 ? (a / (b + x - 1)) * ((alpha + T) / (alpha + tx)) ** (r + x) : 0)
    expect(bgNbdForecast('bg', p).conditional(t, x, tx, T) / (top / bottom)).toBeCloseTo(1, 8)
  })

  it('the likelihood is a probability: it sums to one over all first-purchase histories, simulated', () => {
    // P(x = 0 in age T) has a closed form: (α / (α + T))^r. The fit of all-silent weight must agree with it.
    const p = { r: 0.6, alpha: 5, a: 1.2, b: 2 }
    const people = simulateBuyers('bg', 40_000, p, 9)
    const silent = people.frequency.filter((x) => x === 0).length / 40_000
    let expected = 0
    for (const T of people.age) expected += (p.alpha / (p.alpha + T)) ** p.r / 40_000
    expect(Math.abs(silent - expected)).toBeLessThan(0.01)
  })

  it('collapsing equal histories changes nothing', () => {
    const people = simulateBuyers('bg', 400, { r: 0.8, alpha: 6, a: 0.7, b: 3 }, 4)
    const twice = (v: Float64Array) => Float64Array.from([...v, ...v])
    const doubled = {
      frequency: twice(people.frequency),
      recency: twice(people.recency),
      age: twice(people.age),
    }
    expect(collapseHistories(doubled).count.length).toBe(collapseHistories(people).count.length)
    expect(fitBgNbd(doubled).logLikelihood).toBeCloseTo(2 * fitBgNbd(people).logLikelihood, 5)
  })
})

describe('extremes', () => {
  const p = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
  it('neither overflow nor leave their range', () => {
    for (const x of [0, 1, 100, 20_000])
      for (const age of [0, 1e-6, 50, 1e6]) {
        const tx = x === 0 ? 0 : age / 2
        const alive = bgNbdAlive('bg', p, x, tx, age)
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
        const expected = bgNbdForecast('bg', p).conditional(1000, x, tx, age)
        expect(expected).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(expected)).toBe(true)
      }
    expect(bgNbdAlive('bg', p, 0, 0, 1e9)).toBe(1)
    expect(bgNbdAlive('bg', p, 3000, 1, 1e6)).toBe(0)
  })

  it('is continuous where a passes 1', () => {
    const at = (a: number) => bgNbdForecast('bg', { ...p, a }).conditional(39, 2, 30, 39)
    expect(at(1)).toBeCloseTo((at(1 - 1e-7) + at(1 + 1e-7)) / 2, 9)
  })

  it.each([
    ['nobody', [[], [], []], 'histories is empty'],
    [
      'nobody came back',
      [
        [0, 0],
        [0, 0],
        [5, 6],
      ],
      'nobody bought again',
    ],
    ['recency beyond age', [[1], [9], [5]], 'age[0] must be a finite number of at least the recency 9'],
    ['half a purchase', [[1.5], [1], [5]], 'frequency[0] must be a whole number'],
    ['not a number', [[1], [Number.NaN], [5]], 'recency[0] must be a finite number'],
    ['recency without purchase', [[0], [2], [5]], 'recency[0] must be 0'],
    ['unequal lengths', [[1, 1], [1], [5]], 'it needs one of each a customer'],
  ])('%s: says so', (_, [frequency = [], recency = [], age = []], message) => {
    const histories = {
      frequency: Float64Array.from(frequency),
      recency: Float64Array.from(recency),
      age: Float64Array.from(age),
    }
    expect(() => fitBgNbd(histories)).toThrow(message)
  })

  it('fits one customer and a constant crowd without failing', () => {
    const one = fitBgNbd({
      frequency: Float64Array.of(3),
      recency: Float64Array.of(20),
      age: Float64Array.of(39),
    })
    expect(Number.isFinite(one.logLikelihood)).toBe(true)
    const crowd = fitBgNbd({
      frequency: new Float64Array(1000).fill(4),
      recency: new Float64Array(1000).fill(38),
      age: new Float64Array(1000).fill(39),
    })
    // Everybody buys alike and nobody leaves: about 4 in the next 39 weeks, each.
    expect(bgNbdForecast('bg', crowd.parameters).conditional(39, 4, 38, 39)).toBeCloseTo(4, 0)
  })
})
