import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { dayOf } from '../days.ts'
import type { InsightDeps } from '../deps.ts'
import { momentFor } from './moment.ts'
import { refreshFeatures } from './refresh.ts'
import { latestSnapshot, type Snapshot, withdrawBefore } from './snapshots.ts'

export interface Features {
  /**
   * Computes all features and RFM scores anew and publishes them.
   * @param options.asOf facts up to this instant; default: the workspace's clock, or for imported history (nothing sold
   *   in the last 30 days) its newest order
   * @returns null where nothing was ever sold
   */
  refresh(workspace: Workspace, options?: { asOf?: Date }, task?: Task): Promise<Snapshot | null>
  /** The newest snapshot the workspace's clock has reached; null before the first refresh. */
  latest(workspace: Workspace): Promise<Snapshot | null>
  /** Makes sure a snapshot of the day of `asOf` stands that knows nothing later than `asOf`; cheap when it does. */
  ensure(workspace: Workspace, asOf: Date, task?: Task): Promise<void>
  /** Withdraws the snapshots of earlier moments where people have been merged: `ensure` computes them anew. */
  forgetBefore(workspace: Workspace, snapshot: Pick<Snapshot, 'moment'>): Promise<void>
}

export function createFeatures(
  deps: InsightDeps,
  onRefresh: (workspace: Workspace) => Promise<void>,
): Features {
  const refresh: Features['refresh'] = async (workspace, options = {}, task = noTask) => {
    const snapshot = await refreshFeatures(deps, workspace, options.asOf, task)
    if (snapshot) await onRefresh(workspace)
    return snapshot
  }
  return {
    refresh,
    latest: (workspace) => latestSnapshot(deps.ledger, workspace),
    async ensure(workspace, asOf, task = noTask) {
      const moment = await momentFor(deps.warehouse, workspace, asOf)
      if (!moment) return
      const stands = await deps.ledger.db
        .selectFrom('feature_snapshots')
        .select('as_of')
        .where('workspace_id', '=', workspace.id)
        .where('as_of', '=', dayOf(moment.at, workspace.timeZone))
        .where('moment', '<=', asOf)
        .executeTakeFirst()
      // Of the past: segment pages go on showing who fulfils a rule now, so nothing is counted anew.
      if (!stands) await refreshFeatures(deps, workspace, moment.at, task)
    },
    forgetBefore: (workspace, { moment }) => withdrawBefore(deps.ledger, workspace, moment),
  }
}
