import { sql } from 'kysely'
import { ownersOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import type { InboxDeps } from './deps.ts'
import { inboxErrors } from './errors.ts'
import { linkWithMemory } from './links.ts'
import { rowOf } from './store.ts'

export interface ThreadChange {
  state?: 'open' | 'done' | undefined
  unread?: boolean | undefined
  mine?: boolean | undefined
  /** To whom it goes, in the place of `mine`; null: to nobody. */
  assignTo?: string | null | undefined
  /** Who had it when somebody decided; where it is another one meanwhile, nothing changes. */
  heldBy?: string | null | undefined
  customerId?: string | undefined
}

/**
 * Read, done, taken on, taken over or linked.
 * @returns whether anything changed, and the link where one was made
 * @throws common.notFound, interaction.alreadyLinked, interaction.notACustomer, interaction.takenMeanwhile,
 *   interaction.noColleague
 */
export async function changeThread(
  deps: InboxDeps,
  workspace: Workspace,
  actor: { kind: string; id: string },
  id: string,
  change: ThreadChange,
): Promise<{ changed: boolean; linkId: string | null }> {
  const row = await rowOf(deps, workspace, id)
  const linked =
    change.customerId === undefined
      ? null
      : await linkWithMemory(deps, workspace, actor, {
          ...{ id: row.id, customerId: change.customerId, prospectId: null },
        })
  const thread = linked?.threadId ?? row.id
  const assignee = await assigneeOf(deps, workspace, actor, change, row.assignee)
  const next = { state: change.state ?? row.state, unread: change.unread ?? row.unread, assignee }
  const isGiven = assignee !== row.assignee
  await deps.ledger.transaction(async (trx) => {
    const { rows } = await sql<{ assignee: string | null; name: string | null }>`
      SELECT c.assignee, u.display_name AS name FROM conversations c LEFT JOIN users u ON u.id::text = c.assignee
      WHERE c.id = ${thread}::uuid FOR UPDATE OF c`.execute(trx)
    const holder = rows[0]
    if (change.heldBy !== undefined && isGiven && holder && holder.assignee !== change.heldBy)
      throw inboxErrors.takenMeanwhile({ name: holder.name ?? '–' })
    await trx.updateTable('conversations').set(next).where('id', '=', thread).execute()
    if (change.state !== undefined || isGiven)
      await writeAudit(trx, {
        ...{ workspaceId: workspace.id, actor, action: 'inbox.change' },
        ...{ subject: { kind: 'conversation', id: thread } },
        detail: { state: next.state, assignee, ...(isGiven ? { before: row.assignee } : {}) },
      })
  })
  const changed = next.state !== row.state || next.unread !== row.unread || isGiven || linked !== null
  return { changed, linkId: linked?.linkId ?? null }
}

async function assigneeOf(
  deps: InboxDeps,
  workspace: Workspace,
  actor: { id: string },
  { mine, assignTo }: ThreadChange,
  before: string | null,
): Promise<string | null> {
  if (assignTo !== undefined) {
    if (assignTo !== null && !(await ownersOf(deps.ledger.db, workspace.id)).has(assignTo))
      throw inboxErrors.noColleague({})
    return assignTo
  }
  return mine === undefined ? before : mine ? actor.id : null
}
