import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type FeatureTable, missingCode, sqlSettings } from '@liangti/models'
import { quoted } from './literal.ts'
import { scratchFolder } from './scratch.ts'

const require = createRequire(import.meta.url)

/**
 * Largest difference, over all rows, between scores and what the analytics engine makes of the expression on the same
 * cells, which it reads as text: empty cells as empty text, as a CSV file has them.
 */
export function sqlParity(expression: string, table: FeatureTable, scores: Float64Array): number {
  const scratch = scratchFolder()
  try {
    const rows = join(scratch.path, 'rows.tsv')
    writeFileSync(rows, tabbed(table, scores))
    const structure = [
      '__row UInt32',
      '__score Float64',
      ...table.features.map((f) => `${backquoted(f.name)} String`),
    ]
    // Loaded here only: it is large, and only this check and Parquet need it.
    const chdb = require('chdb') as { query(sql: string, format: string): string }
    const settings = Object.entries({ ...sqlSettings, precise_float_parsing: 1 })
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ')
    const answer = chdb.query(
      `SELECT max(abs(s - __score)) AS d, countIf(s IS NULL OR isNaN(s)) AS lost FROM ` +
        `(SELECT ${expression} AS s, __score FROM file(${quoted(rows)}, 'TabSeparated', ${quoted(structure.join(', '))})) ` +
        `SETTINGS ${settings}`,
      'TabSeparated',
    )
    const [largest, lost] = answer.trim().split('\t').map(Number)
    if (lost !== 0 || largest === undefined || Number.isNaN(largest))
      throw new Error(`the expression gave no number for ${lost} rows`)
    return largest
  } finally {
    scratch.remove()
  }
}

function tabbed(table: FeatureTable, scores: Float64Array): string {
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  const levels = table.features.map((f) => (f.kind === 'categorical' ? f.levels.map(escaped) : []))
  const lines: string[] = []
  for (let i = 0; i < table.rows; i++) {
    const cells = table.features.map((f, c) => {
      if (f.kind === 'numeric') return Number.isNaN(f.values[i]) ? '' : String(f.values[i])
      const code = f.codes[i] as number
      return code === missingCode ? '' : (levels[c]?.[code] as string)
    })
    lines.push([i, scores[i], ...cells].join('\t'))
  }
  return `${lines.join('\n')}\n`
}

function backquoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
