import type { Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { keepMessage } from '../inbox/keep.ts'
import type { ChannelInbound } from '../ports.ts'
import { addressTypeOf, deliveryById, deliveryToAddress } from './delivery-of.ts'
import type { InboundDeps } from './deps.ts'
import { engaged, optOut, type Speaker } from './opt-out.ts'
import { inboundSettings } from './settings.ts'
import { isStopWord } from './stop-words.ts'

export type Reply = Parameters<ChannelInbound['reply']>[0]

/**
 * Takes what somebody wrote. A stop word takes consent back at once; anything else is an answer, kept for the inbox.
 * The same message again changes nothing, even where the customer has agreed anew since.
 */
export async function recordReply(deps: InboundDeps, reply: Reply): Promise<void> {
  const workspace = await deps.workspaceOf(reply.workspaceId)
  const speaker = await speakerOf(deps, workspace, reply)
  const { stopWords } = await inboundSettings(deps.ledger, workspace.id)
  const isStop =
    isStopWord(reply.text, stopWords) ||
    (reply.text.trim() === '' && isStopWord(reply.subject ?? '', stopWords))
  const { channel, at } = reply
  // Of an address that several people share nobody knows who wrote.
  const personKey = speaker.personKeys.length === 1 ? (speaker.personKeys[0] ?? null) : null
  const openCase =
    isStop || personKey === null
      ? null
      : await deps.hearComplaint(workspace, { personKey, channel, words: reply.text, at })
  await deps.ledger.transaction(async (trx) => {
    if (!(await isFirst(deps, trx, workspace, reply))) return
    if (isStop) await optOut(deps, trx, workspace, speaker, { channel, source: 'stop_word', at })
    else {
      await engaged(deps, trx, workspace, speaker, 'replied', { channel, at, about: '' })
      const kept = await keepMessage(trx, await deps.vaultOf(workspace.id), workspace, {
        ...{ personKey, channel, at, subject: reply.subject, text: reply.text, address: reply.from },
        addressIndex: speaker.entry?.blindIndex ?? null,
        deliveryId: speaker.delivery?.id ?? null,
        isUnknown: speaker.personKeys.length === 0,
      })
      if (kept && openCase) await openCase(trx, kept)
    }
  })
}

/** Who wrote: the message answered says it; else the address does, as far as it is known. */
export async function speakerOf(
  deps: InboundDeps,
  workspace: Workspace,
  said: { channel: string; deliveryId: string | null; from: string | null },
): Promise<Speaker> {
  const { db } = deps.ledger
  const none = { personKeys: [], blindIndex: null }
  const carriers = said.from ? await deps.peopleAt(workspace, addressTypeOf(said.channel), said.from) : none
  const { blindIndex } = carriers
  const named = said.deliveryId
    ? await deliveryById(db, workspace.id, said.channel, said.deliveryId)
    : blindIndex && (await deliveryToAddress(db, workspace.id, said.channel, blindIndex))
  return {
    delivery: named ?? null,
    // Who answers a message is who it went to, whichever of their addresses they write from.
    personKeys: named ? [Number(named.person_key)] : carriers.personKeys,
    entry: blindIndex && said.from ? { blindIndex, address: said.from } : null,
  }
}

async function isFirst(
  deps: InboundDeps,
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  reply: Reply,
): Promise<boolean> {
  const vault = await deps.vaultOf(workspace.id)
  const row = await trx
    .insertInto('inbound_seen')
    .values({
      workspace_id: workspace.id,
      message_index: vault.blindIndex(
        `inbound/${reply.channel}`,
        `${reply.deliveryId ?? ''}/${reply.messageId}`,
      ),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('workspace_id')
    .executeTakeFirst()
  return row !== undefined
}
