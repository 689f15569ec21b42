import { z } from 'zod'
import { hasAddress, personNow, versionKey } from '../../customer/index.ts'
import { newId } from '../../kit/ids.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { fromWarehouseTime, warehouseTime } from '../days.ts'
import type { Snapshot } from '../features/snapshots.ts'
import { channelIds } from './channels.ts'
import type { RuleContext } from './context.ts'
import { scanSql } from './families.ts'
import { createKeeper } from './kept-lists.ts'
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
  /** Everybody and who has an address on each channel. */
  people: string
  /** Their value in the snapshot; null without one. */
  value: string | null
}

export interface Populations {
  /** The lists, made where there are none of the facts as they stand. */
  of(workspace: Workspace, context: RuleContext, snapshot: Snapshot | null): Promise<Population>
  /** The engine no longer has some: it was started anew, or newer ones took their place. */
  forget(): void
}

/**
 * Everybody, who has an address on each channel, and what they are worth, as bitmaps in the engine's memory: the same for
 * every rule, so that a live count need not read a million customers for each keystroke.
 */
export function createPopulations(warehouse: Warehouse): Populations {
  const people = createKeeper<string>()
  const value = createKeeper<string>()
  return {
    async of(workspace, context, snapshot) {
      const at = context.moment.getTime()
      const key = `${workspace.id} ${snapshot?.asOf} ${snapshot?.computedAt.getTime()}`
      // Asked for before the facts are read: what changes meanwhile makes the lists old, not wrong for good.
      const [state] = await warehouse.query(versions, {})
      const [peopleId, valueId] = await Promise.all([
        people.of(key, state?.profiles ?? '', at, async () => {
          const made = await fillPeople(warehouse, context, snapshot)
          const after = warehouseTime(context.moment)
          const [next] = await warehouse.query(nextBuyer, { workspace: workspace.id, after })
          // From then on somebody else may belong to everybody.
          return { made, until: next && next.buyers > 0 ? fromWarehouseTime(next.at) : null }
        }),
        snapshot &&
          value.of(key, state?.features ?? '', at, async () => ({
            made: await fillValueSlices(warehouse, workspace, snapshot),
            until: null,
          })),
      ])
      return { people: peopleId, value: valueId }
    },
    forget: () => {
      people.forget()
      value.forget()
    },
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

/** Columns of who has an address, by channel. */
export const reachColumns = channelIds.map((channel) => ({ channel, column: columnOf(channel) }))

/** The lists read from the facts: one row with `everybody` and `reach_<channel>`. */
function everybodySql(
  context: RuleContext & { bind: ReturnType<typeof createBinder> },
  snapshot: Snapshot | null,
): SqlFragment {
  const input = { context, snapshot, only: null, grouped: false, everybody: true }
  const extra = reachColumns.map(({ channel, column }) => ({
    column,
    condition: hasAddress(context.bind('String', channel)),
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
