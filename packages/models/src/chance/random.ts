import { InvalidInputError } from '../errors.ts'

/**
 * A stream of uniform numbers in [0, 1). The library has no chance of its own: whoever calls passes the stream, and the
 * same stream gives the same result.
 */
export type RandomSource = () => number

/**
 * mulberry32: 32 bits of state, 32-bit draws. Small and portable; it makes the published allocation instances.
 * @param seed whole number from 0 to 2³² − 1
 * @throws InvalidInputError for any other seed
 */
export function mulberry32(seed: number): RandomSource {
  assertSeed(seed)
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * xoshiro128**: 128 bits of state, period 2¹²⁸ − 1, 53-bit draws; for simulation, re-sampling and training.
 * @param seed whole number from 0 to 2³² − 1; spread over the state by mulberry32
 * @param stream which of the independent streams of one seed, whole number ≥ 0: one a row, a tree, a thread
 * @throws InvalidInputError for any other seed or stream
 * Source: Blackman & Vigna (2021), Scrambled linear pseudorandom number generators.
 */
export function seededRandom(seed: number, stream = 0): RandomSource {
  assertSeed(seed)
  if (!Number.isSafeInteger(stream) || stream < 0)
    throw new InvalidInputError('stream', `must be a whole number of at least 0, not ${stream}.`)
  const spread = mulberry32((seed ^ Math.imul((stream >>> 0) + 1, 0x9e3779b1)) >>> 0)
  const word = () => Math.floor(spread() * 4_294_967_296) >>> 0
  let [a, b, c, d] = [word(), word(), word(), word() | 1]
  const next = () => {
    const r = Math.imul(b, 5)
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992
}

function assertSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new InvalidInputError('seed', `must be a whole number from 0 to 4294967295, not ${seed}.`)
}
