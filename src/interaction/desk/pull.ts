import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { isQuiet, quietEnd } from '../../kit/day-time.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers, writeAudit } from '../../stores/ledger/index.ts'
import type { DeskKind } from '../../stores/ledger/schema/desk.ts'
import { holdPauses, isPaused } from '../delivery/pauses.ts'
import type { ZonesOf } from '../quiet-hours/index.ts'
import { deskErrors } from './errors.ts'
import type { CallBar, CallQuestion, MayCall } from './ports.ts'
import { rankSql } from './rank.ts'
import { type Seat, seatsOf } from './seats.ts'
import { type DeskSettings, deskSettingsOf } from './settings.ts'
import { findTask, type TaskRow, taskColumns } from './task.ts'

export interface PullDeps {
  ledger: Ledger
  mayCall: MayCall
  zonesOf: ZonesOf
}

/** Why there is no task; null where there is one. */
export type NoTask = 'no_team' | 'closed' | 'capacity' | 'empty' | 'paused'

/** A promised call-back nobody took is anybody's after this. */
const promiseGraceMinutes = 5
/** So long one waits where something else is on its way to the customer. */
const moment = 15_000
/** Tasks put away in one pull, where one after the other must not be called. */
const mostPutAway = 50
/** Longer than any lease; what ends later was written by a clock that was set back since. */
const longestLease = sql`interval '25 hours'`

/** Whether nobody holds `desk_tasks AS t` at this moment. */
export const isFree = sql`(t.state = 'open' OR (t.state = 'claimed'
  AND (t.lease_until < clock_timestamp() OR t.lease_until > clock_timestamp() + ${longestLease})))`

/** Whether `desk_tasks AS t` waits with its campaign; an agreed call-back is the customer's own wish and waits for nothing. */
export const isTaskPaused = sql`(t.origin = 'campaign' AND t.promised_at IS NULL
  AND ${isPaused(sql`t.workspace_id`, sql`t.origin_id`)})`

/**
 * The next task of an agent: the one they hold, else the first of the queue they may work on. Consent, do-not-disturb,
 * complaints and quiet hours are asked now; who must not be called is put away and the next one taken.
 */
export async function pullTask(
  deps: PullDeps,
  workspace: Workspace,
  actor: Actor,
  kind: DeskKind,
): Promise<{ task: TaskRow | null; none: NoTask | null }> {
  const settings = await deskSettingsOf(deps.ledger, workspace.id)
  for (let i = 0; i < mostPutAway; i++) {
    const pulled = await deps.ledger.transaction((trx) => claimNext(trx, workspace, actor, kind, settings))
    if (pulled.task === null) return pulled
    if ((await putAway(deps, workspace, actor, pulled.task, settings)) === null) return pulled
  }
  return { task: null, none: 'empty' }
}

async function claimNext(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actor: Actor,
  kind: DeskKind,
  settings: DeskSettings,
): Promise<{ task: TaskRow | null; none: NoTask | null }> {
  await oneAtATime(trx, actor.id)
  const held = await renewHeld(trx, workspace, actor.id, kind, settings)
  if (held) return { task: held, none: null }
  const seats = await seatsOf(trx, workspace, { kind, userId: actor.id })
  const free = seats.filter((seat) => seat.isOpen && seat.used < seat.capacity)
  if (free.length === 0) return { task: null, none: whyNot(seats) }
  const now = workspace.clock.now()
  const waiting = sql`
    FROM desk_tasks t
    JOIN desk_members m ON m.team_id = t.team_id AND m.user_id = ${actor.id}::uuid
    WHERE t.workspace_id = ${workspace.id} AND t.kind = ${kind} AND t.team_id = ANY(${free.map((seat) => seat.teamId)}::uuid[])
      AND ${isFree} AND t.due_from <= ${now}::timestamptz AND t.due_until > ${now}::timestamptz
      AND (t.skill = '' OR t.skill = ANY(m.skills))
      AND (t.assigned_to IS NULL OR t.assigned_to = ${actor.id}::uuid
           OR t.promised_at + ${promiseGraceMinutes} * interval '1 minute' <= ${now}::timestamptz)`
  const first = sql`(SELECT t.id ${waiting} AND NOT ${isTaskPaused} ORDER BY ${rankSql(now)} LIMIT 1 FOR UPDATE OF t SKIP LOCKED)`
  await holdPauses(trx)
  const task = await claim(trx, workspace, actor.id, first, settings)
  if (task) return { task, none: null }
  const { rows } = await sql`SELECT 1 ${waiting} AND ${isTaskPaused} LIMIT 1`.execute(trx)
  return { task: null, none: rows.length > 0 ? 'paused' : 'empty' }
}

function whyNot(seats: readonly Seat[]): NoTask {
  if (seats.length === 0) return 'no_team'
  return seats.some((seat) => seat.isOpen) ? 'capacity' : 'closed'
}

/** Two windows of one agent do not take two tasks. */
const oneAtATime = (trx: Transaction<LedgerSchema>, agent: string) =>
  sql`SELECT pg_advisory_xact_lock(${lockNumbers.deskAgents}, hashtext(${agent}))`.execute(trx)

async function claim(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  agent: string,
  which: RawBuilder<unknown>,
  { leaseMinutes }: DeskSettings,
): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`
    UPDATE desk_tasks t SET state = 'claimed', for_dialler = false, claimed_by = ${agent}::uuid, claimed_at = ${workspace.clock.now()}::timestamptz,
      lease_until = clock_timestamp() + ${leaseMinutes} * interval '1 minute'
    WHERE t.id = ${which} RETURNING ${taskColumns}`.execute(trx)
  return rows[0] ?? null
}

async function renewHeld(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  agent: string,
  kind: DeskKind,
  { leaseMinutes }: DeskSettings,
): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`
    UPDATE desk_tasks t SET lease_until = clock_timestamp() + ${leaseMinutes} * interval '1 minute'
    WHERE t.id = (SELECT id FROM desk_tasks WHERE workspace_id = ${workspace.id} AND state = 'claimed' AND NOT for_dialler AND kind = ${kind}
                    AND claimed_by = ${agent}::uuid ORDER BY claimed_at, id LIMIT 1 FOR UPDATE)
    RETURNING ${taskColumns}`.execute(trx)
  return rows[0] ?? null
}

/**
 * One task by its id, for an adviser who chooses from a list: the one held before goes back into the queue.
 * @throws desk.unknownTask, desk.taken, desk.notMember, desk.campaignPaused, desk.mayNotCall, desk.notNow
 */
export async function openTask(
  deps: PullDeps,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<TaskRow> {
  const settings = await deskSettingsOf(deps.ledger, workspace.id)
  const task = await deps.ledger.transaction(async (trx) => {
    await oneAtATime(trx, actor.id)
    const found = await findTask(trx, workspace, id, { lock: true })
    const isMine = found.state === 'claimed' && found.claimed_by === actor.id && !found.for_dialler
    if (!isMine) {
      const seats = await seatsOf(trx, workspace, { userId: actor.id, teamId: found.team_id })
      if (seats.length === 0) throw deskErrors.notMember({ who: { en: 'You', 'zh-CN': '您' } })
      if (found.assigned_to !== null && found.assigned_to !== actor.id) throw deskErrors.taken({})
      await holdPauses(trx)
      const { rows } =
        await sql`SELECT 1 FROM desk_tasks t WHERE t.id = ${id}::uuid AND ${isTaskPaused}`.execute(trx)
      if (rows.length > 0) throw deskErrors.campaignPaused({})
    }
    await sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL
      WHERE workspace_id = ${workspace.id} AND state = 'claimed' AND kind = ${found.kind} AND claimed_by = ${actor.id}::uuid AND NOT for_dialler
        AND id <> ${found.id}::uuid`.execute(trx)
    const which = sql`(SELECT t.id FROM desk_tasks t WHERE t.id = ${found.id}::uuid AND (${isMine}::boolean OR ${isFree}))`
    const claimed = await claim(trx, workspace, actor.id, which, settings)
    if (!claimed) throw deskErrors.taken({})
    return claimed
  })
  const put = await putAway(deps, workspace, actor, task, settings)
  if (put === null) return task
  if ('until' in put) throw deskErrors.notNow({ until: put.until.toISOString() })
  throw deskErrors.mayNotCall({ why: barWords[put.bar] })
}

/** A task as the rooms above are asked about it. */
export const questionOf = (task: TaskRow): CallQuestion => ({
  ...{ taskId: task.id, personKey: Number(task.person_key), kind: task.kind, origin: task.origin },
  ...{ originId: task.origin_id, arm: task.arm, isPromised: task.promised_at !== null, step: task.step },
  ...{ occurrence: task.occurrence, offerId: task.offer_id, creativeId: task.creative_id },
})

export const barWords: Record<CallBar, { en: string; 'zh-CN': string }> = {
  consent: { en: 'They do not allow calls for marketing.', 'zh-CN': '客户未同意接听营销电话。' },
  no_profiling: { en: 'They refused to be selected personally.', 'zh-CN': '客户已关闭个性化推荐。' },
  do_not_send: { en: 'Their number is on the do-not-send list.', 'zh-CN': '其号码在禁发名单中。' },
  open_complaint: { en: 'A complaint of theirs is open.', 'zh-CN': '客户有未结的投诉工单。' },
  topic_refused: { en: 'They do not want to hear of this topic.', 'zh-CN': '客户不想接收该主题的信息。' },
  paused: { en: 'They asked for a pause in marketing.', 'zh-CN': '客户已暂停接收营销信息。' },
  own_pace: { en: 'They want to hear of us less often.', 'zh-CN': '客户要求减少联系频次。' },
  campaign_stopped: { en: 'The campaign was stopped.', 'zh-CN': '营销活动已停止。' },
  control_group: { en: 'They are in the control group.', 'zh-CN': '客户属于对照组。' },
  contact_cap: {
    en: 'They have been contacted often enough lately.',
    'zh-CN': '客户近期的接触已达频次上限。',
  },
  same_person: {
    en: 'Another record of the same person has this call.',
    'zh-CN': '同一人的另一条客户记录已有此外呼任务。',
  },
}

/**
 * Asks whether the one just claimed may be called now; if not, the task ends, or waits until the quiet hours are over.
 * A crash in between leaves it claimed, and it is asked again when the lease ran out.
 */
async function putAway(
  deps: PullDeps,
  workspace: Workspace,
  actor: Actor,
  task: TaskRow,
  settings: DeskSettings,
): Promise<{ bar: CallBar } | { until: Date } | null> {
  const now = workspace.clock.now()
  const isPromised = task.promised_at !== null
  const answers = await deps.mayCall(workspace, [questionOf(task)])
  // Silence is not consent.
  const bar = answers.has(task.id) ? (answers.get(task.id) ?? null) : 'consent'
  const mine = sql`id = ${task.id}::uuid AND state = 'claimed' AND claimed_by = ${actor.id}::uuid`
  if (bar !== null && bar !== 'later') {
    await deps.ledger.transaction(async (trx) => {
      await sql`UPDATE desk_tasks SET state = 'cancelled', end_reason = ${bar}, ended_at = ${now}::timestamptz, lease_until = NULL
        WHERE ${mine}`.execute(trx)
      const subject = { kind: 'desk_task', id: task.id }
      await writeAudit(trx, {
        workspaceId: workspace.id,
        actor,
        action: 'desk.put_away',
        subject,
        detail: { bar },
      })
    })
    return { bar }
  }
  const zones = (await zonesOfTasks(deps, workspace, [task])).get(task.id) ?? []
  if (bar === null && (isPromised || !isQuiet(settings.quiet, now, zones))) return null
  const until = bar === 'later' ? new Date(now.getTime() + moment) : quietEnd(settings.quiet, now, zones)
  await sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL, due_from = ${until}::timestamptz,
    due_until = greatest(due_until, ${until}::timestamptz + interval '1 hour') WHERE ${mine}`.execute(
    deps.ledger.db,
  )
  return { until }
}

/** Where the clocks of these tasks' customers stand. */
export async function zonesOfTasks(
  { zonesOf }: { zonesOf: ZonesOf },
  workspace: Workspace,
  tasks: readonly TaskRow[],
): Promise<Map<string, readonly string[]>> {
  const zones = await zonesOf(
    workspace,
    tasks.map((task) => Number(task.person_key)),
  )
  return new Map(tasks.map((task) => [task.id, zones.get(Number(task.person_key)) ?? [workspace.timeZone]]))
}
