import type { FeatureTable } from '@liangti/models'
import { featuresOf } from '../../src/cli/lab/table/features.ts'
import { openLabFile } from '../../src/cli/lab/table/open.ts'
import type { LabTable } from '../../src/cli/lab/table/table.ts'
import type { Task } from '../../src/kit/progress.ts'
import { realFile } from '../customer/real-data.ts'

/** A task that nobody watches or stops. */
export const quietTask: Task = { signal: new AbortController().signal, report: () => {} }

/** A public file read as the lab reads it, without some columns; null where the file is absent. */
export async function realTable(
  name: string,
  without: readonly string[] = [],
): Promise<{ table: LabTable; features: FeatureTable } | null> {
  const path = realFile(name)
  if (path === null) return null
  const file = await openLabFile(path, quietTask)
  const table = await file.read(Object.fromEntries(file.columns.map((column) => [column, 'auto' as const])))
  const used = file.columns.filter((column) => !without.includes(column))
  return { table, features: featuresOf(table, used) }
}
