import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { messageOf } from '../../../kit/errors.ts'
import type { Task } from '../../../kit/progress.ts'
import { labErrors } from '../errors.ts'

const require = createRequire(import.meta.url)

/**
 * The rows of a Parquet file as CSV in a temporary file, written by the analytics engine, which reads every codec;
 * deleted when the process ends.
 * @throws labErrors.unreadable when the engine cannot read it
 */
export async function parquetAsCsv(path: string, task: Task): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'liangti-lab-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const csv = join(folder, 'rows.csv')
  task.report({ phase: `reading ${basename(path)}`, done: 0, total: null, unit: 'rows' })
  try {
    // Loaded here only: it is large, and no other format needs it.
    const chdb = require('chdb') as { query(sql: string, format: string): string }
    chdb.query(
      `SELECT * FROM file(${literal(resolve(path))}, 'Parquet') INTO OUTFILE ${literal(csv)} FORMAT CSVWithNames ` +
        "SETTINGS format_csv_null_representation = '', date_time_output_format = 'iso'",
      'CSV',
    )
  } catch (error) {
    throw labErrors.unreadable({ path: basename(path), reason: messageOf(error).split('\n')[0] ?? '' })
  }
  return csv
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
