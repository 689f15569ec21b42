import { columnsOf } from '../mapping/expression/compile.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'

/** Columns a mapping reads, each once. */
export function mappedColumns(mapping: Mapping): string[] {
  const sources = [...Object.values(mapping.fields), ...Object.values(mapping.attributes)]
  const columns = sources.flatMap(({ column, expression }) => [
    ...(column === undefined ? [] : [column]),
    ...(expression === undefined ? [] : columnsOf(expression)),
  ])
  return [...new Set(columns)]
}
