import { assertPositive, InvalidInputError } from '../errors.ts'
import { type ProportionInterval, proportionInterval } from '../experiments/proportion.ts'

/** What one unit (an agent, a shop) did with the tasks of one kind. */
export interface RateCell {
  unit: string
  stratum: string
  /** At least 0, at most `trials`. */
  successes: number
  trials: number
}

export interface StandardisedRate {
  unit: string
  trials: number
  /** As it was, with the mix the unit had. */
  crude: ProportionInterval
  /** As it would be with the mix of all together. */
  adjusted: ProportionInterval
  /** Share of that mix of which the unit did anything at all, in [0, 1]; the rest rests on its others. */
  covered: number
}

/**
 * Success rates of units that had different mixes of tasks, made comparable by direct standardisation: each unit's rate in
 * each stratum, weighted by the strata's share of all trials. Where a unit did little of a stratum, its rate there leans, by
 * `prior` trials, on what is expected of it: the rate of all, times how the unit does elsewhere against expectation. With
 * `prior` 0 and every cell filled it is the textbook's direct standardisation. The interval is Wilson's at the effective
 * number of trials.
 * @param prior trials the expectation counts for, at least 0; where it is 0 an empty cell takes the expectation alone
 * @param level of confidence, in (0, 1)
 * @returns in the order units first occur; units without a trial are left out
 * @throws InvalidInputError when a count is out of range
 * Source: Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, ch. 19 (direct standardisation;
 * the indirect ratio is what sparse cells lean on).
 */
export function standardisedRates(
  cells: readonly RateCell[],
  { prior = 4, level = 0.95 }: { prior?: number; level?: number } = {},
): StandardisedRate[] {
  if (!(prior >= 0)) throw new InvalidInputError('prior', `must be at least 0, not ${prior}.`)
  const strata = totals(cells, ({ stratum }) => stratum)
  const all = [...strata.values()].reduce((sum, { trials }) => sum + trials, 0)
  const found: StandardisedRate[] = []
  for (const [unit, total] of totals(cells, (cell) => cell.unit)) {
    const crude = proportionInterval(total.successes, total.trials, level)
    if (!crude) continue
    const own = totals(
      cells.filter((cell) => cell.unit === unit),
      ({ stratum }) => stratum,
    )
    found.push({ unit, trials: total.trials, crude, ...adjust(own, strata, all, prior, level) })
  }
  return found
}

type Totals = Map<string, { successes: number; trials: number }>

function totals(cells: readonly RateCell[], of: (cell: RateCell) => string): Totals {
  const sums: Totals = new Map()
  for (const [i, cell] of cells.entries()) {
    const { successes, trials } = cell
    if (!(trials >= 0 && successes >= 0 && successes <= trials))
      throw new InvalidInputError(`cells[${i}]`, 'needs 0 ≤ successes ≤ trials.')
    const sum = sums.get(of(cell)) ?? { successes: 0, trials: 0 }
    sums.set(of(cell), { successes: sum.successes + successes, trials: sum.trials + trials })
  }
  return sums
}

function adjust(
  own: Totals,
  strata: Totals,
  all: number,
  prior: number,
  level: number,
): Pick<StandardisedRate, 'adjusted' | 'covered'> {
  assertPositive('trials', all)
  const rateOf = ({ successes, trials }: { successes: number; trials: number }) => successes / trials
  let [observed, expected, noise] = [0, 0, 0]
  for (const [stratum, sum] of own) {
    const rate = rateOf(strata.get(stratum) ?? sum)
    observed += sum.successes
    expected += sum.trials * rate
    noise += sum.trials * rate * (1 - rate)
  }
  // One success as expected on both sides keeps the ratio of a beginner near 1.
  const ratio = (observed + 1) / (expected + 1)
  const ratioVariance = (noise * ratio) / (expected + 1) ** 2
  let [adjusted, variance, leaning, covered] = [0, 0, 0, 0]
  for (const [stratum, sum] of strata) {
    if (sum.trials === 0) continue
    const weight = sum.trials / all
    const { successes, trials } = own.get(stratum) ?? { successes: 0, trials: 0 }
    const mean = Math.min(1, rateOf(sum) * ratio)
    const lean = trials + prior === 0 ? 1 : prior / (trials + prior)
    const rate = (1 - lean) * (trials === 0 ? 0 : successes / trials) + lean * mean
    adjusted += weight * rate
    leaning += weight * lean * rateOf(sum)
    if (trials === 0) continue
    covered += weight
    // A rate of exactly 0 or 1 is not known without doubt: the doubt is that of the rate leant towards its mean.
    const spread = (successes + mean) / (trials + 1)
    // Leaning takes noise away and brings a bias that is not seen: half of the gain is not claimed.
    variance += weight ** 2 * (1 - lean) * ((spread * (1 - spread)) / trials)
  }
  variance += leaning ** 2 * ratioVariance
  const point = Math.min(1, Math.max(0, adjusted))
  const effective = variance > 0 && point > 0 && point < 1 ? (point * (1 - point)) / variance : observed + 1
  const interval = proportionInterval(point * effective, effective, level)
  return { adjusted: interval ?? { estimate: point, lo: 0, hi: 1 }, covered: Math.min(1, covered) }
}
