/** Seeded chance. There is no unseeded chance in the product outside `kit/ids` (secrets and identifiers). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Integer in [0, bound). */
  below(bound: number): number
  /** Standard normal. */
  normal(): number
}

/** mulberry32: 32-bit state, full period; the generator of the published allocation instances. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    // Box-Muller; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
