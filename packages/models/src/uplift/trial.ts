import { InvalidInputError } from '../errors.ts'

/** Who was treated and what came of it, one entry a row. */
export interface Trial {
  /** 1 treated, 0 control. */
  readonly treated: ArrayLike<number>
  /** Any finite number; 0 and 1 for learners of a probability. */
  readonly outcome: ArrayLike<number>
}

/** @throws InvalidInputError unless both arms are there, treated is 0 or 1, outcomes are finite and lengths agree */
export function assertTrial(trial: Trial): void {
  const { treated, outcome } = trial
  if (treated.length !== outcome.length)
    throw new InvalidInputError('outcome', `has ${outcome.length} entries, treated ${treated.length}.`)
  let count = 0
  for (let i = 0; i < treated.length; i++) {
    const t = treated[i]
    if (t !== 0 && t !== 1) throw new InvalidInputError(`treated[${i}]`, `must be 0 or 1, not ${t}.`)
    if (!Number.isFinite(outcome[i] as number))
      throw new InvalidInputError(`outcome[${i}]`, `must be a finite number, not ${outcome[i]}.`)
    count += t
  }
  if (count === 0 || count === treated.length)
    throw new InvalidInputError(
      'treated',
      `has ${count === 0 ? 'no treated' : 'no control'} row; both arms are needed.`,
    )
}

/** Mean outcome of the treated − mean outcome of the control. @throws InvalidInputError as `qiniCoefficient` */
export function averageEffect(trial: Trial): number {
  assertTrial(trial)
  const sums = { n: [0, 0], y: [0, 0] }
  for (let i = 0; i < trial.treated.length; i++) {
    const t = trial.treated[i] as 0 | 1
    sums.n[t] = (sums.n[t] as number) + 1
    sums.y[t] = (sums.y[t] as number) + (trial.outcome[i] as number)
  }
  return (sums.y[1] as number) / (sums.n[1] as number) - (sums.y[0] as number) / (sums.n[0] as number)
}
