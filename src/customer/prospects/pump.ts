import { sql as pg } from 'kysely'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const atOnce = 50_000

/** Tells the warehouse what was said of prospects. At least once: the newest version of a word wins. @returns words told */
export function pumpProspects(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, atOnce, () => copyOnce(ledger, warehouse))
}

/** The same for who stands in the write gate already. */
export function pumpProspectsUngated(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(
    ledger,
    atOnce,
    () => copyOnce(ledger, warehouse),
    (work) => work(),
  )
}

const columns = [
  ...['workspace_id', 'person_key', 'word_id', 'aspect', 'value', 'reason', 'at', 'is_live', 'version'],
]

function copyOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${lockNumbers.prospectPump})`.execute(trx)
    // Tabs, line ends and backslashes would be others to the engine.
    const { rows } = await pg<{ id: string; version: string; line: string }>`
      SELECT id, version, concat_ws(E'\t', workspace_id, person_key, id, aspect,
        translate(value, chr(9) || chr(10) || chr(13) || chr(92), '   /'), reason,
        to_char(said_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), (taken_at IS NULL AND removed_at IS NULL)::int, version) AS line
      FROM prospect_words WHERE copied_at IS NULL ORDER BY version LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    await warehouse.insert(
      'prospect_words',
      columns,
      Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`),
    )
    const told = pg`unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ version }) => version)}::bigint[]) AS u(i, v)`
    // What was changed anew meanwhile has another version, and waits.
    await pg`DELETE FROM prospect_words w USING ${told} WHERE w.id = i AND w.version = v AND w.removed_at IS NOT NULL`.execute(
      trx,
    )
    await pg`UPDATE prospect_words w SET copied_at = now() FROM ${told} WHERE w.id = i AND w.version = v`.execute(
      trx,
    )
    return rows.length
  })
}
