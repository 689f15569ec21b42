import { LRUCache } from 'lru-cache'
import type { z } from 'zod'
import { brandOf } from '../../kit/brand.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { lookOf } from '../content/brand/apply.ts'
import { type PreparedEmail, prepareEmail } from '../content/prepare.ts'
import { addressToken } from '../inbound/mail/address-token.ts'
import type { EmailSource, MessagePlan } from '../ports.ts'
import { numberLinks } from '../tracking/campaign-links.ts'
import { signTracked, type TokenUse } from '../tracking/tokens.ts'
import type { Compose, ComposeTools } from './channel.ts'
import type { EmailContent } from './email-content.ts'
import { parseMailbox } from './smtp/mime.ts'

/** Writes one person's message; layout, links and their numbers are worked out once per campaign and content. */
export function composeEmail(creative: z.ZodType<EmailSource>, options: ComposeTools): Compose<EmailContent> {
  const cache = new LRUCache<string, Promise<{ prepared: PreparedEmail; numbers: number[] }>>({ max: 200 })

  const ready = (workspace: Workspace, campaignId: string, plan: MessagePlan) => {
    const look = lookOf(workspace, options.publicUrl)
    const key = `${workspace.id}/${look.brand.version}/${campaignId}/${plan.contentKey}`
    const known = cache.get(key)
    if (known) return known
    const made = prepareEmail(creative.parse(plan.source), plan.variables, look).then(async (prepared) => ({
      prepared,
      numbers: await numberLinks(options.ledger, workspace.id, campaignId, prepared.links),
    }))
    cache.set(key, made)
    // A failure is not remembered: the creative may be corrected, the ledger come back.
    made.catch(() => cache.delete(key))
    return made
  }

  return async ({ workspace, delivery, plan, recipient, at }) => {
    const from = senderOf(workspace, options.mailFrom)
    const vault = await options.vaultOf(workspace.id)
    const back = backAddresses(vault, { workspaceId: workspace.id, deliveryId: delivery.id }, options)
    if (plan.transactional) {
      // Written for one person, so there is nothing to remember for the next.
      const prepared = await prepareEmail(
        creative.parse(plan.source),
        plan.variables,
        lookOf(workspace, options.publicUrl),
      )
      const message = prepared.render(
        { name: recipient.name ?? '', unsubscribeUrl: '' },
        prepared.links,
        null,
      )
      const of = { workspaceId: workspace.id, campaignId: null, unsubscribeUrl: null }
      return { ...message, ...of, ...back, from, date: at }
    }
    const { prepared, numbers } = await ready(workspace, delivery.campaignId, plan)
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
      ...back,
      from,
      unsubscribeUrl,
      campaignId: delivery.campaignId,
      workspaceId: workspace.id,
      date: at,
    }
  }
}

/** The sender that is set, by the name customers know. */
function senderOf(workspace: Workspace, ofInstallation: string): string {
  const from = workspace.mailFrom ?? ofInstallation
  const { senderName } = brandOf(workspace)
  const address = parseMailbox(from)?.address
  return senderName === '' || address === undefined ? from : `${senderName} <${address}>`
}

/** Addresses of this one message, so that what comes back says what it answers. */
function backAddresses(
  vault: Vault,
  of: { workspaceId: number; deliveryId: string },
  { inboundDomain }: Pick<ComposeTools, 'inboundDomain'>,
): Pick<EmailContent, 'returnPath' | 'replyTo'> {
  if (!inboundDomain) return { returnPath: null, replyTo: null }
  return {
    returnPath: `${addressToken(vault, of, 'bounce')}@${inboundDomain}`,
    replyTo: `${addressToken(vault, of, 'reply')}@${inboundDomain}`,
  }
}
