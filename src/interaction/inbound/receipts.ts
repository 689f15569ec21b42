import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { ChannelInbound } from '../ports.ts'
import { touchOf } from '../touch.ts'
import { type AnsweredDelivery, deliveryById, deliveryByProvider } from './delivery-of.ts'
import type { InboundDeps } from './deps.ts'
import { suppressAfterBounce } from './suppress.ts'

type Trx = Transaction<LedgerSchema>
export type Receipt = Parameters<ChannelInbound['receipt']>[0]

/** What of a receipt is kept. */
type Fact = Pick<Receipt, 'status' | 'kind' | 'at'> & { code: string }

/** Early receipts are looked at again for so long; afterwards they belong to nothing we sent. */
const earlyDays = 3

/**
 * Writes a receipt down with its touch, settles a message whose fate was unknown, and puts an address that does not
 * work on the do-not-send list: one transaction, and nothing more when it comes again.
 */
export async function recordReceipt(deps: InboundDeps, receipt: Receipt): Promise<void> {
  const { workspaceId, channel } = receipt
  const workspace = await deps.workspaceOf(workspaceId)
  const fact: Fact = {
    status: receipt.status,
    kind: receipt.status === 'delivered' ? null : receipt.kind,
    code: codeText(receipt.code),
    at: receipt.at,
  }
  const delivery = await found(deps, receipt)
  if (delivery) return settleReceipt(deps, workspace, delivery, fact)
  if (receipt.deliveryId !== null || receipt.providerId === null) return
  await deps.ledger.db
    .insertInto('early_receipts')
    .values({
      workspace_id: workspaceId,
      channel,
      provider_id: receipt.providerId.slice(0, 200),
      ...fact,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function found(deps: InboundDeps, { workspaceId, channel, deliveryId, providerId }: Receipt) {
  if (deliveryId !== null) return deliveryById(deps.ledger.db, workspaceId, channel, deliveryId)
  if (providerId === null) return null
  return deliveryByProvider(deps.ledger.db, workspaceId, channel, providerId.slice(0, 200))
}

/**
 * A receipt may overtake the answer to the message itself: those that found no row are tried again, and given up when
 * nobody ever claimed them.
 * @returns how many found their message
 */
export async function matchEarlyReceipts(deps: InboundDeps): Promise<number> {
  const { rows } = await sql<Fact & { workspace_id: number; channel: string; provider_id: string }>`
    DELETE FROM early_receipts e USING (
      SELECT DISTINCT r.workspace_id, r.channel, r.provider_id FROM early_receipts r
      JOIN deliveries d ON d.workspace_id = r.workspace_id AND d.channel = r.channel AND d.provider_id = r.provider_id
        AND d.channel <> 'email'
      LIMIT 500) AS known
    WHERE e.workspace_id = known.workspace_id AND e.channel = known.channel AND e.provider_id = known.provider_id
    RETURNING e.workspace_id, e.channel, e.provider_id, e.status, e.kind, e.code, e.at`.execute(
    deps.ledger.db,
  )
  for (const row of rows)
    await recordReceipt(deps, {
      workspaceId: row.workspace_id,
      channel: row.channel,
      deliveryId: null,
      providerId: row.provider_id,
      status: row.status,
      kind: row.kind,
      code: row.code,
      at: row.at,
    })
  await sql`DELETE FROM early_receipts WHERE seen_at < now() - ${earlyDays} * interval '1 day'`.execute(
    deps.ledger.db,
  )
  return rows.length
}

async function settleReceipt(
  deps: InboundDeps,
  workspace: Workspace,
  delivery: AnsweredDelivery,
  fact: Fact,
): Promise<void> {
  await deps.ledger.transaction(async (trx) => {
    if (!(await isNews(trx, delivery.id, fact))) return
    await reconcile(deps, trx, workspace, delivery)
    await deps.recordTouches(trx, workspace, [
      touchOf(delivery, {
        kind: fact.status === 'delivered' ? 'delivered' : 'bounced',
        at: fact.at,
        outcome: fact.status === 'bounced' ? (fact.kind ?? '') : fact.status === 'expired' ? 'expired' : '',
        reason: fact.code,
      }),
    ])
    if (fact.status === 'bounced') await suppressAfterBounce(deps, trx, workspace, delivery, fact)
  })
}

/** The first of its kind, or one that says for good what was said to be for now. */
async function isNews(trx: Trx, deliveryId: string, fact: Fact): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO delivery_receipts AS r (delivery_id, status, kind, code, at)
    VALUES (${deliveryId}::uuid, ${fact.status}, ${fact.kind}, ${fact.code}, ${fact.at}::timestamptz)
    ON CONFLICT (delivery_id, status) DO UPDATE
      SET kind = excluded.kind, code = excluded.code, at = excluded.at, seen_at = now()
      WHERE excluded.kind = 'hard' AND r.kind IS DISTINCT FROM 'hard'
    RETURNING 1`.execute(trx)
  return rows.length > 0
}

/** Whatever a receipt says, the message was handed over: what was unknown is known. */
async function reconcile(
  deps: InboundDeps,
  trx: Trx,
  workspace: Workspace,
  delivery: AnsweredDelivery,
): Promise<void> {
  const { rows } = await sql<{ at: Date }>`
    UPDATE deliveries SET status = 'sent', reason = NULL, reason_params = '{}', settled_at = now()
    WHERE id = ${delivery.id}::uuid AND status = 'unknown'
    RETURNING coalesce(ended_at, sending_at, planned_at) AS at`.execute(trx)
  const at = rows[0]?.at
  if (at) await deps.recordTouches(trx, workspace, [touchOf(delivery, { kind: 'sent', at })])
}

/** Codes alone: an address or a server's words have no place in a receipt. */
export function codeText(code: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,39}$/.test(code) && !/\d{7}/.test(code) ? code : ''
}
