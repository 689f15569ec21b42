import { sql } from 'kysely'
import type { z } from 'zod'
import { currentOf, keysOfCustomer } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { listCases } from './api.ts'
import { type Listed, listed, membersOf, type Row, rowOf } from './row.ts'

/** A key of the API owns nothing. */
const userId = (actor: Pick<Actor, 'kind' | 'id'>) => (actor.kind === 'user' ? actor.id : null)

/** Complaints, most urgent first. */
export async function casesPage(
  ledger: Ledger,
  workspace: Workspace,
  actor: Pick<Actor, 'kind' | 'id'>,
  query: z.output<NonNullable<typeof listCases.query>>,
): Promise<{ items: Row[]; nextCursor: string | null; total: number }> {
  const now = workspace.clock.now()
  const keys = query.customer ? ((await keysOfCustomer(ledger.db, workspace, query.customer)) ?? []) : null
  const state = {
    open: sql`c.closed_at IS NULL`,
    // What I answer for, and what was carried up to me.
    mine: sql`c.closed_at IS NULL AND ${userId(actor)}::uuid IN (c.owner, c.escalated_to)`,
    late: sql`c.closed_at IS NULL AND c.answered_at IS NULL AND c.due_at < ${now}`,
    waiting: sql`c.closed_at IS NULL AND EXISTS (SELECT FROM case_remedies w WHERE w.case_id = c.id AND w.state = 'waiting')`,
    closed: sql`c.closed_at IS NOT NULL`,
  }[query.state]
  const where = sql`c.workspace_id = ${workspace.id} AND ${state}
    ${keys === null ? sql`` : sql`AND c.person_key = ANY(${keys}::bigint[])`}`
  // What comes first is what is urgent; of closed ones the newest.
  const order =
    query.state === 'closed'
      ? sql`c.closed_at DESC, c.id`
      : sql`(c.answered_at IS NULL) DESC, c.priority DESC, c.due_at, c.id`
  const offset = /^\d{1,7}$/.test(query.cursor ?? '') ? Number(query.cursor) : 0
  const [{ rows }, count] = await Promise.all([
    sql<Listed>`SELECT ${listed} WHERE ${where} ORDER BY ${order} OFFSET ${offset} LIMIT ${query.limit + 1}`.execute(
      ledger.db,
    ),
    sql<{ n: string }>`SELECT count(*) AS n FROM cases c WHERE ${where}`.execute(ledger.db),
  ])
  const current = await currentOf(
    ledger.db,
    rows.map((row) => Number(row.person_key)),
  )
  const names = await membersOf(ledger, rows)
  return {
    items: rows.slice(0, query.limit).map((row) => rowOf(row, { current, names, now })),
    nextCursor: rows.length > query.limit ? String(offset + query.limit) : null,
    total: Number(count.rows[0]?.n ?? 0),
  }
}
