import { sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { openWords } from '../../inbox/words.ts'
import type { CodingDeps } from '../deps.ts'
import { caseErrors } from '../errors.ts'
import { caseOfMessage } from './answers.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * A colleague says that what a customer wrote is a complaint; the same message again opens nothing.
 * @throws common.notFound, case.threadOfNobody
 */
export async function markThread(
  deps: CodingDeps,
  workspace: Workspace,
  actor: Actor,
  thread: string,
  messageId: string | null,
): Promise<{ id: string; isNew: boolean }> {
  const { rows } = uuid.test(thread)
    ? await sql<{ id: string; person_key: string | null; channel: string; words: Buffer; at: Date }>`
        SELECT m.id, c.person_key::text AS person_key, c.channel, m.words, m.at
        FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
        WHERE c.workspace_id = ${workspace.id} AND c.id = ${thread}::uuid AND m.direction = 'in'
          AND (${messageId === null} OR m.id = ${messageId}::uuid)
        ORDER BY m.at DESC, m.id DESC LIMIT 1`.execute(deps.ledger.db)
    : { rows: [] }
  const [message] = rows
  if (!message) throw commonErrors.notFound({ what: 'conversation', id: thread })
  if (message.person_key === null) throw caseErrors.threadOfNobody({})
  const { subject, text } = openWords(await deps.vaultOf(workspace.id), message.words)
  const open = await caseOfMessage(
    deps,
    workspace,
    {
      ...{ personKey: Number(message.person_key), channel: message.channel, at: message.at },
      words: text.trim() === '' ? (subject ?? '') : text,
    },
    actor,
  )
  return deps.ledger.transaction((trx) => open(trx, { id: message.id, threadId: thread }))
}
