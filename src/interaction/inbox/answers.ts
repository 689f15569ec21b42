import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { answerStep, enqueueDeliveries } from '../delivery/enqueue.ts'
import type { InboxDeps } from './deps.ts'
import { inboxErrors } from './errors.ts'
import { readThread } from './store.ts'
import { openWords, sealWords, type Words } from './words.ts'

/** About eight parts of an SMS in Chinese. */
const longestSms = 500
/** A message of an official account holds 2,048 bytes. */
const longestWechat = 600

/**
 * Plans an answer and keeps it in its thread: one transaction, so that neither is there without the other. The same
 * number again sends nothing more.
 * @throws common.notFound, interaction.notAnswerable, windowClosed, answerTooLong, wechatTooLong
 */
export async function answerThread(
  deps: InboxDeps,
  workspace: Workspace,
  actor: { kind: string; id: string },
  id: string,
  answer: { text: string; messageId: string },
): Promise<void> {
  const thread = await readThread(deps, workspace, id)
  const personKey = Number(thread.customerId)
  const { answersBy } = thread
  if (answersBy === null) throw inboxErrors.notAnswerable({})
  if (thread.isClosed) throw inboxErrors.windowClosed({})
  if (answersBy === 'wechat' && answer.text.length > longestWechat)
    throw inboxErrors.wechatTooLong({ most: longestWechat })
  if (answersBy === 'sms' && answer.text.length > longestSms)
    throw inboxErrors.answerTooLong({ most: longestSms })
  const vault = await deps.vaultOf(workspace.id)
  const asked = thread.messages.findLast(({ direction }) => direction === 'in')?.subject ?? ''
  const subject = asked === '' || /^re:/i.test(asked) ? asked : `Re: ${asked}`
  const at = workspace.clock.now()
  await deps.ledger.transaction(async (trx) => {
    const fresh = await trx
      .insertInto('conversation_messages')
      .values({
        id: answer.messageId,
        conversation_id: thread.id,
        direction: 'out',
        words: sealWords(vault, personKey, {
          subject: subject === '' ? workspace.name : subject,
          text: answer.text,
        }),
        author: actor.id,
        delivery_id: null,
        at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!fresh) return
    await enqueueDeliveries(trx, workspace, {
      campaignId: answer.messageId,
      step: answerStep,
      channel: answersBy,
      rows: [{ personKey }],
    })
    await trx
      .updateTable('conversations')
      .set({ unread: false, last_at: at })
      .where('id', '=', thread.id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'inbox.answer',
      subject: { kind: 'conversation', id: thread.id },
      detail: { message: answer.messageId },
    })
  })
}

/** The words of answers, by their number; those that are gone are missing. */
export async function answersOf(
  deps: Pick<InboxDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  ids: readonly string[],
): Promise<Map<string, Words>> {
  if (ids.length === 0) return new Map()
  const vault = await deps.vaultOf(workspace.id)
  const { rows } = await sql<{ id: string; words: Buffer }>`
    SELECT m.id, m.words FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE c.workspace_id = ${workspace.id} AND m.direction = 'out' AND m.id = ANY(${[...ids]}::uuid[])`.execute(
    deps.ledger.db,
  )
  const found = rows.map(({ id, words }) => [id, openWords(vault, words)] as const)
  return new Map(found.filter(([, { text }]) => text !== ''))
}
