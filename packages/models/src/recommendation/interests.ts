import { assertCount, assertFinite, assertPositive, InvalidInputError } from '../errors.ts'

/** What a person is interested in, as of a moment. */
export interface InterestProfile {
  /** Any unit of time, the same everywhere. */
  readonly at: number
  /** One a category: the weights of what happened, each halved for every half-life since. */
  readonly weights: Float64Array
}

/** What happened, one entry each, in any order. */
export interface InterestEvents {
  /** Category codes. */
  category: ArrayLike<number>
  /** How much it says: 1 for a look, more for a purchase, say; below 0 for a dislike; default 1 each. */
  weight?: ArrayLike<number>
  time: ArrayLike<number>
}

/**
 * Interests with exponential decay: weight · 2^(−(at − time) / halfLife), summed by category. Because every weight fades
 * at the same rate, a profile can be carried forward without its events (`laterInterests`), and two profiles of one
 * moment can be added.
 * @param categories how many there are
 * @param at the moment of the profile; events after it are passed over
 * @throws InvalidInputError for unequal lengths, a category out of range, a time or weight that is not finite,
 *   halfLife ≤ 0
 * @example
 * import { interestProfile, interestShares } from '@liangti/models'
 * const events = { category: [0, 1], time: [0, 30] }
 * const profile = interestProfile(events, 2, { at: 30, halfLife: 30 })
 * Array.from(profile.weights) // → [.5,1]
 * Array.from(interestShares(profile)) // → [.3333,.6667]
 */
export function interestProfile(
  events: InterestEvents,
  categories: number,
  { at, halfLife }: { at: number; halfLife: number },
): InterestProfile {
  assertCount('categories', categories, 1)
  assertFinite('at', at)
  assertPositive('halfLife', halfLife)
  const { category, weight, time } = events
  const n = category.length
  if (time.length !== n || (weight && weight.length !== n))
    throw new InvalidInputError('events', `must be equally long; category has ${n} entries.`)
  const weights = new Float64Array(categories)
  for (let i = 0; i < n; i++) {
    const code = category[i] as number
    const when = time[i] as number
    const much = weight ? (weight[i] as number) : 1
    if (!(Number.isInteger(code) && code >= 0 && code < categories))
      throw new InvalidInputError(
        `events.category[${i}]`,
        `is ${code}, but there are ${categories} categories.`,
      )
    assertFinite(`events.time[${i}]`, when)
    assertFinite(`events.weight[${i}]`, much)
    if (when <= at) weights[code] = (weights[code] as number) + much * 2 ** ((when - at) / halfLife)
  }
  return { at, weights }
}

/**
 * The profile at a later moment, with what happened since.
 * @param to not before the profile's own moment
 * @throws InvalidInputError as `interestProfile`, and for a moment or an event before the profile's
 */
export function laterInterests(
  profile: InterestProfile,
  events: InterestEvents,
  { to, halfLife }: { to: number; halfLife: number },
): InterestProfile {
  if (to < profile.at)
    throw new InvalidInputError('to', `is ${to}, before the profile's own moment ${profile.at}.`)
  for (let i = 0; i < events.time.length; i++)
    if ((events.time[i] as number) <= profile.at)
      throw new InvalidInputError(
        `events.time[${i}]`,
        `is ${events.time[i]}, not after the profile's moment ${profile.at}: it would count twice.`,
      )
  const since = interestProfile(events, profile.weights.length, { at: to, halfLife })
  const fade = 2 ** ((profile.at - to) / halfLife)
  return {
    at: to,
    weights: since.weights.map((weight, c) => weight + fade * (profile.weights[c] as number)),
  }
}

/** Share of each category in all interest above 0, adding up to 1; zeros where there is none. */
export function interestShares(profile: InterestProfile): Float64Array {
  const liked = profile.weights.map((weight) => Math.max(0, weight))
  const largest = liked.reduce((most, weight) => Math.max(most, weight), 0)
  if (largest === 0) return liked
  // In units of the largest: a profile long untouched has weights near the smallest number there is.
  const scaled = liked.map((weight) => weight / largest)
  const total = scaled.reduce((sum, weight) => sum + weight, 0)
  return scaled.map((weight) => weight / total)
}
