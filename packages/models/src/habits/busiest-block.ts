import { assertCount, InvalidInputError } from '../errors.ts'
import { weekHours } from './week-rhythm.ts'

/** Days in a row and the same hours of each, as one would say it: Tuesday to Thursday, 19 to 21 h. */
export interface WeekBlock {
  /** 0 Monday … 6 Sunday. */
  firstDay: number
  /** 1 to 7; may run over the end of the week. */
  days: number
  /** 0 … 23. */
  firstHour: number
  /** 1 to `longest`; may run over midnight, into the same named day. */
  hours: number
  /** Acts within it. */
  acts: number
  /** Of all acts. */
  of: number
}

const longest = 6
/** Of acts that lie anywhere the best of all blocks exceeds this less than once in twenty, for 3 to 60 acts (simulated). */
const leastRatio = 8

/**
 * The block of a week in which somebody acts more than by chance, by the largest likelihood ratio over all blocks of 1 to 7
 * days in a row and 1 to 6 hours.
 * @param acts hours of the week, 0 … 167
 * @returns null for fewer than 3 acts, where no block holds at least half of them, or where chance makes one as good in
 *   more than one case of twenty
 * @throws InvalidInputError for an hour outside of the week
 * Source: Kulldorff (1997), A spatial scan statistic, with the week as the space and even hours as the null.
 * @example
 * import { busiestBlock } from '@liangti/models'
 * busiestBlock([43, 44, 67, 68, 92, 10]).acts // → 5
 */
export function busiestBlock(acts: readonly number[]): WeekBlock | null {
  const counts = new Float64Array(weekHours)
  for (const hour of acts) {
    assertCount('acts', hour)
    if (hour >= weekHours)
      throw new InvalidInputError('acts', `must hold hours of the week up to ${weekHours - 1}, not ${hour}.`)
    counts[hour] = (counts[hour] ?? 0) + 1
  }
  const of = acts.length
  if (of < 3) return null
  let best: (WeekBlock & { ratio: number }) | null = null
  for (let firstDay = 0; firstDay < 7; firstDay++)
    for (let firstHour = 0; firstHour < 24; firstHour++)
      for (let hours = 1; hours <= longest; hours++) {
        let held = 0
        for (let days = 1; days <= 7; days++) {
          held += heldOf(counts, (firstDay + days - 1) % 7, firstHour, hours)
          const ratio = likelihoodRatio(held, of, (days * hours) / weekHours)
          if (best === null || ratio > best.ratio + 1e-12)
            best = { firstDay, days, firstHour, hours, acts: held, of, ratio }
        }
      }
  if (best === null || best.acts * 2 < of || best.ratio < leastRatio) return null
  const { ratio: _, ...block } = best
  // Every day is every day, wherever it was begun.
  return block.days === 7 ? { ...block, firstDay: 0 } : block
}

function heldOf(counts: Float64Array, day: number, firstHour: number, hours: number): number {
  let held = 0
  for (let i = 0; i < hours; i++) held += counts[day * 24 + ((firstHour + i) % 24)] ?? 0
  return held
}

function likelihoodRatio(held: number, of: number, expected: number): number {
  if (held / of <= expected) return 0
  const inside = held * Math.log(held / (of * expected))
  return held === of ? inside : inside + (of - held) * Math.log((of - held) / (of * (1 - expected)))
}
