import { columnsOf } from '../mapping/expression/compile.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'

/** Columns a mapping reads, each once. */
export function mappedColumns(mapping: Mapping): string[] {
  const sources = [
    ...Object.values(mapping.fields),
    ...Object.values(mapping.attributes),
    ...(mapping.consents ?? []).flatMap((one) =>
      [one.answer, one.at, one.until, one.proof, one.text].filter((source) => source !== undefined),
    ),
  ]
  const columns = sources.flatMap(({ column, expression }) => [
    ...(column === undefined ? [] : [column]),
    ...(expression === undefined ? [] : columnsOf(expression)),
  ])
  return [...new Set(columns)]
}
