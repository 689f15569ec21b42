import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import type { CampaignRow } from '../plans/plan.ts'
import { evaluateCampaign, type Report } from './report.ts'

export interface Reports {
  /** The final report as it was kept, or the one so far; null before the arms are drawn. */
  of(workspace: Workspace, row: CampaignRow): Promise<Report | null>
}

/** A report so far is shown again for this long, by the workspace's clock; it carries when it was computed. */
const freshMs = 10_000

export function openReports(deps: CampaignDeps): Reports {
  const recent = new Map<string, { at: number; state: string; report: Promise<Report | null> }>()
  return {
    async of(workspace, row) {
      if (row.final_report !== null) return row.final_report as unknown as Report
      if (row.decided_at === null || row.launched_at === null) return null
      const at = workspace.clock.now().getTime()
      const state = `${row.status}/${row.decided_at.getTime()}`
      const known = recent.get(row.id)
      if (known && known.state === state && at >= known.at && at - known.at < freshMs) return known.report
      const report = evaluateCampaign(deps, workspace, row)
      recent.set(row.id, { at, state, report })
      // A failed evaluation is not remembered, and the map is kept to what pages ask for.
      report.catch(() => recent.delete(row.id))
      if (recent.size > 500) recent.delete(recent.keys().next().value ?? row.id)
      return report
    },
  }
}
