import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { CampaignRow } from '../plans/plan.ts'
import { isoTime } from '../time.ts'

/**
 * One arm of a decided campaign as CSV with a header: customer_id, spend before the draw in minor units. Target is who
 * is to be written to, control who must not be; those silent for a reason of their own are in neither.
 * @throws campaign.notRunning before the arms are drawn
 */
export async function armList(
  deps: Pick<CampaignDeps, 'warehouse'>,
  workspace: Workspace,
  row: CampaignRow,
  arm: 'treatment' | 'control',
): Promise<NodeJS.ReadableStream> {
  if (row.decided_at === null || row.launched_at === null)
    throw campaignErrors.notRunning({ name: row.name, status: row.status })
  const bind = createBinder('list_')
  return deps.warehouse.stream(
    sql`SELECT toString(person_key) AS customer_id, toInt64(round(covariate)) AS spent_before_minor
        FROM decisions FINAL
        WHERE workspace_id = ${bind('UInt32', workspace.id)} AND campaign_id = ${bind('UUID', row.id)}
          AND decided_at = ${bind("DateTime64(3, 'UTC')", isoTime(row.decided_at))}
          AND action = ${bind('String', arm === 'treatment' ? 'send' : 'withhold')}
        ORDER BY person_key`,
    'CSVWithNames',
    { pool: 'long' },
  )
}
