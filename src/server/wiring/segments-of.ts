import { z } from 'zod'
import type { Insight } from '../../insight/index.ts'
import { joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

/** Live segments that one customer is in now, asked in one statement. */
export async function segmentsOf(
  warehouse: Warehouse,
  insight: Insight,
  workspace: Workspace,
  personKey: number,
): Promise<{ id: string; name: string }[]> {
  const segments = await insight.segments.list(workspace)
  if (segments.length === 0) return []
  const parts = await Promise.all(
    segments.map(async ({ rule }, i): Promise<SqlFragment> => {
      const members = await insight.segments.compile(workspace, rule, { prefix: `s${i}_` })
      const n: SqlFragment = { text: String(i), params: {}, isSql: true }
      return sql`SELECT ${n} AS n FROM (${members}) WHERE person_key = {personKey:UInt64} LIMIT 1`
    }),
  )
  const bound: SqlFragment = { ...joinSql(parts, ' UNION ALL '), isSql: true }
  const statement = { ...bound, params: { ...bound.params, personKey } }
  const rows = await warehouse.rows(statement, z.object({ n: z.coerce.number().int() }))
  const inside = new Set(rows.map(({ n }) => n))
  return segments.filter((_, i) => inside.has(i)).map(({ id, name }) => ({ id, name }))
}
