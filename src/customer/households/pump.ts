import { sql as pg } from 'kysely'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const atOnce = 50_000
const pumpLock = lockNumbers.householdPump

/**
 * Copies who joined or left a home into the warehouse. At least once: the newest version of a row wins there.
 * @returns rows copied
 */
export function pumpHouseholds(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, atOnce, () => pumpOnce(ledger, warehouse))
}

function pumpOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    const { rows } = await pg<{ id: string; version: string; line: string }>`
      SELECT id, version, concat_ws(E'\t', workspace_id, person_key, household_id, (state = 'member')::int,
        (is_head AND state = 'member')::int, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), version) AS line
      FROM household_members WHERE copied_at IS NULL AND since IS NOT NULL ORDER BY version LIMIT ${atOnce}`.execute(
      trx,
    )
    if (rows.length === 0) return 0
    await warehouse.insert(
      'household_members',
      ['workspace_id', 'person_key', 'household_id', 'is_live', 'is_head', 'since', 'version'],
      Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`),
    )
    // What was decided anew meanwhile has another version, and waits.
    await pg`
      UPDATE household_members m SET copied_at = now()
      FROM unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ version }) => version)}::bigint[]) AS u(i, v)
      WHERE m.id = i AND m.version = v`.execute(trx)
    return rows.length
  })
}
