import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { HandedWay } from '../../stores/ledger/schema/privacy.ts'
import { privacyErrors } from './errors.ts'
import { change, type RequestDeps, type RequestRow, requestOf } from './requests.ts'
import { holdsIdentifier } from './text-guard.ts'

export interface HandedOver {
  /** Who took it: the customer, or somebody for them. */
  to: string
  way: HandedWay
  /** Now where absent. */
  at?: Date
}

/**
 * Writes down that a copy was handed over, which closes the request.
 * @throws common.notFound, privacy.wrongState, privacy.notDownloaded, privacy.handedWhen, privacy.identifierInNote
 */
export async function handOver(
  { ledger, vaultOf }: RequestDeps,
  workspace: Workspace,
  id: string,
  { to, way, at }: HandedOver,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<RequestRow> {
  if (holdsIdentifier(to)) throw privacyErrors.identifierInNote({})
  const { person_key } = await requestOf(ledger, workspace, id)
  const downloaded = await ledger.db
    .selectFrom('audit_log')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('action', '=', 'privacy.download')
    .where('subject_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  const vault = await vaultOf(workspace.id)
  return change(ledger, workspace, id, actor, 'privacy.hand_over', (row, _, now) => {
    if (row.kind !== 'access' || row.state !== 'ready') throw privacyErrors.wrongState({ state: row.state })
    if (!downloaded) throw privacyErrors.notDownloaded({})
    const when = at ?? now
    if (when > now || when < row.received_at) throw privacyErrors.handedWhen({})
    return {
      state: 'done',
      ended_at: now,
      // Whoever needs it once more asks once more.
      expires_at: null,
      handed_at: when,
      handed_way: way,
      handed_to: vault.encryptFor(Number(person_key), to),
      closed_by: `${actor.kind}:${actor.id}`,
    }
  })
}
