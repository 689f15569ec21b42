import type { Log } from '../../kit/log.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { VaultOf } from '../identity/persons.ts'

export interface QualityDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  log: Log
}
