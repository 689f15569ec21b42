import type { z } from 'zod'
import type { Localized } from './api-shapes.ts'
import { createScanner, OpenQuote, RecordTooLong } from './csv-scan.ts'

export interface CsvTable {
  columns: readonly string[]
  needed: readonly string[]
  /** Characters of one record. */
  longestRecord: number
}

/**
 * The rows of a small file that came as one text, by the names of its header in any order and case; cells are trimmed,
 * columns that are missing are '', blank lines are left out.
 * @returns null where it is no CSV, or a needed column is missing; `row` counts the header as 1
 */
export function csvRecords(
  csv: string,
  { columns, needed, longestRecord }: CsvTable,
): { row: number; cells: Record<string, string> }[] | null {
  const all: string[][] = []
  const scanner = createScanner(',', longestRecord)
  const emit = (cells: string[]) => void all.push([...cells])
  try {
    scanner.push(csv.replace(/^\uFEFF/, ''), emit)
    scanner.end(emit)
  } catch (error) {
    if (error instanceof OpenQuote || error instanceof RecordTooLong) return null
    throw error
  }
  const header = (all[0] ?? []).map((name) => name.trim().toLowerCase())
  if (needed.some((name) => !header.includes(name))) return null
  return all.slice(1).flatMap((cells, i) => {
    if (cells.every((cell) => cell.trim() === '')) return []
    const named = columns.map((name) => [name, cells[header.indexOf(name)]?.trim() ?? ''])
    return [{ row: i + 2, cells: Object.fromEntries(named) }]
  })
}

/** What is wrong with a row, by the first column a schema refuses. */
export function badCell(error: z.ZodError): Localized {
  const column = String(error.issues[0]?.path[0] ?? '')
  return {
    en: `The column ${column} is missing, or holds something else than it should.`,
    'zh-CN': `列 ${column} 缺失或内容不符合要求。`,
  }
}
