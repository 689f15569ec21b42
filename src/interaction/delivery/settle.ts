import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { Outcome } from '../channels/channel.ts'
import type { ReasonParams } from '../ports.ts'
import { type DeliveryTouch, type RecordTouches, type TouchContext, touchOf } from '../touch.ts'
import { cancelBatches } from './batches/cancel.ts'
import { longestWait } from './lease.ts'

/** How a delivery ends, or waits to be tried again. Times are the workspace's; `retryMs` runs on the machine's. */
export interface Settlement {
  workspace: Workspace
  context: TouchContext
  at: Date
  status: 'sent' | 'failed' | 'unknown' | 'suppressed' | 'planned'
  reason: string | null
  params: ReasonParams
  providerId: string | null
  /** For `planned`: when to try again; null for "not before `notBefore`". */
  retryMs: number | null
  notBefore: Date | null
}

/** Waits between attempts; after the last one a temporary failure is final. */
export const retryDelaysMs: readonly number[] = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]

export function settlementOf(
  outcome: Outcome,
  of: { workspace: Workspace; context: TouchContext; at: Date; attempt: number },
  delays: readonly number[] = retryDelaysMs,
): Settlement {
  const base = {
    workspace: of.workspace,
    context: of.context,
    at: of.at,
    retryMs: null,
    notBefore: null,
    providerId: null,
  }
  switch (outcome.kind) {
    case 'accepted':
      return { ...base, status: 'sent', reason: null, params: {}, providerId: outcome.providerId }
    case 'unknown':
      return { ...base, status: 'unknown', reason: outcome.reason, params: outcome.params }
    case 'failed': {
      const { reason, params } = outcome
      const delay = outcome.retry === false ? undefined : delays[of.attempt - 1]
      if (delay === undefined)
        return { ...base, status: 'failed', reason, params: { ...params, attempts: of.attempt } }
      return { ...base, status: 'planned', reason, params, retryMs: Math.max(delay, outcome.afterMs ?? 0) }
    }
  }
}

export function ended(
  of: { workspace: Workspace; context: TouchContext; at: Date },
  status: 'failed' | 'suppressed',
  reason: string,
  params: ReasonParams = {},
): Settlement {
  return { ...of, status, reason, params, providerId: null, retryMs: null, notBefore: null }
}

/**
 * Writes statuses and their touches in one transaction. `from` says which state the rows must be in: those that are not,
 * or that another worker holds by now, stay as they are. A row that a crash made 'unknown' takes a late answer.
 */
export async function settle(
  trx: Transaction<LedgerSchema>,
  recordTouches: RecordTouches,
  leaseId: string,
  from: 'planned' | 'sending',
  settlements: readonly Settlement[],
): Promise<void> {
  if (settlements.length === 0) return
  const list = <T>(pick: (settlement: Settlement) => T) => settlements.map(pick)
  const states = from === 'sending' ? ['sending', 'unknown'] : ['planned']
  const { rows } = await sql<{ id: string }>`
    UPDATE deliveries d
    SET status = each.status, reason = each.reason, reason_params = each.params::jsonb,
        provider_id = each.provider_id, lease_until = NULL,
        not_before = coalesce(each.not_before, d.not_before),
        retry_at = now() + each.retry_ms * interval '1 millisecond',
        ended_at = CASE WHEN each.status = 'planned' THEN NULL ELSE each.at END,
        settled_at = CASE WHEN each.status = 'planned' THEN NULL ELSE now() END
    FROM unnest(${list((s) => s.context.id)}::uuid[], ${list((s) => s.status)}::text[],
                ${list((s) => s.reason)}::text[], ${list((s) => JSON.stringify(s.params))}::text[],
                ${list((s) => s.providerId)}::text[], ${list((s) => s.retryMs)}::float8[],
                ${list((s) => s.notBefore)}::timestamptz[], ${list((s) => s.at)}::timestamptz[])
         AS each(id, status, reason, params, provider_id, retry_ms, not_before, at)
    WHERE d.id = each.id AND d.lease_id = ${leaseId}::uuid AND d.status = ANY(${states}::text[])
    RETURNING d.id`.execute(trx)
  const written = new Set(rows.map((row) => row.id))
  await recordByWorkspace(
    trx,
    recordTouches,
    settlements.filter((each) => written.has(each.context.id)),
  )
}

async function recordByWorkspace(
  trx: Transaction<LedgerSchema>,
  recordTouches: RecordTouches,
  settlements: readonly Settlement[],
): Promise<void> {
  const byWorkspace = new Map<number, { workspace: Workspace; touches: DeliveryTouch[] }>()
  for (const { workspace, context, status, at, reason } of settlements) {
    if (status === 'planned') continue
    const group = byWorkspace.get(workspace.id) ?? { workspace, touches: [] }
    group.touches.push(touchOf(context, { kind: status, at, reason: reason ?? '' }))
    byWorkspace.set(workspace.id, group)
  }
  for (const { workspace, touches } of byWorkspace.values()) await recordTouches(trx, workspace, touches)
}

/**
 * Rows whose worker ended while sending them: unknown, and never sent again by themselves.
 * @returns how many
 */
export async function settleAbandoned(
  ledger: Ledger,
  recordTouches: RecordTouches,
  workspaces: readonly Workspace[],
): Promise<number> {
  let count = 0
  for (const workspace of workspaces) {
    count += await ledger.transaction(async (trx) => {
      const { rows } = await sql<TouchContext & { sending_at: Date }>`
        UPDATE deliveries SET status = 'unknown', reason = 'worker_ended', ended_at = sending_at, settled_at = now()
        WHERE id IN (SELECT id FROM deliveries
                     WHERE status = 'sending' AND (lease_until < now() OR lease_until > now() + ${longestWait})
                       AND workspace_id = ${workspace.id}
                     LIMIT 1000 FOR UPDATE SKIP LOCKED)
        RETURNING id, campaign_id, person_key, step, channel, offer_id, creative_id, arm, cost_minor, currency,
                  sending_at`.execute(trx)
      const touches = rows.map((row) =>
        touchOf(row, { kind: 'unknown', at: row.sending_at, reason: 'worker_ended' }),
      )
      if (touches.length > 0) await recordTouches(trx, workspace, touches)
      return touches.length
    })
  }
  return count
}

/**
 * Stops a campaign: whatever has not begun is suppressed, also what a worker already holds; what advisers have not
 * confirmed is taken back.
 * @returns how many messages this kept back
 */
export async function suppressPlanned(
  trx: Transaction<LedgerSchema>,
  recordTouches: RecordTouches,
  workspace: Workspace,
  campaignId: string,
): Promise<number> {
  const at = workspace.clock.now()
  await cancelBatches(trx, workspace.id, campaignId)
  const { rows } = await sql<TouchContext>`
    UPDATE deliveries SET status = 'suppressed', reason = 'campaign_stopped', ended_at = ${at}::timestamptz,
           settled_at = now(), lease_until = NULL
    WHERE workspace_id = ${workspace.id} AND campaign_id = ${campaignId}::uuid AND status = 'planned'
    RETURNING id, campaign_id, person_key, step, channel, offer_id, creative_id, arm, cost_minor, currency`.execute(
    trx,
  )
  const touches = rows.map((row) => touchOf(row, { kind: 'suppressed', at, reason: 'campaign_stopped' }))
  for (let start = 0; start < touches.length; start += 5_000)
    await recordTouches(trx, workspace, touches.slice(start, start + 5_000))
  return touches.length
}
