import { z } from 'zod'
import { type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { packageVersion } from '../../kit/paths.ts'
import { sql } from '../../kit/sql.ts'
import { askCancel, getTask as findTask, taskShapeOf } from '../../stores/ledger/index.ts'
import { cancelTask, getStatus, getTask, listAudit } from './api.ts'
import { houseErrors } from './errors.ts'
import type { House } from './house.ts'

/** What was done, what is being done, and what it all runs on. */
export function recordRoutes(house: House): Route[] {
  return [
    route(listAudit, async ({ workspace }, { query }) => auditPage(house, workspace.id, query)),
    route(getTask, async ({ workspace, locale }, { params }) =>
      taskShapeOf(await findTask(house.ledger, workspace.id, taskId(params.id)), locale),
    ),
    route(cancelTask, async ({ workspace, locale }, { params }) =>
      taskShapeOf(await askCancel(house.ledger, workspace.id, taskId(params.id)), locale),
    ),
    route(getStatus, async () => {
      const [warehouse, ledger, mail] = await Promise.all([
        stateOf(house.warehouse, () =>
          house.warehouse.rows(sql`SELECT 1 AS one`, z.object({ one: z.unknown() })),
        ),
        stateOf(house.ledger, () => house.ledger.pool.query('SELECT 1')),
        house.mail(),
      ])
      return { version: packageVersion(), warehouse, ledger, mail, now: house.clock.now().toISOString() }
    }),
  ]
}

interface Store {
  about(): Promise<{ version: string; embedded: boolean }>
}

/** A store that does not answer is what this page is for, so it is a state here and not an error. */
async function stateOf(store: Store, ask: () => Promise<unknown>) {
  try {
    await ask()
    const { version, embedded } = await store.about()
    return { ok: true, version, embedded }
  } catch {
    return { ok: false, version: '', embedded: false }
  }
}

async function auditPage(
  house: House,
  workspaceId: number,
  query: { cursor?: string | undefined; limit: number; action?: string | undefined },
) {
  let select = house.ledger.db.selectFrom('audit_log').selectAll().where('workspace_id', '=', workspaceId)
  if (query.action !== undefined) select = select.where('action', '=', query.action)
  if (query.cursor !== undefined) select = select.where('id', '<', cursorId(query.cursor))
  const rows = await select
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  const names = await actorNames(
    house,
    page.map((row) => row.actor_id),
  )
  return {
    items: page.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      actor: names.get(row.actor_id) ?? row.actor_id,
      action: row.action,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      detail: row.detail,
    })),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
    total: null,
  }
}

function cursorId(cursor: string): string {
  if (/^\d{1,18}$/.test(cursor)) return cursor
  throw commonErrors.invalidInput({ where: 'cursor', problem: 'not one this list has handed out' })
}

async function actorNames(house: House, ids: string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => z.uuid().safeParse(id).success)
  if (wanted.length === 0) return new Map()
  const users = house.ledger.db
    .selectFrom('users')
    .select(['id', 'display_name as label'])
    .where('id', 'in', wanted)
  const keys = house.ledger.db
    .selectFrom('api_keys')
    .select(['id', 'name as label'])
    .where('id', 'in', wanted)
  const rows = await users.unionAll(keys).execute()
  return new Map(rows.map((row) => [row.id, row.label]))
}

/** @throws house.noTask for what cannot be an id of a task */
function taskId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw houseErrors.noTask({})
  return id
}
