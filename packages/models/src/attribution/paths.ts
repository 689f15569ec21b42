import { InvalidInputError } from '../errors.ts'

/** What one row of a report on paths says; rows of the same path may come several times. */
export interface PathRow {
  /** Channels in the order they were touched, at least one. */
  readonly path: readonly string[]
  /** Journeys that went this way and converted, ≥ 0. */
  readonly conversions: number
  /** Money of these conversions, in all; 0 where unknown. */
  readonly value?: number
  /** Journeys that went this way and did not convert, ≥ 0; 0 where unknown. */
  readonly nulls?: number
}

/** Distinct paths with their totals; `conversions[p]`, `value[p]` and `nulls[p]` belong to `steps[p]`. */
export interface ConversionPaths {
  /** Names of the channels, in the order of first appearance. */
  readonly channels: readonly string[]
  /** Each distinct path as positions in `channels`. */
  readonly steps: readonly Uint32Array[]
  readonly conversions: Float64Array
  readonly value: Float64Array
  readonly nulls: Float64Array
}

/** One figure a channel, in the order of `ConversionPaths.channels`. */
export type ChannelFigures = Float64Array

/** What is shared out: journeys that converted, or their money. */
export type CreditOf = 'conversions' | 'value'

/**
 * Distinct paths of a report; rows that repeat a path add up.
 * @throws InvalidInputError for an empty path, a channel without a name, a count that is negative or not finite, or a
 *   value that is not finite
 * @example
 * import { conversionPaths } from '@liangti/models'
 * const paths = conversionPaths([
 *   { path: ['search', 'mail'], conversions: 2, nulls: 1 },
 *   { path: ['mail'], conversions: 1 },
 *   { path: ['search', 'mail'], conversions: 3 },
 * ])
 * paths.channels // → ["search", "mail"]
 * paths.conversions // → [5, 1]
 */
export function conversionPaths(rows: Iterable<PathRow>): ConversionPaths {
  const channels = new Map<string, number>()
  const seen = new Map<string, number>()
  const steps: Uint32Array[] = []
  const [conversions, value, nulls]: [number[], number[], number[]] = [[], [], []]
  let at = 0
  for (const row of rows) {
    assertRow(row, at++)
    const codes = Uint32Array.from(row.path, (name) => {
      const known = channels.get(name)
      if (known !== undefined) return known
      channels.set(name, channels.size)
      return channels.size - 1
    })
    const key = codes.join(' ')
    const p = seen.get(key) ?? steps.length
    if (p === steps.length) {
      seen.set(key, p)
      steps.push(codes)
    }
    conversions[p] = (conversions[p] ?? 0) + row.conversions
    value[p] = (value[p] ?? 0) + (row.value ?? 0)
    nulls[p] = (nulls[p] ?? 0) + (row.nulls ?? 0)
  }
  return {
    channels: [...channels.keys()],
    steps,
    conversions: Float64Array.from(conversions),
    value: Float64Array.from(value),
    nulls: Float64Array.from(nulls),
  }
}

function assertRow(row: PathRow, at: number): void {
  if (row.path.length === 0) throw new InvalidInputError(`rows[${at}].path`, 'has no channel.')
  const blank = row.path.indexOf('')
  if (blank >= 0) throw new InvalidInputError(`rows[${at}].path[${blank}]`, 'has no name.')
  for (const name of ['conversions', 'nulls'] as const) {
    const count = row[name] ?? 0
    if (!(Number.isFinite(count) && count >= 0))
      throw new InvalidInputError(
        `rows[${at}].${name}`,
        `must be a finite number of at least 0, not ${count}.`,
      )
  }
  if (!Number.isFinite(row.value ?? 0))
    throw new InvalidInputError(`rows[${at}].value`, `must be a finite number, not ${row.value}.`)
}

/** Sum of the figures. */
export function totalOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
