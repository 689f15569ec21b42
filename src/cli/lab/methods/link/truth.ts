import { clusterQuality } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import { emptyCode } from '../../table/columns.ts'
import { type CodedColumn, type LinkRecords, mapped } from './read.ts'

/** The names Febrl's generator gives: rec-12-org, rec-12-dup-0 are one person. */
const febrl = /^rec-(\d+)-(?:org|dup-\d+)$/

/**
 * Who each record truly is: the value of the column, or what the pattern's first group finds in it.
 * @throws labErrors.badOption where no two records are of one entity
 */
export function entitiesOf(records: LinkRecords, column: string, pattern: RegExp | null): Uint32Array {
  const plain = records.column(column)
  const entities = pattern ? found(plain, pattern) : febrlOr(plain)
  const own = new Uint32Array(records.records)
  if (clusterQuality(entities, own, records.sources).truePairs > 0) return entities
  throw labErrors.badOption({
    option: pattern ? 'truth-pattern' : 'truth',
    value: pattern?.source ?? column,
    wanted: `one that gives some records of "${column}" the same entity; --truth-pattern takes a part of the value, such as 'rec-(\\d+)-'`,
  })
}

function found(column: CodedColumn, pattern: RegExp): Uint32Array {
  return mapped(column, (value) => {
    const match = pattern.exec(value)
    return match ? (match[1] ?? match[0]) : null
  }).codes
}

function febrlOr(column: CodedColumn): Uint32Array {
  const known = column.codes.reduce((sum, code) => sum + (code === emptyCode ? 0 : 1), 0)
  const isOfFebrl = column.values.length === known && column.values.every((value) => febrl.test(value))
  return isOfFebrl ? found(column, febrl) : column.codes
}

/** @throws labErrors.badOption for what is not a regular expression */
export function patternOf(text: string | undefined): RegExp | null {
  if (text === undefined) return null
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw labErrors.badOption({
      option: 'truth-pattern',
      value: text,
      wanted: `a regular expression (${error instanceof Error ? error.message : 'it cannot be read'})`,
    })
  }
}
