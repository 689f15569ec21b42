import { drawBeta, drawExponential, drawGamma, drawPoisson } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertOpenShare } from '../errors.ts'
import { type BgNbdParameters, bgNbdAlive, type DropoutKind } from './bg-nbd.ts'
import { type ParetoNbdParameters, paretoNbdAlive } from './pareto-nbd.ts'
import { assertPeriod } from './purchase-forecast.ts'

/** How many purchases to reckon with: whole numbers. */
export interface PurchaseInterval {
  readonly lower: number
  readonly upper: number
  readonly mean: number
}

export interface PredictiveOptions {
  random: RandomSource
  /** Default .9. */
  level?: number
  /** Simulated futures, default 2,000. */
  draws?: number
}

/**
 * Interval of a customer's purchases in the coming t under BG/NBD or MBG/NBD, by simulating futures from the
 * posterior of rate, dropout and being alive. Parameters are taken as known.
 * @throws InvalidInputError as `bgNbdAlive`; for t < 0, level outside (0, 1), draws < 1
 * Source: posterior of Fader, Hardie & Lee (2005): rate gamma(r + x, α + T), dropout Beta(a, b + x) given alive.
 */
export function bgNbdInterval(
  kind: DropoutKind,
  parameters: BgNbdParameters,
  history: { frequency: number; recency: number; age: number },
  t: number,
  options: PredictiveOptions,
): PurchaseInterval {
  const { frequency: x, recency, age } = history
  const alive = bgNbdAlive(kind, parameters, x, recency, age)
  const survived = x + (kind === 'mbg' ? 1 : 0)
  const { random } = options
  return simulate(t, options, () => {
    if (random() >= alive) return 0
    const rate = drawGamma(random, parameters.r + x) / (parameters.alpha + age)
    const dropout = drawBeta(random, parameters.a, parameters.b + survived)
    let [count, left] = [0, t]
    for (;;) {
      left -= drawExponential(random) / rate
      if (left < 0) return count
      count += 1
      if (random() < dropout) return count
    }
  })
}

/**
 * The same under Pareto/NBD.
 * Source: posterior of Schmittlein, Morrison & Colombo (1987): rate gamma(r + x, α + T), death rate gamma(s, β + T)
 *   given alive.
 */
export function paretoNbdInterval(
  parameters: ParetoNbdParameters,
  history: { frequency: number; recency: number; age: number },
  t: number,
  options: PredictiveOptions,
): PurchaseInterval {
  const { frequency: x, recency, age } = history
  const alive = paretoNbdAlive(parameters, x, recency, age)
  const { random } = options
  return simulate(t, options, () => {
    if (random() >= alive) return 0
    const rate = drawGamma(random, parameters.r + x) / (parameters.alpha + age)
    const death = drawGamma(random, parameters.s) / (parameters.beta + age)
    return drawPoisson(random, rate * Math.min(t, drawExponential(random) / death))
  })
}

function simulate(t: number, options: PredictiveOptions, future: () => number): PurchaseInterval {
  const { level = 0.9, draws = 2_000 } = options
  assertPeriod(t)
  assertOpenShare('level', level)
  assertCount('draws', draws, 1)
  const counts = new Float64Array(draws)
  let sum = 0
  for (let d = 0; d < draws; d++) {
    const count = future()
    counts[d] = count
    sum += count
  }
  counts.sort()
  const at = (share: number) =>
    counts[Math.min(draws - 1, Math.max(0, Math.ceil(share * draws) - 1))] as number
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2), mean: sum / draws }
}
