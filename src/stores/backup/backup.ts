import { packageVersion } from '../../kit/paths.ts'
import type { Task } from '../../kit/progress.ts'
import { withGateClosed } from '../ledger/index.ts'
import type { Stores } from '../open.ts'
import { prepareFolder } from './files.ts'
import { beginCut, exportLedger, openCut } from './ledger-tables.ts'
import { type Manifest, masterKeyNote, writeManifest } from './manifest.ts'
import { exportWarehouse, freezeWarehouse } from './warehouse-tables.ts'

/**
 * Writes both stores, as they were at one moment, into a new or empty folder. Writers wait for the moment only; the
 * rest is read beside them. Without a manifest.json the folder is not a backup.
 * @throws backup.folderNotEmpty, backup.cannotWrite, common.cancelled
 */
export async function backup(stores: Stores, dir: string, task: Task): Promise<Manifest> {
  prepareFolder(dir)
  const { ledger, warehouse } = stores
  const client = await openCut(ledger)
  try {
    const [cutAt, frozen] = await withGateClosed(
      ledger,
      async () => [await beginCut(client), await freezeWarehouse(warehouse)] as const,
    )
    try {
      const [ledgerPart, warehousePart] = [
        await exportLedger(client, dir, task),
        await exportWarehouse(warehouse, frozen, dir, task),
      ]
      const manifest: Manifest = {
        format: 1,
        liangti: packageVersion(),
        cutAt: cutAt.toISOString(),
        masterKey: masterKeyNote,
        ledger: { engine: (await ledger.about()).version, ...ledgerPart },
        warehouse: { engine: (await warehouse.about()).version, ...warehousePart },
      }
      writeManifest(dir, manifest)
      return manifest
    } finally {
      await frozen.release()
    }
  } finally {
    // Ends the transaction with the session, in whatever state it is.
    client.release(true)
  }
}
