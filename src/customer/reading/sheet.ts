import { readSheet as readExcelSheet } from 'read-excel-file/node'
import { messageOf } from '../../kit/errors.ts'
import { importErrors } from '../imports/errors.ts'
import type { FileSource } from './source.ts'
import { soundWorkbook } from './workbook.ts'

const sheetLimitMb = 64

/**
 * Rows of a workbook as text; the first sheet unless one is named. Dates become `yyyy-MM-dd HH:mm:ss`, which is what
 * the cell shows: workbooks know no zones. Formulas give their stored result.
 * @throws import.damagedSheet, import.sheetTooLarge
 */
export async function readSheet(source: FileSource, sheet: string | undefined): Promise<string[][]> {
  // The reader holds the whole sheet in memory.
  if (source.bytes > sheetLimitMb * 1024 * 1024)
    throw importErrors.sheetTooLarge({ file: source.name, limitMb: sheetLimitMb })
  try {
    const parts: Buffer[] = []
    for await (const chunk of source.open()) parts.push(chunk as Buffer)
    const bytes = await soundWorkbook(Buffer.concat(parts))
    const rows = await readExcelSheet(bytes, sheet ?? 1)
    return rows.map((row) => row.map(cellText))
  } catch (error) {
    throw importErrors.damagedSheet({ file: source.name, problem: messageOf(error) }, error)
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    const text = value.toISOString()
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
  }
  return String(value)
}
