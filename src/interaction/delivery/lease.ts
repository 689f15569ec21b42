import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { DueDelivery } from '../ports.ts'
import type { TouchContext } from '../touch.ts'
import { holdPauses, isPaused } from './pauses.ts'

/** A row as the worker holds it. */
export type HeldDelivery = DueDelivery & { attempts: number; context: TouchContext }

/** As a lease returns it. */
export interface LeasedRow extends TouchContext {
  occurrence: string
  attempts: number
  language: string | null
}

export interface LeaseRequest {
  workspace: Workspace
  channel: string
  leaseId: string
  leaseMs: number
  limit: number
}

/**
 * Longer than any lease, and than any pause between attempts. What ends later was written by a clock that was set back
 * since: nobody who lives holds it, for who does renews it every few seconds.
 */
export const longestWait = sql`interval '2 hours'`

/** Somebody stopped the channel: nothing is taken, and what was taken does not begin. */
function stopped(workspace: RawBuilder<unknown>, channel: RawBuilder<unknown>) {
  return sql<boolean>`EXISTS (SELECT 1 FROM channel_stops s WHERE s.workspace_id = ${workspace} AND s.channel = ${channel})`
}

/**
 * Takes due rows for this worker; others skip them. Leases run on the database's clock, which all workers share, and
 * due times on the workspace's.
 */
export async function leaseDue(ledger: Ledger, request: LeaseRequest): Promise<HeldDelivery[]> {
  const { workspace, channel, leaseId, leaseMs, limit } = request
  const { rows } = await sql<LeasedRow>`
    UPDATE deliveries SET lease_id = ${leaseId}::uuid, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM deliveries
      WHERE status = 'planned' AND channel = ${channel} AND workspace_id = ${workspace.id}
        AND not_before <= ${workspace.clock.now()}::timestamptz
        AND (retry_at IS NULL OR retry_at <= now() OR retry_at > now() + ${longestWait})
        AND (lease_until IS NULL OR lease_until < now() OR lease_until > now() + ${longestWait})
        AND NOT ${stopped(sql`${workspace.id}::integer`, sql`${channel}::text`)}
        AND NOT ${isPaused(sql`deliveries.workspace_id`, sql`deliveries.campaign_id`)}
      ORDER BY not_before, id LIMIT ${limit}
      FOR UPDATE SKIP LOCKED)
    RETURNING id, campaign_id, person_key, step, occurrence, channel, offer_id, creative_id, arm, cost_minor, currency,
              attempts, language`.execute(ledger.db)
  return rows.map(toHeld)
}

/** A leased row as it is worked on. */
export function toHeld(row: LeasedRow): HeldDelivery {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    step: row.step,
    occurrence: row.occurrence,
    channel: row.channel,
    personKey: Number(row.person_key),
    offerId: row.offer_id,
    creativeId: row.creative_id,
    arm: row.arm,
    language: row.language,
    attempts: row.attempts,
    context: row,
  }
}

/**
 * Marks rows as being sent; from the commit of this on, a crash leaves them unknown. A row that was stopped, of a paused
 * campaign, or whose lease went to another worker, is not among the answer and must not be sent.
 */
export async function markSending(
  trx: Transaction<LedgerSchema>,
  leaseId: string,
  leaseMs: number,
  rows: readonly { id: string; addressIndex: Buffer; at: Date; language?: string | null }[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  await holdPauses(trx)
  const marked = await sql<{ id: string }>`
    UPDATE deliveries d
    SET status = 'sending', sending_at = each.at, attempts = attempts + 1, address_index = each.address_index,
        language = coalesce(d.language, each.language), lease_until = now() + ${leaseMs} * interval '1 millisecond', retry_at = NULL
    FROM unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.addressIndex)}::bytea[],
                ${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.language ?? null)}::text[])
      AS each(id, address_index, at, language)
    WHERE d.id = each.id AND d.status = 'planned' AND d.lease_id = ${leaseId}::uuid
      AND NOT ${stopped(sql`d.workspace_id`, sql`d.channel`)} AND NOT ${isPaused(sql`d.workspace_id`, sql`d.campaign_id`)}
    RETURNING d.id`.execute(trx)
  return new Set(marked.rows.map((row) => row.id))
}

/**
 * Keeps what this worker holds; called well before the leases run out. A row that is locked is being written by a turn,
 * which sets its lease, and is not waited for: renewals that wait for turns, and for each other, each with some of the
 * rows, would be told apart by the ledger's search for deadlocks alone, a second later.
 */
export async function renewLeases(
  ledger: Ledger,
  leaseId: string,
  leaseMs: number,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    UPDATE deliveries SET lease_until = now() + ${leaseMs} * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM deliveries
      WHERE id = ANY(${ids}::uuid[]) AND lease_id = ${leaseId}::uuid AND status IN ('planned', 'sending')
      FOR NO KEY UPDATE SKIP LOCKED)`.execute(ledger.db)
}

/** Gives rows back that were taken and not begun. */
export async function releaseLeases(ledger: Ledger, leaseId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    UPDATE deliveries SET lease_until = NULL
    WHERE id = ANY(${ids}::uuid[]) AND lease_id = ${leaseId}::uuid AND status = 'planned'`.execute(ledger.db)
}
