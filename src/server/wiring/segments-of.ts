import { z } from 'zod'
import type { Insight } from '../../insight/index.ts'
import { joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'

/** Live segments that each of these customers is in now, asked in one statement. */
export async function segmentsOf(
  warehouse: Warehouse,
  insight: Insight,
  workspace: Workspace,
  personKeys: readonly number[],
): Promise<Map<number, { id: string; name: string }[]>> {
  const inside = new Map<number, { id: string; name: string }[]>()
  const segments = await insight.segments.list(workspace)
  if (segments.length === 0 || personKeys.length === 0) return inside
  const parts = await Promise.all(
    segments.map(async ({ rule }, i): Promise<SqlFragment> => {
      const members = await insight.segments.compile(workspace, rule, { prefix: `s${i}_` })
      const n: SqlFragment = { text: String(i), params: {}, isSql: true }
      return sql`SELECT ${n} AS n, person_key AS key FROM (${members}) WHERE person_key IN ({people:Array(UInt64)})`
    }),
  )
  const joined = joinSql(parts, ' UNION ALL ')
  const statement: SqlFragment = { ...joined, params: { ...joined.params, people: [...personKeys] } }
  const rows = await warehouse.rows(statement, z.object({ n: z.coerce.number().int(), key: int64() }))
  const members = new Set(rows.map(({ n, key }) => `${n} ${key}`))
  for (const key of personKeys)
    inside.set(
      key,
      segments.filter((_, i) => members.has(`${i} ${key}`)).map(({ id, name }) => ({ id, name })),
    )
  return inside
}
