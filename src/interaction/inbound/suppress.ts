import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { addToList } from '../do-not-send/list.ts'
import { type AnsweredDelivery, listEntryOf } from './delivery-of.ts'
import type { InboundDeps } from './deps.ts'
import { inboundSettings } from './settings.ts'

type Trx = Transaction<LedgerSchema>

/** A mail server gives up after five days at the latest; who is silent for longer has the message. */
const silentDays = 5

/**
 * An address that does not exist is not written to again. A full or resting one is given up only after several bounces in
 * a row. What was wrong with the message itself (its size, its content, somebody's policy) says nothing of the address.
 */
export async function suppressAfterBounce(
  deps: InboundDeps,
  trx: Trx,
  workspace: Workspace,
  delivery: AnsweredDelivery,
  bounce: { kind: 'hard' | 'soft' | 'content' | 'policy' | null; code: string },
): Promise<void> {
  if (bounce.kind !== 'hard' && bounce.kind !== 'soft') return
  const entry = await listEntryOf(deps.recipientsOf, workspace, delivery)
  if (!entry) return
  if (bounce.kind === 'soft') {
    const { softBounces } = await inboundSettings(deps.ledger, workspace.id)
    const inARow = await softBouncesInARow(trx, workspace, delivery.channel, entry.blindIndex)
    if (inARow < softBounces) return
  }
  await addToList(trx, workspace, await deps.vaultOf(workspace.id), {
    channel: delivery.channel,
    source: 'bounce',
    reason: [bounce.kind, bounce.code].filter((part) => part !== '').join(' '),
    addresses: [entry],
  })
}

/**
 * Soft bounces of an address since the last sign that it works: a receipt, somebody who opened, clicked or answered, or
 * a message that nobody sent back in time.
 */
export async function softBouncesInARow(
  trx: Trx,
  workspace: Workspace,
  channel: string,
  addressIndex: Buffer,
): Promise<number> {
  const now = workspace.clock.now()
  const { rows } = await sql<{ n: number }>`
    WITH mine AS MATERIALIZED (
      SELECT id, status, ended_at FROM deliveries
      WHERE workspace_id = ${workspace.id} AND channel = ${channel} AND address_index = ${addressIndex}),
    works AS (
      SELECT r.at FROM mine JOIN delivery_receipts r ON r.delivery_id = mine.id AND r.status = 'delivered'
      UNION ALL
      SELECT e.at FROM mine JOIN engagements e ON e.delivery_id = mine.id AND NOT e.is_bot
      UNION ALL
      SELECT mine.ended_at FROM mine
      WHERE mine.status = 'sent' AND mine.ended_at < ${now}::timestamptz - ${silentDays} * interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM delivery_receipts r WHERE r.delivery_id = mine.id AND r.status <> 'delivered'))
    SELECT count(*)::integer AS n FROM mine
    JOIN delivery_receipts r ON r.delivery_id = mine.id AND r.status = 'bounced' AND r.kind = 'soft'
    WHERE r.at > coalesce((SELECT max(at) FROM works), '-infinity')`.execute(trx)
  return rows[0]?.n ?? 0
}
