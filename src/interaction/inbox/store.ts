import type { NoteTopic } from '@liangti/models'
import { type RawBuilder, sql } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { InboxDeps, InboxFilter, InboxQuery } from './deps.ts'
import { linkOfThread, maskedSender } from './links.ts'
import { openWords } from './words.ts'

export interface ConversationRow {
  id: string
  person_key: string | null
  channel: string
  address: Buffer
  state: 'open' | 'done'
  unread: boolean
  assignee: string | null
  assignee_name: string | null
  last_at: Date
  words: Buffer | null
  case_id: string | null
  topics: string[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const beginning = 120

const shownColumns = sql`
  c.id, c.person_key::text AS person_key, c.channel, c.address, c.state, c.unread, c.assignee, u.display_name AS assignee_name,
  c.last_at, c.topics, (SELECT m.words FROM conversation_messages m WHERE m.conversation_id = c.id ORDER BY m.at DESC, m.id DESC LIMIT 1) AS words,
  (SELECT k.id FROM cases k WHERE k.origin_id = c.id AND k.workspace_id = c.workspace_id
    ORDER BY (k.closed_at IS NULL) DESC, k.received_at DESC, k.id DESC LIMIT 1) AS case_id`
const shownFrom = sql`conversations c LEFT JOIN users u ON u.id::text = c.assignee`

/** Threads, newest first, from a place of the list: what comes in meanwhile shifts nothing. */
export async function listThreads(deps: InboxDeps, workspace: Workspace, userId: string, query: InboxQuery) {
  const cursor = /^(\d{1,16})\.(.{36})$/.exec(query.cursor ?? '')
  const before = cursor?.[2] && uuid.test(cursor[2]) ? { ms: Number(cursor[1]), id: cursor[2] } : null
  const where = sql`${matching(workspace, userId, query)}
    AND (${query.customer === undefined} OR c.person_key = ANY(${await keysOfCustomer(deps.ledger, query.customer)}::bigint[]))`
  const { rows } = await sql<ConversationRow>`
    SELECT ${shownColumns} FROM ${shownFrom} WHERE ${where}
      AND (${before === null} OR (floor(extract(epoch FROM c.last_at) * 1000)::bigint, c.id)
        < (${before?.ms ?? 0}::bigint, ${before?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid))
    ORDER BY floor(extract(epoch FROM c.last_at) * 1000)::bigint DESC, c.id DESC LIMIT ${query.limit + 1}`.execute(
    deps.ledger.db,
  )
  const { rows: counted } = await sql<{ n: number }>`
    SELECT count(*)::integer AS n FROM conversations c WHERE ${where}`.execute(deps.ledger.db)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: await shown(deps, workspace, page),
    nextCursor: rows.length > query.limit && last ? `${last.last_at.getTime()}.${last.id}` : null,
    total: counted[0]?.n ?? 0,
  }
}

/** Condition on `conversations c`. */
export function matching(
  workspace: Workspace,
  userId: string,
  { show, channel, topic }: InboxFilter,
): RawBuilder<unknown> {
  const parts = [
    sql`c.workspace_id = ${workspace.id}`,
    ...(show === 'all' ? [] : [sql`c.state = ${show === 'done' ? 'done' : 'open'}`]),
    ...(show === 'unread' ? [sql`c.unread`] : []),
    ...(show === 'mine' ? [sql`c.assignee = ${userId}`] : []),
    ...(show === 'unassigned' ? [sql`c.assignee IS NULL`] : []),
    ...(channel === undefined ? [] : [sql`c.channel = ${channel}`]),
    ...(topic === undefined ? [] : [sql`c.topics @> ARRAY[${topic}]::text[]`]),
  ]
  return sql.join(parts, sql` AND `)
}

/** Threads that fulfil a condition on `c`, newest first. */
export async function threadsWhere(
  deps: InboxDeps,
  workspace: Workspace,
  where: RawBuilder<unknown>,
  limit: number,
) {
  const { rows } = await sql<ConversationRow>`
    SELECT ${shownColumns} FROM ${shownFrom} WHERE ${where} ORDER BY c.last_at DESC, c.id DESC LIMIT ${limit}`.execute(
    deps.ledger.db,
  )
  return shown(deps, workspace, rows)
}

/** Open threads nobody has read, and those of one colleague among them. */
export async function countUnread(
  { ledger }: Pick<InboxDeps, 'ledger'>,
  workspace: Workspace,
  userId: string,
) {
  const { rows } = await sql<{ unread: number; mine: number }>`
    SELECT count(*)::integer AS unread, (count(*) FILTER (WHERE c.assignee = ${userId}))::integer AS mine
    FROM conversations c WHERE ${matching(workspace, userId, { show: 'unread' })}`.execute(ledger.db)
  return rows[0] ?? { unread: 0, mine: 0 }
}

async function keysOfCustomer(ledger: Ledger, customer: string | undefined): Promise<number[]> {
  const key = Number(customer)
  if (!Number.isSafeInteger(key)) return []
  return (await keysOf(ledger.db, [key])).get(key) ?? [key]
}

async function shown(deps: InboxDeps, workspace: Workspace, rows: readonly ConversationRow[]) {
  const vault = await deps.vaultOf(workspace.id)
  const keys = rows.flatMap(({ person_key }) => (person_key === null ? [] : [Number(person_key)]))
  const labels = await deps.labels(workspace, [...new Set(keys)])
  return rows.map((row) => ({
    id: row.id,
    customerId: row.person_key,
    name: row.person_key === null ? '' : (labels.get(Number(row.person_key)) ?? ''),
    channel: row.channel,
    state: row.state,
    unread: row.unread,
    assignee: row.assignee === null ? null : { id: row.assignee, name: row.assignee_name ?? '' },
    caseId: row.case_id,
    topics: row.topics as NoteTopic[],
    beginning:
      row.words === null ? '' : openWords(vault, row.words).text.replace(/\s+/g, ' ').slice(0, beginning),
    lastAt: row.last_at.toISOString(),
  }))
}

/** What came as mail or by the form is answered by mail, what came as SMS or by WeChat by the same. */
function answeredBy(channel: string): 'email' | 'sms' | 'wechat' | null {
  if (channel === 'sms' || channel === 'wechat') return channel
  return channel === 'email' || channel === 'form' ? 'email' : null
}

/** An official account may answer for so long after a customer's last message. */
const wechatWindowMs = 48 * 3_600_000

/** Until when an answer may go out; null where there is no end. */
function answersUntil(channel: string, messages: readonly { direction: string; at: Date }[]): Date | null {
  const last = messages.findLast(({ direction }) => direction === 'in')
  return channel === 'wechat' && last ? new Date(last.at.getTime() + wechatWindowMs) : null
}

const isOver = ({ clock }: Workspace, until: Date | null) => until !== null && until <= clock.now()

/** @throws common.notFound */
export async function readThread(deps: InboxDeps, workspace: Workspace, id: string) {
  const row = await rowOf(deps, workspace, id)
  const vault = await deps.vaultOf(workspace.id)
  const [[conversation], { rows: messages }] = await Promise.all([
    shown(deps, workspace, [row]),
    sql<{
      id: string
      direction: 'in' | 'out'
      words: Buffer
      author: string | null
      status: 'sent' | null
      at: Date
    }>`
      SELECT * FROM (
        SELECT m.id, m.direction, m.words, u.display_name AS author, d.status, m.at
        FROM conversation_messages m LEFT JOIN users u ON u.id::text = m.author
        LEFT JOIN deliveries d ON d.workspace_id = ${workspace.id} AND d.campaign_id = m.id AND m.direction = 'out'
        WHERE m.conversation_id = ${row.id}::uuid ORDER BY m.at DESC, m.id DESC LIMIT 200) AS newest
      ORDER BY at, id`.execute(deps.ledger.db),
  ])
  if (!conversation) throw commonErrors.notFound({ what: 'conversation', id })
  return {
    ...conversation,
    answersBy: row.person_key === null ? null : answeredBy(row.channel),
    answersUntil: answersUntil(row.channel, messages)?.toISOString() ?? null,
    isClosed: isOver(workspace, answersUntil(row.channel, messages)),
    sender: row.person_key === null ? maskedSender(vault, row.channel, row.address) : null,
    linkId: row.person_key === null ? null : await linkOfThread(deps, row.id),
    messages: messages.map(({ words, at, ...message }) => ({
      ...message,
      ...openWords(vault, words),
      at: at.toISOString(),
    })),
  }
}

export async function rowOf(deps: InboxDeps, workspace: Workspace, id: string): Promise<ConversationRow> {
  const { rows } = uuid.test(id)
    ? await sql<ConversationRow>`
        SELECT ${shownColumns} FROM ${shownFrom} WHERE c.id = ${id}::uuid AND c.workspace_id = ${workspace.id}`.execute(
        deps.ledger.db,
      )
    : { rows: [] }
  if (!rows[0]) throw commonErrors.notFound({ what: 'conversation', id })
  return rows[0]
}
