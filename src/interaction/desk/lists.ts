import { type RawBuilder, sql } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { DeskKind, DeskState } from '../../stores/ledger/schema/desk.ts'
import type { DeskPorts } from './ports.ts'
import { isFree, isTaskPaused } from './pull.ts'
import { rankSql } from './rank.ts'
import { seatsOf } from './seats.ts'
import { type TaskRow, taskColumns } from './task.ts'
import { type TaskView, viewsOf } from './view.ts'

type ListDeps = Pick<DeskPorts, 'labelsOf' | 'campaignNames'> & { ledger: Ledger }

/** Tasks of the agent's teams they may take now, and the one they hold; of their own before what is anybody's. */
function waitingFor(workspace: Workspace, agent: string, kind: DeskKind): RawBuilder<unknown> {
  const now = workspace.clock.now()
  return sql`FROM desk_tasks t JOIN desk_members m ON m.team_id = t.team_id AND m.user_id = ${agent}::uuid
    WHERE t.workspace_id = ${workspace.id} AND t.kind = ${kind} AND t.due_until > ${now}::timestamptz
      AND (t.skill = '' OR t.skill = ANY(m.skills))
      AND ((${isFree} AND NOT ${isTaskPaused} AND t.due_from <= ${now}::timestamptz AND (t.assigned_to IS NULL OR t.assigned_to = ${agent}::uuid))
           OR (t.state = 'claimed' AND t.claimed_by = ${agent}::uuid AND NOT t.for_dialler))`
}

/** The list of an adviser, in the order of the queue. */
export async function listMine(
  deps: ListDeps,
  workspace: Workspace,
  agent: string,
  { kind, limit }: { kind: DeskKind; limit: number },
): Promise<{ items: TaskView[]; total: number }> {
  const from = waitingFor(workspace, agent, kind)
  const [{ rows }, counted] = await Promise.all([
    sql<TaskRow>`SELECT ${taskColumns} ${from}
      ORDER BY (t.claimed_by = ${agent}::uuid) DESC NULLS LAST, (t.assigned_to = ${agent}::uuid) DESC NULLS LAST,
        ${rankSql(workspace.clock.now())} LIMIT ${limit}`.execute(deps.ledger.db),
    sql<{ n: string }>`SELECT count(*) AS n ${from}`.execute(deps.ledger.db),
  ])
  return { items: await viewsOf(deps, workspace, rows), total: Number(counted.rows[0]?.n ?? 0) }
}

/** Where somebody sits, and what is before them today. */
export async function seatView(ledger: Ledger, workspace: Workspace, agent: string, kind: DeskKind) {
  const now = workspace.clock.now()
  const [seats, waiting, promises] = await Promise.all([
    seatsOf(ledger.db, workspace, { kind, userId: agent }),
    sql<{
      n: string
    }>`SELECT count(*) AS n ${waitingFor(workspace, agent, kind)} AND t.state = 'open'`.execute(ledger.db),
    sql<{ n: string; next: Date | null; held: string | null }>`
      SELECT count(*) FILTER (WHERE state = 'open' AND promised_at >= ${now}::timestamptz AND promised_at <
          (date_trunc('day', ${now}::timestamptz AT TIME ZONE ${workspace.timeZone}) + interval '1 day') AT TIME ZONE ${workspace.timeZone}) AS n,
        min(promised_at) FILTER (WHERE state = 'open' AND promised_at >= ${now}::timestamptz) AS next,
        (array_agg(id::text ORDER BY claimed_at) FILTER (WHERE state = 'claimed' AND claimed_by = ${agent}::uuid AND NOT for_dialler))[1] AS held
      FROM desk_tasks WHERE workspace_id = ${workspace.id} AND kind = ${kind} AND state IN ('open', 'claimed')
        AND (assigned_to = ${agent}::uuid OR claimed_by = ${agent}::uuid)`.execute(ledger.db),
  ])
  const mine = promises.rows[0]
  return {
    seats: seats.map((seat) => ({
      ...{ teamId: seat.teamId, name: seat.teamName, capacity: seat.capacity },
      ...{ used: seat.used, isOpen: seat.isOpen },
    })),
    waiting: Number(waiting.rows[0]?.n ?? 0),
    promised: Number(mine?.n ?? 0),
    nextPromise: mine?.next?.toISOString() ?? null,
    heldTask: mine?.held ?? null,
  }
}

export interface TaskQuery {
  kind?: DeskKind | undefined
  team?: string | undefined
  campaign?: string | undefined
  state?: DeskState | undefined
  customer?: string | undefined
  cursor?: string | undefined
  limit: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** All tasks, newest first. */
export async function listTasks(deps: ListDeps, workspace: Workspace, query: TaskQuery) {
  const conditions = [sql`t.workspace_id = ${workspace.id}`]
  if (query.kind) conditions.push(sql`t.kind = ${query.kind}`)
  if (query.team) conditions.push(sql`t.team_id = ${query.team}::uuid`)
  if (query.campaign) conditions.push(sql`t.origin = 'campaign' AND t.origin_id = ${query.campaign}::uuid`)
  if (query.state) conditions.push(sql`t.state = ${query.state}`)
  if (query.customer) {
    const key = Number(query.customer)
    const keys = Number.isSafeInteger(key) ? ((await keysOf(deps.ledger.db, [key])).get(key) ?? []) : []
    conditions.push(sql`t.person_key = ANY(${[...keys]}::bigint[])`)
  }
  const all = sql.join(conditions, sql` AND `)
  // Not an id, so nothing carries it; a page never fails over what was typed into its address.
  if (query.cursor !== undefined && !uuid.test(query.cursor)) return { items: [], nextCursor: null, total: 0 }
  const after = query.cursor ? sql`AND t.id < ${query.cursor}::uuid` : sql``
  const [{ rows }, counted] = await Promise.all([
    sql<TaskRow>`SELECT ${taskColumns} FROM desk_tasks t WHERE ${all} ${after} ORDER BY t.id DESC LIMIT ${query.limit + 1}`.execute(
      deps.ledger.db,
    ),
    sql<{ n: string }>`SELECT count(*) AS n FROM desk_tasks t WHERE ${all}`.execute(deps.ledger.db),
  ])
  const page = rows.slice(0, query.limit)
  return {
    items: await viewsOf(deps, workspace, page),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
    total: Number(counted.rows[0]?.n ?? 0),
  }
}
