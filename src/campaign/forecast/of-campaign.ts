import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { Creatives, Offers } from '../offers/index.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import { requireMarketing, requireOutOfBin } from '../plans/out-of-bin.ts'
import { type Forecast, frozenOf, planOf } from '../plans/plan.ts'
import { forecast } from './forecast.ts'

/** @throws campaign.incomplete, campaign.inBin */
export async function forecastOf(
  deps: CampaignDeps,
  parts: { campaigns: Campaigns; offers: Offers; creatives: Creatives },
  workspace: Workspace,
  id: string,
  task: Task = noTask,
): Promise<Forecast> {
  const row = await parts.campaigns.row(workspace, id)
  const frozen = frozenOf(row)
  if (frozen) return frozen.forecast
  const plan = planOf(row)
  if (plan.segmentId === null)
    throw campaignErrors.incomplete({ name: row.name, missing: 'an audience', missingZh: '目标客群' })
  const [segment, offer, creative] = await Promise.all([
    deps.segments.get(workspace, plan.segmentId),
    plan.offerId === null ? null : parts.offers.get(workspace, plan.offerId),
    plan.creativeId === null ? null : parts.creatives.get(workspace, plan.creativeId),
  ])
  requireOutOfBin(row, { segment, offer })
  requireMarketing(row, segment)
  const { marginBasis: _, ...shown } = await forecast(
    deps,
    workspace,
    { plan, rule: segment.rule, salt: row.salt, offerCostMinor: offer?.costMinor ?? 0, creative },
    task,
  )
  return shown
}
