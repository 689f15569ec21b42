import type { LabResult, ResultTable } from './method.ts'

/** The result as tables for people. */
export function resultText(result: LabResult): string {
  return result.tables.map(tableText).join('\n\n')
}

function tableText(table: ResultTable): string {
  const rows = table.rows.map((row) => row.map(cellText))
  const widths = table.columns.map((column, i) =>
    Math.max(widthOf(column), ...rows.map((row) => widthOf(row[i] ?? ''))),
  )
  const isNumber = table.columns.map((_, i) =>
    table.rows.every((row) => row[i] === null || typeof row[i] === 'number'),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = ' '.repeat((widths[i] ?? 0) - widthOf(cell))
        return isNumber[i] ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd()
  return [
    table.title,
    line(table.columns),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
  ].join('\n')
}

export function cellText(value: string | number | null): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  const size = Math.abs(value)
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3)
  return value.toLocaleString('en-US', { maximumSignificantDigits: size >= 1000 ? 8 : 6 })
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{20000}-\u{3fffd}]/u

/** Columns on a terminal: Chinese characters take two. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : 1
  return width
}
