import { sql as pg } from 'kysely'
import { sql } from '../../kit/sql.ts'
import { type Ledger, lockNumbers, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { chooseForMerged } from '../survivorship/merged.ts'
import { versionKey } from './customers-now.ts'

const pumpSize = 200_000
const pumpLock = lockNumbers.overridePump

interface Override {
  person_key: string
  workspace_id: number
  current_key: string
  version: string
}

/**
 * Copies what was merged or undone since into the warehouse and has its dictionary loaded anew. At least once: the newest
 * version of a key wins there, so a repetition after a crash changes nothing. Several processes may pump together.
 * @returns keys copied
 */
export async function pumpOverrides(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  let copied = 0
  for (;;) {
    const rows = await withWriteGate(ledger, () => pumpOnce(ledger, warehouse))
    copied += rows
    if (rows < pumpSize) return copied
  }
}

function pumpOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    // One at a time, so that the version below is told in the order of what it stands for.
    await pg`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    // Marked by their place before they are told, which costs a third less than finding them again afterwards. Who is
    // being decided on at this moment is left for the next round: this never waits, so nobody waits for it in a circle.
    const { rows } = await pg<Override>`
      WITH due AS MATERIALIZED (
        SELECT ctid FROM person_overrides WHERE copied_at IS NULL ORDER BY version LIMIT ${pumpSize}
        FOR UPDATE SKIP LOCKED)
      UPDATE person_overrides SET copied_at = now() WHERE ctid = ANY(ARRAY(SELECT ctid FROM due))
      RETURNING person_key, workspace_id, current_key, version`.execute(trx)
    if (rows.length === 0) return 0
    const { rows: stamps } = await pg<{ version: string }>`
      SELECT nextval('person_override_versions') AS version`.execute(trx)
    const stamp = stamps[0]?.version ?? '0'
    const lines = rows.map(
      (row) => `${row.person_key}\t${row.workspace_id}\t${row.current_key}\t${row.version}\n`,
    )
    await warehouse.insert(
      'person_overrides',
      ['person_key', 'workspace_id', 'current_key', 'version'],
      Buffer.from(`${lines.join('')}${versionKey.text}\t0\t${stamp}\t${stamp}\n`),
    )
    await loadOverrides(warehouse)
    await chooseForMerged(warehouse)
    return rows.length
  })
}

/** Has the engine read the overrides again: at a start too, since a backup or another process may have written them. */
export function loadOverrides(warehouse: Warehouse): Promise<void> {
  return warehouse.command(sql`SYSTEM RELOAD DICTIONARY person_now`)
}
