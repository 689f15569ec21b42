import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../packages/models/src/chance/random.ts'
import { bgBbAlive, bgBbForecast, fitBgBb } from '../../../packages/models/src/value/bg-bb.ts'
import { bgNbdForecast } from '../../../packages/models/src/value/bg-nbd.ts'
import { discountedValue } from '../../../packages/models/src/value/discounted-value.ts'
import { fitGammaGamma, gammaGammaMean } from '../../../packages/models/src/value/gamma-gamma.ts'
import { historiesOf } from '../../../packages/models/src/value/histories-of.ts'
import {
  fitParetoNbd,
  paretoNbdAlive,
  paretoNbdForecast,
} from '../../../packages/models/src/value/pareto-nbd.ts'
import { bgNbdInterval, paretoNbdInterval } from '../../../packages/models/src/value/predictive.ts'
import { cdnowPurchases, cdnowSummary, dayOf } from './cdnow.ts'
import { simulateBuyers } from './simulate.ts'

const cdnow = await cdnowSummary()
const transactions = await cdnowPurchases()

/** ∫ f by Simpson's rule on n (even) steps: the second opinion on every closed form below. */
function simpson(f: (y: number) => number, from: number, to: number, n = 20_000): number {
  const h = (to - from) / n
  let sum = f(from) + f(to)
  for (let i = 1; i < n; i++) sum += (i % 2 ? 4 : 2) * f(from + i * h)
  return (sum * h) / 3
}

describe('Pareto/NBD', () => {
  it.skipIf(cdnow === null)('CDNOW: parameters and likelihood of the reference run', () => {
    if (!cdnow) return
    const { parameters, logLikelihood } = fitParetoNbd(cdnow)
    expect(Math.abs(parameters.r - 0.553)).toBeLessThan(0.01)
    expect(Math.abs(parameters.alpha - 10.578)).toBeLessThan(0.01)
    expect(Math.abs(parameters.s - 0.606)).toBeLessThan(0.01)
    expect(Math.abs(parameters.beta - 11.669)).toBeLessThan(0.02)
    expect(Math.abs(logLikelihood - -9594.97393)).toBeLessThan(1e-3)
    expect(Math.abs(paretoNbdForecast(parameters).total(39, cdnow) - 1665.53)).toBeLessThan(0.5)
  })

  it('finds planted parameters again', () => {
    const planted = { r: 0.9, alpha: 8, s: 0.8, beta: 15 }
    const people = simulateBuyers('pareto', 5_000, { r: 0.9, alpha: 8, a: 0.8, b: 15 }, 3)
    const found = fitParetoNbd(people)
    for (const name of ['r', 'alpha', 's', 'beta'] as const)
      expect(Math.abs(Math.log(found.parameters[name] / planted[name])) / found.logErrors[name]).toBeLessThan(
        3.5,
      )
    const seen = people.future.reduce((sum, n) => sum + n, 0)
    expect(Math.abs(paretoNbdForecast(found.parameters).total(26, people) / seen - 1)).toBeLessThan(0.04)
  })

  it.each([
    [0.553, 10.578, 0.606, 11.669, 2, 30.43, 38.86],
    [2, 0.3, 1.5, 40, 7, 5, 39],
    [0.4, 30, 3, 0.2, 0, 0, 12],
    [5, 20, 1, 20, 300, 10, 12],
  ])('P(alive) agrees with Simpson’s rule over the time of death, case %#', (r, alpha, s, beta, x, tx, T) => {
    const logEnd = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T)
    const died = simpson(
      (y) => s * Math.exp(-(r + x) * Math.log(alpha + y) - (s + 1) * Math.log(beta + y) - logEnd),
      tx,
      T,
    )
    expect(paretoNbdAlive({ r, alpha, s, beta }, x, tx, T)).toBeCloseTo(1 / (1 + died), 7)
  })

  it('is finite at the extremes, continuous where s passes 1, and names what is wrong', () => {
    const p = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }
    expect(paretoNbdAlive(p, 5000, 1, 1e6)).toBe(0)
    expect(paretoNbdAlive(p, 0, 0, 0)).toBe(1)
    const at = (s: number) => paretoNbdForecast({ ...p, s }).unconditional(52)
    expect(at(1)).toBeCloseTo((at(1 - 1e-7) + at(1 + 1e-7)) / 2, 7)
    expect(() => paretoNbdForecast({ ...p, r: 0 })).toThrow('parameters.r must be a finite number above 0')
    expect(() => paretoNbdForecast(p).unconditional(-1)).toThrow('t must be a finite number of at least 0')
  })
})

describe('BG/BB', () => {
  // β and δ above 1: the grid below has no pole at 1.
  const p = { alpha: 1.2, beta: 1.4, gamma: 0.66, delta: 2.78 }

  /** The same probabilities by integrating over both beta densities on a grid. */
  function byGrid(x: number, tx: number, n: number, ahead: number) {
    const density = (u: number, a: number, b: number) => u ** (a - 1) * (1 - u) ** (b - 1)
    // u = v⁴ takes the poles at 0 away.
    const over = (f: (u: number) => number) =>
      simpson((v) => f(Math.min(v ** 4, 1 - 1e-12)) * 4 * v ** 3, 1e-9, 1 - 1e-9, 4000)
    const buyPart = (seen: number) =>
      over((u) => density(u, p.alpha, p.beta) * u ** x * (1 - u) ** (seen - x))
    const buyScale = over((u) => density(u, p.alpha, p.beta))
    const dieScale = over((u) => density(u, p.gamma, p.delta))
    const stay = (upTo: number) => over((u) => density(u, p.gamma, p.delta) * (1 - u) ** upTo)
    const leaveAfter = (upTo: number) => over((u) => density(u, p.gamma, p.delta) * u * (1 - u) ** upTo)
    let likelihood = buyPart(n) * stay(n)
    for (let j = tx; j < n; j++) likelihood += buyPart(j) * leaveAfter(j)
    const scale = buyScale * dieScale
    return { alive: (buyPart(n) * stay(n + ahead)) / likelihood, likelihood: likelihood / scale }
  }

  it.each([
    [3, 5, 6],
    [0, 0, 6],
    [6, 6, 6],
    [1, 1, 4],
  ])('P(alive) for %i of %i, %i agrees with integration on a grid', (x, tx, n) => {
    expect(bgBbAlive(p, x, tx, n)).toBeCloseTo(byGrid(x, tx, n, 1).alive, 4)
  })

  it('probabilities of all histories of 5 opportunities sum to 1', () => {
    // C(tx − 1, x − 1) orders share one (x, tx); the likelihood is of one order.
    const choose = (a: number, b: number): number => (b === 0 ? 1 : (choose(a - 1, b - 1) * a) / b)
    let total = byGrid(0, 0, 5, 0).likelihood
    for (let tx = 1; tx <= 5; tx++)
      for (let x = 1; x <= tx; x++) total += choose(tx - 1, x - 1) * byGrid(x, tx, 5, 0).likelihood
    expect(total).toBeCloseTo(1, 3)
  })

  it('finds planted parameters again, and what the next years bring', () => {
    const planted = { alpha: 1.2, beta: 2, gamma: 0.8, delta: 4 }
    const random = seededRandom(8)
    const gamma = (shape: number): number => {
      // Sum of logs for whole parts, Jöhnk for the rest: other algebra than the library's.
      let log = 0
      for (let k = 0; k < Math.floor(shape); k++) log -= Math.log(1 - random())
      const rest = shape - Math.floor(shape)
      if (rest === 0) return log
      for (;;) {
        const [u, v] = [random() ** (1 / rest), random() ** (1 / (1 - rest))]
        if (u + v <= 1) return log + (u / (u + v)) * -Math.log(1 - random())
      }
    }
    const beta = (a: number, b: number) => {
      const x = gamma(a)
      return x / (x + gamma(b))
    }
    const n = 12_000
    const [frequency, recency, age] = [new Float64Array(n), new Float64Array(n), new Float64Array(n).fill(8)]
    let later = 0
    for (let i = 0; i < n; i++) {
      const [buy, leave] = [beta(planted.alpha, planted.beta), beta(planted.gamma, planted.delta)]
      for (let t = 1; t <= 12; t++) {
        if (random() < leave) break
        if (random() >= buy) continue
        if (t > 8) later += 1
        else {
          frequency[i] = (frequency[i] ?? 0) + 1
          recency[i] = t
        }
      }
    }
    const found = fitBgBb({ frequency, recency, age })
    for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const)
      expect(Math.abs(Math.log(found.parameters[name] / planted[name])) / found.logErrors[name]).toBeLessThan(
        3.5,
      )
    expect(
      Math.abs(bgBbForecast(found.parameters).total(4, { frequency, recency, age }) / later - 1),
    ).toBeLessThan(0.05)
  })

  it('refuses what is no count of opportunities', () => {
    const one = (frequency: number, recency: number, age: number) => ({
      frequency: Float64Array.of(frequency),
      recency: Float64Array.of(recency),
      age: Float64Array.of(age),
    })
    expect(() => fitBgBb(one(1, 1.5, 4))).toThrow('must be whole numbers, not 1.5 and 4')
    expect(() => fitBgBb(one(3, 2, 4))).toThrow('3 purchases cannot end at opportunity 2')
  })
})

describe('Gamma-Gamma', () => {
  it.skipIf(transactions === null)('CDNOW, 946 repeaters: parameters of lifetimes', () => {
    if (!transactions) return
    const histories = historiesOf(transactions.purchases, {
      customers: transactions.customers,
      calibrationEnd: dayOf('1997-09-30'),
      unit: 7,
    })
    const repeaters = [...histories.frequency.keys()].filter(
      (i) => (histories.frequency[i] ?? 0) > 0 && (histories.meanValue[i] ?? 0) > 0,
    )
    expect(repeaters.length).toBe(946)
    const of = (v: Float64Array) => Float64Array.from(repeaters, (i) => v[i] ?? Number.NaN)
    const { parameters, logLikelihood } = fitGammaGamma(of(histories.frequency), of(histories.meanValue))
    expect(Math.abs(parameters.p - 6.2488)).toBeLessThan(0.01)
    expect(Math.abs(parameters.q - 3.74459)).toBeLessThan(0.01)
    expect(Math.abs(parameters.v - 15.44775)).toBeLessThan(0.05)
    expect(Math.abs(logLikelihood - -4055.92324)).toBeLessThan(0.01)
    expect(Math.abs(gammaGammaMean(parameters, 0, 0) - 35.171)).toBeLessThan(0.01)
  })

  it('finds planted parameters again, in any unit of money', () => {
    const random = seededRandom(21)
    const gamma = (shape: number) => {
      // Integer shapes only: a sum of exponentials.
      let sum = 0
      for (let k = 0; k < shape; k++) sum -= Math.log(1 - random())
      return sum
    }
    const n = 20_000
    const [x, m] = [new Float64Array(n), new Float64Array(n)]
    for (let i = 0; i < n; i++) {
      const scale = gamma(4) / 20
      x[i] = 1 + Math.floor(random() * 6)
      m[i] = gamma(5 * (x[i] ?? 1)) / scale / (x[i] ?? 1)
    }
    const found = fitGammaGamma(x, m)
    const planted = { p: 5, q: 4, v: 20 }
    for (const name of ['p', 'q', 'v'] as const)
      expect(Math.abs(Math.log(found.parameters[name] / planted[name])) / found.logErrors[name]).toBeLessThan(
        3.5,
      )
    const inCents = fitGammaGamma(
      x,
      m.map((value) => value * 1e6),
    )
    expect(inCents.parameters.v / found.parameters.v / 1e6).toBeCloseTo(1, 4)
  })

  it('the mean is the posterior mean: agrees with integrating over the scale', () => {
    const { p, q, v } = { p: 6.25, q: 3.74, v: 15.45 }
    const [x, m] = [3, 50]
    // ν | data ~ gamma(px + q, v + xm); E[p/ν].
    const density = (nu: number) => Math.exp((p * x + q - 1) * Math.log(nu) - (v + x * m) * nu)
    const mean = simpson((nu) => density(nu) * (p / nu), 1e-9, 3) / simpson(density, 1e-9, 3)
    expect(gammaGammaMean({ p, q, v }, x, m)).toBeCloseTo(mean, 6)
  })

  it('names what cannot be fitted', () => {
    expect(() => fitGammaGamma(Float64Array.of(), Float64Array.of())).toThrow('purchases is empty')
    expect(() => fitGammaGamma(Float64Array.of(1, 2), Float64Array.of(5, 0))).toThrow('meanValue[1] must be')
    expect(() => fitGammaGamma(Float64Array.of(1, 2), Float64Array.of(5, 5))).toThrow(
      'the same for every customer',
    )
    expect(gammaGammaMean({ p: 2, q: 0.9, v: 3 }, 0, 0)).toBe(Infinity)
  })
})

describe('histories from transactions', () => {
  it.skipIf(transactions === null || cdnow === null)(
    'CDNOW’s transactions give Fader and Hardie’s summary',
    () => {
      if (!transactions || !cdnow) return
      const histories = historiesOf(transactions.purchases, {
        customers: transactions.customers,
        calibrationEnd: dayOf('1997-09-30'),
        holdoutEnd: dayOf('1998-06-30'),
        unit: 7,
      })
      expect(histories.frequency.length).toBe(2357)
      // The summary is in the order of the sample's numbers, as the transactions are; it rounds to a hundredth.
      for (let i = 0; i < 2357; i++) {
        expect(histories.frequency[i]).toBe(cdnow.frequency[i])
        expect(Math.abs((histories.recency[i] ?? 0) - (cdnow.recency[i] ?? 0))).toBeLessThan(0.0051)
        expect(Math.abs((histories.age[i] ?? 0) - (cdnow.age[i] ?? 0))).toBeLessThan(0.0051)
      }
      expect(histories.actual.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(1700)
    },
  )

  it('counts one purchase a period, and leaves out who came later', () => {
    const histories = historiesOf(
      {
        customer: Uint32Array.of(0, 1, 0, 0, 0, 2, 1, 0),
        time: Float64Array.of(1, 2, 1.5, 4, 9, 12, 8, 13),
        amount: Float64Array.of(5, 6, 7, 8, 9, 10, 11, 12),
      },
      { customers: 3, calibrationEnd: 10, holdoutEnd: 20 },
    )
    expect([...histories.customer]).toEqual([0, 1])
    expect([...histories.frequency]).toEqual([2, 1])
    expect([...histories.recency]).toEqual([8, 6])
    expect([...histories.age]).toEqual([9, 8])
    expect([...histories.meanValue]).toEqual([8.5, 11])
    expect([...histories.actual]).toEqual([1, 0])
  })
})

describe('what a customer will be worth, and how sure that is', () => {
  const p = { r: 0.8, alpha: 6, a: 0.7, b: 3 }
  it('discounting by nothing is the plain expectation, and more discount is less value', () => {
    const forecast = bgNbdForecast('bg', p)
    const value = (rate: number) =>
      discountedValue(forecast, 2, 20, 30, { horizon: 39.5, rate, valuePerPurchase: 10 })
    expect(value(0)).toBeCloseTo(10 * forecast.conditional(39.5, 2, 20, 30), 9)
    expect(value(0.01)).toBeLessThan(value(0))
    expect(value(0.05)).toBeLessThan(value(0.01))
  })

  it.each(['bg', 'pareto'] as const)(
    '%s: nine in ten customers’ futures lie in their 90 % interval',
    (kind) => {
      const people = simulateBuyers(kind, 1500, p, 12)
      const random = seededRandom(5)
      let [held, means] = [0, 0]
      for (let i = 0; i < 1500; i++) {
        const history = {
          frequency: people.frequency[i] ?? 0,
          recency: people.recency[i] ?? 0,
          age: people.age[i] ?? 0,
        }
        const interval =
          kind === 'bg'
            ? bgNbdInterval('bg', p, history, 26, { random, draws: 400 })
            : paretoNbdInterval({ r: p.r, alpha: p.alpha, s: p.a, beta: p.b }, history, 26, {
                random,
                draws: 400,
              })
        means += interval.mean
        const seen = people.future[i] ?? 0
        if (seen >= interval.lower && seen <= interval.upper) held += 1
      }
      // Counts are whole, so intervals hold at least their level.
      expect(held / 1500).toBeGreaterThan(0.88)
      const future = people.future.reduce((sum, n) => sum + n, 0)
      expect(Math.abs(means / future - 1)).toBeLessThan(0.08)
    },
  )
})
