import { codeNote } from '@liangti/models'
import { sql, type Transaction } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { baseCoder } from '../coding/learn.ts'
import type { KeptMessage } from '../ports.ts'
import { addToLink, linkOfAddress } from './linked-address.ts'
import { sealFor, sealWords, type Words } from './words.ts'

/** What somebody wrote, to be kept. */
export interface Written extends Words {
  personKey: number | null
  channel: string
  address: string
  addressIndex: Buffer | null
  deliveryId: string | null
  at: Date
  /** Nobody carries the address: where a colleague said whose it is, it goes on there. */
  isUnknown?: boolean
}

/**
 * Puts a message into the thread it belongs to, in the caller's transaction; a thread that was done is open again.
 * Nothing is kept of people who were erased: null then.
 */
export async function keepMessage(
  trx: Transaction<LedgerSchema>,
  vault: Vault,
  workspace: Pick<Workspace, 'id'>,
  written: Written,
): Promise<KeptMessage | null> {
  const { channel, address, deliveryId, at } = written
  const index = written.addressIndex ?? vault.blindIndex('address', address)
  const link = written.isUnknown ? await linkOfAddress(trx, workspace, channel, index) : null
  const personKey = link?.personKey ?? written.personKey
  if (personKey !== null && vault.isErased(personKey)) return null
  const topics = await topicsOf(written.text)
  const { rows } = await sql<{ id: string }>`
    INSERT INTO conversations AS c (id, workspace_id, person_key, channel, address_index, address, started_at, last_at, topics)
    VALUES (${newId()}::uuid, ${workspace.id},
            (SELECT person_key FROM persons WHERE workspace_id = ${workspace.id} AND person_key = ${personKey}::bigint), ${channel}, ${index},
            ${sealFor(vault, personKey, address)}, ${at}::timestamptz, ${at}::timestamptz, ${topics}::text[])
    ON CONFLICT (workspace_id, channel, address_index, coalesce(person_key, 0))
    DO UPDATE SET state = 'open', unread = true, topics = excluded.topics, last_at = greatest(c.last_at, excluded.last_at)
    RETURNING c.id`.execute(trx)
  const kept = { id: newId(), threadId: rows[0]?.id ?? '' }
  await trx
    .insertInto('conversation_messages')
    .values({
      id: kept.id,
      conversation_id: kept.threadId,
      direction: 'in',
      words: sealWords(vault, personKey, written),
      author: null,
      delivery_id: deliveryId,
      at,
    })
    .execute()
  if (link) await addToLink(trx, link.id, kept)
  return kept
}

/** What it is about, as the coder of notes says; a coder that cannot be had keeps no letter out. */
async function topicsOf(text: string): Promise<string[]> {
  const coder = await baseCoder().catch(() => null)
  return coder === null ? [] : codeNote(coder, text).topics.map(({ code }) => code)
}
