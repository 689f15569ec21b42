import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import type { CallOutcome } from '../../stores/ledger/schema/desk.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import { deskErrors } from './errors.ts'
import { type RefusalReason, refusalIds } from './outcomes.ts'
import type { CallTouch, CodedNote, DeskPorts } from './ports.ts'
import { type DeskSettings, deskSettingsOf } from './settings.ts'
import { findTask, heldTask, type TaskRow } from './task.ts'

export interface OutcomeDeps extends Pick<DeskPorts, 'recordCalls' | 'optOut' | 'codeNote' | 'complaintOf'> {
  ledger: Ledger
  vaultOf: VaultOf
}

export interface SaidOutcome {
  outcome: CallOutcome
  refusalReason: RefusalReason | null
  /** YYYY-MM-DD in the zone of the workspace. */
  consideringUntil: string | null
  callBackAt: Date | null
  nextStep: string
  note: string
  script?: { id: string; version: number } | null
}

/** Who worked on it, when, and by which row of a dialler's file. */
export interface Work {
  agent: string
  at: Date
  externalId?: string
}

export interface KeptOutcome {
  callId: string
  /** What the note was coded as, where there is a model; the agent's own choice stands before it. */
  refusalReason: string | null
  codedBy: '' | 'model' | 'person'
}

/**
 * Writes down what came of a call, the touch and the state of the task in one transaction.
 * @throws desk.notYours, desk.badOutcome
 */
export async function keepOutcome(
  deps: OutcomeDeps,
  workspace: Workspace,
  actor: Actor,
  taskId: string,
  said: SaidOutcome,
): Promise<KeptOutcome> {
  const [settings, vault] = await Promise.all([
    deskSettingsOf(deps.ledger, workspace.id),
    deps.vaultOf(workspace.id),
  ])
  const coded =
    said.note === '' || deps.codeNote === null
      ? null
      : await deps.codeNote(workspace, said.note, said.outcome === 'refused')
  const work = { agent: actor.id, at: workspace.clock.now() }
  const complaint = await complaintOf(deps, workspace, actor, taskId, said)
  return deps.ledger.transaction(async (trx) => {
    const task = await heldTask(trx, workspace, taskId, actor.id)
    return writeOutcome(trx, deps, { workspace, actor, vault, settings }, task, {
      said,
      coded,
      work,
      complaint,
    })
  })
}

export type OpenComplaint = Awaited<ReturnType<DeskPorts['complaintOf']>>

/** What opens the case of a complaint; null for every other outcome. */
export async function complaintOf(
  deps: Pick<OutcomeDeps, 'ledger' | 'complaintOf'>,
  workspace: Workspace,
  actor: Actor,
  taskId: string,
  said: Pick<SaidOutcome, 'outcome' | 'note'>,
): Promise<OpenComplaint | null> {
  if (said.outcome !== 'complaint' || said.note.trim() === '') return null
  const { person_key } = await findTask(deps.ledger.db, workspace, taskId)
  return deps.complaintOf(workspace, {
    ...{ personKey: Number(person_key), words: said.note, at: workspace.clock.now(), actor },
  })
}

interface Scene {
  workspace: Workspace
  actor: Actor
  vault: Vault
  settings: DeskSettings
}

interface Kept {
  said: SaidOutcome
  coded: CodedNote | null
  work: Work
  complaint: OpenComplaint | null
}

/** The same within a transaction that holds the task already: a file of a dialler writes many. */
export async function writeOutcome(
  trx: Transaction<LedgerSchema>,
  deps: Pick<DeskPorts, 'recordCalls' | 'optOut'>,
  { workspace, actor, vault, settings }: Scene,
  task: TaskRow,
  { said, coded, work, complaint }: Kept,
): Promise<KeptOutcome> {
  assertSaid(said, work.at)
  const callId = newId()
  const refusalReason = said.outcome === 'refused' ? (said.refusalReason ?? knownReason(coded)) : null
  const codedBy = said.refusalReason !== null ? 'person' : coded === null ? '' : 'model'
  const undoMs = settings.undoMinutes * 60_000
  const personKey = Number(task.person_key)
  await sql`
    INSERT INTO desk_calls (id, workspace_id, task_id, person_key, team_id, agent, at, seconds, outcome, refusal_reason,
      considering_until, call_back_at, next_step, note, topics, sentiment, coded_by, script_id, script_version, external_id,
      before, undo_until)
    VALUES (${callId}::uuid, ${workspace.id}, ${task.id}::uuid, ${personKey}, ${task.team_id}::uuid, ${work.agent}::uuid,
      ${work.at}::timestamptz, ${secondsSince(task.claimed_at, work.at)}, ${said.outcome}, ${refusalReason},
      ${said.consideringUntil}::date, ${said.callBackAt}::timestamptz, ${said.nextStep},
      ${said.note === '' ? null : vault.encryptFor(personKey, said.note)}, ${[...(coded?.topics ?? [])]}::text[],
      ${coded?.sentiment ?? null}, ${codedBy}, ${said.script?.id ?? null}::uuid, ${said.script?.version ?? null},
      ${work.externalId ?? null}, ${JSON.stringify(beforeOf(task))}::jsonb,
      clock_timestamp() + ${undoMs} * interval '1 millisecond')`.execute(trx)
  await moveTask(trx, workspace, task, said, work, settings)
  await deps.recordCalls(
    trx,
    workspace,
    [touchOfCall(callId, task, said.outcome, refusalReason, work)],
    undoMs,
  )
  await complaint?.(trx, { id: callId, taskId: task.id })
  if (refusalReason === 'no_calls') await deps.optOut(trx, workspace, { personKey, taskId: task.id, actor })
  await writeAudit(trx, {
    workspaceId: workspace.id,
    actor,
    action: 'desk.outcome',
    subject: { kind: 'desk_task', id: task.id },
    detail: { outcome: said.outcome, ...(refusalReason === null ? {} : { refusal: refusalReason }) },
  })
  return { callId, refusalReason, codedBy }
}

/** A model may say that they refuse calls; only a person makes it the customer's word. */
const knownReason = (coded: CodedNote | null): RefusalReason | null => {
  const found = refusalIds.find((id) => id === coded?.reason) ?? null
  return found === 'no_calls' ? null : found
}

const secondsSince = (from: Date | null, to: Date): number | null =>
  from === null ? null : Math.min(86_400, Math.max(0, Math.round((to.getTime() - from.getTime()) / 1_000)))

/** What `undoOutcome` gives back. */
const beforeOf = ({ due_from, due_until, promised_at, assigned_to, attempts }: TaskRow) => ({
  ...{ due_from, due_until, promised_at, assigned_to, attempts },
})

function assertSaid(said: SaidOutcome, at: Date): void {
  const bad = (field: [string, string], problem: [string, string]) =>
    deskErrors.badOutcome({
      field: { en: field[0], 'zh-CN': field[1] },
      problem: { en: problem[0], 'zh-CN': problem[1] },
    })
  if (said.refusalReason !== null && said.outcome !== 'refused')
    throw bad(['the reason', '原因'], ['belongs to a refusal', '只能用于“拒绝”'])
  if ((said.outcome === 'considering') !== (said.consideringUntil !== null))
    throw bad(
      ['“considering until”', '“考虑至”'],
      ['goes with considering, and it needs the day', '须与“考虑中”一同填写'],
    )
  if ((said.outcome === 'call_back') !== (said.callBackAt !== null))
    throw bad(
      ['the minute of the call-back', '回电时间'],
      ['goes with a call-back, and it needs the minute', '须与“约定回电”一同填写'],
    )
  if (said.outcome === 'complaint' && said.note.trim() === '')
    throw bad(['the note', '备注'], ['must say what the customer complained of', '须写明客户投诉的内容'])
  const latest = at.getTime() + 366 * 86_400_000
  if (said.consideringUntil !== null) {
    const day = Date.parse(`${said.consideringUntil}T23:59:59Z`)
    if (!(day >= at.getTime() - 86_400_000 && day <= latest))
      throw bad(
        ['“considering until”', '“考虑至”'],
        ['must lie within a year from today', '须在今天起一年之内'],
      )
  }
  if (
    said.callBackAt !== null &&
    !(said.callBackAt.getTime() >= at.getTime() && said.callBackAt.getTime() <= latest)
  )
    throw bad(
      ['the minute of the call-back', '回电时间'],
      ['must lie within a year from now', '须在现在起一年之内'],
    )
}

/** Where the task goes from here: it ends, or comes back later. */
async function moveTask(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  task: TaskRow,
  said: SaidOutcome,
  work: Work,
  settings: DeskSettings,
): Promise<void> {
  const at = sql`${work.at}::timestamptz`
  const open = sql`state = 'open', claimed_by = NULL, lease_until = NULL`
  const end = sql`state = 'done', lease_until = NULL, end_reason = ${said.outcome}, ended_at = ${at}`
  const here = sql`WHERE id = ${task.id}::uuid`
  switch (said.outcome) {
    case 'call_back':
      await sql`UPDATE desk_tasks SET ${open}, promised_at = ${said.callBackAt}::timestamptz, due_from = ${said.callBackAt}::timestamptz,
        due_until = greatest(due_until, ${said.callBackAt}::timestamptz + interval '1 day'), assigned_to = ${work.agent}::uuid ${here}`.execute(
        trx,
      )
      return
    case 'considering': {
      const morning = sql`(${said.consideringUntil}::date::timestamp AT TIME ZONE ${workspace.timeZone})`
      await sql`UPDATE desk_tasks SET ${open}, promised_at = NULL, due_from = ${morning},
        due_until = greatest(due_until, ${morning} + interval '7 days'), assigned_to = ${work.agent}::uuid ${here}`.execute(
        trx,
      )
      return
    }
    case 'no_answer': {
      const again = new Date(work.at.getTime() + settings.retryMinutes * 60_000)
      const isLast = task.attempts + 1 >= settings.mostTries || again >= task.due_until
      await (isLast
        ? sql`UPDATE desk_tasks SET ${end}, attempts = attempts + 1 ${here}`
        : sql`UPDATE desk_tasks SET ${open}, attempts = attempts + 1, promised_at = NULL, due_from = ${again}::timestamptz ${here}`
      ).execute(trx)
      return
    }
    case 'accepted':
    case 'refused':
    case 'wrong_number':
    case 'complaint':
      await sql`UPDATE desk_tasks SET ${end} ${here}`.execute(trx)
  }
}

function touchOfCall(
  callId: string,
  task: TaskRow,
  outcome: CallOutcome,
  reason: string | null,
  work: Work,
): CallTouch {
  return {
    touchId: callId,
    personKey: Number(task.person_key),
    at: work.at,
    kind: 'called',
    channel: task.kind === 'call' ? 'phone' : 'shop',
    campaignId: task.origin === 'campaign' ? task.origin_id : null,
    deliveryId: task.delivery_id,
    step: task.step,
    offerId: task.offer_id,
    creativeId: task.creative_id,
    arm: task.arm,
    agent: work.agent,
    costMinor: Number(task.cost_minor),
    currency: task.currency,
    outcome,
    reason: reason ?? '',
  }
}
