import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import type { AudienceKey } from './formats/format.ts'

/** What files for advertising platforms need besides the room. */
export interface MediaDeps extends Pick<CampaignDeps, 'ledger' | 'warehouse' | 'segments' | 'consents'> {
  /** Decrypted, for the moment of hashing. */
  addressesOf(
    workspace: Workspace,
    people: readonly number[],
    key: AudienceKey,
  ): Promise<ReadonlyMap<number, { address: string; blindIndex: Buffer }>>
  /** Fewest people a file may hold; a setting of the workspace. */
  smallestGroup(workspace: Workspace): Promise<number>
}
