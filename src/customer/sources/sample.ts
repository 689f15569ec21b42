import { Readable } from 'node:stream'
import type { Workspace } from '../../kit/workspace.ts'
import { type Inspection, inspectFile } from '../imports/inspect.ts'
import type { AnyConnection } from './connections.ts'
import type { Inbox, SourceDefinition } from './define-source.ts'
import { contextOf, type Network, type SourceDeps } from './deps.ts'
import { sourceErrors } from './errors.ts'

const sampleRows = 2_000
const sampleMs = 120_000

/**
 * The first rows of a source as a file, and what is in it: what a mapping is made on.
 * @throws source.*, import.*
 */
export async function sampleSource(
  deps: SourceDeps,
  network: Network,
  workspace: Workspace,
  {
    definition,
    connection,
    inbox,
  }: { definition: SourceDefinition; connection: AnyConnection; inbox: Inbox },
  asked: AbortSignal,
): Promise<Inspection & { fileId: string }> {
  const signal = AbortSignal.any([asked, AbortSignal.timeout(sampleMs)])
  const context = contextOf(deps, network, inbox, signal)
  const parcels = definition.pull(context, connection, {
    cursor: null,
    columns: [],
    known: async () => false,
    mostRows: sampleRows,
  })
  for await (const parcel of parcels) {
    const { fileId } = await deps.uploads.store(workspace, parcel.name, Readable.from(parcel.content()))
    const file = await deps.uploads.open(workspace, fileId)
    return { fileId, ...(await inspectFile(deps.ledger, await deps.vaultOf(workspace.id), workspace, file)) }
  }
  throw sourceErrors.noRows({ where: definition.kind })
}
