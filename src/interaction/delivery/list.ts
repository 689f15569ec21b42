import { sql } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { receiptInWords } from '../inbound/words.ts'
import type { DeliveryStatus } from './api.ts'
import { reasonInWords } from './reasons.ts'

export interface DeliveryQuery {
  campaign?: string | undefined
  status?: DeliveryStatus | undefined
  customer?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Names of campaigns by id; the campaigns are another room's. */
export type CampaignNames = (
  workspace: Workspace,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, string>>

/** Newest first, each with its reason in words. */
export async function listDeliveries(
  ledger: Ledger,
  campaignNames: CampaignNames,
  workspace: Workspace,
  query: DeliveryQuery,
) {
  let matching = ledger.db.selectFrom('deliveries').where('workspace_id', '=', workspace.id)
  if (query.campaign) matching = matching.where('campaign_id', '=', query.campaign)
  if (query.status) matching = matching.where('status', '=', query.status)
  if (query.customer) {
    const key = Number(query.customer)
    const keys = Number.isSafeInteger(key) ? ((await keysOf(ledger.db, [key])).get(key) ?? []) : []
    matching = matching.where('person_key', 'in', [0, ...keys].map(String))
  }
  const page = query.cursor ? matching.where('id', '<', query.cursor) : matching
  const [rows, counted] = await Promise.all([
    page
      .selectAll()
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute(),
    matching.select(({ fn }) => fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
  ])
  const items = rows.slice(0, query.limit)
  const [names, receipts] = await Promise.all([
    campaignNames(workspace, [...new Set(items.map((row) => row.campaign_id))]),
    receiptsOf(
      ledger,
      items.map((row) => row.id),
    ),
  ])
  return {
    items: items.map((row) => ({
      id: row.id,
      campaignId: row.campaign_id,
      campaignName: names.get(row.campaign_id) ?? '',
      customerId: row.person_key,
      channel: row.channel,
      status: row.status,
      reason: reasonInWords(row.reason, row.reason_params),
      receipt: receipts.get(row.id) ?? null,
      plannedAt: row.planned_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
    })),
    nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null,
    total: Number(counted.count),
  }
}

/** The last word of the provider on each message: one that came back was not delivered after all. */
async function receiptsOf(ledger: Ledger, ids: readonly string[]) {
  if (ids.length === 0) return new Map()
  const rows = await ledger.db
    .selectFrom('delivery_receipts')
    .select(['delivery_id', 'status', 'kind', 'code', 'at'])
    .where('delivery_id', 'in', [...ids])
    .orderBy(({ eb }) => eb('status', '=', 'delivered'), 'desc')
    .orderBy('at')
    .execute()
  return new Map(
    rows.map(({ delivery_id, status, at, ...row }) => [
      delivery_id,
      { status, at: at.toISOString(), words: receiptInWords({ status, ...row }) },
    ]),
  )
}

/** `quiet`: of the planned ones, those that wait until the quiet hours are over. */
export type DeliveryCounts = Record<
  | DeliveryStatus
  | 'quiet'
  | 'delivered'
  | 'bounced'
  | 'opened'
  | 'clicked'
  | 'replied'
  | 'unsubscribed'
  | 'complained',
  number
>

/** Messages by state, and people (not machines) by what they did. */
export async function countDeliveries(
  ledger: Ledger,
  workspace: Workspace,
  campaignId: string,
): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = {
    planned: 0,
    quiet: 0,
    sending: 0,
    sent: 0,
    failed: 0,
    unknown: 0,
    suppressed: 0,
    delivered: 0,
    bounced: 0,
    opened: 0,
    clicked: 0,
    replied: 0,
    unsubscribed: 0,
    complained: 0,
  }
  const [states, actions, receipts] = await Promise.all([
    ledger.db
      .selectFrom('deliveries')
      .select(({ fn }) => [
        'status',
        fn.countAll<string>().as('count'),
        fn.countAll<string>().filterWhere('reason', '=', 'quiet_hours').as('quiet'),
      ])
      .where('workspace_id', '=', workspace.id)
      .where('campaign_id', '=', campaignId)
      .groupBy('status')
      .execute(),
    ledger.db
      .selectFrom('engagements as e')
      .innerJoin('deliveries as d', 'd.id', 'e.delivery_id')
      .select(({ fn }) => ['e.kind', fn.count<string>('e.delivery_id').distinct().as('count')])
      .where('d.workspace_id', '=', workspace.id)
      .where('d.campaign_id', '=', campaignId)
      .where('e.is_bot', '=', false)
      .groupBy('e.kind')
      .execute(),
    countReceipts(ledger, workspace, campaignId),
  ])
  for (const row of states) {
    counts[row.status] = Number(row.count)
    if (row.status === 'planned') counts.quiet = Number(row.quiet)
  }
  for (const row of actions) counts[row.kind] = Number(row.count)
  return { ...counts, ...receipts }
}

/** A message that was called delivered and came back all the same has bounced. */
async function countReceipts(ledger: Ledger, workspace: Workspace, campaignId: string) {
  const { rows } = await sql<{ delivered: number; bounced: number }>`
    SELECT count(*) FILTER (WHERE good)::integer AS delivered, count(*) FILTER (WHERE NOT good)::integer AS bounced
    FROM (SELECT bool_and(r.status = 'delivered') AS good
          FROM deliveries d JOIN delivery_receipts r ON r.delivery_id = d.id
          WHERE d.workspace_id = ${workspace.id} AND d.campaign_id = ${campaignId}::uuid
          GROUP BY d.id) AS each`.execute(ledger.db)
  return rows[0] ?? { delivered: 0, bounced: 0 }
}
