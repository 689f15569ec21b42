import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { LawfulBasis, RecordedState } from '../../stores/ledger/schema/consent.ts'
import { keysOf } from '../identity/members.ts'

type Trx = Transaction<LedgerSchema>

/** How somebody's word is known; never an address or a number. Sealed where it is kept. */
export interface ConsentProof {
  /** unsubscribe_link, form, paper, phone, in_person, message, complaint, import, confirmation, other. */
  kind: string
  note?: string
  campaignId?: string
  deliveryId?: string
  /** Of a confirmation by mail: the request, and the network the answer came from. */
  requestId?: string
  address?: string
  /** File and row of an import. */
  importId?: string
  row?: number
  /** Version of the words as the file names it, where none of the workspace's has it. */
  textVersion?: number
}

export interface NewConsent {
  personKey: number
  purpose: string
  /** `*` for all. */
  channel: string
  state: RecordedState
  basis?: LawfulBasis
  /** When it was said; now where absent. */
  at?: Date
  expiresAt?: Date | null
  source: string
  proof: ConsentProof
  textId?: string | null
  importId?: string | null
  /** user, key, system, or customer for the customer's own hand. */
  actor: { kind: Actor['kind'] | 'customer'; id: string }
}

/**
 * Adds to the log, in the caller's transaction. An entry without a time of its own is newer than all before it of its
 * purpose and channel, also where the clock was set back meanwhile. The same word twice is kept once.
 * Nothing is kept of people who were erased.
 * @returns how many are new
 */
export async function recordConsents(
  trx: Trx,
  workspace: Workspace,
  vault: Vault,
  entries: readonly NewConsent[],
): Promise<number> {
  const news = entries.filter(({ personKey }) => !vault.isErased(personKey))
  if (news.length === 0) return 0
  const now = workspace.clock.now()
  const list = <T>(pick: (entry: NewConsent) => T) => news.map(pick)
  const { rows } = await sql<{ id: string }>`
    INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, text_id, at,
                          expires_at, actor_kind, actor_id, import_id)
    SELECT ${workspace.id}, e.person_key, e.purpose, e.channel, e.basis, e.state, decode(e.proof, 'base64'), e.source,
           e.text_id,
           coalesce(e.at, greatest(${now}::timestamptz, (
             SELECT max(c.at) + interval '1 millisecond' FROM consents c
             WHERE c.workspace_id = ${workspace.id} AND c.person_key = e.person_key AND c.purpose = e.purpose
               AND c.channel = e.channel))),
           e.expires_at, e.actor_kind, e.actor_id, e.import_id
    FROM unnest(${list((e) => e.personKey)}::bigint[], ${list((e) => e.purpose)}::text[],
                ${list((e) => e.channel)}::text[], ${list((e) => e.basis ?? 'consent')}::text[],
                ${list((e) => e.state)}::text[],
                ${list((e) => vault.encryptFor(e.personKey, JSON.stringify(e.proof)).toString('base64'))}::text[],
                ${list((e) => e.source)}::text[], ${list((e) => e.textId ?? null)}::uuid[],
                ${list((e) => e.at ?? null)}::timestamptz[], ${list((e) => e.expiresAt ?? null)}::timestamptz[],
                ${list((e) => e.actor.kind)}::text[], ${list((e) => e.actor.id)}::text[],
                ${list((e) => e.importId ?? null)}::uuid[])
         AS e(person_key, purpose, channel, basis, state, proof, source, text_id, at, expires_at, actor_kind, actor_id,
              import_id)
    ON CONFLICT DO NOTHING
    RETURNING id::text AS id`.execute(trx)
  return rows.length
}

/**
 * Takes a consent back, under every key the customer is known by, unless that stands already: a link clicked ten times
 * is one entry. A refusal that only a file told is no reason to leave it out: the import may be undone.
 * @returns whether it is news
 */
export async function withdraw(
  trx: Trx,
  workspace: Workspace,
  vault: Vault,
  entry: Omit<NewConsent, 'state' | 'at'>,
): Promise<boolean> {
  // Two clicks at once: the second waits for the first, then sees its entry.
  const place = `consent/${workspace.id}/${entry.personKey}`
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(trx)
  const keys = (await keysOf(trx, [entry.personKey])).get(entry.personKey) ?? [entry.personKey]
  // A key the ledger no longer knows has nobody left to write to, and the list of addresses stands anyway.
  const { rows } = await sql<{ person_key: string }>`
    SELECT p.person_key::text AS person_key FROM persons p
    WHERE p.workspace_id = ${workspace.id} AND p.person_key = ANY(${keys}::bigint[])
      AND (SELECT c.state = 'withdrawn' AND c.import_id IS NULL FROM consents c
           WHERE c.workspace_id = p.workspace_id AND c.person_key = p.person_key AND c.purpose = ${entry.purpose}
             AND c.channel = ${entry.channel}
           ORDER BY c.at DESC, (c.state = 'withdrawn') DESC, (c.import_id IS NULL) DESC, c.id DESC
           LIMIT 1) IS DISTINCT FROM true`.execute(trx)
  const news = rows.map(
    (row): NewConsent => ({
      ...entry,
      personKey: Number(row.person_key),
      state: 'withdrawn',
    }),
  )
  return (await recordConsents(trx, workspace, vault, news)) > 0
}
