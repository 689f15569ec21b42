import type { Consents } from '../../customer/index.ts'
import type { Features } from '../../insight/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { PeopleAt } from '../ports.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import type { CoderOf } from './coder.ts'

export interface RecoveryDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  consents: Pick<Consents, 'mayContact'>
  features: Pick<Features, 'latest'>
  peopleAt: PeopleAt
  workspaceOf(id: number): Promise<Workspace>
  /** Null where there is none of that name. */
  workspaceNamed(slug: string): Promise<Workspace | null>
}

/** With the coder of each workspace, which learns and is therefore kept. */
export interface CodingDeps extends RecoveryDeps {
  coderOf: CoderOf
}
