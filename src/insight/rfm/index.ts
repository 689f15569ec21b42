import type { Workspace } from '../../kit/workspace.ts'
import type { InsightDeps } from '../deps.ts'
import type { Features } from '../features/index.ts'
import type { RfmSettings } from './api.ts'
import { type RfmGrid, rfmGridOf } from './grid.ts'
import { assertCuts, loadRfmSettings, storeRfmSettings } from './settings.ts'

export interface Rfm {
  /** The grid of the newest snapshot; null before the first one. */
  grid(workspace: Workspace): Promise<RfmGrid | null>
  /** The grid under other settings; nothing is kept. @throws rfm.badCuts */
  preview(workspace: Workspace, settings: RfmSettings): Promise<RfmGrid | null>
  settings(workspace: Workspace): Promise<RfmSettings>
  /** Keeps the settings and scores everybody again. @throws rfm.badCuts */
  save(workspace: Workspace, settings: RfmSettings, actorId: string): Promise<RfmGrid | null>
}

export function createRfm(deps: InsightDeps, features: Features): Rfm {
  const grid = async (workspace: Workspace, settings?: RfmSettings) => {
    const snapshot = await features.latest(workspace)
    return snapshot && rfmGridOf(deps.warehouse, workspace, snapshot, settings)
  }
  return {
    grid: (workspace) => grid(workspace),
    preview: async (workspace, settings) => {
      assertCuts(settings)
      return grid(workspace, settings)
    },
    settings: (workspace) => loadRfmSettings(deps.ledger, workspace),
    async save(workspace, settings, actorId) {
      await storeRfmSettings(deps.ledger, workspace, settings, actorId)
      const latest = await features.latest(workspace)
      // A snapshot somebody asked for at a moment of his own is scored again at that moment.
      await features.refresh(workspace, latest?.basis === 'given' ? { asOf: latest.moment } : {})
      return grid(workspace)
    },
  }
}
