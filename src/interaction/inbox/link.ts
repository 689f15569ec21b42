import { sql, type Transaction } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { inboxErrors } from './errors.ts'
import { openWords, sealFor, sealWords } from './words.ts'

type Trx = Transaction<LedgerSchema>

/**
 * What nobody we knew wrote becomes a customer's, sealed under that customer's key; where they have a thread of the same
 * address already, it goes on there.
 * @returns the thread in which it stands now @throws interaction.alreadyLinked, interaction.notACustomer
 */
export async function linkThread(
  trx: Trx,
  vault: Vault,
  workspace: Workspace,
  { id, personKey }: { id: string; personKey: number },
): Promise<string> {
  const row = await trx
    .selectFrom('conversations')
    .select(['id', 'channel', 'person_key', 'address', 'address_index', 'last_at'])
    .where('id', '=', id)
    .where('workspace_id', '=', workspace.id)
    .forUpdate()
    .executeTakeFirst()
  if (row && row.person_key === String(personKey)) return row.id
  if (!row || row.person_key !== null) throw inboxErrors.alreadyLinked({})
  const person = await trx
    .selectFrom('persons')
    .select('person_key')
    .where('workspace_id', '=', workspace.id)
    .where('person_key', '=', String(personKey))
    .executeTakeFirst()
  if (!person || vault.isErased(personKey)) throw inboxErrors.notACustomer({ id: String(personKey) })
  await sealAnew(trx, vault, row.id, personKey)
  const { rows } = await sql<{ id: string }>`
    UPDATE conversations SET state = 'open', last_at = greatest(last_at, ${row.last_at}::timestamptz)
    WHERE workspace_id = ${workspace.id} AND channel = ${row.channel} AND address_index = ${row.address_index}
      AND person_key = ${personKey} RETURNING id`.execute(trx)
  const [standing] = rows
  if (standing) {
    await trx
      .updateTable('conversation_messages')
      .set({ conversation_id: standing.id })
      .where('conversation_id', '=', row.id)
      .execute()
    await trx.deleteFrom('conversations').where('id', '=', row.id).execute()
    return standing.id
  }
  await trx
    .updateTable('conversations')
    .set({ person_key: String(personKey), address: sealFor(vault, personKey, vault.decrypt(row.address)) })
    .where('id', '=', row.id)
    .execute()
  return row.id
}

async function sealAnew(trx: Trx, vault: Vault, thread: string, personKey: number): Promise<void> {
  const messages = await trx
    .selectFrom('conversation_messages')
    .select(['id', 'words'])
    .where('conversation_id', '=', thread)
    .forUpdate()
    .execute()
  for (const message of messages)
    await trx
      .updateTable('conversation_messages')
      .set({ words: sealWords(vault, personKey, openWords(vault, message.words)) })
      .where('id', '=', message.id)
      .execute()
}
