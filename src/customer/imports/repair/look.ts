import type { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { csvLine } from '../../../kit/csv.ts'
import type { Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { columnsOf } from '../../mapping/expression/compile.ts'
import { LineWriter } from '../../mapping/line-writer.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import { type RowProblem, rowProblemText, warningCodes } from '../../mapping/row-problems.ts'
import { contractsForFile } from '../../quality/contracts/contract-of-file.ts'
import { createJsonScanner, damagedRow } from '../../reading/json-lines.ts'
import type { ImportDeps } from '../deps.ts'
import { readSetup, settingsOf } from '../events-of.ts'
import { openRows } from '../open-rows.ts'
import { type ImportRow, mappingOf } from '../records.ts'
import type { StoredReject } from '../rejects.ts'
import type { rejectedRow } from './api.ts'

/** What is wrong with a rejected row as it is now. */
export interface Looked {
  problems: readonly RowProblem[]
  /** Whether it would be stored. */
  fits: boolean
  /** What may stand in fields whose values the workspace decides. */
  allowed: Readonly<Record<string, Localized>>
}

const mostLine = 4 * 1024 * 1024

/** The cells an import would read: a line that was no JSON object may be one since it was changed. */
export function cellsToRead(
  { code, cells, before }: Pick<StoredReject, 'code' | 'cells' | 'before'>,
  header: readonly string[],
): string[] {
  if (code !== 'not_an_object' || cells.length !== before.length || before.length !== 1) return cells
  let read: string[] = [damagedRow, cells[0] ?? '']
  const scanner = createJsonScanner(header, mostLine)
  const emit = (found: readonly string[]) => {
    read = [...found]
  }
  scanner.push((cells[0] ?? '').replaceAll('\n', ' '), emit)
  scanner.end(emit)
  return read
}

/**
 * Looks at rejected rows as the import itself would, by its mapping or a corrected one.
 * @returns what is wrong with one; ask for the rows in their order, for no value may stand in two of them where a
 *   contract says so
 */
export async function openLook(
  { ledger, vaultOf }: Pick<ImportDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  row: Pick<ImportRow, 'mapping' | 'header' | 'source_id'>,
  corrected?: Mapping,
): Promise<(reject: StoredReject) => Looked> {
  const mapping = corrected ?? mappingOf(row)
  const contracts = await contractsForFile(ledger, workspace.id, mapping, row.source_id)
  const vault = await vaultOf(workspace.id)
  const settings = await settingsOf(ledger, workspace, mapping)
  const { convert, scope, refuse } = openRows(readSetup(settings, mapping, vault, contracts), row.header)
  const out = new LineWriter(64 * 1024)
  return (reject) => {
    const cells = cellsToRead(reject, row.header)
    out.size = 0
    refuse(cells)
    if (scope.problems.length === 0) convert(cells, out)
    const problems = [...scope.problems]
    // Only the identities tell: whose address it was is asked again once the row names the customer otherwise.
    if (reject.code === 'ambiguous_customer' && reject.edited === null && corrected === undefined)
      problems.push({ code: reject.code, field: reject.field })
    const fits = problems.every(({ code }) => warningCodes.has(code))
    return { problems, fits, allowed: settings.leads?.allowed ?? {} }
  }
}

/** The first column of the file that a field is made of; null where it is of none. */
export function columnOf(
  { fields, attributes }: Pick<Mapping, 'fields' | 'attributes'>,
  header: readonly string[],
  field: string,
): number | null {
  const attribute = field.replace(/^attributes\./, '')
  const source = fields[field] ?? attributes[attribute]
  if (!source) return null
  const names = source.expression === undefined ? [source.column ?? ''] : columnsOf(source.expression)
  const index = names.map((name) => header.indexOf(name)).find((i) => i >= 0)
  return index ?? null
}

export function toRejectedRow(
  reject: StoredReject,
  { problems, fits, allowed }: Looked,
  mapping: Mapping,
  header: readonly string[],
  locale: Locale,
): z.output<typeof rejectedRow> {
  const { row, field, code, state, cells, before, edited } = reject
  return {
    row,
    field,
    code,
    message: rowProblemText(code, locale, allowed[field]),
    raw: csvLine(cells).trimEnd(),
    state,
    cells,
    before,
    problems: problems.map((problem) => ({
      column: problem.code === 'not_an_object' ? 0 : columnOf(mapping, header, problem.field),
      field: problem.field,
      message: rowProblemText(problem.code, locale, allowed[problem.field]),
    })),
    fits,
    edited: edited === null ? null : { by: edited.by, at: edited.at.toISOString() },
  }
}
