import { sql, type Transaction } from 'kysely'
import { maskIdentifier } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import type { InboxDeps } from './deps.ts'
import { inboxErrors } from './errors.ts'
import { linkThread } from './link.ts'
import { openWords, sealFor, sealWords } from './words.ts'

type Trx = Transaction<LedgerSchema>

/** What kind of address a channel is written from; null: none a person can be made of. */
export const addressKindOf = (channel: string, address: string): 'email' | 'phone' | null =>
  channel === 'sms' ? 'phone' : channel === 'email' || address.includes('@') ? 'email' : null

/**
 * What nobody we knew wrote becomes a customer's, and so does what comes from the address later; kept so that it can be
 * taken back.
 * @throws interaction.alreadyLinked, interaction.notACustomer, common.notFound
 */
export async function linkWithMemory(
  deps: InboxDeps,
  workspace: Workspace,
  actor: { kind: string; id: string },
  link: { id: string; customerId: string; prospectId: string | null },
): Promise<{ threadId: string; linkId: string }> {
  const vault = await deps.vaultOf(workspace.id)
  const personKey = Number(link.customerId)
  return deps.ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('conversations')
      .select(['channel', 'address', 'address_index', 'person_key'])
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', link.id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw commonErrors.notFound({ what: 'conversation', id: link.id })
    if (row.person_key !== null) throw inboxErrors.alreadyLinked({})
    const messages = await messageIds(trx, link.id)
    const address = vault.decrypt(row.address)
    const threadId = await linkThread(trx, vault, workspace, { id: link.id, personKey })
    const linkId = newId()
    await trx
      .insertInto('conversation_links')
      .values({
        ...{ id: linkId, workspace_id: workspace.id, conversation_id: threadId, channel: row.channel },
        ...{ address_index: row.address_index, address: sealFor(vault, personKey, address) },
        ...{ message_ids: messages, prospect_id: link.prospectId, linked_by: `${actor.kind}:${actor.id}` },
        ...{ linked_at: workspace.clock.now(), undone_at: null },
      })
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'inbox.link' },
      ...{ subject: { kind: 'conversation', id: threadId }, detail: { customer: link.customerId } },
    })
    return { threadId, linkId }
  })
}

async function messageIds(trx: Trx, thread: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('conversation_messages')
    .select('id')
    .where('conversation_id', '=', thread)
    .orderBy('at')
    .execute()
  return rows.map(({ id }) => id)
}

interface LinkRow {
  id: string
  conversation_id: string
  channel: string
  address: Buffer
  address_index: Buffer
  message_ids: string[]
  prospect_id: string | null
}

/**
 * Takes a link back: what was moved, and what came from the address since, is of nobody we know again; what we answered
 * stays with the customer it went to. A customer who was made for it is taken back as well, where nothing else is known.
 * @throws common.notFound, interaction.linkUndone
 */
export async function undoLink(
  deps: InboxDeps,
  workspace: Workspace,
  actor: Actor,
  linkId: string,
): Promise<{ threadId: string | null }> {
  const vault = await deps.vaultOf(workspace.id)
  const done = await deps.ledger.transaction(async (trx) => {
    const row = (await trx
      .selectFrom('conversation_links')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', linkId)
      .forUpdate()
      .executeTakeFirst()) as (LinkRow & { undone_at: Date | null }) | undefined
    if (!row) throw commonErrors.notFound({ what: 'link', id: linkId })
    if (row.undone_at !== null) throw inboxErrors.linkUndone({})
    const threadId = await moveBack(trx, vault, workspace, row)
    await trx
      .updateTable('conversation_links')
      .set({ undone_at: workspace.clock.now() })
      .where('id', '=', linkId)
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'inbox.unlink' },
      ...{ subject: { kind: 'conversation', id: threadId ?? row.conversation_id } },
    })
    return { threadId, prospectId: row.prospect_id }
  })
  if (done.prospectId !== null) await deps.prospects.unmake(workspace, actor, done.prospectId)
  return { threadId: done.threadId }
}

/** @returns the thread of nobody in which the messages stand now; null where all of them are gone */
async function moveBack(trx: Trx, vault: Vault, workspace: Workspace, row: LinkRow): Promise<string | null> {
  const messages = await trx
    .selectFrom('conversation_messages')
    .select(['id', 'words', 'at'])
    .where('conversation_id', '=', row.conversation_id)
    .where('id', 'in', row.message_ids)
    .where('direction', '=', 'in')
    .orderBy('at')
    .execute()
  const [first, last] = [messages[0], messages.at(-1)]
  if (!first || !last) return null
  const { rows } = await sql<{ id: string }>`
    INSERT INTO conversations AS c (id, workspace_id, person_key, channel, address_index, address, started_at, last_at)
    VALUES (${newId()}::uuid, ${workspace.id}, NULL, ${row.channel}, ${row.address_index},
      ${vault.encryptAlone(vault.decrypt(row.address))}, ${first.at}::timestamptz, ${last.at}::timestamptz)
    ON CONFLICT (workspace_id, channel, address_index, coalesce(person_key, 0))
    DO UPDATE SET state = 'open', last_at = greatest(c.last_at, excluded.last_at) RETURNING c.id`.execute(trx)
  const threadId = rows[0]?.id ?? ''
  await trx
    .updateTable('conversation_links')
    .set({ conversation_id: threadId })
    .where('id', '=', row.id)
    .execute()
  for (const { id, words } of messages)
    await trx
      .updateTable('conversation_messages')
      .set({ conversation_id: threadId, words: sealWords(vault, null, openWords(vault, words)) })
      .where('id', '=', id)
      .execute()
  await sql`
    DELETE FROM conversations c WHERE c.id = ${row.conversation_id}::uuid
      AND NOT EXISTS (SELECT 1 FROM conversation_messages m WHERE m.conversation_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM conversation_links l WHERE l.conversation_id = c.id)`.execute(trx)
  return threadId
}

/** Newest link of a thread that can be taken back. */
export async function linkOfThread(deps: InboxDeps, threadId: string): Promise<string | null> {
  const row = await deps.ledger.db
    .selectFrom('conversation_links')
    .select('id')
    .where('conversation_id', '=', threadId)
    .where('undone_at', 'is', null)
    .orderBy('linked_at', 'desc')
    .executeTakeFirst()
  return row?.id ?? null
}

/** The address of a thread of nobody we know, as pages may show it. */
export function maskedSender(vault: Vault, channel: string, sealed: Buffer): string {
  const address = vault.decrypt(sealed)
  const kind = addressKindOf(channel, address)
  return kind === null ? '' : maskIdentifier(kind, address)
}

/**
 * Makes a prospect of whoever wrote, with the address that wrote, and links the thread; where somebody has the address,
 * nobody is made and they are the answer.
 * @throws interaction.noAddressToKeep, interaction.alreadyLinked, those of making a prospect
 */
export async function prospectOfThread(
  deps: InboxDeps,
  workspace: Workspace,
  actor: Actor,
  { id, name, source }: { id: string; name: string; source: string },
) {
  const vault = await deps.vaultOf(workspace.id)
  const row = await deps.ledger.db
    .selectFrom('conversations')
    .select(['channel', 'address', 'person_key'])
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw commonErrors.notFound({ what: 'conversation', id })
  if (row.person_key !== null) throw inboxErrors.alreadyLinked({})
  const address = vault.decrypt(row.address)
  const kind = addressKindOf(row.channel, address)
  if (kind === null) throw inboxErrors.noAddressToKeep({})
  const made = await deps.prospects.make(workspace, actor, { name, source, [kind]: address })
  if (made.customerId === null || made.changeId === null)
    return { customerId: null, threadId: id, linkId: null, known: made.known }
  const linked = await linkWithMemory(deps, workspace, actor, {
    ...{ id, customerId: made.customerId, prospectId: made.changeId },
  })
  return { customerId: made.customerId, ...linked, known: [] }
}
