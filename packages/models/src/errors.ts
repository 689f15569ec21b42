/**
 * An argument is outside the domain of a method. The message names the argument, what is wrong with it and what is
 * accepted; nothing was computed.
 */
export class InvalidInputError extends Error {
  /** Path of the offending argument, such as `control.n` or `values[3]`. */
  readonly argument: string

  constructor(argument: string, problem: string) {
    super(`${argument} ${problem}`)
    this.name = 'InvalidInputError'
    this.argument = argument
  }
}

/** @throws InvalidInputError unless `value` is a finite number */
export function assertFinite(argument: string, value: number): void {
  if (!Number.isFinite(value)) throw new InvalidInputError(argument, `must be a finite number, not ${value}.`)
}

/** @throws InvalidInputError unless `value` is an integer of at least `least` */
export function assertCount(argument: string, value: number, least = 0): void {
  if (!Number.isInteger(value) || value < least)
    throw new InvalidInputError(argument, `must be a whole number of at least ${least}, not ${value}.`)
}

/** @throws InvalidInputError unless `value` lies strictly between 0 and 1 */
export function assertOpenShare(argument: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new InvalidInputError(argument, `must lie between 0 and 1, not ${value}.`)
}

/** @throws InvalidInputError unless `value` is finite and above 0 */
export function assertPositive(argument: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0))
    throw new InvalidInputError(argument, `must be a finite number above 0, not ${value}.`)
}
