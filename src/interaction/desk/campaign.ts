import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { CallCreative } from './creative.ts'
import { enqueueTasks } from './enqueue.ts'
import { deskErrors } from './errors.ts'
import { reached, talks } from './outcomes.ts'

/** Calls of a campaign for one batch of its people. */
export interface CallBatch {
  campaignId: string
  offerId: string | null
  creativeId: string
  arm: string
  /** Of one call. */
  costMinor: number
  currency: string
  call: CallCreative
  /** When the draw was made; urgency counts from here. */
  from: Date
  /** End of the outcome window. */
  until: Date
  rows: readonly { personKey: number }[]
}

const dayMs = 86_400_000
const scriptOf = ({ scriptId }: CallCreative) => (scriptId === '' ? null : scriptId)

/** @throws desk.unknownTeam, desk.unknownScript where what the campaign names is gone, or works at no telephone */
export async function checkCalls(
  db: Kysely<LedgerSchema>,
  workspace: Workspace,
  call: CallCreative,
): Promise<void> {
  const { teamId } = call
  const scriptId = scriptOf(call)
  const { rows } = await sql<{ team: boolean; script: boolean }>`
    SELECT EXISTS (SELECT 1 FROM desk_teams WHERE workspace_id = ${workspace.id} AND id = ${teamId}::uuid AND kind = 'call'
        AND deleted_at IS NULL) AS team,
      ${scriptId}::uuid IS NULL OR EXISTS (SELECT 1 FROM desk_scripts WHERE workspace_id = ${workspace.id}
        AND id = ${scriptId}::uuid AND kind = 'call' AND deleted_at IS NULL) AS script`.execute(db)
  if (!rows[0]?.team) throw deskErrors.unknownTeam({})
  if (!rows[0].script) throw deskErrors.unknownScript({})
}

/**
 * One task a person, once per campaign, in the caller's transaction. What is left of a launch that was taken on after the
 * time of its calls makes none.
 * @throws desk.unknownTeam
 */
export async function enqueueCalls(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  { call, from, until, ...batch }: CallBatch,
): Promise<string[]> {
  const dueUntil = new Date(Math.min(from.getTime() + call.windowDays * dayMs, until.getTime()))
  if (dueUntil <= workspace.clock.now()) return []
  return enqueueTasks(trx, workspace, {
    ...batch,
    ...{ origin: 'campaign', teamId: call.teamId, skill: call.skill },
    reason: { en: call.reasonEn, 'zh-CN': call.reasonZh },
    ...{ scriptId: scriptOf(call), dueFrom: from, dueUntil, createdBy: `campaign:${batch.campaignId}` },
    rows: batch.rows.map(({ personKey }) => ({ personKey, valueMinor: call.valueMinor })),
  })
}

/** What became of the tasks of a campaign. */
export interface CallCounts {
  tasks: number
  /** Nobody has ended them: in the queue, in somebody's hands, or with a dialler. */
  open: number
  /** People who took a call; each of the following counts those who took none. */
  contacted: number
  /** Open. */
  waiting: number
  /** Put away because the person must not be called, or the campaign or team is gone. */
  cancelled: number
  /** Time was over before anybody got to them. */
  expired: number
  /** Calls that were made, whoever took them. */
  calls: number
  accepted: number
  considering: number
  refused: number
  /** Ended without anybody answering. */
  noAnswer: number
  wrongNumber: number
  /** Why they refused, most frequent first; '' where nobody said. */
  refusals: { reason: string; people: number }[]
  costMinor: number
}

type OfCalls = 'calls' | 'costMinor' | 'accepted' | 'considering' | 'refused' | 'refusals'

const missed = (condition: RawBuilder<unknown>) =>
  sql`count(*) FILTER (WHERE NOT is_reached AND ${condition})`

/** Of each task the last word of the customer: accepted, considering or refused. */
export async function countCalls(
  ledger: Ledger,
  workspace: Workspace,
  campaignId: string,
): Promise<CallCounts> {
  const tasks = sql`SELECT t.id, t.state, t.end_reason, t.cost_minor, EXISTS (SELECT 1 FROM desk_calls c
      WHERE c.task_id = t.id AND c.undone_at IS NULL AND c.outcome = ANY(${[...reached]}::text[])) AS is_reached
    FROM desk_tasks t WHERE t.workspace_id = ${workspace.id} AND t.origin = 'campaign' AND t.origin_id = ${campaignId}::uuid`
  const last = sql`SELECT DISTINCT ON (c.task_id) c.outcome, c.refusal_reason FROM desk_calls c
    JOIN (${tasks}) AS t ON t.id = c.task_id
    WHERE c.undone_at IS NULL AND c.outcome = ANY(${[...talks]}::text[]) ORDER BY c.task_id, c.at DESC, c.id DESC`
  const [ofTasks, ofCalls, words] = await Promise.all([
    sql<Record<Exclude<keyof CallCounts, OfCalls>, string>>`
      SELECT count(*) AS tasks, count(*) FILTER (WHERE state IN ('open', 'claimed')) AS open,
        count(*) FILTER (WHERE is_reached) AS contacted, ${missed(sql`state IN ('open', 'claimed')`)} AS waiting,
        ${missed(sql`state = 'cancelled'`)} AS cancelled, ${missed(sql`state = 'expired'`)} AS expired,
        ${missed(sql`end_reason = 'no_answer'`)} AS "noAnswer", ${missed(sql`end_reason = 'wrong_number'`)} AS "wrongNumber"
      FROM (${tasks}) AS t`.execute(ledger.db),
    sql<Record<'calls' | 'costMinor', string>>`
      SELECT count(*) AS calls, coalesce(sum(t.cost_minor), 0) AS "costMinor"
      FROM desk_calls c JOIN (${tasks}) AS t ON t.id = c.task_id WHERE c.undone_at IS NULL`.execute(
      ledger.db,
    ),
    sql<{ outcome: string; reason: string; people: string }>`
      SELECT outcome, coalesce(refusal_reason, '') AS reason, count(*) AS people FROM (${last}) AS said
      GROUP BY outcome, reason ORDER BY people DESC, reason`.execute(ledger.db),
  ])
  const numbers = Object.fromEntries(
    Object.entries({ ...ofTasks.rows[0], ...ofCalls.rows[0] }).map(([name, value]) => [name, Number(value)]),
  ) as Omit<CallCounts, 'accepted' | 'considering' | 'refused' | 'refusals'>
  const said = words.rows.map((row) => ({ ...row, people: Number(row.people) }))
  const people = (outcome: string) =>
    said.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.people, 0)
  return {
    ...numbers,
    accepted: people('accepted'),
    considering: people('considering'),
    refused: people('refused'),
    refusals: said
      .filter((row) => row.outcome === 'refused')
      .map((row) => ({ reason: row.reason, people: row.people })),
  }
}
