import { OpenQuote, RecordTooLong } from '../../kit/csv-scan.ts'
import { importErrors } from '../imports/errors.ts'
import { mostColumns, TooManyColumns } from './json-lines.ts'

/** Characters of one row; a longer one refuses the file before it fills the memory. */
export const recordLimit = 1024 * 1024

/** Runs a scanner; what it cannot take refuses the file. */
export function refusing(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (error instanceof RecordTooLong)
      throw importErrors.lineTooLong({ file, row: error.row, limit: recordLimit })
    if (error instanceof OpenQuote) throw importErrors.openQuote({ file, row: error.row })
    if (error instanceof TooManyColumns)
      throw importErrors.tooManyColumns({ file, row: error.row, limit: mostColumns })
    throw error
  }
}
