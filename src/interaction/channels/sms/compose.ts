import { LRUCache } from 'lru-cache'
import type { z } from 'zod'
import type { Workspace } from '../../../kit/workspace.ts'
import { type PreparedSms, prepareSms } from '../../content/sms.ts'
import type { MessagePlan, SmsSource } from '../../ports.ts'
import { numberLinks } from '../../tracking/campaign-links.ts'
import { signTracked } from '../../tracking/tokens.ts'
import type { Compose, ComposeTools } from '../channel.ts'
import type { SmsContent } from './content.ts'

/** What every message of a connection begins and ends with. */
export interface SmsFrame {
  sign: string
  optOut: string
}

/** 【签名】 before, how to opt out behind, as carriers ask of marketing. */
export function framed({ sign, optOut }: SmsFrame, text: string, isMarketing: boolean): string {
  const signed = sign === '' || text.startsWith(`【${sign}】`) ? text : `【${sign}】${text}`
  return !isMarketing || optOut === '' || signed.endsWith(optOut) ? signed : `${signed}${optOut}`
}

export function composeSms(
  creative: z.ZodType<SmsSource>,
  frame: SmsFrame,
  tools: ComposeTools,
): Compose<SmsContent> {
  const cache = new LRUCache<string, Promise<{ prepared: PreparedSms; numbers: number[] }>>({ max: 200 })
  const ready = (workspace: Workspace, campaignId: string, plan: MessagePlan) => {
    const key = `${workspace.id}/${campaignId}/${plan.contentKey}`
    const known = cache.get(key)
    if (known) return known
    const made = (async () => {
      const prepared = prepareSms(creative.parse(plan.source), plan.variables)
      return { prepared, numbers: await numberLinks(tools.ledger, workspace.id, campaignId, prepared.links) }
    })()
    cache.set(key, made)
    // A failure is not remembered: the creative may be corrected, the ledger come back.
    made.catch(() => cache.delete(key))
    return made
  }
  return async ({ workspace, delivery, plan, recipient }) => {
    const name = recipient.name ?? ''
    if (plan.transactional) {
      const prepared = prepareSms(creative.parse(plan.source), plan.variables)
      return { text: framed(frame, prepared.render(name, prepared.links), false) }
    }
    const [{ prepared, numbers }, vault] = await Promise.all([
      ready(workspace, delivery.campaignId, plan),
      tools.vaultOf(workspace.id),
    ])
    const tracked = numbers.map((linkNo) => {
      const token = { workspaceId: workspace.id, deliveryId: delivery.id, linkNo }
      return `${tools.publicUrl}/t/c/${signTracked(vault, token, 'click')}`
    })
    return { text: framed(frame, prepared.render(name, tracked), true) }
  }
}
