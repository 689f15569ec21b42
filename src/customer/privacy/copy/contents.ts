import { sql as raw } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import { identifier, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { ledgerPlaces } from '../erasure/ledger-places.ts'
import { namesOneOf, type WarehousePlace, warehousePlaces } from '../erasure/warehouse-places.ts'
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

async function* conversationsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('conversations as c')
    .innerJoin('conversation_messages as m', 'm.conversation_id', 'c.id')
    .select(['c.channel', 'c.address', 'm.direction', 'm.words', 'm.at'])
    .where('c.workspace_id', '=', workspace.id)
    .where('c.person_key', 'in', keys.map(String))
    .orderBy('m.at')
    .execute()
  for (const { address, words, ...row } of rows)
    yield {
      ...row,
      value: vault.decrypt(address),
      ...(JSON.parse(vault.decrypt(words)) as { subject: string | null; text: string }),
    }
}

async function* lettersOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('letters as l')
    .innerJoin('letter_batches as b', 'b.id', 'l.batch_id')
    .select(['l.content', 'l.state', 'l.returned_why', 'l.returned_at', 'b.created_at as at', 'b.handed_at'])
    .where('l.workspace_id', '=', workspace.id)
    .where('l.person_key', 'in', keys.map(String))
    .orderBy('b.created_at')
    .execute()
  for (const { content, ...row } of rows) {
    const { address, headline, body } = JSON.parse(vault.decrypt(content)) as {
      address: string[]
      headline: string
      body: string
    }
    yield {
      ...row,
      value: address.join(', '),
      text: [headline, body].filter((part) => part !== '').join('\n\n'),
    }
  }
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

async function* callsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('desk_calls')
    .select([
      'at',
      'outcome',
      'refusal_reason',
      'considering_until',
      'call_back_at',
      'next_step',
      'topics',
      'sentiment',
      'note',
    ])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .where('undone_at', 'is', null)
    .orderBy('at')
    .execute()
  for (const { note, ...row } of rows) yield { ...row, note: note === null ? null : vault.decrypt(note) }
}

/** What they complained of in their words, and what they were given; what colleagues noted of it is in the steps. */
async function* casesOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const { rows } = await raw<CopyRow & { words: Buffer; notes: Buffer[] | null }>`
    SELECT c.channel, c.words, c.topics, c.severity, c.received_at, c.answered_at, c.closed_at, c.outcome, c.satisfaction,
      (SELECT jsonb_agg(jsonb_build_object('remedy', r.label, 'state', r.state, 'given_at', r.given_at) ORDER BY r.proposed_at)
         FROM case_remedies r WHERE r.case_id = c.id) AS remedies,
      (SELECT array_agg(s.note ORDER BY s.id) FROM case_steps s WHERE s.case_id = c.id AND s.note IS NOT NULL) AS notes
    FROM cases c WHERE c.workspace_id = ${workspace.id} AND c.person_key = ANY(${[...keys]}::bigint[])
    ORDER BY c.received_at, c.id`.execute(ledger.db)
  for (const { words, notes, ...row } of rows)
    yield { ...row, words: vault.decrypt(words), notes: (notes ?? []).map((note) => vault.decrypt(note)) }
}

/** What they answered when they were asked, with the question as they read it. */
async function* answersOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const { rows } = await raw<CopyRow & { words: Buffer | null }>`
    SELECT s.question->>${workspace.locale}::text AS question, a.score, a.reasons, a.words, a.channel, a.at
    FROM survey_answers a JOIN surveys s ON s.id = a.survey_id
    WHERE a.workspace_id = ${workspace.id} AND a.person_key = ANY(${[...keys]}::bigint[]) ORDER BY a.at, a.id`.execute(
    ledger.db,
  )
  for (const { words, ...row } of rows) yield { ...row, words: words === null ? null : vault.decrypt(words) }
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
