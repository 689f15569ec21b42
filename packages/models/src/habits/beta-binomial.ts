import { assertCount, assertOpenShare, assertPositive, InvalidInputError } from '../errors.ts'
import { digamma } from '../numerics/digamma.ts'
import { logGamma } from '../numerics/gamma-function.ts'
import { incompleteBeta } from '../numerics/incomplete-beta.ts'
import { minimiseSmooth } from '../numerics/minimise.ts'

/** How rates differ from person to person; the mean is alpha / (alpha + beta), the sum says how alike they are. */
export interface BetaPrior {
  readonly alpha: number
  readonly beta: number
}

/** People with the same counts, as a query groups them. */
export interface AnswerCounts {
  /** At most `trials`. */
  successes: number
  trials: number
  /** How many people have these counts; 1 where absent. */
  people?: number
}

/** A person's own rate, drawn toward that of everybody as far as their own trials are few. */
export interface ShrunkRate {
  estimate: number
  lo: number
  hi: number
}

/** Sum of the shapes: at the lower end everybody is all or nothing, at the upper everybody is alike. */
const alikeFrom = Math.log(0.05)
const alikeTo = Math.log(2_000)

/**
 * The distribution of rates over people, by maximum likelihood of the beta-binomial; alpha + beta between .05 and 2,000.
 * @param rows counts of everybody, in any grouping
 * @returns null without a single trial; where all trials ended alike, a rate half an answer away from 0 or 1
 * @throws InvalidInputError for counts that are no whole numbers, or more successes than trials
 * Source: Skellam (1948), A probability distribution derived from the binomial; as an empirical Bayes prior Gelman et al.,
 * Bayesian Data Analysis, 3rd ed., section 5.1.
 * @example
 * import { betaBinomialPrior, shrunkRate } from '@liangti/models'
 * const prior = betaBinomialPrior([{ successes: 0, trials: 5, people: 40 }, { successes: 4, trials: 5, people: 20 }])
 * shrunkRate(prior, 1, 1).estimate > shrunkRate(prior, 0, 1).estimate // → true
 */
export function betaBinomialPrior(rows: readonly AnswerCounts[]): BetaPrior | null {
  let [successes, trials] = [0, 0]
  for (const [i, row] of rows.entries()) {
    assertCount(`rows[${i}].trials`, row.trials)
    assertCount(`rows[${i}].successes`, row.successes)
    assertCount(`rows[${i}].people`, row.people ?? 1)
    if (row.successes > row.trials)
      throw new InvalidInputError(
        `rows[${i}].successes`,
        `must be at most ${row.trials}, not ${row.successes}.`,
      )
    successes += row.successes * (row.people ?? 1)
    trials += row.trials * (row.people ?? 1)
  }
  if (trials === 0) return null
  const mean = (successes + 0.5) / (trials + 1)
  if (successes === 0 || successes === trials) {
    const alike = Math.min(Math.exp(alikeTo), trials + 1)
    return { alpha: mean * alike, beta: (1 - mean) * alike }
  }
  const start = [Math.log(mean / (1 - mean)), 0]
  const { at } = minimiseSmooth((x, gradient) => negativeLogLikelihood(rows, x, gradient), start)
  return shapesAt(at)
}

function shapesAt(x: ArrayLike<number>): {
  alpha: number
  beta: number
  mean: number
  alike: number
  slope: number
} {
  const mean = logistic(x[0] ?? 0)
  const place = logistic(x[1] ?? 0)
  const alike = Math.exp(alikeFrom + (alikeTo - alikeFrom) * place)
  const slope = alike * (alikeTo - alikeFrom) * place * (1 - place)
  return { alpha: mean * alike, beta: (1 - mean) * alike, mean, alike, slope }
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

function negativeLogLikelihood(
  rows: readonly AnswerCounts[],
  x: Float64Array,
  gradient: Float64Array,
): number {
  const { alpha, beta, mean, alike, slope } = shapesAt(x)
  let [value, byAlpha, byBeta, people] = [0, 0, 0, 0]
  for (const { successes: y, trials: n, people: many = 1 } of rows) {
    if (n === 0) continue
    people += many
    value += many * (logRatio(alpha, y) + logRatio(beta, n - y) - logRatio(alike, n))
    const both = slopeOfRatio(alike, n)
    byAlpha += many * (slopeOfRatio(alpha, y) - both)
    byBeta += many * (slopeOfRatio(beta, n - y) - both)
  }
  gradient[0] = (-(byAlpha - byBeta) * alike * mean * (1 - mean)) / people
  gradient[1] = (-(byAlpha * mean + byBeta * (1 - mean)) * slope) / people
  return -value / people
}

/** ln Γ(a + k) − ln Γ(a). */
const logRatio = (a: number, k: number) => (k === 0 ? 0 : logGamma(a + k) - logGamma(a))
const slopeOfRatio = (a: number, k: number) => (k === 0 ? 0 : digamma(a + k) - digamma(a))

/**
 * A person's rate given everybody's: the posterior mean and the equal-tailed interval of the Beta posterior.
 * @param prior of `betaBinomialPrior`
 * @param successes at most `trials`; with no trial at all it is the rate of everybody
 * @param level of the interval, in (0, 1); .9 where absent
 * @throws InvalidInputError when an argument is out of range
 * Source: Casella (1985), An introduction to empirical Bayes data analysis; the Beta posterior of a binomial rate.
 * @example
 * import { shrunkRate } from '@liangti/models'
 * shrunkRate({ alpha: 1, beta: 1 }, 3, 4).estimate // → 0.6667
 */
export function shrunkRate(prior: BetaPrior, successes: number, trials: number, level = 0.9): ShrunkRate {
  assertPositive('prior.alpha', prior.alpha)
  assertPositive('prior.beta', prior.beta)
  assertCount('trials', trials)
  assertCount('successes', successes)
  assertOpenShare('level', level)
  if (successes > trials)
    throw new InvalidInputError('successes', `must be at most ${trials}, not ${successes}.`)
  const a = prior.alpha + successes
  const b = prior.beta + trials - successes
  const tail = (1 - level) / 2
  return { estimate: a / (a + b), lo: betaQuantile(a, b, tail), hi: betaQuantile(a, b, 1 - tail) }
}

/** Where the lower tail of Beta(a, b) is `p`, by halving: exact to 1e-12, whatever the shape. */
function betaQuantile(a: number, b: number, p: number): number {
  let [lo, hi] = [0, 1]
  for (let i = 0; i < 40 && hi - lo > 1e-12; i++) {
    const middle = (lo + hi) / 2
    if (incompleteBeta(a, b, middle).lower < p) lo = middle
    else hi = middle
  }
  return (lo + hi) / 2
}
