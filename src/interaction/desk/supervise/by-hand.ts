import { sql } from 'kysely'
import { keysOf, maskText } from '../../../customer/index.ts'
import type { Actor } from '../../../kit/api.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import { enqueueTasks } from '../enqueue.ts'
import { deskErrors } from '../errors.ts'
import { findTask } from '../task.ts'

/** Why we call stands beside tasks in lists and files: nobody is named in it. @throws desk.identifierInText */
export function assertPlain(reason: Localized): void {
  for (const text of [reason.en, reason['zh-CN']])
    if (maskText(text) !== text)
      throw deskErrors.identifierInText({ field: { en: 'The reason', 'zh-CN': '联系原因' } })
}

export interface ByHand {
  customerId: string
  teamId: string
  skill: string
  reason: Localized
  scriptId: string | null
  valueMinor: number
  dueFrom: Date | null
  dueUntil: Date
  promisedAt: Date | null
  assignedTo: string | null
}

/** A task somebody makes for one customer. @throws desk.unknownCustomer, desk.unknownTeam, desk.badTimes, desk.identifierInText */
export async function makeTask(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  task: ByHand,
): Promise<string> {
  assertPlain(task.reason)
  const key = Number(task.customerId)
  const keys = Number.isSafeInteger(key) ? await keysOf(ledger.db, [key]) : new Map<number, number[]>()
  const known =
    await sql`SELECT 1 FROM persons WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...(keys.get(key) ?? [])]}::bigint[])
    AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = persons.person_key)`.execute(
      ledger.db,
    )
  if (known.rows.length === 0) throw deskErrors.unknownCustomer({ customer: task.customerId })
  return ledger.transaction(async (trx) => {
    const { teamId, skill, reason, scriptId, dueUntil, dueFrom } = task
    const [id = ''] = await enqueueTasks(trx, workspace, {
      ...{ origin: 'person', step: 'person', teamId, skill, reason, scriptId, dueUntil },
      ...(dueFrom === null ? {} : { dueFrom }),
      createdBy: `${actor.kind}:${actor.id}`,
      rows: [
        {
          personKey: key,
          valueMinor: task.valueMinor,
          promisedAt: task.promisedAt,
          assignedTo: task.assignedTo,
        },
      ],
    })
    const subject = { kind: 'customer', id: task.customerId }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'desk.task_add',
      subject,
      detail: { task: id },
    })
    return id
  })
}

/** Gives a task to somebody, or back to all; whoever holds it loses it. @throws desk.unknownTask, desk.taken, desk.notMember */
export async function assignTask(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  userId: string | null,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const task = await findTask(trx, workspace, id, { lock: true })
    if (task.state !== 'open' && task.state !== 'claimed') throw deskErrors.taken({})
    if (userId !== null) {
      const seat =
        await sql`SELECT 1 FROM desk_members m JOIN memberships s ON s.user_id = m.user_id AND s.workspace_id = m.workspace_id
        WHERE m.team_id = ${task.team_id}::uuid AND m.user_id = ${userId}::uuid`.execute(trx)
      if (seat.rows.length === 0) throw deskErrors.notMember({ who: userId })
    }
    await sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL, for_dialler = false, assigned_to = ${userId}::uuid
      WHERE id = ${id}::uuid`.execute(trx)
    const detail = { from: task.claimed_by ?? task.assigned_to, to: userId }
    const subject = { kind: 'desk_task', id }
    await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'desk.assign', subject, detail })
  })
}

/** @throws desk.unknownTask, desk.taken where it has ended */
export async function cancelTask(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const task = await findTask(trx, workspace, id, { lock: true })
    if (task.state !== 'open' && task.state !== 'claimed') throw deskErrors.taken({})
    await sql`UPDATE desk_tasks SET state = 'cancelled', end_reason = 'supervisor', ended_at = ${workspace.clock.now()}::timestamptz,
      lease_until = NULL WHERE id = ${id}::uuid`.execute(trx)
    const subject = { kind: 'desk_task', id }
    await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'desk.cancel', subject })
  })
}

/** Ends what is open of a campaign, in the caller's transaction: it was stopped. @returns how many */
export async function cancelCampaign(
  trx: Parameters<Parameters<Ledger['transaction']>[0]>[0],
  workspace: Workspace,
  campaignId: string,
): Promise<number> {
  const ended = await sql`UPDATE desk_tasks SET state = 'cancelled', end_reason = 'campaign_stopped',
      ended_at = ${workspace.clock.now()}::timestamptz, lease_until = NULL
    WHERE workspace_id = ${workspace.id} AND origin = 'campaign' AND origin_id = ${campaignId}::uuid
      AND state IN ('open', 'claimed')`.execute(trx)
  return Number(ended.numAffectedRows ?? 0)
}
