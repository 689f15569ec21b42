/**
 * One line of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets and
 * our own reader take for "this is text"; numbers and telephone numbers stay as they are.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

export function csvCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^[-+]?[\d.,\s()]*\d%?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
