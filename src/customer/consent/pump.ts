import { sql } from 'kysely'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const atOnce = 50_000
const pumpLock = lockNumbers.consentPump

/**
 * Tells the warehouse what holds of the consents that changed since it was last told. At least once: a copy that was
 * written and not yet crossed off is written again with a higher version, which wins there.
 * @returns changes told
 */
export function pumpConsents(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(ledger, atOnce, () => pumpOnce(ledger, warehouse))
}

/** Whether something waits; a committed change is seen. */
export async function consentsWait(ledger: Ledger): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    SELECT EXISTS (SELECT 1 FROM consent_changes) AS waits`.execute(ledger.db)
  return rows[0]?.waits === true
}

function pumpOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    // One after the other, each with a view of its own and a higher version: what is told later was true later.
    await sql`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    const { rows } = await sql<{ ids: string[]; line: string | null }>`
      WITH batch AS (SELECT * FROM consent_changes ORDER BY id LIMIT ${atOnce}),
      version AS (SELECT nextval('consent_versions') AS v),
      cells AS (
        SELECT workspace_id, person_key, purpose, channel, array_agg(id::text) AS ids FROM batch GROUP BY 1, 2, 3, 4)
      SELECT cells.ids,
        CASE WHEN NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = cells.person_key) THEN
          concat_ws(E'\t', cells.workspace_id, cells.purpose, cells.channel, cells.person_key,
            coalesce(c.state, 'none'), coalesce(c.basis, ''),
            to_char(greatest(coalesce(c.at, 'epoch'), 'epoch') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
            CASE WHEN c.expires_at IS NULL THEN '\\N' ELSE
              to_char(least(greatest(c.expires_at, 'epoch'), '2299-01-01') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') END,
            version.v) END AS line
      FROM cells CROSS JOIN version LEFT JOIN LATERAL (
        SELECT n.state, n.basis, n.at, n.expires_at FROM consents n
        WHERE n.workspace_id = cells.workspace_id AND n.person_key = cells.person_key
          AND n.purpose = cells.purpose AND n.channel = cells.channel
        ORDER BY n.at DESC, (n.state = 'withdrawn') DESC, n.id DESC LIMIT 1) c ON true`.execute(trx)
    if (rows.length === 0) return 0
    const lines = rows.flatMap(({ line }) => line ?? [])
    if (lines.length > 0)
      await warehouse.insert(
        'consent_states',
        ['workspace_id', 'purpose', 'channel', 'person_key', 'state', 'basis', 'at', 'until', 'version'],
        Buffer.from(`${lines.join('\n')}\n`),
      )
    const ids = rows.flatMap((row) => row.ids)
    await sql`DELETE FROM consent_changes WHERE id = ANY(${ids}::bigint[])`.execute(trx)
    return ids.length
  })
}
