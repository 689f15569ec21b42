import { sql as pg } from 'kysely'
import { type CopiedTable, copyVersions } from '../../stores/copy-versions.ts'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const members: CopiedTable = {
  ...{ name: 'household_members', idType: 'bigint', lock: lockNumbers.householdPump, atOnce: 50_000 },
  ...{ removes: false, where: pg<boolean>`since IS NOT NULL` },
  columns: ['workspace_id', 'person_key', 'household_id', 'is_live', 'is_head', 'since', 'version'],
  line: pg<string>`concat_ws(E'\t', workspace_id, person_key, household_id, (state = 'member')::int,
    (is_head AND state = 'member')::int, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), version)`,
}

/** Copies who joined or left a home into the warehouse. @returns rows copied */
export function pumpHouseholds(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, members.atOnce, () => copyVersions({ ledger, warehouse }, members))
}
