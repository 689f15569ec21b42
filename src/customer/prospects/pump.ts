import { sql as pg } from 'kysely'
import { type CopiedTable, copyVersions } from '../../stores/copy-versions.ts'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const words: CopiedTable = {
  ...{ name: 'prospect_words', idType: 'bigint', lock: lockNumbers.prospectPump, atOnce: 50_000 },
  ...{ removes: true },
  columns: [
    ...['workspace_id', 'person_key', 'word_id', 'aspect', 'value', 'reason', 'at', 'is_live', 'version'],
  ],
  // Tabs, line ends and backslashes would be others to the engine.
  line: pg<string>`concat_ws(E'\t', workspace_id, person_key, id, aspect,
    translate(value, chr(9) || chr(10) || chr(13) || chr(92), '   /'), reason,
    to_char(said_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), (taken_at IS NULL AND removed_at IS NULL)::int, version)`,
}

/** Tells the warehouse what was said of prospects. @returns words told */
export function pumpProspects(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, words.atOnce, () => copyVersions({ ledger, warehouse }, words))
}

/** The same for who stands in the write gate already. */
export function pumpProspectsUngated(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(
    ledger,
    words.atOnce,
    () => copyVersions({ ledger, warehouse }, words),
    (work) => work(),
  )
}
