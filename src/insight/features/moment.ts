import { z } from 'zod'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { fromWarehouseTime, warehouseTime } from '../days.ts'

/** Silence after which a workspace is taken for imported history, looked at from its own end. */
export const historyAfterDays = 30

export interface Moment {
  /** Facts up to and including this instant count. */
  at: Date
  basis: 'clock' | 'history' | 'given'
}

const newestSale = defineQuery({
  name: 'insight.newest_sale',
  params: z.object({ workspace: z.int(), until: z.string() }),
  row: z.object({ lines: z.coerce.number(), newest: z.string() }),
  text: sql`SELECT count() AS lines, max(ts) AS newest FROM order_lines
    WHERE workspace_id = {workspace:UInt32} AND kind = 'sale' AND ts <= {until:DateTime64(3, 'UTC')}`,
})

/**
 * The moment figures are computed at, seen from `now`: now itself, or for imported history (nothing sold within
 * `historyAfterDays` before now) its newest order.
 * @returns null where nothing was ever sold
 */
export async function momentFor(
  warehouse: Warehouse,
  workspace: Workspace,
  now: Date,
): Promise<Moment | null> {
  const [row] = await warehouse.query(newestSale, { workspace: workspace.id, until: warehouseTime(now) })
  if (!row || row.lines === 0) return null
  const newest = fromWarehouseTime(row.newest)
  return isHistory(newest, now) ? { at: newest, basis: 'history' } : { at: now, basis: 'clock' }
}

export function isHistory(newest: Date, now: Date): boolean {
  return now.getTime() - newest.getTime() > historyAfterDays * 86_400_000
}
