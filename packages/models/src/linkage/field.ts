import { missingCode } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'
import type { Comparison } from './comparisons.ts'

/** A field of the records: each record's value, and how two values are compared. */
export interface LinkageField {
  readonly name: string
  /** One entry a record: its place in `values`; `missingCode` where it is missing. */
  readonly codes: Uint32Array
  /** Distinct values. */
  readonly values: readonly string[]
  readonly comparison: Comparison
  /** Equal values count the more the rarer they are, default false. */
  readonly termFrequency?: boolean
}

/** 0 where either value is missing, else one more than the level. */
export type Digit = (i: number, j: number) => number

/** Beyond it, pairs of values are kept in a table of fixed size, where the newest takes the place. */
const tableSize = 1 << 22

/**
 * Compares two records on a field; each pair of distinct values is compared once while the memory for it lasts (at most
 * 38 MB a field).
 */
export function digitsOf(field: LinkageField): Digit {
  const { codes, values } = field
  if (field.comparison.exact) {
    return (i, j) => {
      const [a, b] = [codes[i] as number, codes[j] as number]
      return a === missingCode || b === missingCode ? 0 : a === b ? 1 : 2
    }
  }
  const levelOf = remembered(field.comparison.prepare(values), values.length)
  return (i, j) => {
    const [a, b] = [codes[i] as number, codes[j] as number]
    if (a === missingCode || b === missingCode) return 0
    return a === b ? 1 : 1 + (a < b ? levelOf(a, b) : levelOf(b, a))
  }
}

function remembered(levelOf: (a: number, b: number) => number, values: number) {
  const pairs = (values * (values - 1)) / 2
  if (pairs <= tableSize * 8) {
    const known = new Uint8Array(pairs)
    return (a: number, b: number) => {
      const at = (b * (b - 1)) / 2 + a
      const found = known[at] as number
      if (found > 0) return found - 1
      const level = levelOf(a, b)
      known[at] = level + 1
      return level
    }
  }
  const [keys, known] = [new Float64Array(tableSize), new Uint8Array(tableSize)]
  const mask = tableSize - 1
  return (a: number, b: number) => {
    const key = a * values + b
    const at = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) & mask
    if (keys[at] === key && (known[at] as number) > 0) return (known[at] as number) - 1
    const level = levelOf(a, b)
    keys[at] = key
    known[at] = level + 1
    return level
  }
}

/** @throws InvalidInputError for no field, fewer than two records, unequal lengths, a name twice, a code without a value */
export function assertFields(fields: readonly LinkageField[]): void {
  const records = fields[0]?.codes.length
  if (records === undefined)
    throw new InvalidInputError('fields', 'is empty; give at least one field to compare.')
  if (records < 2)
    throw new InvalidInputError('fields', `has ${records} records; linking takes at least two.`)
  const names = new Set<string>()
  for (const { name, codes, values, comparison } of fields) {
    if (names.has(name)) throw new InvalidInputError('fields', `has the field "${name}" twice.`)
    names.add(name)
    if (codes.length !== records)
      throw new InvalidInputError(
        `fields.${name}`,
        `has ${codes.length} records, the first field ${records}.`,
      )
    if (comparison.levels.length < 2 || comparison.levels.length > 250)
      throw new InvalidInputError(`fields.${name}.comparison`, 'must have from 2 to 250 levels.')
    const at = codes.findIndex((code) => code !== missingCode && code >= values.length)
    if (at >= 0)
      throw new InvalidInputError(
        `fields.${name}[${at}]`,
        `has code ${codes[at]}, but there are ${values.length} values.`,
      )
  }
}
