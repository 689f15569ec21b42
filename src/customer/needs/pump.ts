import { sql as pg } from 'kysely'
import { type CopiedTable, copyVersions } from '../../stores/copy-versions.ts'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { forever } from './needs-now.ts'

const needs: CopiedTable = {
  ...{ name: 'person_needs', idType: 'uuid', lock: lockNumbers.needPump, atOnce: 20_000, removes: true },
  columns: [
    ...['workspace_id', 'person_key', 'need_id', 'topic', 'stance', 'strength', 'said_on', 'valid_until'],
    ...['noted_at', 'is_live', 'version'],
  ],
  line: pg<string>`concat_ws(E'\t', workspace_id, person_key, id, topic, stance, strength, said_on,
    coalesce(valid_until, ${forever}::date), to_char(noted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'),
    (removed_at IS NULL)::int, version)`,
}

/** The same for who stands in the write gate already. */
export function pumpNeedsUngated(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(
    ledger,
    needs.atOnce,
    () => copyVersions({ ledger, warehouse }, needs),
    (work) => work(),
  )
}

/** Tells the warehouse what was noted, without its notes. */
export function createNeedPump(ledger: Ledger, warehouse: Warehouse): () => Promise<number> {
  return () => pumpAll(ledger, needs.atOnce, () => copyVersions({ ledger, warehouse }, needs))
}
