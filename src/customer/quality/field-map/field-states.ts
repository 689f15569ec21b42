import { canonicalFields, identifierTypes } from '../../mapping/canonical-fields.ts'
import { columnsOf } from '../../mapping/expression/compile.ts'
import { plainName, synonyms } from '../../mapping/guess/synonyms.ts'
import type { FieldSource, Mapping } from '../../mapping/mapping.schema.ts'
import type { Dataset } from '../measure/dataset-fields.ts'

export type FieldState = 'mapped' | 'available' | 'missing'

/** How one canonical field stands with one source. */
export interface StatedField {
  field: string
  state: FieldState
  /** Mapped from this column, or could be. */
  column: string | null
  /** Where it is computed or fixed: as written in the mapping. */
  expression: string | null
  /** Says who somebody is; kept in the ledger. */
  identifier: boolean
}

/**
 * Every canonical field of what a source brings: mapped, available (a column nobody mapped is called like it), or missing.
 * @param header columns of the newest import; empty where none was read yet
 */
export function statedFields(
  dataset: Dataset,
  mapping: Mapping | null,
  header: readonly string[],
): StatedField[] {
  const used = usedColumns(mapping)
  const free = header.filter((column) => !used.has(column))
  const taken = new Set<string>()
  return Object.entries(canonicalFields[dataset]).map(([field, { type }]) => {
    const identifier = identifierTypes.has(type)
    const source = mapping?.fields[field]
    if (source) return { field, state: 'mapped', ...writtenAs(source), identifier }
    const names = synonyms[dataset][field] ?? []
    const column = free.find((one) => !taken.has(one) && names.includes(plainName(one))) ?? null
    if (column !== null) taken.add(column)
    return { field, state: column === null ? 'missing' : 'available', column, expression: null, identifier }
  })
}

function writtenAs({
  column,
  constant,
  expression,
}: FieldSource): Pick<StatedField, 'column' | 'expression'> {
  if (column !== undefined) return { column, expression: null }
  return { column: null, expression: expression ?? `'${constant ?? ''}'` }
}

/** Columns that a field is made of. One kept as an attribute as well is still free to be more than that. */
function usedColumns(mapping: Mapping | null): Set<string> {
  const sources = Object.values(mapping?.fields ?? {})
  return new Set(
    sources.flatMap(({ column, expression }) =>
      column !== undefined ? [column] : expression === undefined ? [] : [...columnsOf(expression)],
    ),
  )
}
