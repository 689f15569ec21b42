const special = /[\\\t\n\r\0]/
const each = /[\\\t\n\r\0]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }

/** Text of one cell of ClickHouse's TabSeparated format. */
export function tsv(text: string): string {
  return special.test(text) ? text.replace(each, (char) => escapes[char] ?? '') : text
}

/** Number or blank (NULL). */
export function tsvNumber(value: number | null): string {
  return value === null ? '\\N' : String(value)
}

const escaped = /\\(.)/g
const unescapes: Record<string, string> = { t: '\t', n: '\n', r: '\r' }

/** Text of a cell that `tsv` wrote. */
export function fromTsv(cell: string): string {
  return cell.includes('\\') ? cell.replace(escaped, (_, char: string) => unescapes[char] ?? char) : cell
}
