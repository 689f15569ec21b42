import { assertPositive, InvalidInputError } from '../errors.ts'
import type { ChannelFigures, ConversionPaths, CreditOf } from './paths.ts'

/** How a rule shares one conversion among the touches before it. */
export type AttributionRule = 'first' | 'last' | 'linear' | 'time-decay' | 'position'

export interface RuleOptions {
  /** What is shared out; default the conversions. */
  readonly of?: CreditOf
  /** `time-decay`: touches by which a touch must lie further back to count half; default 2. */
  readonly halfLife?: number
  /** `position`: shares of the first and of the last touch, the rest goes to those between; default .4 and .4. */
  readonly ends?: readonly [first: number, last: number]
}

/**
 * Credit of each channel by a fixed rule. `first`, `last`: all to that touch; `linear`: the same to each touch;
 * `time-decay`: half as much to a touch `halfLife` touches further back; `position`: `ends` to the first and last, the
 * rest evenly between (a path of two shares in the proportion of `ends`). Touches count, so a channel met twice is
 * credited twice.
 * @returns one figure a channel; they add up to all conversions (or all value)
 * @throws InvalidInputError for a half-life not above 0, or ends outside [0, 1] or above 1 together
 * Source: the rules are those of Google Analytics (2012) and ChannelAttribution's heuristic models.
 * @example
 * import { conversionPaths, ruleCredit } from '@liangti/models'
 * const paths = conversionPaths([{ path: ['search', 'mail', 'mail'], conversions: 3 }])
 * ruleCredit(paths, 'first') // → [3, 0]
 * ruleCredit(paths, 'linear') // → [1, 2]
 * ruleCredit(paths, 'position') // → [1.2, 1.8]
 */
export function ruleCredit(
  paths: ConversionPaths,
  rule: AttributionRule,
  options: RuleOptions = {},
): ChannelFigures {
  const amounts = paths[options.of ?? 'conversions']
  const weigh = weights(rule, options)
  const credit = new Float64Array(paths.channels.length)
  paths.steps.forEach((steps, p) => {
    const amount = amounts[p] as number
    if (amount === 0) return
    const shares = weigh(steps.length)
    let total = 0
    for (const share of shares) total += share
    for (let i = 0; i < steps.length; i++) {
      const channel = steps[i] as number
      credit[channel] = (credit[channel] as number) + (amount * (shares[i] as number)) / total
    }
  })
  return credit
}

/** Weights of the touches of a path of a length, not yet scaled to 1; kept, as lengths come again and again. */
function weights(rule: AttributionRule, options: RuleOptions): (length: number) => Float64Array {
  const touch = touchWeight(rule, options)
  const kept = new Map<number, Float64Array>()
  return (length) => {
    const known = kept.get(length)
    if (known) return known
    const made = Float64Array.from({ length }, (_, i) => touch(i, length))
    kept.set(length, made)
    return made
  }
}

function touchWeight(rule: AttributionRule, options: RuleOptions): (i: number, length: number) => number {
  switch (rule) {
    case 'first':
      return (i) => (i === 0 ? 1 : 0)
    case 'last':
      return (i, length) => (i === length - 1 ? 1 : 0)
    case 'linear':
      return () => 1
    case 'time-decay': {
      const halfLife = options.halfLife ?? 2
      assertPositive('halfLife', halfLife)
      return (i, length) => 2 ** (-(length - 1 - i) / halfLife)
    }
    case 'position':
      return positionWeight(options.ends ?? [0.4, 0.4])
  }
}

function positionWeight([first, last]: readonly [number, number]): (i: number, length: number) => number {
  if (!(first >= 0 && last >= 0 && first + last <= 1))
    throw new InvalidInputError('ends', `must be two shares of together at most 1, not ${first} and ${last}.`)
  const middle = 1 - first - last
  return (i, length) => {
    if (length === 1) return 1
    // With nothing between, and with nothing for the ends, the two touches share evenly.
    if (length === 2) return first + last === 0 ? 0.5 : i === 0 ? first : last
    return i === 0 ? first : i === length - 1 ? last : middle / (length - 2)
  }
}
