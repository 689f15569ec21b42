import { type RawBuilder, sql as raw } from 'kysely'
import { z } from 'zod'
import { addressKinds } from '../../customer/index.ts'
import { reached } from '../../interaction/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'

const decisionRow = z.object({
  campaign: z.string(),
  person: int64(),
  arm: z.string(),
  action: z.enum(['send', 'withhold', 'silent']),
  reason: z.string(),
  channel: z.string(),
  ms: int64(),
})
export type DecisionRecord = z.output<typeof decisionRow>

/** What the draws decided of these keys, newest first; of attempts that died too, which the campaign's row tells apart. */
export async function decisionsOf(
  warehouse: Warehouse,
  workspace: Workspace,
  keys: readonly number[],
  limit: number,
): Promise<DecisionRecord[]> {
  const bind = createBinder('why_')
  return warehouse.rows(
    sql`SELECT toString(campaign_id) AS campaign, person_key AS person, toString(arm) AS arm, toString(action) AS action,
        toString(reason) AS reason, toString(channel) AS channel, toUnixTimestamp64Milli(decided_at) AS ms
      FROM decisions FINAL
      WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})
      ORDER BY decided_at DESC, campaign_id, person_key LIMIT ${bind('UInt32', limit)}`,
    decisionRow,
  )
}

export interface DeliveryRecord {
  id: string
  campaign: string
  status: 'planned' | 'sending' | 'sent' | 'failed' | 'unknown' | 'suppressed'
  reason: string | null
  params: Record<string, string | number>
  channel: string
  plannedAt: Date
  endedAt: Date | null
}

/** Messages to any of these keys, newest first. */
export async function deliveriesOf(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
  limit: number,
): Promise<DeliveryRecord[]> {
  const rows = await ledger.db
    .selectFrom('deliveries')
    .select(['id', 'campaign_id', 'status', 'reason', 'reason_params', 'channel', 'planned_at', 'ended_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .orderBy('planned_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    campaign: row.campaign_id,
    status: row.status,
    reason: row.reason,
    params: row.reason_params,
    channel: row.channel,
    plannedAt: row.planned_at,
    endedAt: row.ended_at,
  }))
}

export interface ConsentRecord {
  purpose: string
  channel: string
  state: string
  source: string
  at: Date
  expiresAt: Date | null
}

/** What a person said of marketing and of being selected, newest first; at equal times the withdrawal. */
export async function consentsOf(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
): Promise<ConsentRecord[]> {
  const { rows } = await raw<ConsentRecord>`
    SELECT purpose, channel, state, source, at, expires_at AS "expiresAt" FROM consents
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[])
      AND purpose IN ('marketing', 'profiling')
    ORDER BY at DESC, (state = 'withdrawn') DESC, id DESC LIMIT 500`.execute(ledger.db)
  return rows
}

export interface Listed {
  reason: string
  source: string
  at: Date
}

/** Of each channel: whether anything is known to reach these keys by, and what of it is on the do-not-send list. */
export type Addresses = ReadonlyMap<string, { isKnown: boolean; listed: Listed[] }>

export async function addressesOf(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Addresses> {
  const { rows } = await raw<{
    channel: string
    reason: string | null
    source: string | null
    at: Date | null
  }>`
    SELECT w.channel, d.reason, d.source, d.at
    FROM unnest(${Object.keys(addressKinds)}::text[], ${Object.values(addressKinds)}::text[]) AS w (channel, kind)
    JOIN identifiers i ON i.workspace_id = ${workspace.id} AND i.kind = w.kind AND i.person_key = ANY(${[...keys]}::bigint[])
    LEFT JOIN do_not_send d
      ON d.workspace_id = i.workspace_id AND d.channel = w.channel AND d.blind_index = i.blind_index
    ORDER BY w.channel, d.at DESC NULLS LAST`.execute(ledger.db)
  const found = new Map<string, { isKnown: boolean; listed: Listed[] }>()
  for (const { channel, reason, source, at } of rows) {
    const of = found.get(channel) ?? { isKnown: true, listed: [] }
    if (source !== null && at !== null) of.listed.push({ reason: reason ?? '', source, at })
    found.set(channel, of)
  }
  return found
}

/** A call somebody took, for the contact cap. */
export interface CallRecord {
  campaign: string | null
  at: Date
}

/** SELECT of the tasks of campaigns for these keys, in the states of messages: whoever took a call was sent to. */
export function callTasks(workspace: Workspace, keys: readonly number[]): RawBuilder<unknown> {
  return raw`
    SELECT id, person_key, origin_id AS campaign, created_at AS planned_at, ended_at,
      CASE WHEN is_reached THEN 'sent' WHEN state = 'open' THEN 'planned' WHEN state = 'claimed' THEN 'sending'
        WHEN state = 'cancelled' THEN 'suppressed' ELSE 'failed' END AS status,
      CASE WHEN state = 'expired' THEN 'call_expired' ELSE end_reason END AS reason
    FROM (SELECT *, EXISTS (SELECT 1 FROM desk_calls c WHERE c.task_id = k.id AND c.undone_at IS NULL
        AND c.outcome = ANY(${[...reached]}::text[])) AS is_reached
      FROM desk_tasks k WHERE k.workspace_id = ${workspace.id} AND k.person_key = ANY(${[...keys]}::bigint[])
        AND k.origin = 'campaign') AS of_campaigns`
}

/**
 * Tasks of campaigns for these keys, as records of the channel `call`, newest first; and every call of theirs that was
 * taken, whatever it came from.
 */
export async function callsOf(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
  limit: number,
): Promise<{ tasks: DeliveryRecord[]; calls: CallRecord[] }> {
  const [tasks, calls] = await Promise.all([
    raw<Omit<DeliveryRecord, 'params' | 'channel'>>`
      SELECT id, campaign, status, reason, planned_at AS "plannedAt", ended_at AS "endedAt"
      FROM (${callTasks(workspace, keys)}) AS t ORDER BY planned_at DESC, id LIMIT ${limit}`.execute(
      ledger.db,
    ),
    raw<CallRecord>`
      SELECT CASE WHEN t.origin = 'campaign' THEN t.origin_id END AS campaign, c.at
      FROM (SELECT * FROM desk_calls WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND undone_at IS NULL
        AND outcome = ANY(${[...reached]}::text[])) AS c
      JOIN desk_tasks t ON t.id = c.task_id ORDER BY c.at DESC, c.id LIMIT ${limit}`.execute(ledger.db),
  ])
  return {
    tasks: tasks.rows.map((row) => ({ ...row, params: {}, channel: 'call' })),
    calls: calls.rows,
  }
}
