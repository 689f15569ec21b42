import { sql } from 'kysely'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { InboxDeps, InboxFilter } from './deps.ts'
import { matching, threadsWhere } from './store.ts'
import { openWords } from './words.ts'

/** Words are sealed: to look into them each message has to be opened. */
const mostOpened = 2_000
const mostShown = 200

/**
 * Threads of people whom a search finds by name or address, and those in whose newest messages the words stand.
 * @returns how many messages were opened, and whether those were all that fit the filters
 */
export async function searchThreads(
  deps: InboxDeps,
  workspace: Workspace,
  userId: string,
  see: FieldAccess,
  { search, ...filter }: InboxFilter & { search: string },
) {
  const { db } = deps.ledger
  const where = matching(workspace, userId, filter)
  const vault = await deps.vaultOf(workspace.id)
  const [people, { rows }] = await Promise.all([
    deps.findPeople(workspace, search, see),
    sql<{ thread: string; words: Buffer }>`
      SELECT m.conversation_id AS thread, m.words
      FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
      WHERE ${where} ORDER BY m.at DESC, m.id DESC LIMIT ${mostOpened + 1}`.execute(db),
  ])
  const sought = search.toLocaleLowerCase()
  const threads = new Set<string>()
  for (const { thread, words } of rows.slice(0, mostOpened)) {
    if (threads.has(thread)) continue
    const { subject, text } = openWords(vault, words)
    if (`${subject ?? ''}\n${text}`.toLocaleLowerCase().includes(sought)) threads.add(thread)
  }
  const items = await threadsWhere(
    deps,
    workspace,
    sql`${where} AND (c.id = ANY(${[...threads]}::uuid[]) OR c.person_key = ANY(${[...people]}::bigint[]))`,
    mostShown,
  )
  return { items, opened: Math.min(rows.length, mostOpened), isAll: rows.length <= mostOpened }
}
