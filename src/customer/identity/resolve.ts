import { type Kysely, sql, type Transaction } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import { type Ledger, type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import type { FoundIdentifier } from '../mapping/convert/index.ts'

type Db = Kysely<LedgerSchema> | Transaction<LedgerSchema>

/** Where identifiers come from and when; kept with each. */
export interface Provenance {
  source: string
  importId: string | null
  at: Date
}

export interface Resolved {
  /** By normalised value; null where two people share it, and left out where somebody was erased. */
  keys: Map<string, number | null>
  created: number
  /** Values that named somebody who was erased: they bring nobody back. */
  erased: Set<string>
}

/**
 * @param wanted distinct, all of one kind
 * @param barred normalised values that create nobody, though nothing is known of them: what else their row names was erased
 */
export async function resolveIdentifiers(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  wanted: readonly FoundIdentifier[],
  from: Provenance,
  barred: ReadonlySet<string> = new Set(),
): Promise<Resolved> {
  const keys = new Map<string, number | null>()
  const erased = new Set<string>()
  const kind = wanted[0]?.kind
  if (!kind) return { keys, created: 0, erased }
  const indexed = wanted.map((one) => ({ ...one, index: vault.blindIndex(kind, one.normalised) }))
  await find(ledger.db, workspaceId, kind, indexed, from, keys)
  const unknown = indexed.filter((one) => !keys.has(one.normalised))
  if (unknown.length === 0) return { keys, created: 0, erased }
  const gone = await erasedAmong(
    ledger.db,
    workspaceId,
    unknown.map(({ index }) => ({ kind, index })),
  )
  for (const one of unknown)
    if (barred.has(one.normalised) || gone.has(indexName(kind, one.index))) erased.add(one.normalised)
  const missing = unknown.filter((one) => !erased.has(one.normalised))
  if (missing.length === 0) return { keys, created: 0, erased }
  const created = await ledger.transaction(async (trx) => {
    // One creator at a time: two imports that meet the same new customer must agree on the key.
    await sql`SELECT pg_advisory_xact_lock(${personsLock}, ${workspaceId})`.execute(trx)
    await find(trx, workspaceId, kind, missing, from, keys)
    const fresh = missing.filter((one) => !keys.has(one.normalised))
    if (fresh.length === 0) return 0
    const { rows } = await sql<{ person_key: string }>`
      INSERT INTO persons (workspace_id, import_id, created_at)
      SELECT ${workspaceId}, ${from.importId}::uuid, ${from.at} FROM generate_series(1, ${fresh.length}::int)
      RETURNING person_key`.execute(trx)
    const people = rows.map((row) => Number(row.person_key)).sort((a, b) => a - b)
    await sql`
      INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, import_id, last_import_id,
        first_seen_at, last_seen_at)
      SELECT ${workspaceId}, ${kind}, i, c, p, ${from.source}, ${from.importId}::uuid, ${from.importId}::uuid, ${from.at}, ${from.at}
      FROM unnest(${fresh.map((one) => one.index)}::bytea[], ${fresh.map((one, i) => vault.encryptFor(people[i] ?? 0, one.text))}::bytea[], ${people}::bigint[]) AS u(i, c, p)`.execute(
      trx,
    )
    for (const [i, one] of fresh.entries()) keys.set(one.normalised, people[i] ?? null)
    return fresh.length
  })
  return { keys, created, erased }
}

const indexName = (kind: string, index: Buffer): string => `${kind} ${index.toString('base64')}`

/** Which of these named somebody who was erased, as `kind index`. */
export async function erasedAmong(
  db: Db,
  workspaceId: number,
  asked: readonly { kind: string; index: Buffer }[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set()
  const { rows } = await sql<{ kind: string; blind_index: Buffer }>`
    SELECT e.kind, e.blind_index FROM erased_identifiers e
    JOIN unnest(${asked.map(({ kind }) => kind)}::text[], ${asked.map(({ index }) => index)}::bytea[]) AS u(k, i)
      ON e.kind = u.k AND e.blind_index = u.i
    WHERE e.workspace_id = ${workspaceId}`.execute(db)
  return new Set(rows.map((row) => indexName(row.kind, row.blind_index)))
}

export const personsLock = lockNumbers.persons

async function find(
  db: Db,
  workspaceId: number,
  kind: IdentifierKind,
  wanted: readonly { normalised: string; index: Buffer }[],
  from: Provenance,
  into: Map<string, number | null>,
): Promise<void> {
  const names = new Map(wanted.map((one) => [one.index.toString('base64'), one.normalised]))
  const indexes = wanted.map((one) => one.index)
  const { rows } = await (from.importId === null
    ? sql<{ blind_index: Buffer; person_key: string }>`
        SELECT blind_index, person_key FROM identifiers
        WHERE workspace_id = ${workspaceId} AND kind = ${kind} AND blind_index = ANY(${indexes}::bytea[])`.execute(
        db,
      )
    : sql<{ blind_index: Buffer; person_key: string }>`
        WITH noted AS (
          INSERT INTO identifier_sightings (identifier_id, import_id, at, former_import_id, former_seen_at)
          SELECT id, ${from.importId}::uuid, ${from.at}, last_import_id, last_seen_at FROM identifiers
          WHERE workspace_id = ${workspaceId} AND kind = ${kind} AND blind_index = ANY(${indexes}::bytea[])
            AND last_import_id IS DISTINCT FROM ${from.importId}::uuid
          ON CONFLICT DO NOTHING)
        UPDATE identifiers SET last_seen_at = greatest(last_seen_at, ${from.at}), last_import_id = ${from.importId}::uuid
        WHERE workspace_id = ${workspaceId} AND kind = ${kind} AND blind_index = ANY(${indexes}::bytea[])
        RETURNING blind_index, person_key`.execute(db))
  const seen = new Set<string>()
  for (const row of rows) {
    const name = names.get(row.blind_index.toString('base64'))
    if (name === undefined) continue
    into.set(name, seen.has(name) ? null : Number(row.person_key))
    seen.add(name)
  }
}

export interface PersonIdentifier extends FoundIdentifier {
  personKey: number
  /** Its blind index, where that is known already. */
  index?: Buffer
}

/**
 * Adds identifiers to people; those they have already are only seen again. What named somebody who was erased is left
 * out, and nothing is added to such a person.
 */
export async function addIdentifiers(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  found: readonly PersonIdentifier[],
  from: Provenance,
): Promise<void> {
  if (found.length === 0) return
  const unique = new Map<string, PersonIdentifier>()
  for (const one of found) unique.set(`${one.personKey} ${one.kind} ${one.normalised}`, one)
  const rows = [...unique.values()].filter(({ personKey }) => !vault.isErased(personKey))
  await sql`
    WITH u AS MATERIALIZED (
      SELECT * FROM unnest(${rows.map((one) => one.kind)}::text[], ${rows.map((one) => one.index ?? vault.blindIndex(one.kind, one.normalised))}::bytea[],
        ${rows.map((one) => vault.encryptFor(one.personKey, one.text))}::bytea[], ${rows.map((one) => one.personKey)}::bigint[]) AS u(k, i, c, p)),
    noted AS (
      INSERT INTO identifier_sightings (identifier_id, import_id, at, former_import_id, former_seen_at)
      SELECT known.id, ${from.importId}::uuid, ${from.at}, known.last_import_id, known.last_seen_at
      FROM u JOIN identifiers known ON known.workspace_id = ${workspaceId} AND known.kind = u.k AND known.blind_index = u.i
        AND known.person_key = u.p
      WHERE ${from.importId}::uuid IS NOT NULL AND known.last_import_id IS DISTINCT FROM ${from.importId}::uuid
      ON CONFLICT DO NOTHING)
    INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, import_id, last_import_id,
      first_seen_at, last_seen_at)
    SELECT ${workspaceId}, k, i, c, p, ${from.source}, ${from.importId}::uuid, ${from.importId}::uuid, ${from.at}, ${from.at}
    FROM u
    WHERE NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = p)
      AND NOT EXISTS (SELECT 1 FROM erased_identifiers e WHERE e.workspace_id = ${workspaceId} AND e.kind = k AND e.blind_index = i)
    ON CONFLICT (workspace_id, kind, blind_index, person_key)
    DO UPDATE SET last_seen_at = greatest(identifiers.last_seen_at, excluded.last_seen_at), last_import_id = excluded.last_import_id`.execute(
    ledger.db,
  )
}
