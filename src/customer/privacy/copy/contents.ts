import { sql as raw } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import { identifier, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { ledgerPlaces } from '../erasure/ledger-places.ts'
import { namesOneOf, type WarehousePlace, warehousePlaces } from '../erasure/warehouse-places.ts'
import { answersOf, callsOf, casesOf, conversationsOf, lettersOf } from './exchanged.ts'
import { reviewsOf, topicWishesOf } from './listening.ts'

export type CopyRow = Record<string, unknown>

/** One part of a copy: a name and its rows, read when they are asked for. */
export interface CopyPart {
  name: string
  rows(): AsyncIterable<CopyRow>
}

export interface CopyDeps {
  ledger: Ledger
  warehouse: Warehouse
}

const page = 1_000

/**
 * Everything known of a person, by what holds it: identifiers and consents in clear, then every table that names them.
 * The tables are asked of the stores, so that one added tomorrow is in the copy.
 */
export async function copyOf(
  { ledger, warehouse }: CopyDeps,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
): Promise<CopyPart[]> {
  // Said already, in their own words.
  const own = [
    'consents',
    'consent_changes',
    'reach_changes',
    'identifiers',
    'person_overrides',
    'person_dates',
    'family_members',
    'person_needs',
    'prospect_words',
    'desk_calls',
    'cases',
    'survey_answers',
    'conversations',
    'letters',
    'topic_wishes',
    'reviews',
  ]
  const inLedger = (await ledgerPlaces(ledger.db)).filter(({ table }) => !own.includes(table))
  const known = ['person_overrides', 'consent_states', 'person_dates', 'person_needs', 'prospect_words']
  const inWarehouse = (await warehousePlaces(warehouse)).filter(({ table }) => !known.includes(table))
  return [
    { name: 'identifiers', rows: () => identifiersOf(ledger, vault, workspace, keys) },
    { name: 'consents', rows: () => consentsOf(ledger, vault, workspace, keys) },
    { name: 'person_dates', rows: () => datesOf(ledger, vault, workspace, keys) },
    { name: 'family_members', rows: () => familyOf(ledger, vault, workspace, keys) },
    { name: 'person_needs', rows: () => needsOf(ledger, vault, workspace, keys) },
    { name: 'prospect_words', rows: () => prospectWordsOf(ledger, vault, workspace, keys) },
    { name: 'desk_calls', rows: () => callsOf(ledger, vault, workspace, keys) },
    { name: 'cases', rows: () => casesOf(ledger, vault, workspace, keys) },
    { name: 'survey_answers', rows: () => answersOf(ledger, vault, workspace, keys) },
    { name: 'conversations', rows: () => conversationsOf(ledger, vault, workspace, keys) },
    { name: 'letters', rows: () => lettersOf(ledger, vault, workspace, keys) },
    { name: 'topic_wishes', rows: () => topicWishesOf(ledger, workspace, keys) },
    { name: 'reviews', rows: () => reviewsOf(ledger, vault, workspace, keys) },
    ...inWarehouse.map(
      (place): CopyPart => ({
        name: place.table,
        rows: () => warehouseRows(warehouse, workspace, place, keys),
      }),
    ),
    ...inLedger.map(
      ({ table, columns }): CopyPart => ({
        name: table,
        rows: () => ledgerRows(ledger, table, columns, keys),
      }),
    ),
  ]
}

async function* identifiersOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('identifiers')
    .select(['kind', 'ciphertext', 'source', 'first_seen_at', 'last_seen_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .orderBy('id')
    .execute()
  for (const { kind, ciphertext, source, first_seen_at, last_seen_at } of rows)
    yield { kind, value: vault.decrypt(ciphertext), source, first_seen_at, last_seen_at }
}

async function* consentsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('consents')
    .leftJoin('consent_texts', 'consent_texts.id', 'consents.text_id')
    .select([
      ...(['consents.purpose', 'consents.channel', 'basis', 'state', 'at', 'expires_at'] as const),
      ...(['source', 'proof', 'consent_texts.body as text', 'consent_texts.version'] as const),
    ])
    .where('consents.workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .orderBy('at')
    .execute()
  for (const { proof, ...row } of rows) yield { ...row, proof: JSON.parse(vault.decrypt(proof)) as unknown }
}

async function* datesOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('person_dates')
    .select(['kind', 'said', 'source', 'noted_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .where('said', 'is not', null)
    .orderBy('noted_at')
    .execute()
  for (const { said, ...row } of rows) yield { ...row, value: said === null ? null : vault.decrypt(said) }
}

async function* familyOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('family_members')
    .select(['relation', 'name', 'noted_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .orderBy('noted_at')
    .execute()
  for (const { name, ...row } of rows) yield { ...row, name: name === null ? null : vault.decrypt(name) }
}

async function* needsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const { rows } = await raw<CopyRow & { note: Buffer | null }>`
    SELECT topic, stance, strength, said_on::text, valid_until::text, place, note, noted_at FROM person_needs
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND removed_at IS NULL
    ORDER BY said_on, noted_at`.execute(ledger.db)
  for (const { note, ...row } of rows) yield { ...row, note: note === null ? null : vault.decrypt(note) }
}

async function* prospectWordsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('prospect_words')
    .select(['aspect', 'value', 'reason', 'note', 'said_at', 'taken_at', 'other_person_key'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .where('removed_at', 'is', null)
    .orderBy('said_at')
    .execute()
  // Who recommended them is somebody else's datum: that somebody did is theirs.
  for (const { note, other_person_key, ...row } of rows)
    yield {
      ...row,
      ...(other_person_key === null ? {} : { value: 'another customer' }),
      note: note === null ? null : vault.decrypt(note),
    }
  const recommended = await ledger.db
    .selectFrom('prospect_words')
    .select(['said_at', 'taken_at'])
    .where('workspace_id', '=', workspace.id)
    .where('other_person_key', 'in', keys.map(String))
    .where('removed_at', 'is', null)
    .orderBy('said_at')
    .execute()
  for (const row of recommended) yield { aspect: 'recommended', value: 'another customer', ...row }
}

async function* ledgerRows(
  ledger: Ledger,
  table: string,
  columns: readonly string[],
  keys: readonly number[],
) {
  const { rows: bytes } = await raw<{ name: string }>`
    SELECT attname::text AS name FROM pg_attribute WHERE attrelid = ${table}::regclass AND atttypid = 'bytea'::regtype`.execute(
    ledger.db,
  )
  // What is sealed or hashed says nothing to anybody.
  const hidden = [...bytes.map(({ name }) => name), 'workspace_id']
  const named = raw.join(
    columns.map((column) => raw`t.${raw.ref(column)} = ANY(${[...keys]}::bigint[])`),
    raw` OR `,
  )
  for (let offset = 0; ; offset += page) {
    const { rows } = await raw<{ row: CopyRow }>`
      SELECT to_jsonb(t) - ${hidden}::text[] AS row FROM ${raw.table(table)} t WHERE ${named}
      ORDER BY ctid OFFSET ${offset} LIMIT ${page}`.execute(ledger.db)
    for (const { row } of rows) yield row
    if (rows.length < page) return
  }
}

async function* warehouseRows(
  warehouse: Warehouse,
  workspace: Workspace,
  place: WarehousePlace,
  keys: readonly number[],
): AsyncGenerator<CopyRow> {
  const stream = await warehouse.stream(
    sql`SELECT * EXCEPT (workspace_id) FROM ${identifier(place.table)} WHERE ${namesOneOf(place, workspace.id, keys)}`,
    'JSONEachRow',
    { pool: 'long', settings: { final: 1 } },
  )
  let rest = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as CopyRow
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as CopyRow
}
