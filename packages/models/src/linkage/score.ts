import { missingCode } from '../data/features.ts'
import type { LinkageField } from './field.ts'
import type { LinkageModel } from './model.ts'
import type { Patterns } from './patterns.ts'

/** log2 of the odds of a match for each outcome, the prior in it. */
export function weightsOf(patterns: Patterns, model: LinkageModel): Float64Array {
  const weights = new Float64Array(patterns.size).fill(Math.log2(model.prior / (1 - model.prior)))
  for (let p = 0; p < patterns.size; p++)
    model.fields.forEach(({ levels }, f) => {
      const digit = patterns.digits[p * patterns.fields + f] as number
      if (digit > 0) weights[p] = (weights[p] as number) + (levels[digit - 1]?.weight ?? 0)
    })
  return weights
}

export interface RarityBonus {
  /** Bits to add to the weight of a pair, for all fields it is equal in. */
  of(i: number, j: number): number
  /** No pair gets more. */
  readonly most: number
}

/**
 * Equal rare values say more than equal common ones: where the field's u says how often two others agree by chance, the
 * value's own share of the records says it for this value.
 */
export function rarityBonus(fields: readonly LinkageField[], model: LinkageModel): RarityBonus {
  const adjusted = fields.flatMap((field, f) => {
    if (!field.termFrequency) return []
    const counts = new Float64Array(field.values.length)
    let known = 0
    for (const code of field.codes)
      if (code !== missingCode) {
        counts[code] = (counts[code] as number) + 1
        known += 1
      }
    const u = model.fields[f]?.levels[0]?.u as number
    const bits = counts.map((count) => (count === 0 ? 0 : Math.log2((u * known) / count)))
    return [{ codes: field.codes, bits }]
  })
  let most = 0
  for (const { bits } of adjusted) most += bits.reduce((best, value) => Math.max(best, value), 0)
  return {
    most,
    of(i, j) {
      let sum = 0
      for (const { codes, bits } of adjusted) {
        const code = codes[i] as number
        if (code === codes[j] && code !== missingCode) sum += bits[code] as number
      }
      return sum
    },
  }
}
