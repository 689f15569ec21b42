import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Pause } from '../../interaction/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignTables } from '../../stores/ledger/schema/campaign.ts'
import type { AudienceSegment } from '../deps.ts'
import type { forecastShape } from '../forecast/api.ts'
import type { Creative, Offer } from '../offers/index.ts'
import { type CampaignInput, campaignInput, type campaignShape } from './api.ts'

export type CampaignRow = Selectable<CampaignTables['campaigns']>
export type Campaign = z.output<typeof campaignShape>
export type Forecast = z.output<typeof forecastShape>

/** What a launch fixes: later edits of segment, offer or creative do not reach a campaign that has begun. */
export interface Frozen {
  rule: unknown
  segmentName: string
  segmentWords: Localized
  offer: Offer | null
  creative: Creative
  /** As shown before the launch, for the forecast's error. */
  forecast: Forecast
  marginBasis: { kind: 'cost_of_goods' | 'assumed_rate' | 'revenue'; rate: number }
  /** What `{{ survey_link }}` leads to; absent or null: nothing of it does. */
  surveyId?: string | null
}

export function planOf(row: Pick<CampaignRow, 'plan'>): CampaignInput {
  return campaignInput.parse(row.plan)
}

export function frozenOf(row: CampaignRow): Frozen | null {
  return row.frozen === null ? null : (row.frozen as unknown as Frozen)
}

/** Whom the draw chose to be contacted; null before it. */
export function recipientsOf(row: CampaignRow): number | null {
  return (row.counts as { recipients?: number } | null)?.recipients ?? null
}

const binnedAudience = { en: 'a segment that is not in the bin', 'zh-CN': '不在回收站中的客群' }

/** What a launch still needs, in words. */
export function missingOf(plan: CampaignInput): Localized[] {
  const missing: Localized[] = []
  if (plan.segmentId === null) missing.push({ en: 'an audience', 'zh-CN': '目标客群' })
  if (plan.creativeId === null) missing.push({ en: 'a creative', 'zh-CN': '创意' })
  if (plan.controlShare === 0 && plan.noControlReason.trim() === '')
    missing.push({ en: 'a reason for having no control group', 'zh-CN': '不设对照组的理由' })
  if (plan.controlShare > 0.9)
    missing.push({ en: 'a control share of at most 90 %', 'zh-CN': '不超过 90% 的对照组比例' })
  return missing
}

export function presentCampaign(
  workspace: Workspace,
  row: CampaignRow,
  segment: Pick<AudienceSegment, 'name' | 'deletedAt'> | null,
  pause: Pause | null,
): Campaign {
  const plan = planOf(row)
  const missing = missingOf(plan)
  if (segment && segment.deletedAt !== null) missing.push(binnedAudience)
  return {
    ...plan,
    id: row.id,
    status: row.status,
    version: row.version,
    currency: workspace.currency,
    launchedAt: row.launched_at?.toISOString() ?? null,
    stoppedAt: row.stopped_at?.toISOString() ?? null,
    paused: pause && { at: pause.at.toISOString(), by: pause.name },
    outcomeEndsAt: row.window_ends_at?.toISOString() ?? null,
    taskId: row.task_id,
    segmentName: frozenOf(row)?.segmentName ?? segment?.name ?? null,
    missing: row.status === 'draft' ? missing : [],
    launchError: row.launch_error === null ? null : (row.launch_error as { code: string; message: string }),
    updatedAt: row.updated_at.toISOString(),
    deletedAt: row.deleted_at?.toISOString() ?? null,
  }
}

/** Columns a plan is kept in besides itself, so that others can ask by them. */
export function columnsOf(given: CampaignInput) {
  // A caller may hand in a whole campaign; only the plan is kept.
  const plan = campaignInput.parse(given)
  return {
    name: plan.name,
    objective: plan.objective,
    plan: plan as unknown as Record<string, unknown>,
    segment_id: plan.segmentId,
    offer_id: plan.offerId,
    creative_id: plan.creativeId,
    start_at: plan.startAt,
  }
}
