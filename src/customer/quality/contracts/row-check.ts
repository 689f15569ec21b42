import { toText } from '../../mapping/expression/functions.ts'
import { type ReadScope, rawReader } from '../../mapping/field-readers.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import { compileRule } from './check-value.ts'
import type { ContractBody, Violation } from './contract.schema.ts'

/** The first rule a row of a file breaks, or null. */
export type RowCheck = (cells: readonly string[]) => Violation | null

/**
 * Compiles a contract of rows against a mapping: each rule sees the value of its canonical field as text, before it is
 * converted. A field that nothing maps to is blank in every row.
 * @param header columns of the file
 */
export function compileRowCheck(body: ContractBody, mapping: Mapping, header: readonly string[]): RowCheck {
  const scope: ReadScope = {
    columns: new Map(header.map((name, i) => [name, i])),
    problems: [],
    pseudonym: (text) => text,
  }
  const checks = Object.entries(body.fields).map(([field, rule]) => {
    const attribute = /^attributes\.(.+)$/.exec(field)?.[1]
    const source = attribute === undefined ? mapping.fields[field] : mapping.attributes[attribute]
    return {
      field,
      read: source ? rawReader(field, source, scope) : null,
      check: compileRule(rule, true),
      seen: rule.unique ? new Set<string>() : null,
    }
  })
  return (cells) => {
    // What an expression cannot compute is the converter's to report.
    scope.problems.length = 0
    let broken: Violation | null = null
    for (const { field, read, check, seen } of checks) {
      const text = read ? toText(read(cells)) : ''
      const rule = check(text)
      if (rule !== null && broken === null) broken = { rule, field }
      if (seen === null || text === '') continue
      if (seen.has(text)) broken ??= { rule: 'unique', field }
      else seen.add(text)
    }
    return broken
  }
}
