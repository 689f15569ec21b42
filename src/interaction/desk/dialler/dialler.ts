import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import { csvLine } from '../../../kit/csv.ts'
import { badCell, csvRecords } from '../../../kit/csv-records.ts'
import { isQuiet } from '../../../kit/day-time.ts'
import { isAppError } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import { holdPauses } from '../../delivery/pauses.ts'
import { deskErrors } from '../errors.ts'
import { complaintOf, type OutcomeDeps, writeOutcome } from '../outcome.ts'
import { outcomes, refusalIds } from '../outcomes.ts'
import type { DeskPorts } from '../ports.ts'
import { isFree, isTaskPaused, questionOf, zonesOfTasks } from '../pull.ts'
import { rankSql } from '../rank.ts'
import { deskSettingsOf } from '../settings.ts'
import { findTask, type TaskRow, taskColumns } from '../task.ts'

const heads = ['task', 'phone', 'promised_at', 'due_until', 'skill', 'reason'] as const

/**
 * Tasks of a team for a dialler, in the order of the queue: only whom one may call now, with their number. They are held
 * for it until the hours are over, so that no agent calls the same people.
 */
export async function diallerList(
  deps: Pick<DeskPorts, 'mayCall' | 'phonesOf' | 'zonesOf'> & { ledger: Ledger },
  workspace: Workspace,
  actor: Actor,
  wanted: { teamId: string; limit: number; hours: number },
): Promise<string> {
  const now = workspace.clock.now()
  const held = await hold(deps.ledger, workspace, actor, wanted)
  const { quiet } = await deskSettingsOf(deps.ledger, workspace.id)
  const barred = await deps.mayCall(workspace, held.map(questionOf))
  const zones = await zonesOfTasks(deps, workspace, held)
  const isCallable = (task: TaskRow) =>
    barred.get(task.id) === null &&
    (task.promised_at !== null || !isQuiet(quiet, now, zones.get(task.id) ?? [workspace.timeZone]))
  const phones = await deps.phonesOf(
    workspace,
    held.filter(isCallable).map((task) => Number(task.person_key)),
  )
  const given = held.filter((task) => isCallable(task) && phones.has(Number(task.person_key)))
  const kept = new Set(given.map(({ id }) => id))
  await giveBack(
    deps.ledger,
    actor,
    held.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
  )
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor,
    action: 'desk.dialler_list',
    subject: { kind: 'desk_team', id: wanted.teamId },
    detail: { tasks: given.length, hours: wanted.hours },
  })
  const lines = given.map((task) =>
    csvLine([
      ...[task.id, phones.get(Number(task.person_key)) ?? '', task.promised_at?.toISOString() ?? ''],
      ...[task.due_until.toISOString(), task.skill, task.reason[workspace.locale]],
    ]),
  )
  return [csvLine(heads), ...lines].join('')
}

async function hold(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  { teamId, limit, hours }: { teamId: string; limit: number; hours: number },
): Promise<TaskRow[]> {
  const now = workspace.clock.now()
  return ledger.transaction(async (trx) => {
    await holdPauses(trx)
    const { rows } = await sql<TaskRow & { place: string }>`
    WITH first AS (
      SELECT t.id, row_number() OVER (ORDER BY ${rankSql(now)}) AS place FROM (
        SELECT * FROM desk_tasks t WHERE t.workspace_id = ${workspace.id} AND t.team_id = ${teamId}::uuid AND t.kind = 'call'
          AND ${isFree} AND t.due_from <= ${now}::timestamptz AND t.due_until > ${now}::timestamptz AND t.assigned_to IS NULL
          AND NOT ${isTaskPaused}
        ORDER BY ${rankSql(now)} LIMIT ${limit} FOR UPDATE SKIP LOCKED) t)
    UPDATE desk_tasks t SET state = 'claimed', for_dialler = true, claimed_by = ${actor.id}::uuid, claimed_at = ${now}::timestamptz,
      lease_until = clock_timestamp() + ${hours} * interval '1 hour'
    FROM first WHERE t.id = first.id RETURNING ${taskColumns}, first.place::text AS place`.execute(trx)
    return rows.sort((a, b) => Number(a.place) - Number(b.place))
  })
}

const giveBack = (ledger: Ledger, actor: Actor, ids: readonly string[]) =>
  sql`UPDATE desk_tasks SET state = 'open', claimed_by = NULL, lease_until = NULL, for_dialler = false
    WHERE id = ANY(${[...ids]}::uuid[]) AND for_dialler AND claimed_by = ${actor.id}::uuid`.execute(ledger.db)

const columns = [
  'task',
  'call_id',
  'at',
  'agent',
  'outcome',
  'refusal_reason',
  'call_back_at',
  'considering_until',
  'note',
] as const
const needed = ['task', 'call_id', 'outcome'] as const
const longestRecord = 20_000

const empty = (text: string) => (text === '' ? null : text)
const resultRow = z.object({
  task: z.uuid(),
  call_id: z.string().min(1).max(120),
  at: z.iso.datetime({ offset: true }).nullable(),
  agent: z.string().max(320),
  outcome: z.enum(outcomes),
  refusal_reason: z.enum(refusalIds).nullable(),
  call_back_at: z.iso.datetime({ offset: true }).nullable(),
  considering_until: z.iso.date().nullable(),
  note: z.string().max(2_000),
})

export interface DiallerReport {
  taken: number
  already: number
  bad: { row: number; problem: Localized }[]
}

/** Each row in its own transaction: what is right comes in, what is not is named by its row. @throws desk.badFile */
export async function diallerResults(
  deps: OutcomeDeps,
  workspace: Workspace,
  actor: Actor,
  csv: string,
): Promise<DiallerReport> {
  const report: DiallerReport = { taken: 0, already: 0, bad: [] }
  const records = csvRecords(csv, { columns, needed, longestRecord })
  if (records === null) throw deskErrors.badFile({ columns: columns.join(', ') })
  for (const { row, cells } of records) {
    const read = resultRow.safeParse({
      ...cells,
      ...{ at: empty(cells.at ?? ''), refusal_reason: empty(cells.refusal_reason ?? '') },
      ...{
        call_back_at: empty(cells.call_back_at ?? ''),
        considering_until: empty(cells.considering_until ?? ''),
      },
    })
    if (!read.success) {
      report.bad.push({ row, problem: badCell(read.error) })
      continue
    }
    try {
      const isNews = await takeIn(deps, workspace, actor, read.data)
      report[isNews ? 'taken' : 'already'] += 1
    } catch (error) {
      if (!isAppError(error) || error.kind === 'unavailable' || error.kind === 'internal') throw error
      report.bad.push({ row, problem: { en: error.in('en'), 'zh-CN': error.in('zh-CN') } })
    }
  }
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor,
    action: 'desk.dialler_results',
    subject: { kind: 'workspace', id: workspace.slug },
    detail: { taken: report.taken, already: report.already, bad: report.bad.length },
  })
  return report
}

/** @returns false where the call came in before */
async function takeIn(
  deps: OutcomeDeps,
  workspace: Workspace,
  actor: Actor,
  row: z.output<typeof resultRow>,
): Promise<boolean> {
  const [settings, vault] = await Promise.all([
    deskSettingsOf(deps.ledger, workspace.id),
    deps.vaultOf(workspace.id),
  ])
  const coded =
    row.note === '' || deps.codeNote === null
      ? null
      : await deps.codeNote(workspace, row.note, row.outcome === 'refused')
  const complaint = await complaintOf(deps, workspace, actor, row.task, row)
  return deps.ledger.transaction(async (trx) => {
    const task = await findTask(trx, workspace, row.task, { lock: true })
    const known =
      await sql`SELECT 1 FROM desk_calls WHERE workspace_id = ${workspace.id} AND external_id = ${row.call_id}`.execute(
        trx,
      )
    if (known.rows.length > 0) return false
    // The call was made, also where its list ran out meanwhile; unless a colleague works on it now.
    if (task.state !== 'open' && !(task.state === 'claimed' && task.for_dialler))
      throw deskErrors.notYours({})
    const found = await sql<{ id: string }>`
      SELECT u.id FROM users u JOIN memberships s ON s.user_id = u.id AND s.workspace_id = ${workspace.id}
      WHERE u.email_lower = ${row.agent.toLowerCase()}`.execute(trx)
    if (row.agent !== '' && !found.rows[0])
      throw deskErrors.notMember({ who: { en: 'The agent', 'zh-CN': '该坐席' } })
    const now = workspace.clock.now()
    const said = {
      ...{ outcome: row.outcome, refusalReason: row.refusal_reason, consideringUntil: row.considering_until },
      ...{
        callBackAt: row.call_back_at === null ? null : new Date(row.call_back_at),
        nextStep: '',
        note: row.note,
      },
    }
    const work = {
      ...{ agent: found.rows[0]?.id ?? actor.id, externalId: row.call_id },
      at: new Date(Math.min(now.getTime(), row.at === null ? now.getTime() : Date.parse(row.at))),
    }
    await writeOutcome(trx, deps, { workspace, actor, vault, settings }, task, {
      said,
      coded,
      work,
      complaint,
    })
    return true
  })
}
