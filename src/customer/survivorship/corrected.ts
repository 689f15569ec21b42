import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { choose, keepKnownBefore } from './choose.ts'
import { correctedId, nobodyId } from './sayings.ts'

/** What holds of one attribute because the customer had it corrected. */
export interface Corrected {
  /** As sayings hold it: columns as text, attributes as JSON. */
  value: string
  at: Date
}

const columns = [
  ...['workspace_id', 'person_key', 'source_id', 'import_id', 'said', 'said_at', 'observed_at', 'first_seen'],
  ...['reachable', 'stored_at'],
]
const engineTime = (ms: number) => new Date(ms).toISOString().slice(0, 23).replace('T', ' ')

/**
 * Replaces what was corrected of a record, all of it, and chooses its values anew. Harmless to repeat; call inside the
 * write gate, one at a time in a workspace. Should a caller have lost its lock meanwhile and write after the next one,
 * what it writes does not count.
 * @param wordsNow what holds by attribute as sayings name it, asked for once; none: nothing is corrected any more
 */
export async function sayCorrected(
  warehouse: Warehouse,
  workspace: Workspace,
  person: number,
  wordsNow: () => Promise<ReadonlyMap<string, Corrected>>,
): Promise<void> {
  const scope = scopeOf(workspace, person)
  await keepKnownBefore(warehouse, scope)
  // When it is stored is settled before what holds is read: whoever reads something newer stores it later.
  const nowMs = workspace.clock.now().getTime()
  const [known] = await warehouse.rows(
    sql`SELECT toUnixTimestamp64Milli(max(stored_at)) AS storedMs, toUnixTimestamp64Milli(min(first_seen)) AS firstMs, count() AS n
        FROM customer_sayings FINAL WHERE ${scope.here} AND person_key IN (${scope.people})`,
    z.object({ storedMs: int64(), firstMs: int64(), n: int64() }),
  )
  const isKnown = known !== undefined && known.n > 0
  const words = await wordsNow()
  const times = [...words.values()].map(({ at }) => at.getTime())
  const row = {
    workspace_id: workspace.id,
    person_key: person,
    source_id: correctedId,
    import_id: nobodyId,
    said: Object.fromEntries([...words].map(([attribute, { value }]) => [attribute, value])),
    said_at: Object.fromEntries([...words].map(([attribute, { at }]) => [attribute, at.getTime()])),
    observed_at: engineTime(Math.max(0, ...times)),
    first_seen: engineTime(isKnown ? known.firstMs : nowMs),
    reachable: [],
    // The engine keeps the row stored last, also where the clock was set back.
    stored_at: engineTime(Math.max(nowMs, isKnown ? known.storedMs + 1 : 0)),
  }
  await warehouse.insert('customer_sayings', columns, Buffer.from(JSON.stringify(row)), {
    format: 'JSONEachRow',
  })
  await choose(warehouse, scope)
}

/** Chooses the values of a record anew: a writer that had read before a correction may have written after it. */
export function chooseAgain(warehouse: Warehouse, workspace: Workspace, person: number): Promise<void> {
  return choose(warehouse, scopeOf(workspace, person))
}

function scopeOf(workspace: Workspace, person: number) {
  const bind = createBinder('corrected')
  return {
    here: sql`workspace_id = ${bind('UInt32', workspace.id)}`,
    people: sql`SELECT ${bind('UInt64', person)} AS person_key`,
  }
}

/** Names of attributes that were told of anybody here, each with one value as sayings hold it. */
export async function toldAttributes(
  warehouse: Warehouse,
  workspaceId: number,
): Promise<Map<string, string>> {
  const bind = createBinder()
  const rows = await warehouse.rows(
    sql`SELECT toString(pair.1) AS name, any(pair.2) AS sample
        FROM (SELECT arrayJoin(said) AS pair FROM customer_sayings
              WHERE workspace_id = ${bind('UInt32', workspaceId)} AND source_id != toUUID(${bind('String', correctedId)}))
        GROUP BY name ORDER BY name LIMIT 500`,
    z.object({ name: z.string(), sample: z.string() }),
  )
  return new Map(rows.map(({ name, sample }) => [name, sample]))
}
