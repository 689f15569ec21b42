import type { Actor } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { privacyErrors } from '../errors.ts'
import { requireLiving } from '../living.ts'
import { type Asked, approve, change, type RequestRow, receive, requestOf } from '../requests.ts'
import { holdsIdentifier } from '../text-guard.ts'
import { prepare, renewed, seal, unseal } from './changes.ts'
import { type CorrectionDeps, settleWorkspace } from './settle.ts'

type By = Pick<Actor, 'kind' | 'id'>

/**
 * Writes down that a customer asked for a correction, and of what.
 * @throws common.notFound, privacy.alreadyOpen, privacy.identifierInNote, privacy.unknownField, privacy.sameValue,
 *   privacy.badValue, privacy.identifierInValue
 */
export async function receiveCorrection(
  deps: CorrectionDeps,
  workspace: Workspace,
  input: Omit<Asked, 'kind' | 'changes'>,
  asked: readonly { attribute: string; to: string }[],
  actor: By,
): Promise<RequestRow> {
  const person = await requireLiving(deps.ledger, workspace, input.customerId)
  const changes = await prepare(deps, workspace, person, asked)
  return receive(deps, workspace, { ...input, kind: 'correction', changes }, actor)
}

/**
 * Says yes to a correction and carries it out. Where the warehouse cannot be reached it is done as soon as it can.
 * @throws common.notFound, privacy.wrongState, privacy.samePerson
 */
export async function approveCorrection(
  deps: CorrectionDeps,
  workspace: Workspace,
  row: RequestRow,
  actor: By,
): Promise<RequestRow> {
  const person = await requireLiving(deps.ledger, workspace, row.person_key)
  const vault = await deps.vaultOf(workspace.id)
  if (row.state !== 'received' || row.changes === null) throw privacyErrors.wrongState({ state: row.state })
  const changes = await renewed(deps, workspace, person, unseal(vault, row.changes).changes)
  const sealed = seal(vault, Number(row.person_key), changes)
  await approve(deps, workspace, row.id, actor, sealed)
  await settleWorkspace(deps, workspace)
  return requestOf(deps.ledger, workspace, row.id)
}

/**
 * Takes back a correction that is done: what was said before it, by a source or an earlier correction, counts again.
 * @throws common.notFound, privacy.wrongState, privacy.identifierInNote
 */
export async function undoCorrection(
  deps: CorrectionDeps,
  workspace: Workspace,
  id: string,
  reason: string,
  actor: By,
): Promise<RequestRow> {
  if (holdsIdentifier(reason)) throw privacyErrors.identifierInNote({})
  await change(deps.ledger, workspace, id, actor, 'privacy.undo', (row) => {
    if (row.kind !== 'correction' || row.state !== 'done')
      throw privacyErrors.wrongState({ state: row.state })
    return { state: 'undoing', reason, closed_by: `${actor.kind}:${actor.id}` }
  })
  await settleWorkspace(deps, workspace)
  return requestOf(deps.ledger, workspace, id)
}
