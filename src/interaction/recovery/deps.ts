import type { Consents } from '../../customer/index.ts'
import type { Features } from '../../insight/index.ts'
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
}

/** With the coder of each workspace, which learns and is therefore kept. */
export interface CodingDeps extends RecoveryDeps {
  coderOf: CoderOf
}
