import { sql as raw } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import { auditDeed } from '../audit.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import type { CampaignRow, Frozen } from '../plans/plan.ts'

/**
 * Takes a draft for a launch: of several at once one gets it.
 * @throws campaign.changedMeanwhile, campaign.notDraft
 */
export async function claim(
  deps: CampaignDeps,
  workspace: Workspace,
  campaigns: Campaigns,
  id: string,
  version: number,
  frozen: Frozen,
  actorId: string,
): Promise<CampaignRow> {
  return deps.ledger.transaction(async (trx) => {
    const now = workspace.clock.now()
    const claimed = await trx
      .updateTable('campaigns')
      .set({
        status: raw<
          CampaignRow['status']
        >`CASE WHEN start_at IS NOT NULL AND start_at > ${now} THEN 'scheduled' ELSE 'launching' END`,
        frozen: frozen as unknown as Record<string, unknown>,
        launched_by: actorId,
        updated_at: now,
      })
      .where('id', '=', id)
      .where('workspace_id', '=', workspace.id)
      .where('version', '=', version)
      .where('status', '=', 'draft')
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!claimed) {
      const row = await campaigns.row(workspace, id, trx)
      if (row.status === 'draft')
        throw campaignErrors.changedMeanwhile({ name: row.name, theirs: row.version, yours: version })
      throw campaignErrors.notDraft({ name: row.name, status: row.status })
    }
    const { recipients, control } = frozen.forecast
    await auditDeed(
      trx,
      workspace,
      actorId,
      'campaign.launch',
      { kind: 'campaign', id },
      { version, recipients, control, scheduled: claimed.status === 'scheduled' },
    )
    return claimed
  })
}
