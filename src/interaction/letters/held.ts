import { type Kysely, sql, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { stopsOf } from '../connections/stops.ts'
import { type HeldDelivery, type LeasedRow, releaseLeases, toHeld } from '../delivery/lease.ts'
import { isPaused, pausesOf } from '../delivery/pauses.ts'
import { letterErrors } from './errors.ts'

/** Longer than the checks of a whole batch take. */
const leaseMs = 20 * 60_000

/** Deliveries nobody else works on meanwhile. */
export interface Held {
  leaseId: string
  leaseMs: number
  deliveries: HeldDelivery[]
  /** Gives back what was not settled. */
  release(): Promise<void>
}

/**
 * Takes letters that wait: those of a campaign that are due and in no batch, or those of one batch.
 * @param of the campaign's id, or the batch's
 */
export async function holdLetters(
  ledger: Ledger,
  workspace: Workspace,
  of: { campaignId: string; limit: number } | { batchId: string },
): Promise<Held> {
  const leaseId = newId()
  const which =
    'batchId' in of
      ? sql`id IN (SELECT delivery_id FROM letters WHERE batch_id = ${of.batchId}::uuid AND state = 'ready')`
      : sql`campaign_id = ${of.campaignId}::uuid AND not_before <= ${workspace.clock.now()}::timestamptz
          AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.delivery_id = deliveries.id AND l.state <> 'pulled')`
  const limit = 'batchId' in of ? 1_000_000 : of.limit
  // Of a batch there is one holder at a time, by its lock: a lease that stands is what a crash left.
  const free = 'batchId' in of ? sql`true` : sql`(lease_until IS NULL OR lease_until < now())`
  const { rows } = await sql<LeasedRow>`
    UPDATE deliveries SET lease_id = ${leaseId}::uuid, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM deliveries
      WHERE workspace_id = ${workspace.id} AND status = 'planned' AND channel = 'post' AND ${which}
        AND ${free} AND NOT ${isPaused(sql`deliveries.workspace_id`, sql`deliveries.campaign_id`)}
      ORDER BY person_key, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, campaign_id, person_key, step, occurrence, channel, offer_id, creative_id, arm, cost_minor, currency,
              attempts, language`.execute(ledger.db)
  const deliveries = rows.map(toHeld).sort((a, b) => a.personKey - b.personKey)
  return {
    ...{ leaseId, leaseMs, deliveries },
    release: () =>
      releaseLeases(
        ledger,
        leaseId,
        deliveries.map(({ id }) => id),
      ),
  }
}

/** @throws letter.stopped where somebody stopped the channel, letter.paused where somebody paused the campaign */
export async function requireGoing(ledger: Ledger, workspace: Workspace, campaignId: string): Promise<void> {
  if (await lettersStopped(ledger, workspace.id)) throw letterErrors.stopped({})
  await requireNoPause(ledger.db, workspace, campaignId)
}

/** @throws letter.paused */
export async function requireNoPause(
  db: Kysely<LedgerSchema>,
  workspace: Workspace,
  campaignId: string,
): Promise<void> {
  if ((await pausesOf(db, workspace)).has(campaignId)) throw letterErrors.paused({})
}

/** Whether somebody stopped the channel. */
export async function lettersStopped(ledger: Ledger, workspaceId: number): Promise<boolean> {
  return (await stopsOf(ledger, workspaceId)).has('post')
}

/** Of these, what is still ours and not stopped, locked until the transaction ends. */
export async function stillHeld(trx: Transaction<LedgerSchema>, held: Held): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('deliveries')
    .select('id')
    .where('lease_id', '=', held.leaseId)
    .where('status', '=', 'planned')
    .forUpdate()
    .execute()
  return new Set(rows.map(({ id }) => id))
}
