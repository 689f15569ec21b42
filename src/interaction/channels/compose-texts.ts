import { LRUCache } from 'lru-cache'
import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import { type PreparedTexts, prepareTexts } from '../content/texts.ts'
import type { MessagePlan } from '../ports.ts'
import { numberLinks } from '../tracking/campaign-links.ts'
import { signTracked } from '../tracking/tokens.ts'
import type { Compose, ComposeTools, Draft } from './channel.ts'

/** The language is a tag. */
interface Written {
  language: string
}

/** A message made of plain texts. */
export interface TextMessage<S extends Written, C> {
  /** What the author may have put placeholders into, in a fixed order. */
  texts(source: S): readonly string[]
  /** @param texts as one person reads them, in that order */
  write(source: S, texts: readonly string[], draft: Draft): C
}

/** Writes one person's message, its links replaced by signed ones; texts and links are worked out once per campaign. */
export function composeTexts<S extends Written, C>(
  creative: z.ZodType<S>,
  message: TextMessage<S, C>,
  tools: ComposeTools,
): Compose<C> {
  const cache = new LRUCache<string, Promise<{ source: S; prepared: PreparedTexts; numbers: number[] }>>({
    max: 200,
  })
  const ready = (workspace: Workspace, campaignId: string, plan: MessagePlan) => {
    const key = `${workspace.id}/${campaignId}/${plan.contentKey}`
    const known = cache.get(key)
    if (known) return known
    const made = (async () => {
      const source = creative.parse(plan.source)
      const prepared = prepareTexts(message.texts(source), plan.variables, source.language)
      const numbers = await numberLinks(tools.ledger, workspace.id, campaignId, prepared.links)
      return { source, prepared, numbers }
    })()
    cache.set(key, made)
    // A failure is not remembered: the creative may be corrected, the ledger come back.
    made.catch(() => cache.delete(key))
    return made
  }
  return async (draft) => {
    const { workspace, delivery, plan, recipient } = draft
    const name = recipient.name ?? ''
    if (plan.transactional) {
      const source = creative.parse(plan.source)
      const prepared = prepareTexts(message.texts(source), plan.variables, source.language)
      return message.write(source, prepared.render(name, prepared.links), draft)
    }
    const [{ source, prepared, numbers }, vault] = await Promise.all([
      ready(workspace, delivery.campaignId, plan),
      tools.vaultOf(workspace.id),
    ])
    const tracked = numbers.map((linkNo) => {
      const token = { workspaceId: workspace.id, deliveryId: delivery.id, linkNo }
      return `${tools.publicUrl}/t/c/${signTracked(vault, token, 'click')}`
    })
    return message.write(source, prepared.render(name, tracked), draft)
  }
}
