import { isAppError } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { AnyChannel, Compose, Draft } from '../channels/channel.ts'
import { listedAmong } from '../do-not-send/list.ts'
import type { MayContact, MessageFor, Recipient, RecipientsOf } from '../ports.ts'
import type { HeldDelivery } from './lease.ts'
import { ended, type Settlement } from './settle.ts'

export interface PrepareOptions {
  ledger: Ledger
  log: Log
  mayContact: MayContact
  messageFor: MessageFor
  recipientsOf: RecipientsOf
  channel: Pick<AnyChannel, 'id' | 'addressType' | 'acceptsAddress'>
  compose: Compose<unknown>
}

/** Checked, addressed and written: all that is left is to hand it over. */
export interface ReadyDelivery {
  workspace: Workspace
  delivery: HeldDelivery
  address: string
  addressIndex: Buffer
  content: unknown
  /** Of its words; null where they are in one alone. */
  language: string | null
  /** The workspace's time: of the message, its row and its touch. */
  at: Date
}

export interface PreparedBatch {
  ready: ReadyDelivery[]
  /** Those that will not be sent, or not now, with the reason. */
  settlements: Settlement[]
}

/**
 * The checks of the moment of sending, cheapest and most final first: may the person be contacted, is there an address,
 * is it on the do-not-send list, can the message be written.
 */
export async function prepareDeliveries(
  options: PrepareOptions,
  workspace: Workspace,
  held: readonly HeldDelivery[],
): Promise<PreparedBatch> {
  const at = workspace.clock.now()
  const settlements: Settlement[] = []
  const end = (delivery: HeldDelivery, status: 'failed' | 'suppressed', reason: string, params = {}) =>
    settlements.push(ended({ workspace, context: delivery.context, at }, status, reason, params))

  const allowed = await permitted(options, workspace, held, at, settlements)
  const recipients = await options.recipientsOf(
    workspace,
    allowed.map((delivery) => delivery.personKey),
    options.channel.addressType,
  )
  const listed = await listedAmong(
    options.ledger,
    workspace.id,
    options.channel.id,
    [...recipients.values()].map((recipient) => recipient.blindIndex),
  )
  const reachable: { delivery: HeldDelivery; recipient: Recipient }[] = []
  for (const delivery of allowed) {
    const recipient = recipients.get(delivery.personKey)
    if (!recipient) end(delivery, 'suppressed', 'no_address')
    else if (listed.has(recipient.blindIndex.toString('hex'))) end(delivery, 'suppressed', 'do_not_send')
    else if (!options.channel.acceptsAddress(recipient.address)) end(delivery, 'failed', 'address_unusable')
    else reachable.push({ delivery, recipient })
  }
  const plans = await options.messageFor(
    workspace,
    reachable.map(({ delivery }) => delivery),
  )
  const ready: ReadyDelivery[] = []
  for (const { delivery, recipient } of reachable) {
    const plan = plans.get(delivery.id)
    if (!plan) {
      end(delivery, 'failed', 'message_missing')
      continue
    }
    const content = await written(options, { workspace, delivery, plan, recipient, at })
    if (content === null) end(delivery, 'failed', 'content_error')
    else
      ready.push({
        workspace,
        delivery,
        address: recipient.address,
        addressIndex: recipient.blindIndex,
        content,
        language: plan.language ?? null,
        at,
      })
  }
  return { ready, settlements }
}

async function permitted(
  options: PrepareOptions,
  workspace: Workspace,
  held: readonly HeldDelivery[],
  at: Date,
  settlements: Settlement[],
): Promise<HeldDelivery[]> {
  const verdicts = await options.mayContact(workspace, held, at)
  return held.filter((delivery) => {
    const answer = verdicts.get(delivery.id)
    const of = { workspace, context: delivery.context, at }
    if (answer?.verdict === 'send') return true
    if (answer?.verdict === 'later')
      settlements.push({
        ...of,
        status: 'planned',
        reason: answer.reason ?? null,
        params: {},
        providerId: null,
        retryMs: null,
        notBefore: answer.until,
      })
    else settlements.push(ended(of, 'suppressed', answer?.reason ?? 'not_allowed', answer?.params))
    return false
  })
}

/** @returns null when the creative itself is at fault; anything else (the ledger, say) is thrown and tried again */
async function written(options: PrepareOptions, draft: Draft): Promise<unknown> {
  try {
    return await options.compose(draft)
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'invalid') throw error
    options.log.warn({ deliveryId: draft.delivery.id, code: error.code }, 'message could not be written')
    return null
  }
}
