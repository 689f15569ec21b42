import type { Workspace } from '../../../kit/workspace.ts'
import type { HandOver } from '../../channels/confirmed.ts'
import { failed, type Outcome } from '../../channels/outcome.ts'
import { type HeldDelivery, leaseDue, releaseLeases } from '../lease.ts'
import type { ReadyDelivery } from '../prepare.ts'
import { settle, settlementOf } from '../settle.ts'
import { tendLeases } from '../tend-leases.ts'
import type { BatchDeps } from './deps.ts'
import { closeBatch, markWaiting, openBatch, waitingOf } from './store.ts'

const checkedAtOnce = 250

/**
 * Hands over what is due, each text once: every message is checked as the moment of sending asks, then one call takes all
 * customers of the same words.
 * @param leaseId of this round alone @param learn hears how each hand-over ended @returns how many were found
 */
export async function handOverDue(
  deps: BatchDeps,
  workspace: Workspace,
  leaseId: string,
  learn: (outcome: Outcome) => void,
): Promise<number> {
  const { ledger, channel, leaseMs } = deps
  const limit = deps.confirmed.mostAtOnce
  const held = await leaseDue(ledger, { workspace, channel, leaseId, leaseMs, limit })
  const left = new Set(held.map(({ id }) => id))
  const endTending = tendLeases(deps, leaseId, leaseMs, () => [...left])
  try {
    const groups = await grouped(deps, workspace, leaseId, held, left)
    for (const items of groups) {
      const outcome = await handOverOne(deps, workspace, leaseId, items, left)
      if (outcome) learn(outcome)
      // The platform is away: the others would only find out the same.
      if (outcome?.kind === 'failed' && outcome.retry === 'connection') break
    }
    return held.length
  } finally {
    endTending()
    await releaseLeases(ledger, leaseId, [...left])
  }
}

/** Checked and written, by what they say. A customer stands in a group once; who is there twice comes with the next round. */
async function grouped(
  deps: BatchDeps,
  workspace: Workspace,
  leaseId: string,
  held: readonly HeldDelivery[],
  left: Set<string>,
): Promise<ReadyDelivery[][]> {
  const groups = new Map<string, Map<string, ReadyDelivery>>()
  for (let at = 0; at < held.length; at += checkedAtOnce) {
    const { ready, settlements } = await deps.prepare(workspace, held.slice(at, at + checkedAtOnce))
    await deps.ledger.transaction((trx) => settle(trx, deps.recordTouches, leaseId, 'planned', settlements))
    for (const { context } of settlements) left.delete(context.id)
    for (const item of ready) {
      const key = `${item.delivery.campaignId} ${JSON.stringify(item.content)}`
      const group = groups.get(key) ?? new Map<string, ReadyDelivery>()
      if (!group.has(item.address)) group.set(item.address, item)
      groups.set(key, group)
    }
  }
  return [...groups.values()].map((group) => [...group.values()])
}

async function handOverOne(
  deps: BatchDeps,
  workspace: Workspace,
  leaseId: string,
  items: readonly ReadyDelivery[],
  left: Set<string>,
): Promise<Outcome | null> {
  const { channel, leaseMs } = deps
  const content = items[0]?.content
  const batch = await openBatch(deps.ledger, workspace, { channel, leaseId, leaseMs }, content, items)
  if (!batch) return null
  for (const { delivery } of batch.items) left.delete(delivery.id)
  const end = await deps.confirmed.handOver(
    batch.items.map(({ address }) => address),
    content,
  )
  // Nobody knows: the batch stays as it is, and is looked for when its time comes.
  if (end.kind === 'unknown') return { kind: 'unknown', reason: 'no_answer_after_request', params: {} }
  await deps.ledger.transaction(async (trx) => {
    const mine = new Map((await waitingOf(trx, batch.id)).map((row) => [row.id, row]))
    const outcomeOf = outcomes(deps, end)
    const settlements = batch.items.flatMap(({ delivery, address, at }) => {
      const [row, outcome] = [mine.get(delivery.id), outcomeOf(address)]
      if (!row || !outcome) return []
      return [
        settlementOf(outcome, { workspace, context: row, at, attempt: row.attempts }, deps.retryDelaysMs),
      ]
    })
    await settle(trx, deps.recordTouches, batch.id, 'sending', settlements)
    if (end.kind === 'taken' && settlements.length < batch.items.length)
      await markWaiting(trx, batch.id, end.providerId, deps.askDelaysMs[0] ?? 0)
    else await closeBatch(trx, batch.id)
  })
  await forget(deps, workspace, end.kind === 'taken' ? end.refused : end.strangers)
  return end.kind === 'taken' ? { kind: 'accepted', providerId: end.providerId } : end.outcome
}

/** What a hand-over means for one address; null where it waits for somebody to confirm it. */
function outcomes(
  { confirmed }: Pick<BatchDeps, 'confirmed'>,
  end: Exclude<HandOver, { kind: 'unknown' }>,
): (address: string) => Outcome | null {
  const stranger = failed(confirmed.stranger, { retry: false })
  const left = new Set(end.kind === 'taken' ? end.refused : end.strangers)
  const others = end.kind === 'taken' ? null : end.outcome
  return (address) => (left.has(address) ? stranger : others)
}

/** Whoever the platform does not know any more is not counted as reachable any more. */
export async function forget(
  deps: Pick<BatchDeps, 'channel' | 'gone'>,
  workspace: Workspace,
  addresses: readonly string[],
): Promise<void> {
  for (const address of addresses)
    await deps.gone({ workspaceId: workspace.id, channel: deps.channel, address })
}
