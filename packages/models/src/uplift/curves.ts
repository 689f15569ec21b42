import { assertScores } from '../evaluation/ranked.ts'
import { assertTrial, type Trial } from './trial.ts'

/** What a ranking has gained by the time `rows` rows are chosen. */
export interface UpliftPoint {
  readonly rows: number
  readonly gain: number
}

/** How a curve counts gain, from the sums of the rows chosen so far. */
export type Gain = (treated: number, control: number, yTreated: number, yControl: number) => number

/** Responses beyond what as many treated would have given at the control's rate: Y_t − Y_c · N_t / N_c. */
export const qiniGain: Gain = (treated, control, yTreated, yControl) =>
  yTreated - (control === 0 ? 0 : (yControl * treated) / control)

/** Difference of the two rates, times the rows chosen: (Y_t / N_t − Y_c / N_c) · n. */
export const upliftGain: Gain = (treated, control, yTreated, yControl) =>
  ((treated === 0 ? 0 : yTreated / treated) - (control === 0 ? 0 : yControl / control)) * (treated + control)

/** Rows from the highest score down, and where each run of equal scores ends. */
export interface UpliftRanking {
  readonly order: Uint32Array
  readonly ends: Uint32Array
}

/** Equal scores: the later row first, as scikit-uplift has it; the curves do not depend on it, uplift@k does. */
export function upliftRanking(scores: ArrayLike<number>): UpliftRanking {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i)
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || b - a)
  const ends: number[] = []
  for (let at = 1; at <= order.length; at++)
    if (at === order.length || scores[order[at] as number] !== scores[order[at - 1] as number]) ends.push(at)
  return { order, ends: Uint32Array.from(ends) }
}

/** Calls `visit` with each point of the curve, (0, 0) first. @param counts how often each row counts, default once */
function walk(
  ranking: UpliftRanking,
  trial: Trial,
  gain: Gain,
  counts: ArrayLike<number> | null,
  visit: (rows: number, value: number) => void,
): void {
  const { order, ends } = ranking
  const { treated, outcome } = trial
  let [nt, nc, yt, yc] = [0, 0, 0, 0]
  visit(0, 0)
  let at = 0
  for (let block = 0; block < ends.length; block++) {
    const before = nt + nc
    for (const end = ends[block] as number; at < end; at++) {
      const row = order[at] as number
      const count = counts === null ? 1 : (counts[row] as number)
      if (treated[row] === 1) {
        nt += count
        yt += count * (outcome[row] as number)
      } else {
        nc += count
        yc += count * (outcome[row] as number)
      }
    }
    if (nt + nc > before) visit(nt + nc, gain(nt, nc, yt, yc))
  }
}

/** Area under a curve by trapezoids, and its last point. */
export function areaUnder(
  ranking: UpliftRanking,
  trial: Trial,
  gain: Gain,
  counts: ArrayLike<number> | null = null,
): { area: number; rows: number; gain: number } {
  let [area, lastRows, lastGain] = [0, 0, 0]
  walk(ranking, trial, gain, counts, (rows, value) => {
    area += ((rows - lastRows) * (value + lastGain)) / 2
    lastRows = rows
    lastGain = value
  })
  return { area, rows: lastRows, gain: lastGain }
}

/**
 * The Qini curve: chosen rows, best score first, against the responses caused among them, Y_t − Y_c · N_t / N_c.
 * Points lie where the score changes, after (0, 0).
 * @param scores predicted uplift, or any ranking; one a row, no NaN
 * @throws InvalidInputError for unequal lengths, one arm only, or numbers that are not finite
 * Source: Radcliffe (2007); the definition of scikit-uplift.
 */
export function qiniCurve(scores: ArrayLike<number>, trial: Trial): UpliftPoint[] {
  return curve(scores, trial, qiniGain)
}

/** The uplift curve: chosen rows against (Y_t / N_t − Y_c / N_c) · n. @throws InvalidInputError as `qiniCurve` */
export function upliftCurve(scores: ArrayLike<number>, trial: Trial): UpliftPoint[] {
  return curve(scores, trial, upliftGain)
}

function curve(scores: ArrayLike<number>, trial: Trial, gain: Gain): UpliftPoint[] {
  assertTrial(trial)
  assertScores(scores, trial.outcome.length)
  const points: UpliftPoint[] = []
  walk(upliftRanking(scores), trial, gain, null, (rows, value) => points.push({ rows, gain: value }))
  return points
}
