import { sql, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { ChannelId } from '../channels/index.ts'

/** Step of the messages that ask for a consent; their campaign id is that of the request. They count to no contact cap. */
export const confirmationStep = 'consent_confirmation'

/** Step of answers to what customers wrote; their campaign id is that of the message. They count to no contact cap. */
export const answerStep = 'inbox_answer'

/** Step of the messages that ask whether a complaint is the recipient's; their campaign id is that of the message. */
export const complaintConfirmationStep = 'complaint_confirmation'

/** Step of the messages that ask how a complaint was handled; their campaign is the case, their occurrence the survey. */
export const caseSurveyStep = 'case_survey'

/** Messages that are no marketing and belong to no campaign. */
export const serviceSteps: readonly string[] = [
  confirmationStep,
  answerStep,
  complaintConfirmationStep,
  caseSurveyStep,
]

export interface DeliveryBatch {
  campaignId: string
  step?: string
  /** Which turn of the step, where it repeats: a date, an event id. */
  occurrence?: string
  channel: ChannelId
  offerId?: string | null
  creativeId?: string | null
  arm?: string
  costMinor?: number
  currency?: string
  /** Where a row names a time of its own, that one counts. */
  rows: readonly { personKey: number; notBefore?: Date }[]
  /** The workspace's time; at once by default. */
  notBefore?: Date
}

const chunk = 5_000

/**
 * Plans one message for each person, in the caller's transaction. Who already has one for this campaign, step and
 * occurrence is left alone, so a repeated launch plans nothing twice.
 * @returns how many were planned now
 */
export async function enqueueDeliveries(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  batch: DeliveryBatch,
): Promise<number> {
  const now = workspace.clock.now()
  const shared = {
    workspace_id: workspace.id,
    campaign_id: batch.campaignId,
    step: batch.step ?? '',
    occurrence: batch.occurrence ?? '',
    channel: batch.channel,
    offer_id: batch.offerId ?? null,
    creative_id: batch.creativeId ?? null,
    arm: batch.arm ?? 'treatment',
    cost_minor: batch.costMinor ?? 0,
    currency: batch.currency ?? workspace.currency,
    not_before: batch.notBefore ?? now,
    planned_at: now,
  }
  let planned = 0
  for (let at = 0; at < batch.rows.length; at += chunk) {
    const rows = batch.rows.slice(at, at + chunk)
    const result = await sql`
      INSERT INTO deliveries (id, person_key, workspace_id, campaign_id, step, occurrence, channel, offer_id,
                              creative_id, arm, cost_minor, currency, not_before, planned_at)
      SELECT each.id, each.person_key, ${shared.workspace_id}, ${shared.campaign_id}::uuid, ${shared.step},
             ${shared.occurrence}, ${shared.channel}, ${shared.offer_id}::uuid, ${shared.creative_id}::uuid,
             ${shared.arm}, ${shared.cost_minor}::bigint, ${shared.currency}, each.not_before,
             ${shared.planned_at}::timestamptz
      FROM unnest(${rows.map(() => newId())}::uuid[], ${rows.map((row) => row.personKey)}::bigint[],
                  ${rows.map((row) => row.notBefore ?? shared.not_before)}::timestamptz[])
           AS each(id, person_key, not_before)
      ON CONFLICT (workspace_id, person_key, campaign_id, step, occurrence) DO NOTHING`.execute(trx)
    planned += Number(result.numAffectedRows ?? 0)
  }
  return planned
}
