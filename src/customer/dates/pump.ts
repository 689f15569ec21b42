import { sql as pg } from 'kysely'
import { dayCode, dayText, parseDay } from '../../kit/calendar/yearly-day.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type CopiedTable, copyVersions } from '../../stores/copy-versions.ts'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import { readable } from '../privacy/subject.ts'

const atOnce = 20_000
const pumpLock = lockNumbers.datePump
/** How long a birthday written by a slow transaction may wait to be seen. */
const lookAgainMs = 600_000

interface PumpDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
}

/**
 * Reads birthdays that files and programs brought into dates, takes away those whose source is gone, and tells the
 * warehouse what changed. At least once: the newest version of a row wins there.
 */
export function createDatePump(deps: PumpDeps): () => Promise<number> {
  let seen: { newest: string; at: number } | null = null
  return async () => {
    const { rows } = await pg<{ newest: string | null }>`
      SELECT max(id) AS newest FROM identifiers WHERE kind = 'birthday'`.execute(deps.ledger.db)
    const newest = rows[0]?.newest ?? '0'
    if (seen === null || seen.newest !== newest || performance.now() - seen.at > lookAgainMs) {
      while ((await readBirthdays(deps)) === atOnce);
      seen = { newest, at: performance.now() }
    }
    return pumpAll(deps.ledger, atOnce, () => copyOnce(deps))
  }
}

/** @returns how many were read, those that make no sense among them */
function readBirthdays({ ledger, vaultOf }: PumpDeps): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    const { rows } = await pg<{
      id: string
      workspace_id: Workspace['id']
      person_key: string
      ciphertext: Buffer
      first_seen_at: Date
    }>`
      SELECT i.id, i.workspace_id, i.person_key, i.ciphertext, i.first_seen_at FROM identifiers i
      WHERE i.kind = 'birthday' AND NOT EXISTS (SELECT 1 FROM person_dates d WHERE d.identifier_id = i.id)
      ORDER BY i.id LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    const made = []
    for (const row of rows) {
      const vault = await vaultOf(row.workspace_id)
      const day = parseDay(readable(vault, row.ciphertext) ?? '')
      const isErased = vault.isErased(Number(row.person_key))
      const read = day !== null && !isErased
      made.push({
        ...row,
        newId: newId(),
        code: read ? dayCode(day) : '',
        said: read ? vault.encryptFor(Number(row.person_key), dayText(day)) : null,
      })
    }
    await pg`
      INSERT INTO person_dates (id, workspace_id, person_key, kind, code, said, source, identifier_id, noted_at, copied_at)
      SELECT u.*, CASE WHEN u.code = '' THEN now() END
      FROM (SELECT i, w, p, 'birthday', c AS code, s, 'birthday', r, a
        FROM unnest(${made.map((one) => one.newId)}::uuid[], ${made.map((one) => one.workspace_id)}::int[],
          ${made.map((one) => one.person_key)}::bigint[], ${made.map((one) => one.code)}::text[],
          ${made.map((one) => one.said)}::bytea[], ${made.map((one) => one.id)}::bigint[],
          ${made.map((one) => one.first_seen_at)}::timestamptz[]) AS v(i, w, p, c, s, r, a)) AS u
      ON CONFLICT DO NOTHING`.execute(trx)
    return rows.length
  })
}

const dates: CopiedTable = {
  ...{ name: 'person_dates', idType: 'uuid', lock: pumpLock, atOnce, removes: true },
  columns: [
    ...['workspace_id', 'person_key', 'date_id', 'kind', 'code', 'of_family', 'by_hand', 'noted_at'],
    ...['is_live', 'version'],
  ],
  line: pg<string>`concat_ws(E'\t', workspace_id, person_key, id, kind, CASE WHEN removed_at IS NULL THEN code ELSE '' END,
    (source = 'family')::int, (source = 'hand')::int, to_char(noted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'),
    (removed_at IS NULL AND code <> '')::int, version)`,
}

/** Tells the warehouse of dates, for who stands in the write gate already. */
export function pumpDatesUngated(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpAll(
    ledger,
    atOnce,
    () => copyOnce({ ledger, warehouse }),
    (work) => work(),
  )
}

function copyOnce(deps: Pick<PumpDeps, 'ledger' | 'warehouse'>): Promise<number> {
  return copyVersions(deps, dates, (trx) =>
    pg`UPDATE person_dates SET removed_at = now(), said = NULL, version = nextval('person_date_versions'), copied_at = NULL
      WHERE source IN ('family', 'birthday') AND family_id IS NULL AND identifier_id IS NULL AND removed_at IS NULL`.execute(
      trx,
    ),
  )
}
