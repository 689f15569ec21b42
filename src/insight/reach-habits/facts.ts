import { z } from 'zod'
import { barrierTo, factsSubject, isBarred, personNow, profilingOf } from '../../customer/index.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { warehouseTime } from '../days.ts'
import type { InsightDeps } from '../deps.ts'
import type { Bind } from '../facts.ts'

/** Habits change: what is older says nothing of today. */
export const lookBackDays = 365
/** A message sent less than this ago may still be answered, so it is not counted yet. */
export const openDays = 3
/** Calls that reached nobody; a test holds them against the outcomes of the desk. */
export const unreached = ['no_answer', 'wrong_number'] as const
/** Acts of one person that are looked at, the newest first. */
const mostActs = 60
/** Beyond this many customers a sample by a hash of their numbers stands for everybody. */
const mostPeople = 20_000
const dayMs = 86_400_000

/** Kinds of facts that may be used for what is asked; some were collected for another purpose. */
export interface UsableFacts {
  touches: boolean
  orders: boolean
}

/** What may be looked at when somebody is to be written to. */
export async function usableFacts(
  deps: Pick<InsightDeps, 'ledger' | 'warehouse'>,
  workspaceId: number,
): Promise<UsableFacts> {
  const barrier = await barrierTo(deps, workspaceId, 'marketing')
  const may = (kind: 'touches' | 'orders') => (barrier?.against([factsSubject(kind)]) ?? []).length === 0
  return { touches: may('touches'), orders: may('orders') }
}

/** Of whom: these keys (all keys of each person), or a sample of everybody. */
export type Whose = { keys: readonly number[] } | { oneOf: number }

/** How many customers one of the sample stands for. */
export async function sampleOf(warehouse: Warehouse, workspace: Workspace): Promise<number> {
  const bind = createBinder()
  const [row] = await warehouse.rows(
    sql`SELECT count() AS customers FROM customers WHERE workspace_id = ${bind('UInt32', workspace.id)}`,
    z.object({ customers: int64() }),
  )
  return Math.max(1, Math.ceil((row?.customers ?? 0) / mostPeople))
}

function among(bind: Bind, whose: Whose): SqlFragment {
  if ('oneOf' in whose)
    return whose.oneOf === 1 ? sql`1` : sql`sipHash64(${personNow()}) % ${bind('UInt32', whose.oneOf)} = 0`
  const keys = bind('Array(UInt64)', [...whose.keys])
  return sql`person_key IN (SELECT arrayJoin(${keys})
    UNION ALL SELECT person_key FROM merged_persons WHERE has(${keys}, current_key))`
}

function between(bind: Bind, now: Date, days = lookBackDays): SqlFragment {
  const time = (at: Date) => bind("DateTime64(3, 'UTC')", warehouseTime(at))
  return sql`ts > ${time(new Date(now.getTime() - days * dayMs))} AND ts <= ${time(now)}`
}

const humanAnswer = sql`kind IN ('opened', 'clicked', 'replied') AND is_bot = 0`

/**
 * SELECT of person, channel, asked, answered: messages that came through and calls, and how many of them were answered.
 * Contacts of files name no message, so their answers belong to none and they are left out.
 */
export function answersSelect(
  bind: Bind,
  workspace: Workspace,
  whose: Whose,
  days = lookBackDays,
): SqlFragment {
  const now = workspace.clock.now()
  const settled = bind("DateTime64(3, 'UTC')", warehouseTime(new Date(now.getTime() - openDays * dayMs)))
  const called = sql`kind = 'called'`
  return sql`
    SELECT person, channel, toUInt32(count()) AS asked, toUInt32(countIf(is_answered)) AS answered
    FROM (
      SELECT ${personNow()} AS person, toString(channel) AS channel, if(${called}, touch_id, delivery_id) AS ask,
        countIf(kind = 'sent' OR ${called}) > 0 AS is_ask, countIf(kind IN ('bounced', 'failed')) > 0 AS is_lost,
        minIf(ts, kind = 'sent' OR ${called}) AS asked_at,
        countIf((${called} AND NOT has(${bind('Array(String)', [...unreached])}, toString(outcome)))
          OR (${humanAnswer})) > 0 AS is_answered
      FROM touches FINAL
      WHERE workspace_id = ${bind('UInt32', workspace.id)} AND ${between(bind, now, days)} AND ${among(bind, whose)}
        AND kind IN ('sent', 'called', 'opened', 'clicked', 'replied', 'bounced', 'failed')
        AND (delivery_id != toUUID('00000000-0000-0000-0000-000000000000') OR ${called})
      GROUP BY person, channel, ask
      HAVING is_ask AND NOT is_lost AND asked_at <= ${settled})
    WHERE person != 0 AND channel != ''
    GROUP BY person, channel`
}

/**
 * SELECT of person and hours: when somebody did something of their own, as hours of the week in a zone, an hour at most
 * once. An order at midnight sharp comes from a source that told the day alone.
 * @param refusers whether whoever refused personal selection is looked at too
 */
export async function actsSelect(
  deps: Pick<InsightDeps, 'ledger' | 'warehouse'>,
  bind: Bind,
  workspace: Workspace,
  {
    whose,
    usable,
    refusers,
    timeZone,
  }: { whose: Whose; usable: UsableFacts; refusers: boolean; timeZone: string },
): Promise<SqlFragment> {
  const now = workspace.clock.now()
  const zone = bind('String', timeZone)
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)} AND ${between(bind, now)} AND ${among(bind, whose)}`
  const parts = [
    ...(usable.touches
      ? [
          sql`SELECT ${personNow()} AS person, ts FROM touches FINAL WHERE ${here}
            AND ((${humanAnswer}) OR (kind = 'called' AND NOT has(${bind('Array(String)', [...unreached])}, toString(outcome))))`,
        ]
      : []),
    ...(usable.orders
      ? [
          sql`SELECT ${personNow()} AS person, ts FROM order_lines WHERE ${here} AND kind = 'sale'
            AND toSecond(ts, ${zone}) + 60 * toMinute(ts, ${zone}) + 3600 * toHour(ts, ${zone}) != 0`,
        ]
      : []),
  ]
  const all =
    parts.length === 0
      ? sql`SELECT toUInt64(0) AS person, now64(3) AS ts WHERE 0`
      : parts.length === 1
        ? (parts[0] as SqlFragment)
        : sql`${parts[0] as SqlFragment} UNION ALL ${parts[1] as SqlFragment}`
  const profiling = refusers ? null : await profilingOf(deps, workspace)
  return sql`
    SELECT person, arrayMap(hour -> toUInt8((toDayOfWeek(hour, 0, ${zone}) - 1) * 24 + toHour(hour, ${zone})),
      arraySlice(arrayReverseSort(groupUniqArray(toStartOfHour(ts))), 1, ${bind('UInt32', mostActs)})) AS hours
    FROM (${all})
    WHERE person != 0${profiling === null ? sql`` : sql` AND NOT ${isBarred(sql`person`, profiling)}`}
    GROUP BY person`
}
