import type { Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { addToList, type DoNotSendEntry } from '../do-not-send/list.ts'
import type { WithdrawalSource } from '../ports.ts'
import { type DeliveryTouch, touchOf, touchWithoutDelivery } from '../touch.ts'
import { type AnsweredDelivery, listEntryOf } from './delivery-of.ts'
import type { InboundDeps } from './deps.ts'

type Trx = Transaction<LedgerSchema>

/** Whose word it is: the message answered where one is known, and who carries the address it came from. */
export interface Speaker {
  delivery: AnsweredDelivery | null
  personKeys: readonly number[]
  /** The address written from, where it is one. */
  entry: DoNotSendEntry | null
}

/**
 * Takes marketing on the channel back for everybody the word may be of, and lists the addresses: rather one too many
 * than one who is written to again. In the caller's transaction; repeating it changes nothing.
 */
export async function optOut(
  deps: InboundDeps,
  trx: Trx,
  workspace: Workspace,
  speaker: Speaker,
  word: { channel: string; source: Exclude<WithdrawalSource, 'unsubscribe_link'>; at: Date },
): Promise<void> {
  const { delivery } = speaker
  const { channel, source, at } = word
  const sentTo = delivery && (await listEntryOf(deps.recipientsOf, workspace, delivery))
  await addToList(trx, workspace, await deps.vaultOf(workspace.id), {
    channel,
    source: 'customer',
    reason: source,
    addresses: [sentTo, speaker.entry].filter((entry) => entry !== null),
  })
  for (const personKey of speaker.personKeys)
    await deps.recordWithdrawal(trx, workspace, {
      personKey,
      channel,
      deliveryId: delivery?.id ?? null,
      campaignId: delivery?.campaign_id ?? null,
      source,
    })
  await engaged(deps, trx, workspace, speaker, source === 'complaint' ? 'complained' : 'unsubscribed', {
    channel,
    at,
    about: source === 'complaint' ? '' : 'stop_word',
  })
}

/** Counts an answer once for its message, and tells it as a touch. */
export async function engaged(
  deps: InboundDeps,
  trx: Trx,
  workspace: Workspace,
  { delivery, personKeys }: Speaker,
  kind: 'replied' | 'complained' | 'unsubscribed',
  { channel, at, about }: { channel: string; at: Date; about: string },
): Promise<void> {
  if (!delivery) {
    const touches = personKeys.map(
      (personKey): DeliveryTouch =>
        touchWithoutDelivery(workspace, { personKey, kind, channel, at, outcome: about }),
    )
    if (touches.length > 0) await deps.recordTouches(trx, workspace, touches)
    return
  }
  const fresh = await trx
    .insertInto('engagements')
    .values({ delivery_id: delivery.id, kind, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('delivery_id')
    .executeTakeFirst()
  if (fresh) await deps.recordTouches(trx, workspace, [touchOf(delivery, { kind, at, outcome: about })])
}
