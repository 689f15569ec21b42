import { drawNormal } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertFinite, assertPositive, InvalidInputError } from '../errors.ts'
import type { BanditPolicy } from './policy.ts'

export interface BanditSimulation {
  /** True mean reward of each arm. */
  means: readonly number[]
  /** Bernoulli rewards, or normal ones with this standard deviation. */
  noise: 'bernoulli' | { sd: number }
  rounds: number
  runs: number
  /** A fresh policy for each run. */
  policy(): BanditPolicy
  /** Chance of one run. */
  random(run: number): RandomSource
  /** Points of the curve, 50 where missing. */
  points?: number
}

export interface BanditRegret {
  /** Mean over runs of Σ over rounds of (best mean − mean of the arm shown), in the unit of reward. */
  regret: number
  /** Standard error of that mean over runs; NaN for one run. */
  se: number
  /** After how many rounds, and the mean regret up to there. */
  curve: { round: number; regret: number }[]
  /** Mean share of rounds each arm was shown. */
  shares: number[]
}

/**
 * What a policy loses to always showing the best arm. Regret is counted in true means, not in the rewards drawn: same
 * mean, less noise.
 * @throws InvalidInputError for no arms, rates outside 0 to 1, or counts below 1
 * @example
 * import { evenSplit, seededRandom, simulateBandit } from '@liangti/models'
 * const { regret } = simulateBandit({
 *   means: [0.1, 0.1],
 *   noise: 'bernoulli',
 *   rounds: 100,
 *   runs: 3,
 *   policy: () => evenSplit(2),
 *   random: (run) => seededRandom(1, run),
 * })
 * regret // → 0
 */
export function simulateBandit(simulation: BanditSimulation): BanditRegret {
  assertSimulation(simulation)
  const { means, rounds, runs } = simulation
  const best = Math.max(...means)
  const points = Math.min(rounds, simulation.points ?? 50)
  const curve = new Float64Array(points)
  const shown = new Float64Array(means.length)
  let mean = 0
  let spread = 0
  for (let run = 0; run < runs; run++) {
    const regret = oneRun(simulation, best, curve, shown)(run)
    const away = regret - mean
    mean += away / (run + 1)
    spread += away * (regret - mean)
  }
  return {
    regret: mean,
    se: runs > 1 ? Math.sqrt(spread / (runs - 1) / runs) : Number.NaN,
    curve: Array.from(curve, (sum, p) => ({ round: pointAt(p, points, rounds), regret: sum / runs })),
    shares: Array.from(shown, (n) => n / (rounds * runs)),
  }
}

function pointAt(point: number, points: number, rounds: number): number {
  return Math.floor(((point + 1) * rounds) / points)
}

function oneRun(simulation: BanditSimulation, best: number, curve: Float64Array, shown: Float64Array) {
  const { means, noise, rounds } = simulation
  return (run: number): number => {
    const random = simulation.random(run)
    const policy = simulation.policy()
    let regret = 0
    let point = 0
    for (let t = 1; t <= rounds; t++) {
      const arm = policy.choose(random)
      const mean = means[arm] as number
      const reward = noise === 'bernoulli' ? (random() < mean ? 1 : 0) : mean + noise.sd * drawNormal(random)
      policy.update(arm, reward)
      shown[arm] = (shown[arm] as number) + 1
      regret += best - mean
      while (point < curve.length && t === pointAt(point, curve.length, rounds)) {
        curve[point] = (curve[point] as number) + regret
        point += 1
      }
    }
    return regret
  }
}

function assertSimulation({ means, noise, rounds, runs, points }: BanditSimulation): void {
  assertCount('means.length', means.length, 1)
  assertCount('rounds', rounds, 1)
  assertCount('runs', runs, 1)
  assertCount('points', points ?? 50, 1)
  for (const [arm, mean] of means.entries()) {
    assertFinite(`means[${arm}]`, mean)
    if (noise === 'bernoulli' && (mean < 0 || mean > 1))
      throw new InvalidInputError(`means[${arm}]`, `must lie from 0 to 1, not ${mean}.`)
  }
  if (noise !== 'bernoulli') assertPositive('noise.sd', noise.sd)
}
