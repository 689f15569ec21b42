import { join } from 'node:path'
import type { Route } from '../kit/api.ts'
import type { Log } from '../kit/log.ts'
import type { Task } from '../kit/progress.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { Ledger } from '../stores/ledger/index.ts'
import type { Warehouse } from '../stores/warehouse/index.ts'
import type { Collection } from './collection/index.ts'
import { collectionRoutes } from './collection/routes.ts'
import { type Companies, createCompanies } from './companies/index.ts'
import { type ConsentPorts, type Consents, createConsents } from './consent/index.ts'
import { forgetAddress } from './contact/forget-address.ts'
import { pumpReach } from './contact/pump-reach.ts'
import type { ContactChannel } from './contact/reach.ts'
import { createDates, type Dates } from './dates/index.ts'
import { createHouseholds, type Households } from './households/index.ts'
import { createPersons, type Persons, type VaultOf } from './identity/persons.ts'
import { identityRoutes } from './identity/routes.ts'
import { type Inspection, inspectFile } from './imports/inspect.ts'
import { recoverImports } from './imports/recover.ts'
import { importRoutes } from './imports/routes.ts'
import { runImport } from './imports/run.ts'
import type { ImportSummary } from './imports/summary.ts'
import { undoImport } from './imports/undo.ts'
import { createUploads, type Uploads } from './imports/uploads.ts'
import type { Mapping } from './mapping/mapping.schema.ts'
import { createNeeds, type Needs } from './needs/index.ts'
import { type OldMails, type OutsidePlace, openPrivacy, type Privacy } from './privacy/index.ts'
import { attributeFieldsOf } from './profiles/attribute-fields.ts'
import type { ProfilePorts, ScoreSnapshot } from './profiles/ports.ts'
import { profileRoutes } from './profiles/routes.ts'
import { type CustomerRow, customerRows } from './profiles/rows.ts'
import { createServed, type ServedProfiles } from './profiles/served/index.ts'
import { servedRoutes } from './profiles/served/routes.ts'
import { createProspects, type Prospects } from './prospects/index.ts'
import { contractRoutes } from './quality/contracts/routes.ts'
import { createQuality, type Quality } from './quality/index.ts'
import { qualityRoutes } from './quality/routes.ts'
import { fileOnDisk } from './reading/source.ts'
import { openSources, type SourceDeps, type SourceRoom } from './sources/index.ts'
import { survivorshipRoutes } from './survivorship/routes.ts'
import { createTouches, type Touches } from './touches/touches.ts'

export interface CustomerDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  /** Uploads lie encrypted in its `uploads` folder. */
  dataDir: string
  log: Log
  /** What rooms above keep of people outside the stores; an erasure asks them too. */
  outside?: readonly OutsidePlace[]
  /** Messages kept outside of the stores, which retention asks by their age. */
  mails?: OldMails
  /** Writes the copy of the customers' keys anew after some were destroyed. */
  saveKeys?: () => Promise<void>
  /** What asking for consents by mail needs; without it nobody is asked. */
  confirmations?: ConsentPorts
}

export interface ImportRequest {
  path: string
  /** The name people know it by; the path's last part where absent. */
  fileName?: string
  mapping: Mapping
}

/** Who the customers are: imports, identities, profiles, and the log of contacts. */
export interface Customer {
  imports: {
    /** Columns, kind, mapping and preview of a file on disk. @throws import.* */
    inspect(workspace: Workspace, path: string): Promise<Inspection>
    /** @throws import.*, common.cancelled; nothing of the file is stored then */
    run(
      workspace: Workspace,
      request: ImportRequest,
      task?: Task,
    ): Promise<ImportSummary & { importId: string }>
    /** @throws import.notUndoable, common.notFound */
    undo(workspace: Workspace, importId: string): Promise<{ removed: number }>
    /** Settles imports whose process is gone; call once at start. */
    recover(
      workspaceOf: (id: number) => Promise<Workspace>,
    ): Promise<{ finished: string[]; interrupted: string[] }>
  }
  persons: Persons
  households: Households
  dates: Dates
  needs: Needs
  companies: Companies
  prospects: Prospects
  consents: Consents
  privacy: Privacy
  profiles: {
    /** Rows of lists, in the order of the keys. @param scores the feature snapshot the scores come from */
    rows(workspace: Workspace, keys: readonly number[], scores?: ScoreSnapshot | null): Promise<CustomerRow[]>
    attributeFields(workspace: Workspace): ReturnType<typeof attributeFieldsOf>
  }
  contacts: {
    /** Gives up an address that is no more, as the channel writes to it. @returns how many carried it */
    forget(workspace: Workspace, channel: ContactChannel, address: string): Promise<number>
    /** Tells the warehouse whom that leaves without one. @returns changes told */
    pump(): Promise<number>
  }
  quality: Quality
  touches: Touches
  uploads: Uploads
  readonly deps: CustomerDeps
}

export function openCustomer(deps: CustomerDeps): Customer {
  const { ledger, warehouse, vaultOf } = deps
  const persons = createPersons(ledger, warehouse, vaultOf)
  const uploadsDir = join(deps.dataDir, 'uploads')
  const uploads = createUploads({ ledger, vaultOf, dir: uploadsDir })
  return {
    deps,
    persons,
    privacy: openPrivacy({
      ...deps,
      persons,
      uploads,
      uploadsDir,
      outside: deps.outside ?? [],
      saveKeys: deps.saveKeys ?? (async () => {}),
    }),
    households: createHouseholds({ ...deps, persons }),
    consents: createConsents(deps, deps.confirmations),
    dates: createDates({ ...deps, persons }),
    needs: createNeeds(deps),
    companies: createCompanies({ ...deps, persons }),
    prospects: createProspects(
      { ...deps, persons },
      {
        run: (workspace, input) => runImport(deps, workspace, input),
        undo: (workspace, importId) => undoImport(deps, workspace, importId),
      },
    ),
    contacts: {
      forget: async (workspace, channel, address) =>
        forgetAddress(ledger, await vaultOf(workspace.id), workspace, channel, address),
      pump: () => pumpReach(ledger, warehouse),
    },
    quality: createQuality(deps),
    touches: createTouches(ledger, warehouse),
    uploads,
    imports: {
      inspect: async (workspace, path) =>
        inspectFile(ledger, await vaultOf(workspace.id), workspace, fileOnDisk(path)),
      run: (workspace, { path, fileName, mapping }, task) =>
        runImport(deps, workspace, { source: fileOnDisk(path, fileName), mapping }, task),
      undo: (workspace, importId) => undoImport(deps, workspace, importId),
      recover: (workspaceOf) => recoverImports(deps, workspaceOf),
    },
    profiles: {
      rows: (workspace, keys, scores) =>
        customerRows({ ledger, warehouse, vaultOf, persons }, workspace, keys, scores ?? null),
      attributeFields: (workspace) => attributeFieldsOf(warehouse, workspace),
    },
  }
}

/** Console routes of the stream of events; the events themselves come by another door. */
export function streamRoutes(customer: Customer, collection: Collection): Route[] {
  return [...collectionRoutes(collection, customer.deps.ledger), ...contractRoutes(customer.deps, collection)]
}

/** Connections, schedules and runs; they import through the customer room and stream through the collection. */
export function openSourceRoom(
  customer: Customer,
  collection: Collection,
  deps: Pick<SourceDeps, 'workspaceOf' | 'clock' | 'rootDir' | 'privateHosts'>,
): SourceRoom {
  return openSources({ ...customer.deps, uploads: customer.uploads, ...deps }, collection)
}

/** Profiles kept ready for programs. @param ports what they show that rooms above know */
export function openServedProfiles({ deps, persons }: Customer, ports: ProfilePorts): ServedProfiles {
  return createServed({ ...deps, persons }, ports)
}

export function servedProfileRoutes(served: ServedProfiles): Route[] {
  return servedRoutes(served)
}

/** @param ports what profiles show that rooms above know */
export function customerRoutes(customer: Customer, ports: ProfilePorts): Route[] {
  const { deps, persons, uploads } = customer
  return [
    ...importRoutes(deps, uploads),
    ...profileRoutes({ ...deps, persons }, ports),
    ...identityRoutes({ ...deps, persons }),
    ...survivorshipRoutes({ ...deps, persons }),
    ...customer.households.routes(),
    ...customer.dates.routes(),
    ...customer.needs.routes(),
    ...customer.companies.routes(),
    ...customer.prospects.routes(),
    ...customer.consents.routes(),
    ...qualityRoutes(deps),
    ...customer.privacy.routes(),
  ]
}
