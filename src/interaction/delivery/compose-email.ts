import { LRUCache } from 'lru-cache'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { EmailContent } from '../channels/email.ts'
import { type PreparedEmail, prepareEmail } from '../content/prepare.ts'
import type { MessagePlan, Recipient } from '../ports.ts'
import { numberLinks } from '../tracking/campaign-links.ts'
import { signTracked, type TokenUse, type VaultOf } from '../tracking/tokens.ts'
import type { HeldDelivery } from './lease.ts'

export interface ComposeOptions {
  ledger: Ledger
  vaultOf: VaultOf
  /** Address customers reach, without a slash at its end. */
  publicUrl: string
  /** Sender where the workspace names none. */
  mailFrom: string
}

export type ComposeEmail = (
  workspace: Workspace,
  delivery: HeldDelivery,
  plan: MessagePlan,
  recipient: Recipient,
) => Promise<EmailContent>

/** Writes one person's message; layout, links and their numbers are worked out once per campaign and content. */
export function createEmailComposer(options: ComposeOptions): ComposeEmail {
  const cache = new LRUCache<string, Promise<{ prepared: PreparedEmail; numbers: number[] }>>({ max: 200 })

  const ready = (workspace: Workspace, campaignId: string, plan: MessagePlan) => {
    const key = `${workspace.id}/${campaignId}/${plan.contentKey}`
    const known = cache.get(key)
    if (known) return known
    const made = prepareEmail(plan.source, plan.variables).then(async (prepared) => ({
      prepared,
      numbers: await numberLinks(options.ledger, workspace.id, campaignId, prepared.links),
    }))
    cache.set(key, made)
    // A failure is not remembered: the creative may be corrected, the ledger come back.
    made.catch(() => cache.delete(key))
    return made
  }

  return async (workspace, delivery, plan, recipient) => {
    const from = workspace.mailFrom ?? options.mailFrom
    if (plan.transactional) {
      // Written for one person, so there is nothing to remember for the next.
      const prepared = await prepareEmail(plan.source, plan.variables)
      const message = prepared.render(
        { name: recipient.name ?? '', unsubscribeUrl: '' },
        prepared.links,
        null,
      )
      const of = { workspaceId: workspace.id, campaignId: null, unsubscribeUrl: null }
      return { ...message, ...of, from, date: workspace.clock.now() }
    }
    const [{ prepared, numbers }, vault] = await Promise.all([
      ready(workspace, delivery.campaignId, plan),
      options.vaultOf(workspace.id),
    ])
    const address = (path: string, use: TokenUse, linkNo: number) =>
      `${options.publicUrl}/t/${path}/${signTracked(vault, { workspaceId: workspace.id, deliveryId: delivery.id, linkNo }, use)}`
    const unsubscribeUrl = address('u', 'unsubscribe', 0)
    const message = prepared.render(
      { name: recipient.name ?? '', unsubscribeUrl },
      numbers.map((linkNo) => address('c', 'click', linkNo)),
      address('o', 'open', 0),
    )
    return {
      ...message,
      from,
      unsubscribeUrl,
      campaignId: delivery.campaignId,
      workspaceId: workspace.id,
      date: workspace.clock.now(),
    }
  }
}
