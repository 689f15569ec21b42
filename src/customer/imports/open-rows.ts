import { createHmac } from 'node:crypto'
import { type ConvertSettings, createConverter } from '../mapping/convert/index.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import type { RowProblem } from '../mapping/row-problems.ts'
import { contractFor, type FileContract } from '../quality/contracts/contract-of-file.ts'
import { compileRowCheck } from '../quality/contracts/row-check.ts'
import { damagedRow } from '../reading/json-lines.ts'

/** All that reading the rows of one file needs to know; plain data, so that a thread can be given it. */
export interface ReadSetup {
  mapping: Mapping
  settings: ConvertSettings
  /** Key of the pseudonyms of ids that look like a telephone number. */
  pseudonymKey: Uint8Array
  /** What rows may have to keep, by the columns of the file. */
  contracts?: readonly FileContract[]
}

/** What an import and the repair of its rejected rows both do with one row. */
export function openRows(setup: ReadSetup, header: readonly string[]) {
  const { mapping, settings, pseudonymKey } = setup
  const { convert, scope } = createConverter(mapping, header, settings, (text) =>
    pseudonymOf(pseudonymKey, text),
  )
  const contract = contractFor(setup.contracts ?? [], header)
  const keeps = contract ? compileRowCheck(contract.body, mapping, header) : null
  return {
    /** Writes a row that is not refused; what is wrong with its values is added to the problems. */
    convert,
    scope,
    /**
     * Leaves in the problems of the scope why a row cannot even be converted.
     * @returns the rule of a contract that it breaks without being refused for it
     */
    refuse: (cells: readonly string[]): RowProblem | null => {
      if (scope.problems.length > 0) scope.problems.length = 0
      if (cells[0] === damagedRow) scope.problems.push({ code: 'not_an_object', field: '' })
      else if (cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== ''))
        scope.problems.push({ code: 'too_many_cells', field: '' })
      const broken = keeps !== null && scope.problems.length === 0 ? keeps(cells) : null
      if (broken === null || contract === null) return null
      const { rule, field } = broken
      if (contract.mode !== 'enforce') return { code: `watched_${rule}`, field }
      scope.problems.push({ code: `contract_${rule}`, field })
      return null
    },
  }
}

/** Letters break up runs of digits: the pseudonym must not look like a telephone number itself. */
function pseudonymOf(key: Uint8Array, text: string): string {
  const hash = createHmac('sha256', key).update(text).digest('hex').slice(0, 24)
  return `id-${hash.replace(/\d(?=\d{7})/g, 'g')}`
}
