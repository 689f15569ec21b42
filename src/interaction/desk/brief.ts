import { sql } from 'kysely'
import type { z } from 'zod'
import { keysOf, maskIdentifier } from '../../customer/index.ts'
import { isAppError } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { CallOutcome } from '../../stores/ledger/schema/desk.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import type { taskBrief } from './api.ts'
import { type RefusalReason, refusalIds } from './outcomes.ts'
import type { AnswerHabits, DeskPorts } from './ports.ts'
import { scriptFor } from './scripts/spoken.ts'
import type { TaskRow } from './task.ts'
import { viewsOf } from './view.ts'

export interface BriefDeps
  extends Pick<
    DeskPorts,
    'profileOf' | 'habitsOf' | 'phonesOf' | 'greetingsOf' | 'labelsOf' | 'campaignNames' | 'offersOf'
  > {
  ledger: Ledger
  vaultOf: VaultOf
}

export type Brief = z.output<typeof taskBrief>
const mostCalls = 10

/** Everything the screen shows of one task: who, what to say, what happened before; as far as the reader may know it. */
export async function briefOf(
  deps: BriefDeps,
  workspace: Workspace,
  task: TaskRow,
  see: FieldAccess,
): Promise<Brief> {
  const key = Number(task.person_key)
  const members = (await keysOf(deps.ledger.db, [key])).get(key) ?? [key]
  const mayKnow = see.of('touches') !== 'hidden' && see.of('orders') !== 'hidden'
  const [[view], profile, habits, phones, greetings, calls] = await Promise.all([
    viewsOf(deps, workspace, [task]),
    deps.profileOf(workspace, key, see),
    mayKnow ? deps.habitsOf(workspace, key) : null,
    deps.phonesOf(workspace, [key]),
    deps.greetingsOf(workspace, [key]),
    earlierCalls(deps, workspace, members, see),
  ])
  if (!view) throw new Error('A task has no view.')
  const phone = phones.get(key)
  const greeting = see.of('name') === 'clear' ? (greetings.get(key) ?? '') : ''
  const { rows } = await sql<{ until: Date | null }>`
    SELECT max(undo_until) AS until FROM desk_calls WHERE task_id = ${task.id}::uuid AND undone_at IS NULL`.execute(
    deps.ledger.db,
  )
  return {
    task: view,
    greeting,
    phone: phone === undefined || see.of('phone') === 'hidden' ? null : maskIdentifier('phone', phone),
    profile,
    habits: habits && shownHabits(habits),
    calls,
    neverAgain: see.of('touches') === 'hidden' ? [] : refusedOf(calls),
    script: await scriptFor(deps, workspace, task, { greeting, profile }),
    undoUntil: rows[0]?.until?.toISOString() ?? null,
  }
}

/** What an agent reads in a line. */
function shownHabits({ channels, acts, usual }: AnswerHabits): Brief['habits'] {
  return {
    channels: channels.map(({ channel, asked, answered }) => ({ channel, asked, answered })),
    acts,
    usual,
  }
}

/** Each thing they refused, with the newest reason; a lack of time is no refusal of the thing. */
function refusedOf(calls: Brief['calls']): Brief['neverAgain'] {
  const found = new Map<string, Brief['neverAgain'][number]>()
  for (const { at, offer, refusalReason, isUndone } of calls) {
    if (
      refusalReason === null ||
      isUndone ||
      refusalReason === 'later' ||
      refusalReason === 'not_decision_maker'
    )
      continue
    const what = offer ?? ''
    if (!found.has(what)) found.set(what, { what, reason: refusalReason, at })
  }
  return [...found.values()]
}

interface CallRow {
  at: Date
  outcome: CallOutcome
  refusal_reason: string | null
  offer_id: string | null
  agent: string | null
  note: Buffer | null
  undone_at: Date | null
}

async function earlierCalls(
  deps: BriefDeps,
  workspace: Workspace,
  members: readonly number[],
  see: FieldAccess,
): Promise<Brief['calls']> {
  if (see.of('touches') === 'hidden') return []
  const { rows } = await sql<CallRow>`
    SELECT c.at, c.outcome, c.refusal_reason, t.offer_id, u.display_name AS agent, c.note, c.undone_at
    FROM desk_calls c JOIN desk_tasks t ON t.id = c.task_id LEFT JOIN users u ON u.id = c.agent
    WHERE c.workspace_id = ${workspace.id} AND c.person_key = ANY(${[...members]}::bigint[])
    ORDER BY c.at DESC, c.id DESC LIMIT ${mostCalls}`.execute(deps.ledger.db)
  const offers = await deps.offersOf(workspace, [...new Set(rows.flatMap(({ offer_id }) => offer_id ?? []))])
  const vault = await deps.vaultOf(workspace.id)
  const readable = (note: Buffer): string | null => {
    try {
      return vault.decrypt(note)
    } catch (error) {
      // Somebody erased has no words here any more.
      if (isAppError(error) && error.code === 'crypto.erased') return null
      throw error
    }
  }
  return rows.map((row) => ({
    at: row.at.toISOString(),
    outcome: row.outcome,
    refusalReason: knownReason(row.refusal_reason),
    offer: row.offer_id === null ? null : (offers.get(row.offer_id)?.name ?? null),
    agent: row.agent ?? '',
    note: row.note === null || see.of('notes') === 'hidden' ? null : readable(row.note),
    isUndone: row.undone_at !== null,
  }))
}

const knownReason = (id: string | null): RefusalReason | null => refusalIds.find((one) => one === id) ?? null
