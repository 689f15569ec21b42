import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import type { DeskKind } from '../../../stores/ledger/schema/desk.ts'
import { deskErrors } from '../errors.ts'
import type { OpenHours } from '../hours.ts'
import type { teamBody, teamShape } from './api.ts'

export type TeamView = z.output<typeof teamShape>
export type TeamBody = z.output<typeof teamBody>

interface Row {
  id: string
  name: string
  kind: DeskKind
  hours: OpenHours[]
  distribution: 'pull' | 'fair'
  members: { userId: string; name: string; skills: string[]; capacity: number }[]
}

/** Teams with who is in them, by name. */
export async function listTeams(ledger: Ledger, workspace: Workspace): Promise<TeamView[]> {
  const { rows } = await sql<Row>`
    SELECT t.id, t.name, t.kind, t.hours, t.distribution,
      coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'name', u.display_name, 'skills', m.skills, 'capacity', m.capacity)
        ORDER BY u.display_name, m.user_id) FILTER (WHERE s.user_id IS NOT NULL), '[]') AS members
    FROM desk_teams t
    LEFT JOIN desk_members m ON m.team_id = t.id
    LEFT JOIN memberships s ON s.user_id = m.user_id AND s.workspace_id = t.workspace_id
    LEFT JOIN users u ON u.id = s.user_id
    WHERE t.workspace_id = ${workspace.id} AND t.deleted_at IS NULL
    GROUP BY t.id ORDER BY t.name, t.id`.execute(ledger.db)
  return rows.map((row) => ({
    ...row,
    hours: row.hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
  }))
}

/** Colleagues who may sit at the desk. */
export async function listSeatable(ledger: Ledger, workspace: Workspace) {
  const { rows } = await sql<{ userId: string; name: string; role: string }>`
    SELECT u.id AS "userId", u.display_name AS name, s.role FROM memberships s JOIN users u ON u.id = s.user_id
    WHERE s.workspace_id = ${workspace.id} AND s.role = ANY(${[...seatedRoles]}::text[]) AND u.disabled_at IS NULL
    ORDER BY u.display_name, u.id`.execute(ledger.db)
  return rows
}

/** Roles with the permission to work at the desk; a test holds it against the roles. */
export const seatedRoles: readonly string[] = ['owner', 'marketer', 'agent']

/** @param id null: a new one @throws desk.unknownTeam, desk.notMember */
export async function saveTeam(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string | null,
  body: TeamBody,
): Promise<string> {
  return ledger.transaction(async (trx) => {
    const teamId = id ?? newId()
    const values = { name: body.name, hours: JSON.stringify(body.hours), distribution: body.distribution }
    if (id === null)
      await trx
        .insertInto('desk_teams')
        .values({
          ...values,
          ...{ id: teamId, workspace_id: workspace.id, kind: body.kind },
          ...{ created_at: workspace.clock.now(), deleted_at: null },
        })
        .execute()
    else {
      const changed = await trx
        .updateTable('desk_teams')
        .set(values)
        .where('workspace_id', '=', workspace.id)
        .where('id', '=', teamId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      if (changed.numUpdatedRows === 0n) throw deskErrors.unknownTeam({})
    }
    await putMembers(trx, workspace, teamId, body.members)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: id === null ? 'desk.team_add' : 'desk.team_change',
      subject: { kind: 'desk_team', id: teamId },
      detail: { distribution: body.distribution, members: body.members.length },
    })
    return teamId
  })
}

async function putMembers(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  teamId: string,
  members: TeamBody['members'],
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    SELECT user_id AS id FROM memberships WHERE workspace_id = ${workspace.id} AND role = ANY(${[...seatedRoles]}::text[])`.execute(
    trx,
  )
  const known = new Set(rows.map(({ id }) => id))
  const stranger = members.find(({ userId }) => !known.has(userId))
  if (stranger) throw deskErrors.notMember({ who: stranger.userId })
  await trx.deleteFrom('desk_members').where('team_id', '=', teamId).execute()
  if (members.length === 0) return
  await trx
    .insertInto('desk_members')
    .values(
      members.map(({ userId, skills, capacity }) => ({
        ...{ team_id: teamId, user_id: userId, workspace_id: workspace.id },
        ...{ skills: [...new Set(skills)], capacity },
      })),
    )
    .execute()
}

/** Its open tasks end with it. @throws desk.unknownTeam */
export async function removeTeam(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<number> {
  return ledger.transaction(async (trx) => {
    const now = workspace.clock.now()
    const gone = await trx
      .updateTable('desk_teams')
      .set({ deleted_at: now })
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (gone.numUpdatedRows === 0n) throw deskErrors.unknownTeam({})
    const ended =
      await sql`UPDATE desk_tasks SET state = 'cancelled', end_reason = 'team_removed', ended_at = ${now}::timestamptz, lease_until = NULL
      WHERE team_id = ${id}::uuid AND state IN ('open', 'claimed')`.execute(trx)
    await sql`UPDATE desk_rules SET is_on = false WHERE team_id = ${id}::uuid`.execute(trx)
    const cancelled = Number(ended.numAffectedRows ?? 0)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'desk.team_remove',
      subject: { kind: 'desk_team', id },
      detail: { cancelled },
    })
    return cancelled
  })
}
