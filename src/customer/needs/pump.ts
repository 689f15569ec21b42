import { sql as pg } from 'kysely'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { forever } from './needs-now.ts'

const atOnce = 20_000

const columns = [
  ...['workspace_id', 'person_key', 'need_id', 'topic', 'stance', 'strength', 'said_on', 'valid_until'],
  ...['noted_at', 'is_live', 'version'],
]

/** Tells the warehouse what was noted, without its notes. At least once: the newest version of a row wins there. */
export function createNeedPump(ledger: Ledger, warehouse: Warehouse): () => Promise<number> {
  return () => pumpAll(ledger, atOnce, () => copyOnce(ledger, warehouse))
}

function copyOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${lockNumbers.needPump})`.execute(trx)
    const { rows } = await pg<{ id: string; version: string; line: string }>`
      SELECT id, version, concat_ws(E'\t', workspace_id, person_key, id, topic, stance, strength, said_on,
        coalesce(valid_until, ${forever}::date), to_char(noted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'),
        (removed_at IS NULL)::int, version) AS line
      FROM person_needs WHERE copied_at IS NULL ORDER BY version LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    await warehouse.insert(
      'person_needs',
      columns,
      Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`),
    )
    const told = pg`unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ version }) => version)}::bigint[]) AS u(i, v)`
    // What was changed anew meanwhile has another version, and waits.
    await pg`DELETE FROM person_needs d USING ${told} WHERE d.id = i AND d.version = v AND d.removed_at IS NOT NULL`.execute(
      trx,
    )
    await pg`UPDATE person_needs d SET copied_at = now() FROM ${told} WHERE d.id = i AND d.version = v`.execute(
      trx,
    )
    return rows.length
  })
}
