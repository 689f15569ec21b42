import { codeNote } from '@liangti/models'
import type { Transaction } from 'kysely'
import { currentOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { CaseChannel, CaseOrigin } from '../../stores/ledger/schema/cases.ts'
import type { CodingDeps } from './deps.ts'
import { caseErrors } from './errors.ts'
import { insertCase } from './open.ts'
import { recoveryOf } from './settings.ts'
import { tiersOf } from './situation.ts'

export interface CaseToOpen {
  /** A key of the customer, merged or not. */
  personKey: number
  channel: CaseChannel
  words: string
  /** Default now. */
  receivedAt?: Date
  /** What it came with, such as the id of a mail: the same opens one case only. */
  ref?: string
  origin?: CaseOrigin
  /** Who opens it, `kind:id`. */
  by: string
}

/** What is known only once the message or the call is written down. */
export type CaseLink = Pick<CaseToOpen, 'ref' | 'origin'>
export type OpenPrepared = (
  trx: Transaction<LedgerSchema>,
  link?: CaseLink,
) => Promise<{ id: string; isNew: boolean }>

export type PrepareCase = (workspace: Workspace, found: CaseToOpen) => Promise<OpenPrepared>

/**
 * Reads what a case needs, so that nothing waits for a model or the warehouse while rows are locked.
 * @returns what opens it in the caller's transaction
 * @throws case.unknownCustomer where the person was erased
 */
export async function prepareCase(
  deps: CodingDeps,
  workspace: Workspace,
  found: CaseToOpen,
): Promise<OpenPrepared> {
  const { ledger } = deps
  const { personKey, words, channel, by } = found
  const vault = await deps.vaultOf(workspace.id)
  const person = (await currentOf(ledger.db, [personKey])).get(personKey) ?? personKey
  if (vault.isErased(person)) throw caseErrors.unknownCustomer({ customer: String(personKey) })
  const [settings, tiers, coder] = await Promise.all([
    recoveryOf(ledger, workspace),
    tiersOf(deps, workspace, [person]),
    deps.coderOf(workspace),
  ])
  const basis = { vault, settings, tier: tiers.get(person) ?? null, coded: codeNote(coder, words) }
  const receivedAt = found.receivedAt ?? workspace.clock.now()
  return (trx, link = {}) =>
    insertCase(trx, workspace, basis, {
      ...{ personKey: person, channel, words, receivedAt, by },
      ref: link.ref ?? found.ref ?? null,
      origin: link.origin ?? found.origin ?? null,
    })
}
