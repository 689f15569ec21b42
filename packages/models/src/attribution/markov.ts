import { assertCount } from '../errors.ts'
import { type Chain, chainOf, expectedReward } from './chain.ts'
import { type ChannelFigures, type ConversionPaths, totalOf } from './paths.ts'

export interface MarkovAttribution {
  /** Conversions of each channel, in the order of `paths.channels`; they add up to all conversions. */
  readonly credit: ChannelFigures
  /** Value of each channel, by the loss of value without it; they add up to all value. */
  readonly valueCredit: ChannelFigures
  /** Share of all conversions lost when the channel's touches end the journey, in [0, 1]. */
  readonly removalEffects: ChannelFigures
  /** The chance that a journey converts; 1 where no nulls are known. */
  readonly conversionRate: number
  /** States of the chain, start included. */
  readonly states: number
}

/**
 * Attribution by removal in a Markov chain of order k, solved exactly (no simulated journeys). A channel's removal effect
 * is the share of conversions lost when every move into it ends the journey; credit is shared in proportion to it. The
 * chain's conversion rate without removal is the share seen, whatever the order.
 * @param options.order channels a state remembers, ≥ 1; default 1
 * @throws InvalidInputError for a bad order, or when the paths hold neither conversions nor nulls
 * Source: Anderl, Becker, von Wangenheim & Schumann (2016), "Mapping the customer journey", eq. 2 to 4; the values of
 *   ChannelAttribution's simulation converge to these.
 * @example
 * import { conversionPaths, markovAttribution } from '@liangti/models'
 * const paths = conversionPaths([
 *   { path: ['search', 'mail'], conversions: 1, nulls: 1 },
 *   { path: ['mail'], conversions: 1, nulls: 1 },
 * ])
 * const result = markovAttribution(paths)
 * result.conversionRate // → .5
 * result.removalEffects // → [.5, 1]
 * result.credit // → [.667, 1.333]
 */
export function markovAttribution(
  paths: ConversionPaths,
  options: { readonly order?: number } = {},
): MarkovAttribution {
  const order = options.order ?? 1
  assertCount('order', order, 1)
  const chain = chainOf(paths, order)
  const none = new Uint8Array(chain.states)
  const conversionRate = expectedReward(chain, chain.conversion, none)
  const removalEffects = removal(chain, paths.channels.length, chain.conversion, conversionRate)
  const totalValue = totalOf(paths.value)
  const valueEffects =
    totalValue === 0
      ? new Float64Array(paths.channels.length)
      : removal(chain, paths.channels.length, chain.value, expectedReward(chain, chain.value, none))
  return {
    credit: shareOut(totalOf(paths.conversions), removalEffects),
    valueCredit: shareOut(totalValue, valueEffects),
    removalEffects,
    conversionRate,
    states: chain.states,
  }
}

function removal(chain: Chain, channels: number, reward: Float64Array, whole: number): ChannelFigures {
  return Float64Array.from({ length: channels }, (_, channel) => {
    if (whole === 0) return 0
    const removed = Uint8Array.from(chain.channelsOf, (of) => (of.includes(channel) ? 1 : 0))
    return 1 - expectedReward(chain, reward, removed) / whole
  })
}

/** In proportion to the effects; nothing where nothing is lost by any removal. */
function shareOut(total: number, effects: ChannelFigures): ChannelFigures {
  const sum = totalOf(effects)
  return effects.map((effect) => (sum === 0 ? 0 : (total * effect) / sum))
}
