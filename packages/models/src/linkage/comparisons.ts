import { assertFinite, InvalidInputError } from '../errors.ts'
import { dateDifferenceOver } from './dates.ts'
import { damerauLevenshteinOver } from './edit-distance.ts'
import { jaroWinklerOver } from './jaro-winkler.ts'
import { soundex } from './phonetic.ts'
import { tokenJaccardOver } from './tokens.ts'

/**
 * How alike two values of a field are, in a few levels. Two equal values have level 0 without being compared; a missing
 * value has no level and is no evidence.
 */
export interface Comparison {
  /** From equal to unlike; the last one holds all that no other does. */
  readonly levels: readonly string[]
  /**
   * @param values the distinct values of the field
   * @returns the level of two different values, by their places in `values`
   */
  prepare(values: readonly string[]): (a: number, b: number) => number
  /** No two different values are alike, so nothing has to be compared. */
  readonly exact?: true
}

/** Equal or not. */
export function exactComparison(): Comparison {
  return { levels: ['equal', 'different'], prepare: () => () => 1, exact: true }
}

/**
 * Equal, at least as similar as each threshold by Jaro-Winkler, the same sound where a `sound` is given, or different.
 * @param options `atLeast`: similarities in falling order, each in (0, 1), default .92 and .88; `sound`: the code of how
 *   a value sounds, such as `soundex` or `pinyinSound` (for Chinese characters one that romanises them first); two empty
 *   codes are not the same sound
 * @throws InvalidInputError for thresholds out of range or order
 * Source: Winkler (1990); levels as in Splink's name comparison.
 * @example
 * import { nameComparison, soundex } from '@liangti/models'
 * const levelOf = nameComparison({ sound: soundex }).prepare(['martha', 'marhta', 'marda', 'joan'])
 * levelOf(0, 1) // → 1
 * levelOf(0, 2) // → 3
 * levelOf(0, 3) // → 4
 */
export function nameComparison(
  options: { atLeast?: readonly number[]; sound?: (value: string) => string } = {},
): Comparison {
  const atLeast = options.atLeast ?? [0.92, 0.88]
  assertFalling('atLeast', atLeast)
  const { sound } = options
  return {
    levels: [
      'equal',
      ...atLeast.map((least) => `Jaro-Winkler at least ${least}`),
      ...(sound ? ['same sound'] : []),
      'different',
    ],
    prepare(values) {
      const similarity = jaroWinklerOver(values, atLeast.at(-1) ?? 1)
      const sounds = sound ? values.map(sound) : null
      return (a, b) => {
        const alike = similarity(a, b)
        for (let i = 0; i < atLeast.length; i++) if (alike >= (atLeast[i] as number)) return i + 1
        if (sounds === null) return atLeast.length + 1
        return sounds[a] === sounds[b] && sounds[a] !== '' ? atLeast.length + 1 : atLeast.length + 2
      }
    },
  }
}

/**
 * Equal, the same sound, or different.
 * @param sound the code of how a value sounds, default `soundex`; two empty codes are not the same sound
 */
export function soundComparison(sound: (value: string) => string = soundex): Comparison {
  return {
    levels: ['equal', 'same sound', 'different'],
    prepare(values) {
      const sounds = values.map(sound)
      return (a, b) => (sounds[a] === sounds[b] && sounds[a] !== '' ? 1 : 2)
    },
  }
}

/**
 * Equal, within each number of edits by Damerau-Levenshtein, or different.
 * @param within edits in rising order, each at least 1, default 1 and 2
 * @throws InvalidInputError for edits out of range or order
 */
export function editComparison(within: readonly number[] = [1, 2]): Comparison {
  assertRising('within', within)
  return {
    levels: ['equal', ...within.map((edits) => `within ${edits} edit${edits === 1 ? '' : 's'}`), 'different'],
    prepare: (values) => levelWithin(damerauLevenshteinOver(values), within),
  }
}

/**
 * Equal, words in common to at least each share (Jaccard), or different; for addresses and other loose text.
 * @param atLeast shares in falling order, each in (0, 1), default .75 and .5
 * @throws InvalidInputError for shares out of range or order
 */
export function wordsComparison(atLeast: readonly number[] = [0.75, 0.5]): Comparison {
  assertFalling('atLeast', atLeast)
  return {
    levels: ['equal', ...atLeast.map((share) => `words in common at least ${share}`), 'different'],
    prepare(values) {
      const similarity = tokenJaccardOver(values)
      return levelWithin(
        (a, b) => -similarity(a, b),
        atLeast.map((share) => -share),
      )
    },
  }
}

/**
 * Equal; one digit off or two parts changed places; within each number of days; or different. Reads YYYY-MM-DD and
 * YYYYMMDD (also with / and .); a value that is neither is only equal or different.
 * @param withinDays in rising order, default 31 and 366
 * @throws InvalidInputError for days out of range or order
 * @example
 * import { dateComparison } from '@liangti/models'
 * const levelOf = dateComparison().prepare(['1981-03-05', '1981-05-03', '1981-03-21', '1980-11-30', '1950-01-01'])
 * levelOf(0, 1) // → 1
 * levelOf(0, 2) // → 2
 * levelOf(0, 3) // → 3
 * levelOf(0, 4) // → 4
 */
export function dateComparison(withinDays: readonly number[] = [31, 366]): Comparison {
  assertRising('withinDays', withinDays)
  return {
    levels: [
      'equal',
      'one digit off or swapped',
      ...withinDays.map((days) => `within ${days} days`),
      'different',
    ],
    prepare(values) {
      const difference = dateDifferenceOver(values)
      return (a, b) => {
        const found = difference(a, b)
        if (found === null) return withinDays.length + 2
        if (found.digits <= 1 || found.swapped) return 1
        const at = withinDays.findIndex((days) => found.days <= days)
        return at < 0 ? withinDays.length + 2 : at + 2
      }
    },
  }
}

/**
 * Equal, within each absolute difference, or different. A value that is no number is only equal or different.
 * @param within differences in rising order, each above 0
 * @throws InvalidInputError for differences out of range or order
 */
export function numberComparison(within: readonly number[]): Comparison {
  assertRising('within', within)
  return {
    levels: ['equal', ...within.map((difference) => `within ${difference}`), 'different'],
    prepare(values) {
      const numbers = values.map((value) => (value.trim() === '' ? Number.NaN : Number(value)))
      // 0.1 + 0.2 should lie within .3 of 0.
      const slack = within.map((difference) => difference * (1 + 1e-9))
      return levelWithin((a, b) => Math.abs((numbers[a] as number) - (numbers[b] as number)), slack)
    },
  }
}

/** The first threshold a distance does not exceed, counted from 1; NaN exceeds all. */
function levelWithin(distance: (a: number, b: number) => number, thresholds: readonly number[]) {
  return (a: number, b: number) => {
    const between = distance(a, b)
    for (let i = 0; i < thresholds.length; i++) if (between <= (thresholds[i] as number)) return i + 1
    return thresholds.length + 1
  }
}

function assertFalling(argument: string, shares: readonly number[]): void {
  shares.forEach((share, i) => {
    if (!(share > 0 && share < 1 && share < (shares[i - 1] ?? 1)))
      throw new InvalidInputError(`${argument}[${i}]`, `must lie between 0 and 1 and fall, not ${share}.`)
  })
}

function assertRising(argument: string, values: readonly number[]): void {
  values.forEach((value, i) => {
    assertFinite(`${argument}[${i}]`, value)
    if (!(value > (values[i - 1] ?? 0)))
      throw new InvalidInputError(`${argument}[${i}]`, `must be above 0 and rise, not ${value}.`)
  })
}
