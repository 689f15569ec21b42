import type { Transaction } from 'kysely'
import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import type { ConsentPorts } from './confirm/ask.ts'
import { type ConfirmationMessage, confirmationMessages } from './confirm/messages.ts'
import { type ConsentState, strictest } from './fold.ts'
import { type ConsentSelection, selectionOf } from './in-queries.ts'
import { pumpConsents } from './pump.ts'
import { type NewConsent, recordConsents, withdraw } from './record.ts'
import { consentRoutes } from './routes.ts'
import { type ConsentQuestion, mayContact, statesOf } from './states.ts'

export type { ConsentPorts } from './confirm/ask.ts'
export type { ConsentState } from './fold.ts'
export type { ConsentSelection } from './in-queries.ts'
export type { ConsentProof, NewConsent } from './record.ts'
export type { ConsentQuestion } from './states.ts'

type Trx = Transaction<LedgerSchema>

/** What people agreed to, by purpose and channel, and what they took back. */
export interface Consents {
  /** Asked right before something is done to people. `reason` is the state on record. */
  mayContact(
    workspace: Workspace,
    personKeys: readonly number[],
    question: ConsentQuestion,
  ): Promise<Map<number, { allowed: boolean; reason: ConsentState }>>
  /** The same as a set for queries: everybody but these, or only these. Told before it is asked. */
  selection(workspace: Workspace, question: ConsentQuestion): Promise<ConsentSelection>
  /** Tells the warehouse of what changed since. @returns changes told */
  pump(): Promise<number>
  /** What holds for one customer who is known under several keys: the strictest. */
  stateOf(
    workspace: Workspace,
    personKeys: readonly number[],
    question: ConsentQuestion,
  ): Promise<ConsentState>
  /** Adds to the log in the caller's transaction. @returns how many are new */
  record(trx: Trx, workspace: Workspace, entries: readonly NewConsent[]): Promise<number>
  /** Takes back in the caller's transaction, unless that stands already. @returns whether it is news */
  withdraw(trx: Trx, workspace: Workspace, entry: Omit<NewConsent, 'state' | 'at'>): Promise<boolean>
  /** What the messages say that ask for these requests' consents; answered and expired ones are missing. */
  confirmationMessages(
    workspace: Workspace,
    requestIds: readonly string[],
  ): Promise<Map<string, ConfirmationMessage>>
  routes(): Route[]
}

export function createConsents(
  { ledger, warehouse, vaultOf }: { ledger: Ledger; warehouse: Warehouse; vaultOf: VaultOf },
  ports?: ConsentPorts,
): Consents {
  return {
    mayContact: (workspace, personKeys, question) => mayContact(ledger, workspace, personKeys, question),
    selection: (workspace, question) => selectionOf(ledger, warehouse, workspace, question),
    pump: () => pumpConsents(ledger, warehouse),
    stateOf: async (workspace, personKeys, question) =>
      strictest([...(await statesOf(ledger.db, workspace, personKeys, question)).values()]),
    record: async (trx, workspace, entries) =>
      recordConsents(trx, workspace, await vaultOf(workspace.id), entries),
    withdraw: async (trx, workspace, entry) => withdraw(trx, workspace, await vaultOf(workspace.id), entry),
    confirmationMessages: (workspace, requestIds) =>
      confirmationMessages({ ledger, vaultOf }, workspace, requestIds),
    routes: () => consentRoutes({ ledger, vaultOf, ...(ports ? { ports } : {}) }),
  }
}
