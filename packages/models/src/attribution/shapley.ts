import type { ChannelFigures, ConversionPaths, CreditOf } from './paths.ts'

/**
 * Shapley value of each channel in the game v(S) = conversions (or value) of the paths that use no channel outside S.
 * Exact for any number of channels: v is a sum of unanimity games, one for each set of channels that occurs as a path's,
 * and the value of a unanimity game is an equal share to each of its members. No order or repetition of touches matters.
 * @param of what is shared out; default the conversions
 * @returns one figure a channel; they add up to all conversions (or all value)
 * Source: Shapley (1953), "A value for n-person games", lemma 3 (unanimity games); the game as in Zhao, Mahboobi &
 *   Bagheri (2018), "Shapley value methods for attribution modeling in online advertising".
 * @example
 * import { conversionPaths, shapleyCredit } from '@liangti/models'
 * const paths = conversionPaths([
 *   { path: ['search', 'mail', 'mail'], conversions: 4 },
 *   { path: ['mail'], conversions: 1 },
 * ])
 * shapleyCredit(paths) // → [2, 3]
 */
export function shapleyCredit(paths: ConversionPaths, of: CreditOf = 'conversions'): ChannelFigures {
  const credit = new Float64Array(paths.channels.length)
  paths.steps.forEach((steps, p) => {
    const members = new Set(steps)
    const share = (paths[of][p] as number) / members.size
    for (const channel of members) credit[channel] = (credit[channel] as number) + share
  })
  return credit
}
