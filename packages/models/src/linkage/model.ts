import type { Estimate } from './estimate.ts'
import type { LinkageField } from './field.ts'

/** What one level of a field says. */
export interface LinkageLevel {
  readonly level: string
  /** Its share among matches. */
  readonly m: number
  /** Its share among all other pairs. */
  readonly u: number
  /** log2(m / u): bits for (above 0) or against a match. */
  readonly weight: number
}

/** A Fellegi-Sunter model. */
export interface LinkageModel {
  /** Chance that two records taken at random (of different sources, where there are sources) match. */
  readonly prior: number
  readonly fields: readonly {
    readonly name: string
    /** False where no rule that leaves the field free brought matches together: its m are then usual values. */
    readonly learned: boolean
    readonly levels: readonly LinkageLevel[]
  }[]
  /** Of EM, in the block that took longest. */
  readonly iterations: number
  readonly converged: boolean
}

export function modelOf(fields: readonly LinkageField[], estimate: Estimate): LinkageModel {
  return {
    prior: estimate.prior,
    fields: fields.map((field, f) => ({
      name: field.name,
      learned: estimate.learned[f] === true,
      levels: field.comparison.levels.map((level, l) => {
        const m = (estimate.m[f] as Float64Array)[l + 1] as number
        const u = (estimate.u[f] as Float64Array)[l + 1] as number
        return { level, m, u, weight: Math.log2(m / u) }
      }),
    })),
    iterations: estimate.iterations,
    converged: estimate.converged,
  }
}

/**
 * The chance of a match from its weight, both with the prior in them.
 * @param weight log2 of the odds of a match
 * @returns from 0 to 1
 * @example
 * import { matchProbability } from '@liangti/models'
 * matchProbability(0) // → .5
 * matchProbability(Math.log2(9)) // → .9
 */
export function matchProbability(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}
