import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { CampaignNames } from '../delivery/list.ts'
import type { PrepareCase } from '../recovery/prepare-case.ts'
import type { VaultOf } from '../tracking/tokens.ts'

/** What surveys stand on. */
export interface SurveyDeps {
  ledger: Ledger
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
  prepareCase: PrepareCase
  /** Campaigns are another room's. */
  campaignNames: CampaignNames
  /** Of these people those who are in a segment now. */
  inSegment(
    workspace: Workspace,
    segmentId: string,
    personKeys: readonly number[],
  ): Promise<ReadonlySet<number>>
}
