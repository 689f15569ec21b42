import { sql as pg } from 'kysely'
import { createBinder, sql } from '../../kit/sql.ts'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { choose, keepKnownBefore } from '../survivorship/choose.ts'
import { addressKinds, type ContactChannel } from './reach.ts'

const atOnce = 10_000

interface Change {
  ids: string[]
  workspaceId: number
  channel: ContactChannel
  people: number[]
}

/**
 * Tells the warehouse whom a channel reaches no more, where an address was given up. At least once: told again it says
 * the same.
 * @returns changes told
 */
export function pumpReach(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, atOnce, () => pumpOnce(ledger, warehouse))
}

function pumpOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${lockNumbers.reachPump})`.execute(trx)
    const { rows } = await pg<Omit<Change, 'people'> & { people: string[] }>`
      SELECT array_agg(id::text) AS ids, workspace_id AS "workspaceId", channel,
        array_agg(DISTINCT person_key::text) AS people
      FROM (SELECT * FROM reach_changes ORDER BY id LIMIT ${atOnce}) AS due GROUP BY 2, 3`.execute(trx)
    for (const row of rows) await tell(ledger, warehouse, { ...row, people: row.people.map(Number) })
    const ids = rows.flatMap((row) => row.ids)
    if (ids.length > 0) await pg`DELETE FROM reach_changes WHERE id = ANY(${ids}::bigint[])`.execute(trx)
    return ids.length
  })
}

async function tell(ledger: Ledger, warehouse: Warehouse, change: Change): Promise<void> {
  const before = await stillCarrying(ledger, change)
  const gone = change.people.filter((key) => !before.has(key))
  await say(warehouse, { ...change, people: gone }, false)
  // Who took the channel up again at this very moment was told of before us, and is told of again.
  const after = await stillCarrying(ledger, { ...change, people: gone })
  await say(warehouse, { ...change, people: [...after] }, true)
}

/** Who of them has another address of the channel. */
async function stillCarrying(ledger: Ledger, { workspaceId, channel, people }: Change): Promise<Set<number>> {
  const { rows } = await pg<{ person_key: string }>`
    SELECT DISTINCT person_key FROM identifiers
    WHERE workspace_id = ${workspaceId} AND kind = ${addressKinds[channel]}
      AND person_key = ANY(${people}::bigint[])`.execute(ledger.db)
  return new Set(rows.map((row) => Number(row.person_key)))
}

async function say(
  warehouse: Warehouse,
  { workspaceId, channel, people }: Change,
  reaches: boolean,
): Promise<void> {
  if (people.length === 0) return
  const bind = createBinder('reach')
  const scope = {
    here: sql`workspace_id = ${bind('UInt32', workspaceId)}`,
    people: sql`SELECT arrayJoin(${bind('Array(UInt64)', people)}) AS person_key`,
  }
  const named = bind('String', channel)
  const becomes = reaches
    ? sql`arraySort(arrayDistinct(arrayPushBack(reachable, ${named})))`
    : sql`arrayFilter(c -> c != ${named}, reachable)`
  await keepKnownBefore(warehouse, scope)
  await warehouse.command(
    sql`INSERT INTO customer_sayings (workspace_id, person_key, source_id, import_id, said, said_at, observed_at,
          first_seen, reachable, stored_at)
        SELECT workspace_id, person_key, source_id, import_id, said, said_at, observed_at, first_seen,
          ${becomes} AS reached, greatest(now64(3, 'UTC'), stored_at + INTERVAL 1 MILLISECOND)
        FROM customer_sayings FINAL
        WHERE ${scope.here} AND person_key IN (${scope.people}) AND has(reachable, ${named}) != ${bind('UInt8', reaches ? 1 : 0)}`,
  )
  await choose(warehouse, scope)
}
