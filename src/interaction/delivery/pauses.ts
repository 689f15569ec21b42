import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'

type Trx = Transaction<LedgerSchema>

/** Since when nothing of a campaign begins, and who wanted it. */
export interface Pause {
  at: Date
  /** `kind:id` */
  by: string
  /** The colleague's name; null for programs. */
  name: string | null
}

/** Whether somebody paused the campaign of a row; tasks of rules and people are of none. */
export function isPaused(workspace: RawBuilder<unknown>, campaign: RawBuilder<unknown>) {
  return sql<boolean>`EXISTS (SELECT 1 FROM campaign_pauses p WHERE p.workspace_id = ${workspace} AND p.campaign_id = ${campaign})`
}

/**
 * Keeps pauses and stops from being set until this transaction ends. Asked before the statement that lets something
 * begin: one that had begun to read before a pause would otherwise end after its answer, and send.
 */
export async function holdPauses(trx: Trx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(${lockNumbers.sendingHolds}, 0)`.execute(trx)
}

/** The other side: waits for all that had begun to let something begin, and lets nobody begin until it ends. */
export async function waitForSenders(trx: Trx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${lockNumbers.sendingHolds}, 0)`.execute(trx)
}

/**
 * Pauses a campaign in the caller's transaction. From its commit on nothing new begins; what is under way ends.
 * @returns false where it was paused already
 */
export async function pauseCampaign(
  trx: Trx,
  workspace: Workspace,
  campaignId: string,
  by: string,
): Promise<boolean> {
  await waitForSenders(trx)
  const made = await trx
    .insertInto('campaign_pauses')
    .values({
      ...{ workspace_id: workspace.id, campaign_id: campaignId },
      ...{ paused_at: workspace.clock.now(), paused_by: by },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('campaign_id')
    .executeTakeFirst()
  return made !== undefined
}

/** Lets a campaign go on, in the caller's transaction. @returns false where it was not paused */
export async function resumeCampaign(trx: Trx, workspace: Workspace, campaignId: string): Promise<boolean> {
  const gone = await trx
    .deleteFrom('campaign_pauses')
    .where('workspace_id', '=', workspace.id)
    .where('campaign_id', '=', campaignId)
    .returning('campaign_id')
    .executeTakeFirst()
  return gone !== undefined
}

/** Campaigns of a workspace that are paused. */
export async function pausesOf(
  db: Kysely<LedgerSchema>,
  { id }: Workspace,
): Promise<ReadonlyMap<string, Pause>> {
  const { rows } = await sql<{ campaign_id: string; at: Date; by: string; name: string | null }>`
    SELECT p.campaign_id, p.paused_at AS at, p.paused_by AS by, u.display_name AS name
    FROM campaign_pauses p LEFT JOIN users u ON p.paused_by = 'user:' || u.id::text
    WHERE p.workspace_id = ${id}`.execute(db)
  return new Map(rows.map(({ campaign_id, ...pause }) => [campaign_id, pause]))
}

/** How far a campaign is, in messages and calls. */
export interface UnderWay {
  /** Would be held by a pause, and never sent after a stop. */
  waiting: number
  /** At the other end, in an agent's hands or on the list of a dialler: cannot be called back. */
  leaving: number
  /** Sent, or perhaps sent; calls that were made. */
  gone: number
}

/** What a pause or a stop would hold, and what it cannot. */
export async function underWay(ledger: Ledger, workspace: Workspace, campaignId: string): Promise<UnderWay> {
  const { rows } = await sql<Record<keyof UnderWay, string>>`
    SELECT count(*) FILTER (WHERE state IN ('planned', 'open')) AS waiting,
           count(*) FILTER (WHERE state IN ('sending', 'claimed')) AS leaving,
           count(*) FILTER (WHERE state IN ('sent', 'unknown', 'done')) AS gone
    FROM (SELECT status AS state FROM deliveries
          WHERE workspace_id = ${workspace.id} AND campaign_id = ${campaignId}::uuid
          UNION ALL
          SELECT state FROM desk_tasks
          WHERE workspace_id = ${workspace.id} AND origin = 'campaign' AND origin_id = ${campaignId}::uuid) AS each`.execute(
    ledger.db,
  )
  const of = (key: keyof UnderWay) => Number(rows[0]?.[key] ?? 0)
  return { waiting: of('waiting'), leaving: of('leaving'), gone: of('gone') }
}

/** What a stop kept from being sent or called, of all that was to be. */
export async function keptBackByStop(
  ledger: Ledger,
  workspace: Workspace,
  campaignId: string,
): Promise<{ keptBack: number; all: number }> {
  const { rows } = await sql<{ kept: string; made: string }>`
    SELECT count(*) FILTER (WHERE reason = 'campaign_stopped') AS kept, count(*) AS made
    FROM (SELECT reason FROM deliveries
          WHERE workspace_id = ${workspace.id} AND campaign_id = ${campaignId}::uuid
          UNION ALL
          SELECT end_reason FROM desk_tasks
          WHERE workspace_id = ${workspace.id} AND origin = 'campaign' AND origin_id = ${campaignId}::uuid) AS each`.execute(
    ledger.db,
  )
  return { keptBack: Number(rows[0]?.kept ?? 0), all: Number(rows[0]?.made ?? 0) }
}
