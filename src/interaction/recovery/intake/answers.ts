import { codeNote } from '@liangti/models'
import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import type { CaseChannel } from '../../../stores/ledger/schema/cases.ts'
import type { KeptMessage } from '../../ports.ts'
import type { CodingDeps } from '../deps.ts'
import { prepareCase } from '../prepare-case.ts'
import { recoveryOf } from '../settings.ts'
import { addStep } from '../steps.ts'
import { isComplaint } from './complaint.ts'

export interface Said {
  personKey: number
  /** Channel of the thread. */
  channel: string
  words: string
  at: Date
}

/** Opens the case of a message, in the transaction that keeps the message. */
export type OpenForMessage = (
  trx: Transaction<LedgerSchema>,
  message: KeptMessage,
) => Promise<{ id: string; isNew: boolean }>

const byChannel: Readonly<Record<string, CaseChannel>> = { email: 'mail', sms: 'sms', form: 'form' }
/** Longer mails are read as far as a case holds them. */
const longest = 4_000

/**
 * Hears whether an answer is a complaint.
 * @returns null where it is none, or the workspace wants people to decide; else what opens its case
 */
export async function hearComplaint(
  deps: CodingDeps,
  workspace: Workspace,
  said: Said,
): Promise<OpenForMessage | null> {
  const { fromAnswers } = await recoveryOf(deps.ledger, workspace)
  if (!fromAnswers || !isComplaint(said.words, codeNote(await deps.coderOf(workspace), said.words)))
    return null
  return caseOfMessage(deps, workspace, said, { kind: 'system', id: 'coder' })
}

/**
 * The case of a message: one for a message, and one for a thread as long as that is open; what is written meanwhile is
 * noted there.
 */
export async function caseOfMessage(
  deps: CodingDeps,
  workspace: Workspace,
  { personKey, channel, words, at }: Said,
  actor: { kind: string; id: string },
): Promise<OpenForMessage> {
  const by = `${actor.kind}:${actor.id}`
  const open = await prepareCase(deps, workspace, {
    ...{ personKey, receivedAt: at, by, words: words.trim().slice(0, longest) },
    channel: byChannel[channel] ?? 'chat',
  })
  return async (trx, message) => {
    const standing = await openCaseOf(trx, workspace, message)
    if (standing !== null) {
      await noteFurtherWord(trx, workspace, standing, { message, by })
      return { id: standing, isNew: false }
    }
    const origin = { kind: 'thread', id: message.threadId } as const
    const opened = await open(trx, { ref: `message:${message.id}`, origin })
    if (opened.isNew)
      await writeAudit(trx, {
        workspaceId: workspace.id,
        actor,
        action: 'case.opened',
        subject: { kind: 'case', id: opened.id },
        detail: { channel, message: message.id },
      })
    return opened
  }
}

/** The open case of the thread; one that this message opened before counts also when it is closed. */
async function openCaseOf(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  message: KeptMessage,
): Promise<string | null> {
  // Two messages of one thread at a time go one after the other.
  await sql`SELECT FROM conversations WHERE id = ${message.threadId}::uuid FOR UPDATE`.execute(trx)
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM cases WHERE workspace_id = ${workspace.id} AND origin_id = ${message.threadId}::uuid
      AND (closed_at IS NULL OR ref = ${`message:${message.id}`})
    ORDER BY received_at DESC, id DESC LIMIT 1`.execute(trx)
  return rows[0]?.id ?? null
}

async function noteFurtherWord(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  caseId: string,
  { message, by }: { message: KeptMessage; by: string },
): Promise<void> {
  const { rows } = await sql`
    SELECT FROM cases WHERE id = ${caseId}::uuid AND ref = ${`message:${message.id}`}
    UNION ALL SELECT FROM case_steps WHERE case_id = ${caseId}::uuid AND detail->>'message' = ${message.id}`.execute(
    trx,
  )
  if (rows.length > 0) return
  await addStep(trx, {
    ...{ caseId, what: 'wrote_again', detail: { message: message.id }, by },
    at: workspace.clock.now(),
  })
}
