import { z } from 'zod'
import { personNow, versionKey } from '../../customer/index.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { fromWarehouseTime, warehouseTime } from '../days.ts'

/** What the facts consist of, and whose they are: changes with every insert, deletion and merge (and, harmlessly, when the engine tidies up). */
const factsVersion = defineQuery({
  name: 'insight.facts_version',
  params: z.object({}),
  row: z.object({ version: z.string() }),
  text: sql`SELECT concat(toString(groupBitXor(cityHash64(table, name, hash_of_all_files))), ' ', toString(${personNow(versionKey)})) AS version FROM system.parts
    WHERE database = currentDatabase() AND active AND table IN ('order_lines', 'customers')`,
})

const nextLine = defineQuery({
  name: 'insight.next_line',
  params: z.object({ workspace: z.int(), after: z.string() }),
  row: z.object({ lines: z.coerce.number(), at: z.string() }),
  text: sql`SELECT count() AS lines, toString(min(ts)) AS at FROM order_lines
    WHERE workspace_id = {workspace:UInt32} AND ts > {after:DateTime64(3, 'UTC')}`,
})

interface Kept<T> {
  version: string
  from: number
  /** First instant at which the figures may be others: a line dated later begins to count, or they are simply old. */
  until: number
  value: T
}

/** A server of several machines may change where this one does not see it, so nothing is kept longer. */
const longestMs = 10 * 60_000
const mostWorkspaces = 100

/**
 * Figures of all facts up to now, computed once per state of the facts: while nothing is stored, taken out or comes due,
 * the answer is the one computed before, with the time of its computation.
 */
export function keptPerFacts<T>(
  warehouse: Warehouse,
  compute: (workspace: Workspace, now: Date) => Promise<T>,
): (workspace: Workspace) => Promise<T> {
  const kept = new Map<string, Kept<T>>()
  return async (workspace) => {
    const now = workspace.clock.now()
    const key = `${workspace.id} ${workspace.currency} ${workspace.timeZone}`
    // Asked for before the facts are read: what changes meanwhile makes the figures old, not wrong for good.
    const [state] = await warehouse.query(factsVersion, {})
    const version = state?.version ?? ''
    const found = kept.get(key)
    if (found?.version === version && found.from <= now.getTime() && now.getTime() < found.until)
      return found.value
    const [value, [next]] = await Promise.all([
      compute(workspace, now),
      warehouse.query(nextLine, { workspace: workspace.id, after: warehouseTime(now) }),
    ])
    const oldest = now.getTime() + longestMs
    const until = next && next.lines > 0 ? Math.min(oldest, fromWarehouseTime(next.at).getTime()) : oldest
    if (kept.size >= mostWorkspaces) kept.clear()
    kept.set(key, { version, from: now.getTime(), until, value })
    return value
  }
}
