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
/** And for this long while messages are on their way: whoever has just launched watches them go. */
const freshWhileSendingMs = 1_000

interface Kept {
  at: number
  state: string
  report: Promise<Report | null>
  freshMs: number
}

export function openReports(deps: CampaignDeps): Reports {
  const recent = new Map<string, Kept>()
  return {
    async of(workspace, row) {
      if (row.final_report !== null) return row.final_report as unknown as Report
      if (row.decided_at === null || row.launched_at === null) return null
      const at = workspace.clock.now().getTime()
      const state = `${row.status}/${row.decided_at.getTime()}`
      const known = recent.get(row.id)
      if (known && known.state === state && at >= known.at && at - known.at < known.freshMs)
        return known.report
      const report = evaluateCampaign(deps, workspace, row)
      const kept: Kept = { at, state, report, freshMs }
      recent.set(row.id, kept)
      report
        .then((made) => {
          if (made !== null && isSending(made)) kept.freshMs = freshWhileSendingMs
        })
        // A failed evaluation is not remembered, and the map is kept to what pages ask for.
        .catch(() => recent.delete(row.id))
      if (recent.size > 500) recent.delete(recent.keys().next().value ?? row.id)
      return report
    },
  }
}

function isSending({ execution: e }: Report): boolean {
  return e.planned === 0 || e.sent + e.failed + e.unknown + e.suppressed < e.planned
}
