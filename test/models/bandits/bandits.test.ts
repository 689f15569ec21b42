import {
  type BanditPolicy,
  epsilonGreedy,
  evenSplit,
  InvalidInputError,
  mulberry32,
  scaledRewards,
  seededRandom,
  simulateBandit,
  thompsonBernoulli,
  thompsonGaussian,
  ucb1,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'

const three = [0.1, 0.2, 0.3]
const five = [0.02, 0.025, 0.03, 0.035, 0.05]

function regretOf(means: readonly number[], rounds: number, runs: number, policy: () => BanditPolicy) {
  return simulateBandit({
    means,
    noise: 'bernoulli',
    rounds,
    runs,
    policy,
    random: (run) => seededRandom(42, run),
  })
}

describe('published mean regret (400 runs each)', () => {
  // The reference has a standard error of its own, so the difference of two such means is judged at 4 of both.
  it.each([
    { name: 'uniform', policy: () => evenSplit(3), expected: 200, se: 0.2 },
    { name: 'UCB1', policy: () => ucb1(3), expected: 72.2, se: 0.5 },
    { name: 'Thompson', policy: () => thompsonBernoulli(3), expected: 19.4, se: 0.5 },
  ])('arms .1 .2 .3, 2,000 rounds: $name $expected', ({ policy, expected, se }) => {
    const { regret, se: own } = regretOf(three, 2_000, 400, policy)
    expect(Math.abs(regret - expected)).toBeLessThan(4 * Math.hypot(se, own))
    expect(own).toBeLessThan(1.5 * se)
  })
  it.each([
    { name: 'uniform', policy: () => evenSplit(5), expected: 180, runs: 400, se: 0.1 },
    { name: 'UCB1', policy: () => ucb1(5), expected: 155.6, runs: 200, se: 0.3 },
    // A quarter of the runs: this policy draws ten gammas a round.
    { name: 'Thompson', policy: () => thompsonBernoulli(5), expected: 45.7, runs: 100, se: 0.9 },
  ])('arms .02 to .05, 10,000 rounds: $name $expected', ({ policy, expected, runs, se }) => {
    const { regret, se: own } = regretOf(five, 10_000, runs, policy)
    expect(Math.abs(regret - expected)).toBeLessThan(4 * Math.hypot(se, own))
  })
})

describe('planted arms are found', () => {
  it.each([
    ['Thompson, Bernoulli', () => thompsonBernoulli(3), 'bernoulli' as const, [0.2, 0.5, 0.35]],
    ['Thompson, Gaussian', () => thompsonGaussian(3), { sd: 4 }, [100, 107, 103]],
    ['UCB1', () => ucb1(3), 'bernoulli' as const, [0.1, 0.8, 0.4]],
    ['ε-greedy', () => epsilonGreedy(3, 0.1), { sd: 1 }, [-1, 2, 0]],
  ])('%s shows the best arm most', (_, policy, noise, means) => {
    const { shares } = simulateBandit({
      means,
      noise,
      rounds: 2_000,
      runs: 20,
      policy,
      random: (r) => seededRandom(5, r),
    })
    expect(shares[1]).toBeGreaterThan(0.75)
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  })
})

describe('against a second implementation', () => {
  it('UCB1 takes the same arms as its formula written out over the whole history', () => {
    const policy = ucb1(3)
    const random = mulberry32(3)
    const history: [number, number][] = []
    for (let t = 0; t < 400; t++) {
      const index = three.map((_, a) => {
        const own = history.filter(([arm]) => arm === a).map(([, reward]) => reward)
        if (own.length === 0) return Infinity
        return (
          own.reduce((x, y) => x + y, 0) / own.length + Math.sqrt((2 * Math.log(history.length)) / own.length)
        )
      })
      const arm = policy.choose(random)
      expect(arm).toBe(index.indexOf(Math.max(...index)))
      const reward = random() < (three[arm] ?? 0) ? 1 : 0
      history.push([arm, reward])
      policy.update(arm, reward)
    }
  })
  it('Thompson picks each arm as often as its posterior is the greatest, by numerical integration', () => {
    const policy = thompsonBernoulli(2)
    const results = [
      [3, 7],
      [5, 6],
    ] as const
    results.forEach(([yes, no], arm) => {
      for (let i = 0; i < yes; i++) policy.update(arm, 1)
      for (let i = 0; i < no; i++) policy.update(arm, 0)
    })
    const density = (x: number, [yes, no]: readonly [number, number]) => x ** yes * (1 - x) ** no
    let [below, wins, total] = [0, 0, 0]
    for (let x = 0.0005; x < 1; x += 0.001) {
      below += density(x, results[0]) / 2
      wins += density(x, results[1]) * below
      below += density(x, results[0]) / 2
    }
    for (let x = 0.0005; x < 1; x += 0.001) total += density(x, results[1])
    const random = seededRandom(8)
    let second = 0
    for (let i = 0; i < 20_000; i++) second += policy.choose(random)
    expect(second / 20_000).toBeCloseTo(wins / (total * below), 1.5)
  })
  it('the Gaussian posterior has the spread of Student’s t', () => {
    // Arm 1 is pinned at 0 by a million rewards of 0; arm 0 beats it as often as its t posterior lies above 0.
    const prior = { mean: 0, pulls: 1e-9, variance: 1e-9, variancePulls: 1e-9 }
    const policy = thompsonGaussian(2, prior)
    for (const x of [-1, 0.5, 2, -0.4, 0.9]) policy.update(0, x)
    for (let i = 0; i < 100_000; i++) policy.update(1, 0)
    const random = seededRandom(4)
    let first = 0
    for (let i = 0; i < 20_000; i++) first += policy.choose(random) === 0 ? 1 : 0
    // mean .4, Σ(x − mean)² 5.42, n 5: t = .4 ÷ √(5.42 ÷ 5 ÷ 5) = .859 on 5 degrees of freedom; P = .785.
    expect(Math.abs(first / 20_000 - 0.785)).toBeLessThan(0.015)
  })
})

describe('extremes', () => {
  it('one arm, equal arms and the same seed', () => {
    const one = regretOf([0.4], 50, 1, () => thompsonBernoulli(1))
    expect([one.regret, one.shares]).toEqual([0, [1]])
    expect(one.se).toBeNaN()
    expect(regretOf([0.3, 0.3], 50, 5, () => ucb1(2)).regret).toBe(0)
    const twice = () => regretOf(three, 200, 3, () => thompsonBernoulli(3))
    expect(twice()).toEqual(twice())
  })
  it('arms that always or never pay', () => {
    const { regret, curve } = regretOf([0, 1], 1_000, 10, () => thompsonBernoulli(2))
    expect(regret).toBeLessThan(5)
    expect(curve.at(-1)?.round).toBe(1_000)
    expect(curve.at(-1)?.regret).toBeCloseTo(regret, 9)
    expect(curve.every((p, i) => i === 0 || p.regret >= (curve[i - 1]?.regret ?? 0))).toBe(true)
  })
  it('ε of 0 never explores, ε of 1 always does', () => {
    expect(regretOf([0.9, 0.1], 500, 10, () => epsilonGreedy(2, 1)).regret).toBeCloseTo(200, -1.5)
    const greedy = epsilonGreedy(2, 0)
    greedy.update(0, 1)
    greedy.update(1, 0)
    expect(Array.from({ length: 20 }, () => greedy.choose(mulberry32(1)))).toEqual(new Array(20).fill(0))
  })
  it('large rewards with little noise keep their variance', () => {
    const { shares } = simulateBandit({
      means: [1e9, 1e9 + 1],
      noise: { sd: 1 },
      rounds: 3_000,
      runs: 5,
      policy: () => thompsonGaussian(2, { mean: 1e9, pulls: 0.01, variance: 1, variancePulls: 1 }),
      random: (run) => seededRandom(2, run),
    })
    expect(shares[1]).toBeGreaterThan(0.9)
  })
  it.each([
    ['no arms', () => ucb1(0), /arms/],
    ['an arm there is not', () => evenSplit(2).update(2, 1), /arm must be a whole number from 0 to 1, not 2/],
    [
      'a reward of 2 where 0 to 1 is expected',
      () => thompsonBernoulli(2).update(0, 2),
      /reward must lie from 0 to 1/,
    ],
    ['a reward that is no number', () => thompsonGaussian(2).update(0, Number.NaN), /reward/],
    ['a prior of 0', () => thompsonBernoulli(2, { successes: 0, failures: 1 }), /prior.successes/],
    ['an ε of 2', () => epsilonGreedy(2, 2), /epsilon/],
    ['a scale without width', () => scaledRewards(ucb1(2), 1, 1), /to − from/],
    ['a rate above 1', () => regretOf([0.5, 1.5], 10, 1, () => ucb1(2)), /means\[1\]/],
    ['no rounds', () => regretOf([0.5], 0, 1, () => ucb1(1)), /rounds/],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(InvalidInputError)
    expect(act).toThrow(message)
  })
})
