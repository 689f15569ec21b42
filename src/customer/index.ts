import { join } from 'node:path'
import type { Log } from '../kit/log.ts'
import type { Task } from '../kit/progress.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { Ledger } from '../stores/ledger/index.ts'
import type { Warehouse } from '../stores/warehouse/index.ts'
import { createPersons, type Persons, type VaultOf } from './identity/persons.ts'
import { recoverImports, runImport } from './imports/run.ts'
import type { ImportSummary } from './imports/summary.ts'
import { createUploads, type Uploads } from './imports/uploads.ts'
import type { Mapping } from './mapping/mapping.schema.ts'
import { type FileSource, fileOnDisk } from './reading/source.ts'

export { personNow } from './identity/person-now.ts'
export type { Persons, Provenance, VaultOf } from './identity/persons.ts'
export type { ImportSummary } from './imports/summary.ts'
export { parseMapping } from './mapping/check-mapping.ts'
export { type ImportKind, type Mapping, mappingSchema } from './mapping/mapping.schema.ts'
export { customerRow } from './profiles/api.ts'

export interface CustomerDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  /** Uploads lie in its `uploads` folder. */
  dataDir: string
  log: Log
}

export interface ImportRequest {
  path: string
  fileName?: string
  mapping: Mapping
}

export interface Customer {
  imports: {
    run(
      workspace: Workspace,
      request: ImportRequest,
      task?: Task,
    ): Promise<ImportSummary & { importId: string }>
    recover(
      workspaceOf: (id: number) => Promise<Workspace>,
    ): Promise<{ finished: string[]; interrupted: string[] }>
  }
  persons: Persons
  uploads: Uploads
}

export function openCustomer(deps: CustomerDeps): Customer {
  const source = (request: { path: string; fileName?: string }): FileSource =>
    fileOnDisk(request.path, request.fileName)
  return {
    imports: {
      run: (workspace, request, task) =>
        runImport(deps, workspace, { source: source(request), mapping: request.mapping }, task),
      recover: (workspaceOf) => recoverImports(deps, workspaceOf),
    },
    persons: createPersons(deps.ledger, deps.vaultOf),
    uploads: createUploads({
      ledger: deps.ledger,
      vaultOf: deps.vaultOf,
      dir: join(deps.dataDir, 'uploads'),
    }),
  }
}
