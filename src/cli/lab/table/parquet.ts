import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { messageOf } from '../../../kit/errors.ts'
import type { Task } from '../../../kit/progress.ts'
import { labErrors } from '../errors.ts'
import { scratchFolder } from './scratch.ts'

const require = createRequire(import.meta.url)

export interface CsvCopy {
  csv: string
  remove(): void
}

/**
 * The rows of a Parquet file as CSV in a temporary file, written by the analytics engine, which reads every codec;
 * deleted by `remove`, or when the process ends.
 * @throws labErrors.badParquet when the engine cannot read it
 */
export async function parquetAsCsv(path: string, task: Task): Promise<CsvCopy> {
  const scratch = scratchFolder()
  const csv = join(scratch.path, 'rows.csv')
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
    scratch.remove()
    throw labErrors.badParquet({ path: basename(path), reason: reasonOf(messageOf(error)) })
  }
  return { csv, remove: scratch.remove }
}

/** What the engine says, without its codes and our paths. */
function reasonOf(message: string): string {
  const line = message.split('\n')[0] ?? ''
  const said = /DB::Exception: (.*)$/.exec(line)?.[1] ?? line
  return (
    said
      .replaceAll(/:? ?\(in file\/uri [^)]*\)/g, '')
      .split(': While executing')[0]
      ?.replace(/[.:\s]*(Error)?[.:\s]*$/, '') ?? ''
  )
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
