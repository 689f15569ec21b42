import type { Actor } from '../../kit/api.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../tracking/tokens.ts'

export interface InboxDeps {
  ledger: Ledger
  vaultOf: VaultOf
  /** Masked names, by key. */
  labels(workspace: Workspace, keys: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** All keys of people with this name or address, among what the reader may see. */
  findPeople(workspace: Workspace, text: string, see: FieldAccess): Promise<readonly number[]>
  prospects: ProspectMaker
}

/** Makes somebody of an address, and takes that back. Implemented by the customer room. */
export interface ProspectMaker {
  make(
    workspace: Workspace,
    actor: Actor,
    who: { name: string; source: string; email?: string; phone?: string },
  ): Promise<{
    customerId: string | null
    changeId: string | null
    known: { customerId: string; label: string }[]
  }>
  unmake(workspace: Workspace, actor: Actor, changeId: string): Promise<unknown>
}

export interface InboxFilter {
  show: 'open' | 'unread' | 'mine' | 'unassigned' | 'done' | 'all'
  channel?: string | undefined
  topic?: string | undefined
}

export interface InboxQuery extends InboxFilter {
  customer?: string | undefined
  cursor?: string | undefined
  limit: number
}
