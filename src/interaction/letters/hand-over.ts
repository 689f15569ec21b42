import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, lockNumbers, writeAudit } from '../../stores/ledger/index.ts'
import { post } from '../channels/post.ts'
import { markSending } from '../delivery/lease.ts'
import { prepareDeliveries, type ReadyDelivery } from '../delivery/prepare.ts'
import { settle, settlementOf } from '../delivery/settle.ts'
import { batchRow } from './batch-row.ts'
import { printedCode } from './code.ts'
import type { LetterDeps } from './deps.ts'
import { letterErrors } from './errors.ts'
import { type Held, holdLetters, lettersStopped, requireNoPause } from './held.ts'

export interface HandOver {
  /** What one piece costs, printing and postage. */
  costMinor: number
}

/**
 * The batch leaves the house: every letter is asked about once more. Whoever may not be written to any more, or lives
 * elsewhere by now, is taken out of the pile by the code on the letter; all others are sent.
 * @returns how many were sent, and the codes of those to be taken out
 * @throws letter.notFound, letter.handedOver, letter.stopped, letter.paused
 */
export async function handOver(
  deps: LetterDeps,
  workspace: Workspace,
  batchId: string,
  { costMinor }: HandOver,
  actor: Actor,
): Promise<{ sent: number; pulled: string[] }> {
  if (await lettersStopped(deps.ledger, workspace.id)) throw letterErrors.stopped({})
  let held: Held | null = null
  try {
    return await deps.ledger.transaction(async (trx) => {
      // One at a time: who comes second finds the batch handed over.
      await sql`SELECT pg_advisory_xact_lock(${lockNumbers.letters}, ${workspace.id})`.execute(trx)
      const batch = await batchRow(trx, workspace, batchId)
      if (batch.state !== 'ready') throw letterErrors.handedOver({ number: batch.number })
      held = await holdLetters(deps.ledger, workspace, { batchId })
      const options = { ...deps, channel: post, compose: async () => ({}) }
      await requireNoPause(trx, workspace, batch.campaign_id)
      const { ready, settlements } = await prepareDeliveries(options, workspace, held.deliveries)
      await settle(trx, deps.recordTouches, held.leaseId, 'planned', settlements)
      const sent = await sendNow(deps, trx, workspace, batchId, held, ready, costMinor)
      // Paused meanwhile: no letter was marked, and none must be taken out of the pile for it.
      await requireNoPause(trx, workspace, batch.campaign_id)
      const pulled = await closeBatch(trx, workspace, batchId, sent, costMinor, actor)
      return { sent: sent.length, pulled }
    })
  } finally {
    await (held as Held | null)?.release()
  }
}

/** @returns codes of the letters that stay behind, in the order of the pile */
async function closeBatch(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  batchId: string,
  sent: readonly string[],
  costMinor: number,
  actor: Actor,
): Promise<string[]> {
  await sql`
    UPDATE letters SET state = 'handed_over'
    WHERE batch_id = ${batchId}::uuid AND state = 'ready' AND delivery_id = ANY(${[...sent]}::uuid[])`.execute(
    trx,
  )
  const pulled = await trx
    .updateTable('letters')
    .set({ state: 'pulled' })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'ready')
    .returning(['code', 'place'])
    .execute()
  await trx
    .updateTable('letter_batches')
    .set({
      ...{ state: 'handed_over', pulled: pulled.length, cost_minor: costMinor },
      ...{ handed_by: `${actor.kind}:${actor.id}`, handed_at: workspace.clock.now() },
    })
    .where('id', '=', batchId)
    .execute()
  await writeAudit(trx, {
    ...{ workspaceId: workspace.id, actor, action: 'letters.hand_over' },
    subject: { kind: 'letters', id: batchId },
    detail: { sent: sent.length, pulled: pulled.length, costMinor },
  })
  return pulled.sort((a, b) => a.place - b.place).map(({ code }) => printedCode(code))
}

/** Marks and settles in the one transaction, so that no crash leaves a letter in between. @returns what was sent */
async function sendNow(
  deps: LetterDeps,
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  batchId: string,
  held: Held,
  ready: readonly ReadyDelivery[],
  costMinor: number,
): Promise<string[]> {
  const printedFor = new Map(
    (
      await trx
        .selectFrom('letters')
        .select(['delivery_id', 'address_index'])
        .where('batch_id', '=', batchId)
        .execute()
    ).map((row) => [row.delivery_id, row.address_index]),
  )
  // The letter bears the address of the day it was printed; who has moved since gets a new one with the next batch.
  const unmoved = ready.filter(({ delivery, addressIndex }) =>
    printedFor.get(delivery.id)?.equals(addressIndex),
  )
  const ids = unmoved.map(({ delivery }) => delivery.id)
  await sql`UPDATE deliveries SET cost_minor = ${costMinor}::bigint WHERE id = ANY(${ids}::uuid[])`.execute(
    trx,
  )
  const rows = unmoved.map(({ delivery, ...row }) => ({ ...row, id: delivery.id }))
  const marked = await markSending(trx, held.leaseId, held.leaseMs, rows)
  const sent = unmoved.filter(({ delivery }) => marked.has(delivery.id))
  const settlements = sent.map(({ delivery, at }) => {
    const context = { ...delivery.context, cost_minor: String(costMinor) }
    return settlementOf({ kind: 'accepted', providerId: null }, { workspace, context, at, attempt: 1 })
  })
  await settle(trx, deps.recordTouches, held.leaseId, 'sending', settlements)
  return sent.map(({ delivery }) => delivery.id)
}

/** A batch that was not handed over is given up: its letters wait again. @throws letter.notFound, letter.handedOver */
export async function discardBatch(
  { ledger }: Pick<LetterDeps, 'ledger'>,
  workspace: Workspace,
  batchId: string,
  actor: Actor,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const batch = await batchRow(trx, workspace, batchId)
    const gone = await trx
      .deleteFrom('letter_batches')
      .where('id', '=', batchId)
      .where('state', '=', 'ready')
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw letterErrors.handedOver({ number: batch.number })
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'letters.discard' },
      ...{ subject: { kind: 'letters', id: batchId }, detail: { letters: batch.letters } },
    })
  })
}
