import { type RawBuilder, sql } from 'kysely'

/** What the order of the queue is made of. */
export interface RankedTask {
  id: string
  /** Expected of it, in minor units. */
  valueMinor: number
  dueFrom: Date
  dueUntil: Date
  /** The minute of an agreed call-back; null: none. */
  promisedAt: Date | null
}

/** How much more a task counts at the end of its time than at its beginning. */
const mostUrgent = 3

/**
 * Value × urgency. Value is 1 + the expected amount in hundreds of minor units, so that a task nothing is known of still
 * moves; urgency grows from 1 when it is due to 3 at the end of its time, with the square of the time gone by.
 * @param now the workspace's time
 */
export function scoreOf(task: RankedTask, now: Date): number {
  const span = task.dueUntil.getTime() - task.dueFrom.getTime()
  const gone = span > 0 ? (now.getTime() - task.dueFrom.getTime()) / span : 1
  const elapsed = Math.min(1, Math.max(0, gone))
  return (1 + Math.max(0, task.valueMinor) / 100) * (1 + (mostUrgent - 1) * elapsed ** 2)
}

/**
 * Order of the queue: a call-back whose minute has come stands before all else, the earliest minute first; then value ×
 * urgency; of equals what ends first, then the older one. `rankSql` is the same order in the ledger.
 */
export function compareTasks(a: RankedTask, b: RankedTask, now: Date): number {
  if ((a.promisedAt === null) !== (b.promisedAt === null)) return a.promisedAt === null ? 1 : -1
  const promised = (a.promisedAt?.getTime() ?? 0) - (b.promisedAt?.getTime() ?? 0)
  if (promised !== 0) return promised
  const [first, second] = [scoreOf(a, now), scoreOf(b, now)]
  if (first !== second) return second - first
  return a.dueUntil.getTime() - b.dueUntil.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

const seconds = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) =>
  sql`extract(epoch FROM ${to})::float8 - extract(epoch FROM ${from})::float8`

/** ORDER BY of `desk_tasks AS t`, as `compareTasks` says it. */
export function rankSql(now: Date): RawBuilder<unknown> {
  const at = sql`${now}::timestamptz`
  const elapsed = sql`CASE WHEN t.due_until > t.due_from
    THEN least(1, greatest(0, (${seconds(sql`t.due_from`, at)}) / (${seconds(sql`t.due_from`, sql`t.due_until`)}))) ELSE 1 END`
  return sql`(t.promised_at IS NULL), t.promised_at,
    (1 + greatest(0, t.value_minor)::float8 / 100) * (1 + ${sql.lit(mostUrgent - 1)}::float8 * power(${elapsed}, 2)) DESC,
    t.due_until, t.id`
}
