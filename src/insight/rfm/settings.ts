import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { rfmErrors } from '../errors.ts'
import { type RfmSettings, rfmSettings } from './api.ts'

/** The workspace's settings, or the defaults (independent quintiles). */
export async function loadRfmSettings(ledger: Ledger, workspace: Workspace): Promise<RfmSettings> {
  const row = await ledger.db
    .selectFrom('rfm_settings')
    .select('settings')
    .where('workspace_id', '=', workspace.id)
    .executeTakeFirst()
  return rfmSettings.parse(row?.settings ?? {})
}

/** @throws rfm.badCuts */
export async function storeRfmSettings(
  ledger: Ledger,
  workspace: Workspace,
  settings: RfmSettings,
  actorId: string,
): Promise<void> {
  assertCuts(settings)
  const values = { settings, saved_by: actorId, saved_at: workspace.clock.now() }
  await ledger.db
    .insertInto('rfm_settings')
    .values({ workspace_id: workspace.id, ...values })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet(values))
    .execute()
}

/** @throws rfm.badCuts when edges do not ascend, or are not one fewer than the groups */
export function assertCuts(settings: RfmSettings): void {
  if (!settings.cuts) return
  for (const [measure, edges] of Object.entries(settings.cuts)) {
    if (edges.length !== settings.bins - 1)
      throw rfmErrors.badCuts({ measure, problem: `${edges.length} / ${settings.bins - 1}` })
    const unsorted = edges.find((edge, i) => i > 0 && edge <= (edges[i - 1] ?? edge))
    if (unsorted !== undefined) throw rfmErrors.badCuts({ measure, problem: `… ${unsorted} …` })
  }
}
