import type { Workspace } from '../../../kit/workspace.ts'
import { addToList } from '../../do-not-send/list.ts'
import type { InboundDeps } from '../deps.ts'

/** Why the list holds an address whose customer left the account: no refusal of theirs, so following again ends it. */
const unfollowed = 'unfollowed'

/** Whoever left the account is not written to there from now on. */
export async function leave(deps: InboundDeps, workspace: Workspace, openid: string): Promise<void> {
  const vault = await deps.vaultOf(workspace.id)
  const entry = { blindIndex: vault.blindIndex('openid', openid), address: openid }
  await deps.ledger.transaction((trx) =>
    addToList(trx, workspace, vault, {
      ...{ channel: 'wechat', source: 'bounce', reason: unfollowed },
      addresses: [entry],
    }),
  )
}

/** Whoever is back may be written to again, unless they refused it themselves. @returns whether somebody carries the OpenID */
export async function comeBack(deps: InboundDeps, workspace: Workspace, openid: string): Promise<boolean> {
  const vault = await deps.vaultOf(workspace.id)
  await deps.ledger.db
    .deleteFrom('do_not_send')
    .where('workspace_id', '=', workspace.id)
    .where('channel', '=', 'wechat')
    .where('blind_index', '=', vault.blindIndex('openid', openid))
    .where('source', '=', 'bounce')
    .where('reason', '=', unfollowed)
    .execute()
  const { personKeys } = await deps.peopleAt(workspace, 'openid', openid)
  return personKeys.length > 0
}
