import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { PeopleAt } from '../ports.ts'
import type { VaultOf } from '../tracking/tokens.ts'

/** What reviews stand on. */
export interface ReviewDeps {
  ledger: Ledger
  vaultOf: VaultOf
  peopleAt: PeopleAt
  /** Names of products by their numbers; one that is not in the catalogue is missing. */
  productNames(workspace: Workspace, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
}
