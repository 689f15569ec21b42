import { sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../../kit/workspace.ts'
import { columnsOf } from '../../mapping/expression/compile.ts'
import type { ImportDeps } from '../deps.ts'
import { type ImportRow, mappingOf } from '../records.ts'
import { eachReject } from '../rejects.ts'
import { type Counts, summaryOf } from '../summary.ts'
import type { getRepair } from './api.ts'
import { openLook } from './look.ts'
import { actorNames } from './names.ts'

/** More rows than this are not looked at only to be counted. */
const mostLooked = 20_000

/** How far the rejected rows of an import are repaired. */
export async function repairOverview(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
): Promise<z.output<typeof getRepair.response>> {
  const { rows: counted } = await sql<{ state: string; edited: string; n: string }>`
    SELECT state, count(edited) AS edited, count(*) AS n FROM import_rejects
    WHERE import_id = ${row.id} GROUP BY state`.execute(deps.ledger.db)
  const of = (state: string) => Number(counted.find((one) => one.state === state)?.n ?? 0)
  const open = of('open')
  const repairs = await deps.ledger.db
    .selectFrom('imports')
    .selectAll()
    .where('repairs', '=', row.id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  const nameOf = await actorNames(
    deps.ledger,
    repairs.map((one) => one.created_by ?? ''),
  )
  return {
    header: row.header,
    mapped: mappedColumns(row),
    open,
    fits: open > mostLooked ? null : await countFitting(deps, workspace, row),
    edited: Number(counted.find((one) => one.state === 'open')?.edited ?? 0),
    dropped: of('dropped'),
    stored: of('stored'),
    repairs: repairs.map((one) => {
      const counts = one.summary as Counts | null
      const summary = counts && summaryOf(counts, workspace.locale)
      return {
        id: one.id,
        status: one.status,
        taskId: one.task_id,
        by: nameOf(one.created_by ?? ''),
        at: one.created_at.toISOString(),
        read: summary?.read ?? 0,
        stored: summary?.stored ?? 0,
        repeated: summary?.repeated ?? 0,
        rejected: summary?.rejected ?? 0,
        otherMapping: JSON.stringify(one.mapping) !== JSON.stringify(row.mapping),
      }
    }),
  }
}

async function countFitting(deps: ImportDeps, workspace: Workspace, row: ImportRow): Promise<number> {
  const look = await openLook(deps, workspace, row)
  let fits = 0
  for await (const page of eachReject(deps.ledger, await deps.vaultOf(workspace.id), row.id, {
    state: 'open',
  }))
    for (const reject of page) if (look(reject).fits) fits++
  return fits
}

function mappedColumns(row: ImportRow): boolean[] {
  const { fields, attributes } = mappingOf(row)
  const read = new Set(
    [...Object.values(fields), ...Object.values(attributes)].flatMap(({ column, expression }) =>
      expression === undefined ? [column ?? ''] : columnsOf(expression),
    ),
  )
  return row.header.map((name) => read.has(name))
}
