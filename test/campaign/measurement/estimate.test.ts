import { describe, expect, it } from 'vitest'
import { isControl } from '../../../src/campaign/audience/draw.ts'
import { capped, capsOf } from '../../../src/campaign/measurement/caps.ts'
import { mapped, methodFor, welchEffects } from '../../../src/campaign/measurement/estimate.ts'
import { evaluate } from '../../../src/campaign/measurement/evaluate.ts'
import { cappedCopy, type OutcomeArrays, placeboOf } from '../../../src/campaign/measurement/placebo.ts'
import { add, emptySums, type Sample, sumsOf } from '../../../src/campaign/measurement/sample.ts'
import { seededRandom } from '../../../src/kit/random.ts'

/** Customers with a level each (log-normal, heavy), who buy now and then; the covariate is what they spent before. */
function population(seed: number, n: number) {
  const random = seededRandom(seed)
  const level = Float64Array.from({ length: n }, () => 3_000 * Math.exp(0.9 * random.normal()))
  const spend = (orders: number) =>
    Float64Array.from(level, (l) => (random.next() < 0.3 ? orders * l * (0.7 + 0.6 * random.next()) : 0))
  return { level, covariate: spend(3), outcome: spend(1), random }
}

describe('the estimate of an effect', () => {
  it('recovers a planted effect at the rate of its interval', () => {
    const rounds = 60
    let [covered, found, nothing] = [0, 0, 0]
    for (let round = 0; round < rounds; round++) {
      const { level, covariate, outcome, random } = population(round, 4_000)
      const salt = `planted-${round}`
      const treated = level.map((_, i) => (isControl(salt, i + 1, 0.2) ? 0 : 1))
      // One treated in eight buys once more; what that is worth is everybody's own level.
      const extra = level.map((l) => (random.next() < 0.125 ? l : 0))
      const truth = level.reduce((sum, l) => sum + 0.125 * l, 0) / level.length
      const y = cappedCopy(outcome.map((v, i) => v + (treated[i] ? (extra[i] ?? 0) : 0)))
      const x = cappedCopy(covariate)
      const bought = Uint8Array.from(y, (v) => (v > 0 ? 1 : 0))
      const sample = { treated: Uint8Array.from(treated), outcome: y, covariate: x, bought }
      const { adjusted, method } = evaluate(sample, salt)
      expect(method).toBe('randomisation')
      if ((adjusted.lo ?? 0) <= truth && truth <= (adjusted.hi ?? 0)) covered += 1
      if (adjusted.verdict === 'positive') found += 1
      if (adjusted.verdict === 'negative') nothing += 1
    }
    expect(covered / rounds).toBeGreaterThanOrEqual(0.9)
    expect(found / rounds).toBeGreaterThan(0.9)
    expect(nothing).toBe(0)
  })

  it('says inconclusive where nothing was done, about nineteen times in twenty', () => {
    const { covariate, outcome } = population(1, 600)
    const arrays: OutcomeArrays = {
      keys: Float64Array.from(outcome, (_, i) => i + 1),
      outcome,
      covariate,
      bought: Uint8Array.from(outcome, (v) => (v > 0 ? 1 : 0)),
    }
    const { coverage, covered, seeds } = placeboOf(arrays, { windowDays: 30, controlShare: 0.2, seeds: 400 })
    expect(covered).toBe(coverage * seeds)
    // Exact: 0.95 ± 2.5 standard deviations of 400 draws.
    expect(coverage).toBeGreaterThanOrEqual(0.92)
    expect(coverage).toBeLessThanOrEqual(0.98)
  })

  it('holds zero at its rate also for an audience of 150 with giants in it, where Welch holds it less often', () => {
    const random = seededRandom(3)
    const n = 150
    const outcome = Float64Array.from({ length: n }, () =>
      random.next() < 0.4 ? 1_000 * Math.exp(2 * random.normal()) : 0,
    )
    const arrays: OutcomeArrays = {
      keys: Float64Array.from(outcome, (_, i) => i + 1),
      outcome,
      covariate: outcome.map((v) => 0.5 * v + 1_000 * random.next()),
      bought: Uint8Array.from(outcome, (v) => (v > 0 ? 1 : 0)),
    }
    const result = placeboOf(arrays, { windowDays: 30, controlShare: 0.2, seeds: 400 })
    expect(result.method).toBe('randomisation')
    // Exact: 0.95 ± 2.5 standard deviations of 400 draws.
    expect(result.coverage).toBeGreaterThanOrEqual(0.92)
    expect(result.coverage).toBeLessThanOrEqual(0.98)
    expect(result.welch.coverage).toBeLessThan(result.coverage)
  })

  it('re-draws the control group of thousands, and leaves larger arms to Welch', () => {
    expect(methodFor(19_000, 4_999)).toBe('randomisation')
    expect(methodFor(4_999, 19_000)).toBe('randomisation')
    expect(methodFor(20_000, 5_000)).toBe('welch')
    expect(methodFor(99_000, 1_001)).toBe('welch')
  })

  it('says the same of an effect whichever arm is the smaller one, and in every figure of a report', () => {
    for (let seed = 0; seed < 12; seed++) {
      const { covariate, outcome } = population(seed, 400)
      const few = Uint8Array.from(outcome, (_, i) => (i % 4 === 0 ? 0 : 1))
      const bought = Uint8Array.from(outcome, (v) => (v > 0 ? 1 : 0))
      const raised = outcome.map((v, i) => v + (few[i] ? 300 * seed : 0))
      const sample: Sample = { treated: few, outcome: raised, covariate, bought }
      const there = evaluate(sample, 'both')
      const back = evaluate({ ...sample, treated: few.map((t) => 1 - t) }, 'both')
      expect(back.adjusted.estimate).toBeCloseTo(-(there.adjusted.estimate ?? Number.NaN), 6)
      expect(back.adjusted.lo).toBeCloseTo(-(there.adjusted.hi ?? Number.NaN), 0)
      expect(back.pValue).toBe(there.pValue)
      expect(there.relativeLift.verdict).toBe(there.adjusted.verdict)
      expect((there.pValue ?? 1) <= 0.05).toBe(there.adjusted.verdict !== 'inconclusive')
      const { treatment, control } = sumsOf(sample)
      const welch = welchEffects(treatment, control)
      expect(there.adjusted.estimate).toBeCloseTo(welch.adjusted.estimate ?? Number.NaN, 6)
      expect(there.buyerRate.estimate).toBeCloseTo(welch.buyerRate.estimate ?? Number.NaN, 9)
    }
  })

  it('has nothing to say of an arm of one, or where nobody bought', () => {
    const one = emptySums()
    add(one, 5, 1, 1)
    expect(welchEffects(one, one).adjusted.verdict).toBe('no_data')
    const idle = emptySums()
    for (let i = 0; i < 50; i++) add(idle, 0, i, 0)
    const pair = (treated: number[]): Sample => ({
      treated: Uint8Array.from(treated),
      outcome: Float64Array.from(treated, (_, i) => i),
      covariate: new Float64Array(treated.length),
      bought: new Uint8Array(treated.length),
    })
    expect(evaluate(pair([]), 'x').adjusted.verdict).toBe('no_data')
    expect(evaluate(pair([0, 1, 1]), 'x').adjusted.verdict).toBe('no_data')
    // Six draws of two in four cannot reject anything.
    expect(evaluate(pair([0, 0, 1, 1]), 'x').adjusted.verdict).toBe('no_data')
    expect(welchEffects(idle, idle)).toMatchObject({
      pValue: null,
      adjusted: { verdict: 'no_data', estimate: null },
    })
  })

  it('carries an interval through sums and shares, turning it where the factor is negative', () => {
    const i = { estimate: 2, lo: 1, hi: 4, level: 0.95, verdict: 'positive' as const }
    expect(mapped(i, 10)).toMatchObject({ estimate: 20, lo: 10, hi: 40 })
    expect(mapped(i, 0.5, -1)).toMatchObject({ estimate: 0, lo: -0.5, hi: 1, verdict: 'inconclusive' })
    expect(mapped(i, -1)).toMatchObject({ estimate: -2, lo: -4, hi: -1, verdict: 'negative' })
  })
})

describe('caps', () => {
  it('cut at most half a percent of all', () => {
    const values = Float64Array.from({ length: 2_000 }, (_, i) => i + 1)
    const caps = capsOf(values)
    expect(values.filter((v) => capped(v, caps) !== v).length).toBeLessThanOrEqual(10)
    expect(caps.hi).toBe(1_991)
    expect(caps.lo).toBe(0)
  })

  it('cut at most a twentieth of the buyers where few bought, and never all of them', () => {
    const values = new Float64Array(10_000)
    for (let i = 0; i < 40; i++) values[i] = 100 + i
    const caps = capsOf(values)
    expect(values.filter((v) => v !== capped(v, caps)).length).toBeLessThanOrEqual(2)
    expect(caps.hi).toBeGreaterThan(130)
  })

  it('treat losses as gains, and leave zero alone', () => {
    const values = Float64Array.from({ length: 1_000 }, (_, i) =>
      i < 20 ? -100 * (i + 1) : i < 40 ? 100 * (i - 19) : 0,
    )
    const caps = capsOf(values)
    expect(caps.lo).toBeLessThan(0)
    expect(capped(0, caps)).toBe(0)
    expect(capsOf(new Float64Array(0)).hi).toBeGreaterThan(1e300)
  })
})
