import { InvalidInputError } from '../errors.ts'

/**
 * The distinct outcomes of comparing pairs, with how often each was seen. An outcome is a digit a field (0: missing, else
 * one more than the level) and the rules the pair satisfies.
 */
export interface Patterns {
  readonly fields: number
  /** `digits[p * fields + f]`. */
  digits: Uint8Array
  rules: Int32Array
  counts: Float64Array
  size: number
  /** Counts an outcome and returns its number. `digits` has an entry a field. */
  add(digits: Uint8Array, rules: number): number
}

/**
 * @param radices digits a field can have
 * @param ruleCount rules a pair can satisfy
 * @throws InvalidInputError where an outcome does not fit 53 bits
 */
export function createPatterns(radices: readonly number[], ruleCount: number): Patterns {
  const combinations = radices.reduce((product, radix) => product * radix, 2 ** ruleCount)
  if (combinations > Number.MAX_SAFE_INTEGER)
    throw new InvalidInputError(
      'fields',
      'are too many, with too many levels and rules, to be told apart; leave some out.',
    )
  const fields = radices.length
  let keys = new Float64Array(1 << 10)
  let slots = new Int32Array(1 << 10)
  const keyOf = (digits: Uint8Array, rules: number): number => {
    let key = rules
    for (let f = 0; f < fields; f++) key = key * (radices[f] as number) + (digits[f] as number)
    return key
  }
  const slotOf = (key: number): number => {
    const mask = slots.length - 1
    let at = Math.imul((key >>> 0) ^ Math.imul((key / 4_294_967_296) >>> 0, 0x85ebca6b), 0x9e3779b1)
    at = (at ^ (at >>> 15)) & mask
    while (slots[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
    return at
  }
  const patterns: Patterns = {
    fields,
    digits: new Uint8Array(256 * fields),
    rules: new Int32Array(256),
    counts: new Float64Array(256),
    size: 0,
    add(digits, rules) {
      const key = keyOf(digits, rules)
      const at = slotOf(key)
      const known = slots[at] as number
      if (known > 0) {
        patterns.counts[known - 1] = (patterns.counts[known - 1] as number) + 1
        return known - 1
      }
      const p = patterns.size
      keys[at] = key
      slots[at] = p + 1
      append(patterns, digits, rules)
      if (patterns.size * 2 > slots.length) {
        const old = { keys, slots }
        keys = new Float64Array(old.keys.length * 2)
        slots = new Int32Array(old.slots.length * 2)
        old.slots.forEach((slot, from) => {
          if (slot === 0) return
          const to = slotOf(old.keys[from] as number)
          keys[to] = old.keys[from] as number
          slots[to] = slot
        })
      }
      return p
    },
  }
  return patterns
}

function append(patterns: Patterns, digits: Uint8Array, rules: number): void {
  if (patterns.size === patterns.counts.length) {
    const room = patterns.size * 2
    const [oldDigits, oldRules, oldCounts] = [patterns.digits, patterns.rules, patterns.counts]
    patterns.digits = new Uint8Array(room * patterns.fields)
    patterns.digits.set(oldDigits)
    patterns.rules = new Int32Array(room)
    patterns.rules.set(oldRules)
    patterns.counts = new Float64Array(room)
    patterns.counts.set(oldCounts)
  }
  patterns.digits.set(digits, patterns.size * patterns.fields)
  patterns.rules[patterns.size] = rules
  patterns.counts[patterns.size] = 1
  patterns.size += 1
}
