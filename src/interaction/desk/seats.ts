import { type Kysely, sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { DeskKind } from '../../stores/ledger/schema/desk.ts'
import { isOpen, type OpenHours } from './hours.ts'

/** Somebody's place in a team, and how much of today they have done. */
export interface Seat {
  teamId: string
  teamName: string
  userId: string
  skills: string[]
  /** Tasks a day. */
  capacity: number
  /** Of today: worked on, and held at this moment. */
  used: number
  isOpen: boolean
}

interface SeatRow {
  team_id: string
  name: string
  hours: OpenHours[]
  user_id: string
  skills: string[]
  capacity: number
  used: string
}

/**
 * Seats of the teams of a kind, with what of today's capacity is used. A task counts once a day, however often it is
 * worked on.
 */
export async function seatsOf(
  db: Kysely<LedgerSchema>,
  workspace: Workspace,
  wanted: { kind?: DeskKind; userId?: string; teamId?: string },
): Promise<Seat[]> {
  const now = workspace.clock.now()
  const { kind = null, userId = null, teamId = null } = wanted
  const { rows } = await sql<SeatRow>`
    WITH today AS (SELECT date_trunc('day', ${now}::timestamptz AT TIME ZONE ${workspace.timeZone}) AT TIME ZONE ${workspace.timeZone} AS start),
    worked AS (
      SELECT agent AS user_id, team_id, task_id FROM desk_calls, today
      WHERE workspace_id = ${workspace.id} AND at >= today.start AND undone_at IS NULL
      UNION
      SELECT claimed_by, team_id, id FROM desk_tasks WHERE workspace_id = ${workspace.id} AND state = 'claimed')
    SELECT m.team_id, t.name, t.hours, m.user_id, m.skills, m.capacity, count(w.task_id)::text AS used
    FROM desk_members m
    JOIN desk_teams t ON t.id = m.team_id AND t.deleted_at IS NULL
    JOIN memberships s ON s.user_id = m.user_id AND s.workspace_id = m.workspace_id
    LEFT JOIN worked w ON w.user_id = m.user_id AND w.team_id = m.team_id
    WHERE m.workspace_id = ${workspace.id} AND (${kind}::text IS NULL OR t.kind = ${kind})
      AND (${userId}::uuid IS NULL OR m.user_id = ${userId}::uuid) AND (${teamId}::uuid IS NULL OR m.team_id = ${teamId}::uuid)
    GROUP BY m.team_id, t.name, t.hours, m.user_id, m.skills, m.capacity ORDER BY t.name, m.team_id, m.user_id`.execute(
    db,
  )
  return rows.map((row) => ({
    teamId: row.team_id,
    teamName: row.name,
    userId: row.user_id,
    skills: row.skills,
    capacity: row.capacity,
    used: Number(row.used),
    isOpen: isOpen(row.hours, now, workspace.timeZone),
  }))
}
