import { emptyCode, type TextColumn } from './columns.ts'
import type { LabTable } from './table.ts'

/** Who bought, with the number of rows that name nobody: sales for cash, which belong to no customer's history. */
export interface KnownCustomers extends TextColumn {
  anonymous: number
}

/** @throws labErrors.missingCell where no row at all names a customer */
export function knownCustomers(table: LabTable, column: string): KnownCustomers {
  const found = table.text(column)
  if (found.levels.length === 0) return { ...table.allText(column), anonymous: 0 }
  let anonymous = 0
  for (const code of found.codes) if (code === emptyCode) anonymous += 1
  return { ...found, anonymous }
}

/** Tells readers of a title what was passed over; empty where nothing was. */
export function anonymousNote(rows: number): string {
  return rows === 0 ? '' : `; ${rows.toLocaleString('en-US')} rows without a customer left out`
}
