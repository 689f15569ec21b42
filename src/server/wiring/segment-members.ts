import { z } from 'zod'
import type { Insight } from '../../insight/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'

/** Of these people those who are in a segment now, as its rule says at this moment. */
export async function membersAmong(
  { segments }: Pick<Insight, 'segments'>,
  warehouse: Warehouse,
  workspace: Workspace,
  segmentId: string,
  personKeys: readonly number[],
): Promise<Set<number>> {
  if (personKeys.length === 0) return new Set()
  const { rule } = await segments.get(workspace, segmentId)
  await segments.requireUse(workspace, rule, 'analysis')
  const people = await segments.compile(workspace, rule)
  const bind = createBinder('sm_')
  const rows = await warehouse.rows(
    sql`SELECT person_key AS person FROM (${people}) AS members WHERE person_key IN (${bind('Array(UInt64)', [...personKeys])})`,
    z.object({ person: int64() }),
  )
  return new Set(rows.map(({ person }) => person))
}
