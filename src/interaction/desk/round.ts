import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { assignFairly } from './assign.ts'
import { isTaskPaused } from './pull.ts'
import { rankSql } from './rank.ts'
import { seatsOf } from './seats.ts'

/** What one round did. */
export interface RoundDone {
  released: number
  expired: number
  given: number
}

/** Tasks given out in advance, per round; the rest waits for the next. */
const mostGiven = 1_000

/**
 * Puts tasks back whose agent is gone, ends those whose time is over, and gives out what teams share fairly. Safe to
 * repeat, and to run in several processes: each statement stands alone.
 */
export async function deskRound(ledger: Ledger, workspace: Workspace): Promise<RoundDone> {
  const now = workspace.clock.now()
  const released = await sql`
    UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL, for_dialler = false
    WHERE id IN (SELECT id FROM desk_tasks WHERE workspace_id = ${workspace.id} AND state = 'claimed'
      AND (lease_until < clock_timestamp() OR lease_until > clock_timestamp() + interval '25 hours')
      LIMIT 1000 FOR UPDATE SKIP LOCKED)`.execute(ledger.db)
  const expired = await sql`
    UPDATE desk_tasks SET state = 'expired', end_reason = 'expired', ended_at = ${now}::timestamptz
    WHERE id IN (SELECT id FROM desk_tasks WHERE workspace_id = ${workspace.id} AND state = 'open'
      AND due_until <= ${now}::timestamptz LIMIT 5000 FOR UPDATE SKIP LOCKED)`.execute(ledger.db)
  const { rows: teams } = await sql<{ id: string }>`
    SELECT id FROM desk_teams WHERE workspace_id = ${workspace.id} AND distribution = 'fair' AND deleted_at IS NULL`.execute(
    ledger.db,
  )
  let given = 0
  for (const { id } of teams) given += await shareOut(ledger, workspace, id)
  return {
    released: Number(released.numAffectedRows ?? 0),
    expired: Number(expired.numAffectedRows ?? 0),
    given,
  }
}

/** Gives the open tasks of a team to its members, by the order of the queue, while it works. @returns how many */
export async function shareOut(ledger: Ledger, workspace: Workspace, teamId: string): Promise<number> {
  const now = workspace.clock.now()
  return ledger.transaction(async (trx) => {
    const locked = await sql<{ ok: boolean }>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${teamId}, 39)) AS ok`.execute(trx)
    if (!locked.rows[0]?.ok) return 0
    const seats = (await seatsOf(trx, workspace, { teamId })).filter((seat) => seat.isOpen)
    if (seats.length === 0) return 0
    const waiting = await sql<{ user: string; n: string }>`
      SELECT assigned_to AS "user", count(*) AS n FROM desk_tasks
      WHERE team_id = ${teamId}::uuid AND state = 'open' AND assigned_to IS NOT NULL AND due_from <= ${now}::timestamptz
      GROUP BY assigned_to`.execute(trx)
    const has = new Map(waiting.rows.map(({ user, n }) => [user, Number(n)]))
    const { rows: tasks } = await sql<{ id: string; skill: string }>`
      SELECT t.id, t.skill FROM desk_tasks t
      WHERE t.team_id = ${teamId}::uuid AND t.state = 'open' AND t.assigned_to IS NULL
        AND t.due_from <= ${now}::timestamptz AND t.due_until > ${now}::timestamptz AND NOT ${isTaskPaused}
      ORDER BY ${rankSql(now)} LIMIT ${mostGiven} FOR UPDATE SKIP LOCKED`.execute(trx)
    const given = assignFairly(
      tasks,
      seats.map((seat) => ({ ...seat, used: seat.used + (has.get(seat.userId) ?? 0) })),
    )
    if (given.size === 0) return 0
    await sql`
      UPDATE desk_tasks SET assigned_to = u.who FROM unnest(${[...given.keys()]}::uuid[], ${[...given.values()]}::uuid[]) AS u(id, who)
      WHERE desk_tasks.id = u.id AND desk_tasks.state = 'open'`.execute(trx)
    return given.size
  })
}
