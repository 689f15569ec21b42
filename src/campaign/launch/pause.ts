import { pauseCampaign, resumeCampaign } from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { auditDeed } from '../audit.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import type { Campaign, CampaignRow } from '../plans/plan.ts'

const pausable: ReadonlySet<CampaignRow['status']> = new Set(['scheduled', 'launching', 'live'])

/**
 * Pauses a campaign, or lets it go on; repeating it changes nothing. What waited is not sent in a rush of old answers:
 * each is asked about anew when its turn comes.
 * @throws campaign.notRunningToPause
 */
export async function setPaused(
  deps: CampaignDeps,
  campaigns: Campaigns,
  workspace: Workspace,
  id: string,
  isPaused: boolean,
  actorId: string,
): Promise<Campaign> {
  await deps.ledger.transaction(async (trx) => {
    // A stop, or the end of its time, comes before the pause or after it.
    await trx.selectFrom('campaigns').select('id').where('id', '=', id).forShare().execute()
    const { name, status } = await campaigns.row(workspace, id, trx)
    if (!pausable.has(status)) throw campaignErrors.notRunningToPause({ name, status })
    const changed = isPaused
      ? await pauseCampaign(trx, workspace, id, actorId)
      : await resumeCampaign(trx, workspace, id)
    if (!changed) return
    const action = isPaused ? 'campaign.pause' : 'campaign.resume'
    await auditDeed(trx, workspace, actorId, action, { kind: 'campaign', id })
  })
  return campaigns.get(workspace, id)
}
