import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { int64, type Warehouse } from '../../../stores/warehouse/index.ts'
import { judgedCall, ownTraits } from '../../collection/trait-marks.ts'
import { personNow } from '../../identity/person-now.ts'
import { bind, long } from '../../imports/commit-shape.ts'
import type { MeasuredField } from './measured.ts'

const mostTraits = 60
/** A trait that came within so many days is missed on a day without it. */
const missedForDays = 31
const dayMs = 86_400_000

interface CountedTrait {
  field: string
  filled: number
  valid: number
  distinct: number
  newest: number
  unique?: number
}

const named = (columns: SqlFragment, marks: SqlFragment) => sql`
  SELECT ${columns}, arrayJoin(CAST(marks, 'Array(Tuple(String, UInt64))')) AS one, one.1 AS trait, one.2 AS mark
  FROM ${marks}`

/**
 * Counts the traits of identify calls by day, as the columns of files are: filled of the calls that could name them,
 * valid, how many different values, the newest; of what is somebody's alone, such as a telephone number, also how many
 * only one customer named. What came in the month before and is missing on a day is empty on that day.
 * @param marks of the calls, with a column `day`
 */
export async function traitsByDay(
  warehouse: Warehouse,
  workspaceId: number,
  sourceId: string,
  marks: SqlFragment,
  { from, to }: { from: string; to: string },
): Promise<(day: string) => MeasuredField[]> {
  const byDay = new Map<string, CountedTrait[]>()
  const rows = await warehouse.rows(
    sql`SELECT toString(day) AS on_day, trait AS field, count() AS filled, countIf(mark != 0) AS valid,
               uniqIf(mark, mark != 0) AS distinct, toUnixTimestamp64Milli(max(ts)) AS newest
        FROM (${named(sql`day, ts`, marks)}) GROUP BY day, trait ORDER BY filled DESC, field`,
    z.object({
      ...{ on_day: z.string(), field: z.string(), filled: int64(), valid: int64() },
      ...{ distinct: int64(), newest: int64() },
    }),
    long,
  )
  for (const { on_day, ...counted } of rows) {
    const of = byDay.get(on_day)
    if (of) of.push(counted)
    else byDay.set(on_day, [counted])
  }
  if (byDay.size === 0) return () => []
  await countUnique(warehouse, marks, byDay)
  const known = await cameBefore(warehouse, workspaceId, sourceId, { from, to })
  for (const [day, of] of byDay) for (const { field } of of) known.push({ day, field })
  return (day) => fieldsOn(day, byDay.get(day) ?? [], known)
}

function fieldsOn(
  day: string,
  counted: readonly CountedTrait[],
  known: readonly { day: string; field: string }[],
): MeasuredField[] {
  const calls = counted.find(({ field }) => field === judgedCall)?.filled ?? 0
  if (calls === 0) return []
  const here = counted.filter(({ field }) => field !== judgedCall)
  const since = new Date(Date.parse(day) - missedForDays * dayMs).toISOString().slice(0, 10)
  const missed = new Set(
    known
      .filter((one) => one.day < day && one.day >= since && one.field !== judgedCall)
      .map(({ field }) => field),
  )
  for (const { field } of here) missed.delete(field)
  const blank = { filled: 0, valid: 0, distinct: 0, newest: null }
  return [...here, ...[...missed].sort().map((field) => ({ field, ...blank }))]
    .slice(0, mostTraits)
    .map((one) => ({
      ...one,
      dataset: 'customers',
      judged: calls,
      mean: null,
      deviation: null,
      categories: [],
    }))
}

/** Values of an identifier that two customers named say that the source mixes people up. Exact, as is their number. */
async function countUnique(
  warehouse: Warehouse,
  marks: SqlFragment,
  byDay: ReadonlyMap<string, readonly CountedTrait[]>,
): Promise<void> {
  const rows = await warehouse.rows(
    sql`SELECT toString(day) AS on_day, trait AS field, count() AS distinct, countIf(people = 1) AS unique
        FROM (SELECT day, trait, mark, uniqExact(person) AS people
              FROM (${named(sql`day, ${personNow()} AS person`, marks)})
              WHERE trait IN (${bind('own', 'Array(String)', ownTraits)}) AND mark != 0 GROUP BY day, trait, mark)
        GROUP BY day, trait`,
    z.object({ on_day: z.string(), field: z.string(), distinct: int64(), unique: int64() }),
    long,
  )
  for (const { on_day, field, distinct, unique } of rows) {
    const one = byDay.get(on_day)?.find((counted) => counted.field === field)
    if (one) Object.assign(one, { distinct, unique })
  }
}

/** Traits that were filled on days measured before. */
async function cameBefore(
  warehouse: Warehouse,
  workspaceId: number,
  sourceId: string,
  { from, to }: { from: string; to: string },
): Promise<{ day: string; field: string }[]> {
  const since = new Date(Date.parse(from) - missedForDays * dayMs).toISOString().slice(0, 10)
  return await warehouse.rows(
    sql`SELECT run_id AS day, field FROM quality_fields FINAL
        WHERE workspace_id = ${bind('workspace', 'UInt32', workspaceId)} AND toString(source_id) = ${bind('source', 'String', sourceId)}
          AND dataset = 'customers' AND filled > 0
          AND run_id >= ${bind('since', 'String', since)} AND run_id < ${bind('until', 'String', to)}`,
    z.object({ day: z.string(), field: z.string() }),
  )
}
