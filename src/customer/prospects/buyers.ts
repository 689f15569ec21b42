import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { keysOf } from '../identity/members.ts'
import { personNow } from '../identity/person-now.ts'

/** Those of them who have bought, by the facts. */
export async function buyersAmong(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  people: readonly number[],
): Promise<Set<number>> {
  if (people.length === 0) return new Set()
  const members = [...(await keysOf(ledger.db, people)).values()].flat()
  const bind = createBinder('b')
  const mine = sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', members)})`
  const rows = await warehouse.rows(
    sql`SELECT DISTINCT person FROM (
      SELECT ${personNow()} AS person FROM customers FINAL WHERE ${mine} AND status = 'customer'
      UNION ALL SELECT ${personNow()} AS person FROM order_lines WHERE ${mine} AND kind = 'sale')`,
    z.object({ person: int64() }),
  )
  return new Set(rows.map(({ person }) => person))
}
