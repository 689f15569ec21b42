import { z } from 'zod'
import { personNow, versionKey } from '../../customer/index.ts'
import { newId } from '../../kit/ids.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { fromWarehouseTime, warehouseTime } from '../days.ts'
import type { Snapshot } from '../features/snapshots.ts'
import { channelIds } from './channels.ts'
import type { RuleContext } from './context.ts'
import { scanSql } from './families.ts'
import { fillValueSlices } from './value-slices.ts'

/** What everybody, their reach and their value are read from: changes with every insert, deletion and merge. */
const versions = defineQuery({
  name: 'insight.population_versions',
  params: z.object({}),
  row: z.object({ profiles: z.string(), features: z.string() }),
  text: sql`SELECT concat(toString(groupBitXor(part)), ' ', toString(${personNow(versionKey)})) AS profiles,
      toString(groupBitXorIf(part, table = 'customer_features')) AS features
    FROM (SELECT table, cityHash64(table, name, hash_of_all_files) AS part FROM system.parts
      WHERE database = currentDatabase() AND active AND table IN ('customers', 'customer_features'))`,
})

const nextBuyer = defineQuery({
  name: 'insight.next_buyer',
  params: z.object({ workspace: z.int(), after: z.string() }),
  row: z.object({ buyers: z.coerce.number(), at: z.string() }),
  text: sql`SELECT count() AS buyers, toString(min(first_seen)) AS at FROM customers
    WHERE workspace_id = {workspace:UInt32} AND status = 'customer' AND first_seen > {after:DateTime64(3, 'UTC')}`,
})

/** Ids of lists in the engine's memory. */
export interface Population {
  /** Everybody and who is reachable by each channel. */
  people: string
  /** Their value in the snapshot; null without one. */
  value: string | null
}

interface Kept {
  version: string
  from: number
  /** First instant at which somebody else may belong to everybody, or the lists are simply old. */
  until: number
  id: Promise<string>
}

/** A server of several machines may change where this one does not see it, so nothing is kept longer. */
const longestMs = 10 * 60_000
const mostKept = 100

export interface Populations {
  /** The lists, made where there are none of the facts as they stand. */
  of(workspace: Workspace, context: RuleContext, snapshot: Snapshot | null): Promise<Population>
  /** The engine no longer has some: it was started anew, or newer ones took their place. */
  forget(): void
}

/**
 * Everybody, who is reachable by each channel, and what they are worth, as bitmaps in the engine's memory: the same for
 * every rule, so that a live count need not read a million customers for each keystroke.
 */
export function createPopulations(warehouse: Warehouse): Populations {
  const kept = new Map<string, Kept>()
  const keep = async (key: string, version: string, at: number, fill: (entry: Kept) => Promise<string>) => {
    const found = kept.get(key)
    if (found?.version === version && found.from <= at && at < found.until) return found.id
    if (kept.size >= mostKept) kept.clear()
    const entry: Kept = { version, from: at, until: at + longestMs, id: Promise.resolve('') }
    entry.id = fill(entry)
    kept.set(key, entry)
    try {
      return await entry.id
    } catch (error) {
      if (kept.get(key) === entry) kept.delete(key)
      throw error
    }
  }
  return {
    async of(workspace, context, snapshot) {
      const at = context.moment.getTime()
      const key = `${workspace.id} ${snapshot?.asOf} ${snapshot?.computedAt.getTime()}`
      // Asked for before the facts are read: what changes meanwhile makes the lists old, not wrong for good.
      const [state] = await warehouse.query(versions, {})
      const [people, value] = await Promise.all([
        keep(`people ${key}`, state?.profiles ?? '', at, async (entry) => {
          const id = await fillPeople(warehouse, context, snapshot)
          const after = warehouseTime(context.moment)
          const [next] = await warehouse.query(nextBuyer, { workspace: workspace.id, after })
          if (next && next.buyers > 0)
            entry.until = Math.min(entry.until, fromWarehouseTime(next.at).getTime())
          return id
        }),
        snapshot &&
          keep(`value ${key}`, state?.features ?? '', at, () =>
            fillValueSlices(warehouse, workspace, snapshot),
          ),
      ])
      return { people, value }
    },
    forget: () => kept.clear(),
  }
}

async function fillPeople(
  warehouse: Warehouse,
  context: RuleContext,
  snapshot: Snapshot | null,
): Promise<string> {
  const id = newId()
  const bind = createBinder('pop')
  const lists = joinSql(
    ['everybody', ...channelIds].map((name) => sql`(${bind('String', name)}, ${identifier(columnOf(name))})`),
    ', ',
  )
  await warehouse.command(
    sql`INSERT INTO segment_populations (id, name, people)
      SELECT ${bind('String', id)}, list.1, list.2
      FROM (SELECT arrayJoin([${lists}]) AS list FROM ${everybodySql({ ...context, bind }, snapshot)})`,
  )
  return id
}

const columnOf = (name: string) => (name === 'everybody' ? name : `reach_${name}`)

/** Columns of the reach, by channel. */
export const reachColumns = channelIds.map((channel) => ({ channel, column: columnOf(channel) }))

/** The lists read from the facts: one row with `everybody` and `reach_<channel>`. */
function everybodySql(
  context: RuleContext & { bind: ReturnType<typeof createBinder> },
  snapshot: Snapshot | null,
): SqlFragment {
  const input = { context, snapshot, only: null, grouped: false, everybody: true }
  const extra = reachColumns.map(({ channel, column }) => ({
    column,
    condition: sql`has(reachable, ${context.bind('String', channel)})`,
  }))
  return sql`(SELECT *, bitmapOr(profiles_all, features_all) AS everybody
    FROM (${scanSql('profiles', [], { ...input, extra })}) AS scan_profiles
    CROSS JOIN (${scanSql('features', [], input)}) AS scan_features)`
}

/** The lists as they are kept: one row with `everybody`, `reach_<channel>` and whether they were found, `is_kept`. */
export function keptSql(id: SqlFragment): SqlFragment {
  const columns = joinSql(
    ['everybody', ...channelIds].map((name) => {
      const literal = { text: `'${name}'`, params: {}, isSql: true as const }
      return sql`groupBitmapMergeStateIf(people, name = ${literal}) AS ${identifier(columnOf(name))}`
    }),
    ', ',
  )
  return sql`SELECT ${columns}, count() > 0 AS is_kept FROM segment_populations WHERE id = ${id}`
}
