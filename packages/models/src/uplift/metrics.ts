import { InvalidInputError } from '../errors.ts'
import { assertScores } from '../evaluation/ranked.ts'
import { areaUnder, type Gain, qiniGain, type UpliftRanking, upliftGain, upliftRanking } from './curves.ts'
import { assertTrial, type Trial } from './trial.ts'

export interface UpliftMetrics {
  readonly qini: number
  readonly upliftAuc: number
  readonly upliftAt30: number
}

/**
 * Qini coefficient: the area of the Qini curve above the straight line of a random choice ÷ that of the perfect
 * ranking (y·t − y·(1−t), negative effects included). 1 is perfect, 0 is chance.
 * @param scores predicted uplift, or any ranking; one a row, no NaN
 * @throws InvalidInputError for unequal lengths, one arm only, numbers that are not finite, or outcomes that leave
 *   nothing to rank
 * Source: Radcliffe (2007); normalised as `qini_auc_score` of scikit-uplift.
 * @example
 * import { qiniCoefficient } from '@liangti/models'
 * qiniCoefficient([0.1, 0.3, 0.9], { treated: [1, 0, 1], outcome: [0, 1, 2] }) // → 0.75
 */
export function qiniCoefficient(scores: ArrayLike<number>, trial: Trial): number {
  return upliftJudge(trial).qini(checkedRanking(scores, trial))
}

/**
 * Area under the uplift curve above chance ÷ that of the perfect ranking: for 0/1 outcomes treated who respond and
 * control who do not come first. Other outcomes are ranked by the same rule, for what it is worth.
 * @throws InvalidInputError as `qiniCoefficient`
 * Source: `uplift_auc_score` of scikit-uplift.
 * @example
 * import { upliftAuc } from '@liangti/models'
 * upliftAuc([0.1, 0.3, 0.9], { treated: [0, 1, 0], outcome: [0, 1, 2] }) // → -1.3333
 */
export function upliftAuc(scores: ArrayLike<number>, trial: Trial): number {
  return upliftJudge(trial).upliftAuc(checkedRanking(scores, trial))
}

/**
 * Mean outcome of the treated − that of the control among the ⌊share · n⌋ rows of the highest scores; among equal
 * scores the later rows come first.
 * @param share in (0, 1]
 * @returns NaN where one arm has no row among them
 * @throws InvalidInputError as `qiniCurve`, or for a share outside (0, 1]
 * Source: `uplift_at_k(strategy='overall')` of scikit-uplift.
 * @example
 * import { upliftAt } from '@liangti/models'
 * upliftAt([4, 3, 2, 1], { treated: [1, 0, 1, 0], outcome: [1, 0, 0, 0] }, 0.5) // → 1
 */
export function upliftAt(scores: ArrayLike<number>, trial: Trial, share: number): number {
  return upliftJudge(trial).upliftAt(checkedRanking(scores, trial), share)
}

/** The three figures of a report. @throws InvalidInputError as `qiniCoefficient` */
export function upliftMetrics(scores: ArrayLike<number>, trial: Trial): UpliftMetrics {
  return upliftJudge(trial).all(checkedRanking(scores, trial))
}

export function checkedRanking(scores: ArrayLike<number>, trial: Trial): UpliftRanking {
  assertScores(scores, trial.outcome.length)
  return upliftRanking(scores)
}

/** Judges many rankings of one trial, also re-sampled ones: the perfect rankings are made once. */
export interface UpliftJudge {
  /** @param counts how often each row counts; once where missing */
  qini(ranking: UpliftRanking, counts?: ArrayLike<number>): number
  upliftAuc(ranking: UpliftRanking, counts?: ArrayLike<number>): number
  upliftAt(ranking: UpliftRanking, share: number, counts?: ArrayLike<number>): number
  all(ranking: UpliftRanking, counts?: ArrayLike<number>): UpliftMetrics
}

/** @throws InvalidInputError as `qiniCurve` */
export function upliftJudge(trial: Trial): UpliftJudge {
  assertTrial(trial)
  const { treated, outcome } = trial
  const ranked = (score: (y: number, t: number) => number) =>
    upliftRanking(
      Float64Array.from({ length: outcome.length }, (_, i) =>
        score(outcome[i] as number, treated[i] as number),
      ),
    )
  const perfectQini = ranked((y, t) => y * t - y * (1 - t))
  const byOutcome = ranked((y, t) => (y === t ? 2 : 0) + y)
  const byTreatment = ranked((y, t) => (y === t ? 2 : 0) + t)
  const controlWins = (counts: ArrayLike<number> | undefined) => {
    let surplus = 0
    for (let i = 0; i < outcome.length; i++) {
      const count = counts === undefined ? 1 : (counts[i] as number)
      if (treated[i] === 0 && outcome[i] === 1) surplus += count
      if (treated[i] === 1 && outcome[i] === 0) surplus -= count
    }
    return surplus > 0
  }
  const qini: UpliftJudge['qini'] = (ranking, counts) =>
    aboveChance(ranking, perfectQini, trial, qiniGain, counts ?? null)
  const auc: UpliftJudge['upliftAuc'] = (ranking, counts) => {
    const perfect = controlWins(counts) ? byOutcome : byTreatment
    return aboveChance(ranking, perfect, trial, upliftGain, counts ?? null)
  }
  const upliftAt: UpliftJudge['upliftAt'] = (ranking, share, counts) =>
    topEffect(ranking, trial, share, counts ?? null)
  return {
    qini,
    upliftAuc: auc,
    upliftAt,
    all: (ranking, counts) => ({
      qini: qini(ranking, counts),
      upliftAuc: auc(ranking, counts),
      upliftAt30: upliftAt(ranking, 0.3, counts),
    }),
  }
}

function aboveChance(
  ranking: UpliftRanking,
  perfect: UpliftRanking,
  trial: Trial,
  gain: Gain,
  counts: ArrayLike<number> | null,
): number {
  const best = areaUnder(perfect, trial, gain, counts)
  const chance = (best.rows * best.gain) / 2
  if (Math.abs(best.area - chance) <= 1e-12 * (Math.abs(best.area) + Math.abs(chance)))
    throw new InvalidInputError(
      'outcome',
      'leaves nothing to rank: every order of the rows gives the same curve.',
    )
  return (areaUnder(ranking, trial, gain, counts).area - chance) / (best.area - chance)
}

function topEffect(
  ranking: UpliftRanking,
  trial: Trial,
  share: number,
  counts: ArrayLike<number> | null,
): number {
  if (!(share > 0 && share <= 1))
    throw new InvalidInputError('share', `must lie above 0 and at most at 1, not ${share}.`)
  const { order } = ranking
  let total = order.length
  if (counts !== null) {
    total = 0
    for (let i = 0; i < order.length; i++) total += counts[i] as number
  }
  let left = Math.floor(share * total)
  const n = [0, 0]
  const y = [0, 0]
  for (let at = 0; at < order.length && left > 0; at++) {
    const row = order[at] as number
    const count = Math.min(left, counts === null ? 1 : (counts[row] as number))
    const arm = trial.treated[row] as 0 | 1
    n[arm] = (n[arm] as number) + count
    y[arm] = (y[arm] as number) + count * (trial.outcome[row] as number)
    left -= count
  }
  return (y[1] as number) / (n[1] as number) - (y[0] as number) / (n[0] as number)
}
