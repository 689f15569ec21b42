import type { Task } from '../../kit/progress.ts'
import { withGateClosed } from '../ledger/index.ts'
import { migrations as ledgerMigrations } from '../ledger/migrations/index.ts'
import type { Stores } from '../open.ts'
import { warehouseMigrations } from '../warehouse/index.ts'
import { importLedger, openCut, requireEmptyLedger, requireKnownMigrations } from './ledger-tables.ts'
import { type Manifest, readManifest, verifyFiles } from './manifest.ts'
import { emptyWarehouse, importWarehouse, requireEmptyWarehouse } from './warehouse-tables.ts'

/**
 * Brings a backup into empty, migrated stores: all of it or nothing. A backup of an older version is migrated on the
 * way. Sessions, keys and plans come back as they were; the master key file must be put beside it by its keeper.
 * @throws backup.notABackup, backup.damaged, backup.newer, backup.targetNotEmpty, common.cancelled
 */
export async function restore(stores: Stores, dir: string, task: Task): Promise<Manifest> {
  const manifest = readManifest(dir)
  requireKnownMigrations(idsOf(ledgerMigrations), manifest.ledger.migrations, manifest.liangti)
  requireKnownMigrations(idsOf(warehouseMigrations), manifest.warehouse.migrations, manifest.liangti)
  await verifyFiles(dir, manifest, task)
  await withGateClosed(stores.ledger, () => load(stores, dir, manifest, task))
  return manifest
}

async function load(
  { ledger, warehouse }: Stores,
  dir: string,
  manifest: Manifest,
  task: Task,
): Promise<void> {
  const client = await openCut(ledger)
  try {
    await requireEmptyLedger(client)
    await requireEmptyWarehouse(warehouse)
    await client.query('BEGIN')
    await importLedger(client, dir, manifest, task)
    try {
      await importWarehouse(warehouse, dir, manifest, task)
      await client.query('COMMIT')
    } catch (error) {
      await emptyWarehouse(warehouse)
      throw error
    }
  } finally {
    // Undoes the transaction where it was not committed.
    client.release(true)
  }
}

const idsOf = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id)
