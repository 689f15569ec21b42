import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { deskErrors } from './errors.ts'
import type { DeskPorts } from './ports.ts'
import { deskSettingsOf } from './settings.ts'
import { findTask, heldTask, type TaskRow } from './task.ts'

/** Keeps a task in one's hands; the screen asks for it while somebody works. @throws desk.notYours */
export async function renewTask(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<void> {
  const { leaseMinutes } = await deskSettingsOf(ledger, workspace.id)
  await ledger.transaction(async (trx) => {
    await heldTask(trx, workspace, id, actor.id)
    await sql`UPDATE desk_tasks SET lease_until = clock_timestamp() + ${leaseMinutes} * interval '1 minute' WHERE id = ${id}::uuid`.execute(
      trx,
    )
  })
}

/** Puts a task back, for later where a time is named. @throws desk.notYours, desk.badTimes */
export async function releaseTask(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  until: Date | null,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const task = await heldTask(trx, workspace, id, actor.id)
    const now = workspace.clock.now()
    if (until !== null && (until <= now || until >= task.due_until)) throw deskErrors.badTimes({})
    await sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL,
      due_from = coalesce(${until}::timestamptz, due_from),
      assigned_to = CASE WHEN ${until}::timestamptz IS NULL THEN assigned_to ELSE ${actor.id}::uuid END WHERE id = ${id}::uuid`.execute(
      trx,
    )
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: until === null ? 'desk.release' : 'desk.snooze',
      subject: { kind: 'desk_task', id },
      detail: until === null ? {} : { until: until.toISOString() },
    })
  })
}

/**
 * Takes the last outcome back: the touch is removed before the warehouse heard of it, and the task is in the agent's
 * hands as it was.
 * @throws desk.tooLate, desk.customersWord where the customer refused to be called again, desk.caseWorkedOn
 */
export async function undoOutcome(
  deps: Pick<DeskPorts, 'takeBack' | 'takeBackComplaint'> & { ledger: Ledger },
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<TaskRow> {
  const { leaseMinutes } = await deskSettingsOf(deps.ledger, workspace.id)
  return deps.ledger.transaction(async (trx) => {
    const task = await findTask(trx, workspace, id, { lock: true })
    const { rows } = await sql<{ id: string; agent: string; isIn: boolean; refusal_reason: string | null }>`
      SELECT id, agent, undo_until > clock_timestamp() AS "isIn", refusal_reason FROM desk_calls
      WHERE task_id = ${id}::uuid AND undone_at IS NULL ORDER BY id DESC LIMIT 1 FOR UPDATE`.execute(trx)
    const call = rows[0]
    if (!call?.isIn || call.agent !== actor.id || task.state === 'claimed') throw deskErrors.tooLate({})
    if (call.refusal_reason === 'no_calls') throw deskErrors.customersWord({})
    if (!(await deps.takeBackComplaint(trx, workspace, call.id, actor))) throw deskErrors.caseWorkedOn({})
    if ((await deps.takeBack(trx, workspace, [call.id])) !== 1) throw deskErrors.tooLate({})
    await sql`UPDATE desk_calls SET undone_at = ${workspace.clock.now()}::timestamptz, note = NULL WHERE id = ${call.id}::uuid`.execute(
      trx,
    )
    // One holds one task of a kind: another one taken meanwhile goes back into the queue.
    await sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL
      WHERE workspace_id = ${workspace.id} AND state = 'claimed' AND kind = ${task.kind} AND claimed_by = ${actor.id}::uuid AND NOT for_dialler`.execute(
      trx,
    )
    await sql`
      UPDATE desk_tasks t SET state = 'claimed', for_dialler = false, claimed_by = ${actor.id}::uuid, end_reason = NULL, ended_at = NULL,
        lease_until = clock_timestamp() + ${leaseMinutes} * interval '1 minute',
        due_from = (c.before->>'due_from')::timestamptz, due_until = (c.before->>'due_until')::timestamptz,
        promised_at = (c.before->>'promised_at')::timestamptz, assigned_to = (c.before->>'assigned_to')::uuid,
        attempts = (c.before->>'attempts')::smallint
      FROM desk_calls c WHERE c.id = ${call.id}::uuid AND t.id = ${id}::uuid`.execute(trx)
    const subject = { kind: 'desk_task', id }
    await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'desk.undo', subject })
    return findTask(trx, workspace, id)
  })
}

/**
 * The number to ring, in clear; that it was shown is on record before it is.
 * @throws desk.notYours, desk.noPhone
 */
export async function dialTask(
  deps: Pick<DeskPorts, 'phonesOf'> & { ledger: Ledger },
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<string> {
  const key = await deps.ledger.transaction(async (trx) => {
    const task = await heldTask(trx, workspace, id, actor.id)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'desk.dial',
      subject: { kind: 'customer', id: task.person_key },
      detail: { task: id },
    })
    return Number(task.person_key)
  })
  const number = (await deps.phonesOf(workspace, [key])).get(key)
  if (number === undefined) throw deskErrors.noPhone({})
  return number
}
