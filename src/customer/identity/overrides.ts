import { sql as pg } from 'kysely'
import { sql } from '../../kit/sql.ts'
import { type Ledger, lockNumbers, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { chooseForMerged } from '../survivorship/merged.ts'
import { versionKey } from './customers-now.ts'

const pumpSize = 200_000
const pumpLock = lockNumbers.overridePump

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
    const rows = await trx
      .selectFrom('person_overrides')
      .select(['person_key', 'workspace_id', 'current_key', 'version'])
      .where('copied_at', 'is', null)
      .orderBy('version')
      .limit(pumpSize)
      .execute()
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
    // What was decided anew meanwhile has another version, and waits.
    await pg`UPDATE person_overrides o SET copied_at = now()
      FROM unnest(${rows.map((row) => row.person_key)}::bigint[], ${rows.map((row) => row.version)}::bigint[]) AS u(k, v)
      WHERE o.person_key = k AND o.version = v`.execute(trx)
    return rows.length
  })
}

/** Has the engine read the overrides again: at a start too, since a backup or another process may have written them. */
export function loadOverrides(warehouse: Warehouse): Promise<void> {
  return warehouse.command(sql`SYSTEM RELOAD DICTIONARY person_now`)
}
