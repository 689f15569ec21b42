import { z } from 'zod'
import { personNow } from '../../customer/index.ts'
import { sql } from '../../kit/sql.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import { decidedPeople } from '../audience/decided.ts'
import type { CampaignDeps, DeliveryCounts } from '../deps.ts'
import type { Frozen } from '../plans/plan.ts'

const redemptions = defineQuery({
  name: 'campaign.redemptions',
  params: z.object({
    workspace: z.int(),
    campaign: z.uuid(),
    decidedAt: z.string(),
    code: z.string(),
    from: z.string(),
    to: z.string(),
  }),
  row: z.object({ orders: int64() }),
  text: sql`
    SELECT uniqExact(order_id) AS orders
    FROM order_lines
    WHERE workspace_id = {workspace:UInt32} AND kind = 'sale' AND coupon = {code:String}
      AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
      AND ${personNow()} IN (
        SELECT person_key FROM ${decidedPeople(sql`workspace_id = {workspace:UInt32}
          AND campaign_id = {campaign:UUID} AND decided_at = {decidedAt:DateTime64(3, 'UTC')}`)}
        WHERE arm = 'treatment' AND action = 'send')`,
})

/** Only what costs something beyond the discount is counted; null where there is no code to recognise it by. */
export async function countRedemptions(
  deps: CampaignDeps,
  frozen: Frozen,
  key: { workspace: number; campaign: string; decidedAt: string; from: string; to: string },
): Promise<number | null> {
  if (!frozen.offer || frozen.offer.costMinor === 0) return 0
  if (frozen.offer.code === '') return null
  const [row] = await deps.warehouse.query(redemptions, { ...key, code: frozen.offer.code }, { pool: 'long' })
  return row?.orders ?? 0
}

/** Of messages: one whose fate is unknown may have gone out, and is paid for. */
export function costOfMessages(
  { costPerContactMinor }: { costPerContactMinor: number },
  delivery: Pick<DeliveryCounts, 'sent' | 'unknown'>,
): number {
  return (delivery.sent + delivery.unknown) * costPerContactMinor
}

/** What the campaign has cost so far; without codes each treated buyer is taken for one redemption. */
export function costOf(
  plan: { fixedCostMinor: number },
  contactMinor: number,
  redemptionCount: number,
  offerCostMinor: number,
) {
  const offerMinor = redemptionCount * offerCostMinor
  return {
    contactMinor,
    offerMinor,
    fixedMinor: plan.fixedCostMinor,
    totalMinor: contactMinor + offerMinor + plan.fixedCostMinor,
  }
}
