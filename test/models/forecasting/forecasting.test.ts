import {
  autocorrelations,
  drawNormal,
  driftForecast,
  etsForecast,
  fitEts,
  isSeasonal,
  naive2Forecast,
  naiveForecast,
  scaledError,
  seasonalIndices,
  seasonalNaiveForecast,
  seededRandom,
  symmetricError,
  thetaForecast,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { realTable } from '../real-table.ts'

const real = await realTable('forecasting/air_passengers.csv', ['month'])
const passengers = [...(real?.table.allNumbers('passengers_thousand') ?? [])]
const [past, actual] = [passengers.slice(0, -18), passengers.slice(-18)]
const year = { season: 12 }

describe.skipIf(real === null)('AirPassengers, last 18 held out', () => {
  it.each([
    ['seasonal naive', () => seasonalNaiveForecast(past, 18, year).mean, 16.032, 1e-4],
    ['Naive2', () => naive2Forecast(past, 18, year).mean, 9.5009, 1e-4],
    ['Theta (M4 rules)', () => thetaForecast(past, 18, year).mean, 6.9792, 6.9792 * 0.005],
    ['ETS', () => etsForecast(fitEts(past, year), 18, { random: seededRandom(1) }).mean, 6.092, 6.092 * 0.02],
  ] as const)('%s meets the reference sMAPE', (_, mean, expected, tolerance) => {
    expect(Math.abs(symmetricError(actual, mean()) - expected)).toBeLessThan(tolerance)
  })
  it('ETS chooses M,Ad,M; on the whole series its figures are those R prints', () => {
    expect(fitEts(past, year).form).toBe('M,Ad,M')
    // R: ets(AirPassengers): alpha .7096, beta .0204, gamma 1e-4, phi .98, l 120.9939, b 1.7705, AICc 1400.638.
    const model = fitEts(passengers, year)
    expect(model.form).toBe('M,Ad,M')
    expect(model.aicc).toBeCloseTo(1400.638, 2)
    expect(model.parameters.alpha).toBeCloseTo(0.7096, 3)
    expect(model.parameters.beta).toBeCloseTo(0.0204, 3)
    expect(model.start.level).toBeCloseTo(120.9939, 2)
    expect(model.start.slope).toBeCloseTo(1.7705, 3)
  })
  it('the search for the maximum is never worse, and does not feel the unit', () => {
    const best = fitEts(passengers, { ...year, search: 'maximum' })
    expect(best.aicc).toBeLessThan(1400.638)
    const inMillions = fitEts(
      passengers.map((v) => v / 1000),
      { ...year, search: 'maximum' },
    )
    expect(inMillions.form).toBe(best.form)
    expect(inMillions.parameters.alpha).toBeCloseTo(best.parameters.alpha, 3)
    expect(inMillions.aicc - best.aicc).toBeCloseTo(-2 * 144 * Math.log(1000), 2)
  })
})

/** ETS step by step with the textbook's error-correction equations of each form; imports nothing. */
function textbook(
  form: string,
  y: number[],
  m: number,
  p: { alpha: number; beta: number; gamma: number; phi: number },
  l: number,
  b: number,
  s0: number[],
) {
  const [error, trend, season] = form.split(',')
  const s = [...s0]
  let [squares, logs] = [0, 0]
  y.forEach((value, t) => {
    const st = s[t % m] ?? (season === 'M' ? 1 : 0)
    const growing = trend === 'M' || trend === 'Md'
    const u = trend === 'N' ? (growing ? 1 : 0) : growing ? b ** p.phi : p.phi * b
    const q = growing ? l * u : l + u
    const f = season === 'M' ? q * st : season === 'A' ? q + st : q
    const e = error === 'M' ? (value - f) / f : value - f
    squares += e * e
    if (error === 'M') logs += Math.log(Math.abs(f))
    const residual = value - f
    // Hyndman et al. (2008), tables 2.2 and 2.3, with residual = e or f·e.
    const perLevel = season === 'M' ? residual / st : residual
    const before = l
    l = q + p.alpha * perLevel
    if (trend !== 'N') b = growing ? u + (p.beta * perLevel) / before : u + p.beta * perLevel
    if (season !== 'N') s[t % m] = st + p.gamma * (season === 'M' ? residual / q : residual)
  })
  return y.length * Math.log(squares) + 2 * logs
}

describe('fitEts', () => {
  const random = seededRandom(5)
  const grown = Array.from(
    { length: 60 },
    (_, t) => (100 + t) * (1 + 0.3 * Math.sin((t * Math.PI) / 2)) * (1 + 0.02 * drawNormal(random)),
  )
  const forms = ['A', 'M'].flatMap((e) =>
    ['N', 'A', 'Ad', 'M', 'Md'].flatMap((t) => ['N', 'A', 'M'].map((s) => `${e},${t},${s}`)),
  )
  it.each(forms)('%s: the criterion is that of the textbook’s equations', (form) => {
    const model = fitEts(grown, { season: 4, form, search: 'maximum' })
    const { alpha, beta, gamma, phi } = model.parameters
    const value = textbook(
      form,
      grown,
      4,
      { alpha, beta: beta ?? 0, gamma: gamma ?? 0, phi: phi ?? 1 },
      model.start.level,
      model.start.slope ?? 0,
      [...model.start.seasonal],
    )
    const k =
      [beta, gamma, phi].filter((v) => v !== null).length +
      1 +
      1 +
      (beta === null ? 0 : 1) +
      (gamma === null ? 0 : 3) +
      1
    expect(model.aicc).toBeCloseTo(value + 2 * k + (2 * k * (k + 1)) / (60 - k - 1), 5)
  })
  it.each(['A,N,N', 'A,A,A', 'M,Ad,M', 'M,A,N'])(
    '%s: no small move of a parameter or state is better at the maximum',
    (form) => {
      const model = fitEts(grown, { season: 4, form, search: 'maximum' })
      const { alpha, beta, gamma, phi } = model.parameters
      const p = { alpha, beta: beta ?? 0, gamma: gamma ?? 0, phi: phi ?? 1 }
      const at = (change: Partial<typeof p>, l = 0, b = 0, s = 0) =>
        textbook(
          form,
          grown,
          4,
          { ...p, ...change },
          model.start.level + l,
          (model.start.slope ?? 0) + b,
          [...model.start.seasonal].map((v, i) => (i === 1 ? v + s : v)),
        )
      const best = at({})
      const inside = (v: number | null, low: number, high: number) => v !== null && v > low && v < high
      const moves = [at({}, 0.5), at({}, -0.5)]
      if (inside(alpha, 0.01, 0.98)) moves.push(at({ alpha: alpha + 0.005 }), at({ alpha: alpha - 0.005 }))
      if (beta !== null && inside(beta, 0.01, alpha - 0.01))
        moves.push(at({ beta: beta + 0.003 }), at({ beta: beta - 0.003 }))
      if (model.parameters.gamma !== null) {
        const step = form.endsWith('M') ? 0.01 : 1
        moves.push(at({}, 0, 0, step), at({}, 0, 0, -step))
      }
      for (const move of moves) expect(move).toBeGreaterThan(best - 1e-3)
    },
  )
  it('recovers planted smoothing and season', () => {
    const draw = seededRandom(8)
    let [level, values] = [50, [] as number[]]
    const season = [5, -3, 8, -10]
    for (let t = 0; t < 800; t++) {
      const e = drawNormal(draw)
      values.push(level + (season[t % 4] as number) + e)
      level += 0.4 * e
    }
    const model = fitEts(values, { season: 4, search: 'maximum' })
    expect(model.form).toBe('A,N,A')
    expect(model.parameters.alpha).toBeCloseTo(0.4, 1)
    expect(model.sigma).toBeCloseTo(1, 1)
    model.start.seasonal.forEach((s, i) => {
      expect(Math.abs(s - (season[i] as number))).toBeLessThan(0.4)
    })
  })
  it('covers planted futures about as often as it says', () => {
    const draw = seededRandom(10)
    let [inside, all] = [0, 0]
    for (let k = 0; k < 60; k++) {
      let level = 100
      const values = Array.from({ length: 68 }, () => {
        const e = 3 * drawNormal(draw)
        const y = level + e
        level += 0.5 * e
        return y
      })
      const model = fitEts(values.slice(0, 60), { form: 'A,N,N' })
      const { lower, upper } = etsForecast(model, 8, { random: seededRandom(k), level: 0.8, paths: 500 })
      values.slice(60).forEach((y, h) => {
        all++
        if (y >= (lower[h] ?? 0) && y <= (upper[h] ?? 0)) inside++
      })
    }
    expect(Math.abs(inside / all - 0.8)).toBeLessThan(0.08)
  })
  it('extremes: constant, tiny, huge, short, with values below 0, nothing', () => {
    const constant = etsForecast(fitEts([7, 7, 7, 7], year), 3, { random: seededRandom(1) })
    expect([...constant.mean, ...constant.lower]).toEqual([7, 7, 7, 7, 7, 7])
    expect(fitEts([5]).end.level).toBe(5)
    expect(fitEts([1, 2, 4]).end.level).toBeCloseTo(7 / 3, 12)
    for (const size of [1e-200, 1e200]) {
      const model = fitEts(
        grown.map((v) => v * size),
        { season: 4 },
      )
      const { mean } = etsForecast(model, 4, { random: seededRandom(1) })
      for (const v of mean) expect(v / size).toBeGreaterThan(50)
    }
    const below = fitEts(
      grown.map((v) => v - 150),
      { season: 4 },
    )
    expect(below.considered.every(({ form }) => form.startsWith('A'))).toBe(true)
    const line = fitEts(Array.from({ length: 40 }, (_, t) => 3 + 2 * t))
    expect(etsForecast(line, 2, { random: seededRandom(1) }).mean[1]).toBeCloseTo(85, 1)
    expect(() => fitEts([])).toThrow(/has 0 entries/)
    expect(() => fitEts([1, Number.NaN])).toThrow(/values\[1\] must be a finite number/)
    expect(() => fitEts(grown, { form: 'A,B,C' })).toThrow(/one of 30/)
    expect(() => fitEts([1, -1, 2, 3, 4, 5, 6, 7], { form: 'M,N,N' })).toThrow(/above 0/)
    expect(() => fitEts([1, 2, 3, 2, 1], { season: 4, form: 'A,N,A' })).toThrow(/two seasons/)
    expect(() => fitEts([1, 2, 3, 2], { form: 'M,Ad,N' })).toThrow(/too many parameters/)
  })
})

describe('Theta', () => {
  it('agrees with the other form of the method: smoothing with half the trend as drift (Hyndman & Billah 2003)', () => {
    const draw = seededRandom(3)
    let level = 20
    const y = Array.from({ length: 120 }, (_, t) => {
      level += 0.8 * drawNormal(draw)
      return level + 0.3 * t + drawNormal(draw)
    })
    const mean = thetaForecast(y, 5).mean
    // The forecast moves by half the slope of the trend line a step.
    const n = y.length
    const middle = (n - 1) / 2
    const slope = y.reduce((s, v, i) => s + v * (i - middle), 0) / ((n * (n * n - 1)) / 12)
    for (let h = 1; h < 5; h++) expect((mean[h] ?? 0) - (mean[h - 1] ?? 0)).toBeCloseTo(slope / 2, 9)
  })
  it('never forecasts below 0 where nothing was, and may where something was', () => {
    const falling = Array.from({ length: 30 }, (_, t) => Math.max(0, 60 - 2 * t))
    expect(Math.min(...thetaForecast(falling, 60).lower)).toBe(0)
    expect(
      thetaForecast(
        falling.map((v) => v - 10),
        60,
      ).mean[59],
    ).toBeLessThan(-10)
  })
})

describe('the naive family', () => {
  it('finds and returns a planted season, multiplicative or additive', () => {
    const indices = [0.5, 1.5, 1.2, 0.8]
    const y = Array.from({ length: 32 }, (_, t) => (10 + t) * (indices[t % 4] as number))
    seasonalIndices(y, 4, true).forEach((index, i) => {
      expect(index).toBeCloseTo(indices[i] as number, 1)
    })
    expect(isSeasonal(y, 4)).toBe(true)
    const { mean } = naive2Forecast(y, 4, { season: 4 })
    mean.forEach((v, h) => {
      expect(Math.abs(v / (41 * (indices[h] as number)) - 1)).toBeLessThan(0.08)
    })
    const shifted = naive2Forecast(
      y.map((v) => v - 30),
      4,
      { season: 4 },
    )
    expect(Number.isFinite(shifted.mean[3])).toBe(true)
  })
  it('noise has no season in about nine of ten', () => {
    const random = seededRandom(40)
    let found = 0
    for (let k = 0; k < 400; k++)
      if (
        isSeasonal(
          Array.from({ length: 96 }, () => drawNormal(random)),
          12,
        )
      )
        found++
    expect(Math.abs(found / 400 - 0.1)).toBeLessThan(0.06)
  })
  it('autocorrelations by their definition', () => {
    const y = [3, 1, 4, 1, 5, 9, 2, 6]
    const mean = 31 / 8
    const c = (k: number) => y.slice(k).reduce((s, v, i) => s + (v - mean) * ((y[i] as number) - mean), 0)
    autocorrelations(y, 3).forEach((r, i) => {
      expect(r).toBeCloseTo(c(i + 1) / c(0), 12)
    })
    expect([...autocorrelations([2, 2, 2], 1)]).toEqual([0])
  })
  it('intervals of a random walk cover its future', () => {
    const random = seededRandom(77)
    let covered = 0
    for (let k = 0; k < 500; k++) {
      let at = 0
      const y = Array.from({ length: 110 }, () => (at += drawNormal(random)))
      const { lower, upper } = naiveForecast(y.slice(0, 100), 10)
      if ((y[109] ?? 0) >= (lower[9] ?? 0) && (y[109] ?? 0) <= (upper[9] ?? 0)) covered++
    }
    expect(Math.abs(covered / 500 - 0.95)).toBeLessThan(0.03)
  })
  it('extremes', () => {
    expect([...naiveForecast([3], 2).upper]).toEqual([3, 3])
    expect(() => naiveForecast([], 1)).toThrow(/at least 1/)
    expect(() => seasonalNaiveForecast([1, 2], 1, { season: 4 })).toThrow(/at least 4/)
    expect(() => driftForecast([1], 1)).toThrow(/at least 2/)
    expect(() => naiveForecast([1], 0)).toThrow(/horizon/)
    expect(() => thetaForecast([1, Infinity, 2], 1)).toThrow(/values\[1\]/)
    expect(() => naiveForecast([1, 2], 1, { level: 1 })).toThrow(/level/)
  })
})

describe('errors', () => {
  it('by hand', () => {
    expect(symmetricError([100, 200], [110, 180])).toBeCloseTo((200 * (10 / 210 + 20 / 380)) / 2, 10)
    expect(symmetricError([0], [0])).toBe(0)
    expect(scaledError([1, 2, 4, 4], [5, 6], [4, 4], 2)).toBeCloseTo(1.5 / 2.5, 12)
    expect(scaledError([2, 2, 2], [3], [2])).toBeNaN()
  })
  it('refuse what cannot be', () => {
    expect(() => symmetricError([], [])).toThrow(/no entries/)
    expect(() => symmetricError([1], [1, 2])).toThrow(/2 entries for 1/)
    expect(() => scaledError([1, 2], [1], [1], 2)).toThrow(/not more than a season/)
    expect(() => symmetricError([Number.NaN], [1])).toThrow(/actual\[0\]/)
  })
})
