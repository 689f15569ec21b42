import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { listAlerts } from './anomalies/alerts.ts'
import type { QualityDeps } from './deps.ts'
import { qualityRound } from './watch.ts'

export type { QualityDeps } from './deps.ts'

/** How good the data is: what is measured of each source, and what looks wrong. */
export interface Quality {
  /** Measures streams and looks at the sources that have news. Harmless to repeat. @returns sources looked at */
  round(workspace: Workspace): Promise<number>
  /** What nobody has looked at yet, for Home's list. */
  attention(workspace: Workspace): Promise<{ text: Localized; link: string }[]>
}

export function createQuality(deps: QualityDeps): Quality {
  return {
    round: (workspace) => qualityRound(deps, workspace),
    attention: async (workspace) =>
      (await listAlerts(deps.ledger, workspace))
        .filter(({ status }) => status === 'open')
        .map(({ sourceId, sourceName, text }) => ({
          text: { en: `${sourceName}: ${text.en}`, 'zh-CN': `${sourceName}：${text['zh-CN']}` },
          link: `/data/health/${sourceId}`,
        })),
  }
}
