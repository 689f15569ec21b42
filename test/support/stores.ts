import { newKeyBytes, type Vault } from '../../src/kit/crypto/index.ts'
import type { Stores } from '../../src/stores/index.ts'
import { createWorkspaceKeys, openVault } from '../../src/stores/ledger/index.ts'
import { migrate, warehouseMigrations } from '../../src/stores/warehouse/index.ts'
import { freshLedger } from './ledger.ts'
import { freshWarehouse } from './warehouse.ts'

export interface FreshStores {
  stores: Stores
  /** Of the one workspace: slug 'test', CNY, Asia/Shanghai. */
  workspaceId: number
  vault: Vault
  masterKey: Buffer
  /** Address of the ledger's database. */
  ledgerUrl: string
  close(): Promise<void>
}

/** Both stores, empty but for one workspace, on the shared test engines. */
export async function freshStores(): Promise<FreshStores> {
  const [{ ledger, url, drop: dropLedger }, { warehouse, drop: dropWarehouse }] = await Promise.all([
    freshLedger(),
    freshWarehouse(),
  ])
  await migrate(warehouse, warehouseMigrations)
  const { id } = await ledger.db
    .insertInto('workspaces')
    .values({ slug: 'test', name: 'Test', currency: 'CNY', time_zone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const masterKey = newKeyBytes()
  await createWorkspaceKeys(ledger, masterKey, id)
  return {
    stores: { ledger, warehouse },
    workspaceId: id,
    vault: await openVault(ledger, masterKey, id),
    masterKey,
    ledgerUrl: url,
    close: async () => {
      await Promise.all([dropLedger(), dropWarehouse()])
    },
  }
}
