import { sql as raw } from 'kysely'
import { z } from 'zod'
import { keysOf, personNow } from '../../customer/index.ts'
import { commonErrors } from '../../kit/errors.ts'
import { createBinder, joinSql, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { decidedPeople } from '../audience/decided.ts'
import { reasonWords } from '../audience/reasons.ts'
import type { CampaignDeps } from '../deps.ts'
import { isoTime } from '../time.ts'
import { callTasks } from '../why/records.ts'
import type { campaignPeople } from './api.ts'
import type { CampaignRow } from './plan.ts'

export type PeoplePage = z.output<typeof campaignPeople.response>
export interface PeopleFilter {
  cursor?: string | undefined
  limit: number
  arm?: 'treatment' | 'control' | undefined
  action?: 'send' | 'withhold' | 'silent' | undefined
  reason?: string | undefined
}

const personRow = z.object({
  personKey: int64(),
  arm: z.enum(['treatment', 'control']),
  action: z.enum(['send', 'withhold', 'silent']),
  reason: z.string(),
  spent: int64(),
})

/** The people behind a figure of a campaign, by key; what they spent is counted from the launch to the window's end. */
export async function peopleOf(
  deps: CampaignDeps,
  workspace: Workspace,
  row: CampaignRow,
  filter: PeopleFilter,
): Promise<PeoplePage> {
  if (row.decided_at === null || row.launched_at === null || row.window_ends_at === null)
    return { items: [], nextCursor: null, total: 0 }
  const after = filter.cursor === undefined ? 0 : Number(filter.cursor)
  if (!Number.isSafeInteger(after) || after < 0)
    throw commonErrors.invalidInput({ where: 'cursor', problem: 'it is not one of ours' })
  const bind = createBinder('people_')
  const id = bind('UInt32', workspace.id)
  const time = (at: Date) => bind("DateTime64(3, 'UTC')", isoTime(at))
  const draw = sql`workspace_id = ${id} AND campaign_id = ${bind('UUID', row.id)} AND decided_at = ${time(row.decided_at)}`
  const conditions = [
    sql`person_key != 0`,
    ...(filter.arm ? [sql`arm = ${bind('String', filter.arm)}`] : []),
    ...(filter.action ? [sql`action = ${bind('String', filter.action)}`] : []),
    ...(filter.reason ? [sql`reason = ${bind('String', filter.reason)}`] : []),
  ]
  const chosen = sql`FROM ${decidedPeople(draw)} WHERE ${joinSql(conditions, ' AND ')}`
  const page = sql`SELECT person_key, arm, action, reason ${chosen} AND person_key > ${bind('UInt64', after)}
    ORDER BY person_key LIMIT ${bind('UInt32', filter.limit + 1)}`
  const [rows, [total]] = await Promise.all([
    deps.warehouse.rows(
      sql`SELECT p.person_key AS personKey, p.arm AS arm, p.action AS action, p.reason AS reason, o.spent AS spent
          FROM (${page}) AS p
          LEFT JOIN (
            SELECT ${personNow()} AS person_key, sum(amount_minor) AS spent FROM order_lines
            WHERE workspace_id = ${id} AND kind != 'charge' AND ${personNow()} IN (SELECT person_key FROM (${page}))
              AND ts >= ${time(row.launched_at)} AND ts < ${time(row.window_ends_at)}
            GROUP BY person_key
          ) AS o ON o.person_key = p.person_key
          ORDER BY personKey`,
      personRow,
    ),
    deps.warehouse.rows(sql`SELECT count() AS n ${chosen}`, z.object({ n: int64() })),
  ])
  const shown = rows.slice(0, filter.limit)
  const keys = shown.map((person) => person.personKey)
  const [labels, states] = await Promise.all([
    deps.persons.labels(workspace, keys),
    deliveryStates(deps, workspace, row.id, keys),
  ])
  return {
    items: shown.map((person) => ({
      customerId: String(person.personKey),
      label: labels.get(person.personKey) ?? `#${person.personKey}`,
      arm: person.arm,
      action: person.action,
      reason: person.reason === '' ? null : reasonWords(person.reason),
      delivery: states.get(person.personKey) ?? null,
      spentMinor: person.spent,
    })),
    nextCursor: rows.length > filter.limit ? String(keys.at(-1)) : null,
    total: total?.n ?? 0,
  }
}

async function deliveryStates(
  deps: CampaignDeps,
  workspace: Workspace,
  campaignId: string,
  keys: readonly number[],
): Promise<Map<number, string>> {
  const members = await keysOf(deps.ledger.db, keys)
  const all = [...members.values()].flat()
  const { rows } = await raw<{ person_key: string; status: string }>`
    (SELECT DISTINCT ON (person_key) person_key::text AS person_key, status FROM deliveries
     WHERE workspace_id = ${workspace.id} AND campaign_id = ${campaignId}::uuid AND person_key = ANY(${all}::bigint[])
     ORDER BY person_key, planned_at DESC)
    UNION ALL
    SELECT person_key::text, status FROM (${callTasks(workspace, all)}) AS calls WHERE campaign = ${campaignId}::uuid`.execute(
    deps.ledger.db,
  )
  const states = new Map(rows.map((row) => [Number(row.person_key), row.status]))
  const ofPerson = (key: number) =>
    states.get(key) ?? members.get(key)?.flatMap((member) => states.get(member) ?? [])[0]
  return new Map(
    keys.flatMap((key) => {
      const state = ofPerson(key)
      return state === undefined ? [] : [[key, state] as const]
    }),
  )
}
