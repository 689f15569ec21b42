import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { type Db, keysOf } from './members.ts'
import { decide, mergePersons, wasParted } from './merges.ts'

/**
 * A visitor has said who it is: what it did before becomes the account's. The key of the account is never changed.
 * Not done where the visitor is another account already (a device two people use: two identified people never merge
 * silently), or where somebody has taken this merge back.
 * @returns the merge made now, or null
 */
export async function linkAnonymous(
  ledger: Ledger,
  workspace: Workspace,
  link: { anonymousKey: number; accountKey: number; at: Date; source: string },
): Promise<string | null> {
  const { anonymousKey, accountKey } = link
  // Asked before too: nearly every identify repeats what is known, and need not wait for its turn.
  if (!(await isNew(ledger.db, anonymousKey, accountKey))) return null
  return decide(ledger, workspace.id, async (trx) => {
    if (!(await isNew(trx, anonymousKey, accountKey))) return null
    const merge = await mergePersons(trx, {
      workspaceId: workspace.id,
      keep: accountKey,
      merge: anonymousKey,
      rule: 'anonymous',
      actor: { kind: 'system', id: link.source },
      evidence: [{ kind: 'anonymous', people: 2 }],
      at: link.at,
    })
    return merge?.id ?? null
  })
}

async function isNew(db: Db, anonymousKey: number, accountKey: number): Promise<boolean> {
  const ofVisitor = (await keysOf(db, [anonymousKey])).get(anonymousKey) ?? [anonymousKey]
  if (ofVisitor.includes(accountKey) || (await hasAccount(db, ofVisitor))) return false
  return !(await wasParted(db, accountKey, anonymousKey))
}

/** Whether any of the keys names an account: then they are somebody identified. */
export async function hasAccount(db: Db, keys: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM identifiers WHERE person_key = ANY(${[...keys]}::bigint[]) AND kind = 'account' LIMIT 1`.execute(
    db,
  )
  return rows.length > 0
}
