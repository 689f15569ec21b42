import type { Transaction } from 'kysely'
import { type Route, route } from '../../kit/api.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { createUser, findUserByEmail } from '../auth/users.ts'
import { addMember, listMembers, type Role, removeMember, updateMember } from './api.ts'
import { houseErrors } from './errors.ts'
import type { House } from './house.ts'

/** Who belongs to a workspace, and in which role. A change is in force with the next request. */
export function memberRoutes(house: House): Route[] {
  return [
    route(listMembers, async ({ workspace }) => ({ items: await members(house, workspace.id) })),
    route(addMember, async ({ workspace, actor }, { body }) => {
      const known = await findUserByEmail(house.ledger, body.email)
      if (!known && body.password === undefined) throw houseErrors.passwordNeeded({})
      const { email, displayName, password = '' } = body
      const userId =
        known?.id ??
        (await createUser(house.ledger, { email, displayName, password, locale: workspace.locale }))
      const added = await house.ledger.db
        .insertInto('memberships')
        .values({ user_id: userId, workspace_id: workspace.id, role: body.role })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (added.numInsertedOrUpdatedRows === 0n) throw houseErrors.alreadyMember({})
      const detail = { role: body.role, newAccount: !known }
      await writeAudit(house.ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'member.add',
        subject: { kind: 'user', id: userId },
        detail,
      })
      return memberOf(house, workspace.id, userId)
    }),
    route(updateMember, async ({ workspace, actor }, { params, body }) => {
      await house.ledger.transaction(async (trx) => {
        const before = await lockRole(trx, workspace.id, params.id, body.role)
        await trx
          .updateTable('memberships')
          .set({ role: body.role })
          .where('workspace_id', '=', workspace.id)
          .where('user_id', '=', params.id)
          .execute()
        const subject = { kind: 'user', id: params.id }
        const detail = { before, after: body.role }
        await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'member.role', subject, detail })
      })
      return memberOf(house, workspace.id, params.id)
    }),
    route(removeMember, async ({ workspace, actor }, { params }) => {
      await house.ledger.transaction(async (trx) => {
        const before = await lockRole(trx, workspace.id, params.id, null)
        await trx
          .deleteFrom('memberships')
          .where('workspace_id', '=', workspace.id)
          .where('user_id', '=', params.id)
          .execute()
        const subject = { kind: 'user', id: params.id }
        await writeAudit(trx, {
          workspaceId: workspace.id,
          actor,
          action: 'member.remove',
          subject,
          detail: { before },
        })
      })
      return { ok: true as const }
    }),
  ]
}

/**
 * The role somebody has now, with all memberships locked, so that two owners cannot demote each other at once.
 * @throws house.noMember, house.lastOwner
 */
async function lockRole(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  userId: string,
  next: Role | null,
): Promise<Role> {
  const rows = await trx
    .selectFrom('memberships')
    .select(['user_id', 'role'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('user_id')
    .forUpdate()
    .execute()
  const current = rows.find((row) => row.user_id === userId)
  if (!current) throw houseErrors.noMember({})
  const otherOwners = rows.some((row) => row.role === 'owner' && row.user_id !== userId)
  if (current.role === 'owner' && next !== 'owner' && !otherOwners) throw houseErrors.lastOwner({})
  return current.role
}

async function members(house: House, workspaceId: number) {
  const rows = await house.ledger.db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id', 'users.email', 'users.display_name', 'users.disabled_at', 'memberships.role'])
    .where('memberships.workspace_id', '=', workspaceId)
    .orderBy('users.display_name')
    .orderBy('users.id')
    .execute()
  return rows.map((row) => ({
    userId: row.id,
    email: row.email,
    displayName: row.display_name,
    role: row.role,
    disabled: row.disabled_at !== null,
  }))
}

async function memberOf(house: House, workspaceId: number, userId: string) {
  const found = (await members(house, workspaceId)).find((member) => member.userId === userId)
  if (!found) throw houseErrors.noMember({})
  return found
}
