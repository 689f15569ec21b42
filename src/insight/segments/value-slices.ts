import { newId } from '../../kit/ids.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { type Snapshot, snapshotRows } from '../features/snapshots.ts'

/**
 * The value of everybody in a snapshot as bitmaps: one of all its customers, weighing the least value, and one for each
 * binary place of what a value is above it. The value of any set of people is then a sum over some thirty
 * intersections instead of a look at each customer (O'Neil & Quass 1997, bit-sliced indexes).
 * @returns id of the slices in the engine's memory
 */
export async function fillValueSlices(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot,
): Promise<string> {
  const id = newId()
  const bind = createBinder('val')
  const rows = snapshotRows(workspace, snapshot, bind)
  const least = sql`(SELECT min(monetary_minor) FROM ${rows})`
  const key = bind('String', id)
  await warehouse.command(
    sql`INSERT INTO segment_populations (id, name, weight, people)
      SELECT ${key}, 'value_least', ifNull(min(monetary_minor), 0), groupBitmapState(person_key) FROM ${rows}
      UNION ALL
      SELECT ${key}, 'value_place', place, groupBitmapState(person_key)
      FROM (SELECT person_key, arrayJoin(bitmaskToArray(monetary_minor - ifNull(${least}, 0))) AS place FROM ${rows})
      GROUP BY place`,
  )
  return id
}

/** Tuple of the value of `members`, a bitmap, and whether the slices were found. */
export function slicedValue(members: SqlFragment, id: SqlFragment): SqlFragment {
  return sql`(SELECT tuple(sum(weight * bitmapAndCardinality(people, ${members})), countIf(name = 'value_least') > 0)
    FROM segment_populations WHERE id = ${id})`
}
