import { assertPositive, InvalidInputError } from '../errors.ts'
import { sipHash64 } from './sip-hash.ts'
import { utf8Bytes } from './utf8.ts'

/**
 * A unit's draw under a salt: uniform in [0, 1), the same wherever and whenever it is made, and independent between
 * salts. It is the upper 53 bits of SipHash-2-4 (zero key) of the text `salt:key`. In ClickHouse the same number is
 *
 *   bitShiftRight(sipHash64(concat({salt:String}, ':', toString(person_key))), 11) / 9007199254740992
 *
 * so arms can be drawn where the customers are; a test on the real engine keeps the two equal.
 * @param salt names the experiment; a new salt is a new, independent draw
 * @param key person key; text is taken as it is, integers in decimal
 * @throws InvalidInputError for a key that is not a safe integer
 */
export function saltedDraw(salt: string, key: number | bigint | string): number {
  if (typeof key === 'number' && !Number.isSafeInteger(key))
    throw new InvalidInputError('key', `must be a whole number below 2^53, not ${key}.`)
  const { high, low } = sipHash64(utf8Bytes(`${salt}:${key}`))
  return (high * 2_097_152 + (low >>> 11)) / 9_007_199_254_740_992
}

/**
 * Which arm a draw falls into: arm i has the half-open stretch [w₀+…+wᵢ₋₁, w₀+…+wᵢ) of the weights scaled to 1.
 * @param draw in [0, 1)
 * @param weights one per arm, each > 0; they need not add up to 1
 * @returns index of the arm
 * @throws InvalidInputError outside the domain
 */
export function armOf(draw: number, weights: readonly number[]): number {
  if (!(draw >= 0 && draw < 1)) throw new InvalidInputError('draw', `must lie in [0, 1), not ${draw}.`)
  if (weights.length === 0) throw new InvalidInputError('weights', 'needs at least one arm.')
  for (const [i, weight] of weights.entries()) assertPositive(`weights[${i}]`, weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let edge = 0
  for (let i = 0; i < weights.length - 1; i++) {
    edge += (weights[i] ?? 0) / total
    if (draw < edge) return i
  }
  return weights.length - 1
}
