import { sql as pgSql } from 'kysely'
import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind, long, raw } from '../../imports/commit-shape.ts'
import { keepMeasured, type MeasuredField, type MeasuredRun } from './measured.ts'
import { checkedByDay } from './stream-checks.ts'
import { traitsByDay } from './stream-traits.ts'
import { keepVolume } from './stream-volume.ts'
import { type WantedField, wantedBy, wantedFields } from './wanted.ts'

/** Fields of events that stand in columns of their own. */
const fields: readonly {
  field: string
  filled: string
  value: string
  category?: true
  number?: string
}[] = [
  { field: 'event', filled: 'true', value: 'name', category: true },
  { field: 'product_id', filled: "product_id != ''", value: 'product_id' },
  { field: 'category', filled: "category != ''", value: 'category', category: true },
  { field: 'channel', filled: "channel != ''", value: 'channel', category: true },
  { field: 'value', filled: 'value_minor != 0', value: 'value_minor', number: 'toFloat64(value_minor)' },
]

const isWantedField = (field: string): field is WantedField => wantedFields.some((one) => one === field)

/** Whether an event has to fill a field, as a condition. */
const wantedIf = (field: string) =>
  isWantedField(field) ? `has({wanted_${field}:Array(String)}, toString(name))` : 'true'

type Wanted = Awaited<ReturnType<typeof wantedBy>>

/** A piece of a statement that asks by `wantedIf`. */
function asking(text: string, wanted: Wanted): SqlFragment {
  const params = Object.fromEntries(
    wantedFields.map((field) => [`wanted_${field}`, [...wanted[field]]] as const),
  )
  return { text, params, isSql: true }
}

/** Days are measured together up to so many events: each event once is remembered, 16 bytes and more. */
const mostAtOnce = 20_000_000

/** Days of a workspace, YYYY-MM-DD, both included. */
export interface Days {
  from: string
  to: string
}

/**
 * Measures what a stream brought on each of some days of the workspace, by the time it arrived; measured again, it
 * replaces what was measured of these days. Events do not lie in the order they came in, so all days are counted in one
 * pass over them, and not each by itself.
 */
export async function measureStream(
  deps: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  sourceId: string,
  days: Days,
): Promise<void> {
  const { ledger, warehouse } = deps
  const refused = await refusedByDay(ledger, workspace, sourceId, days)
  const wanted = await wantedBy(ledger, sourceId)
  for (const part of await parts(warehouse, workspace, sourceId, days, [...refused.keys()])) {
    const events = broughtOn(sql`events`, workspace, sourceId, part)
    const counted = await countedByDay(warehouse, events, wanted)
    const shares = await sharesByDay(warehouse, events, wanted)
    const checks = await checkedByDay(warehouse, workspace, events)
    const traits = await traitsByDay(
      warehouse,
      workspace.id,
      sourceId,
      broughtOn(sql`trait_marks FINAL`, workspace, sourceId, part),
      part,
    )
    const nowMs = workspace.clock.now().getTime()
    const refusedHere = [...refused.keys()].filter((day) => day >= part.from && day <= part.to)
    const runs = [...new Set([...counted.keys(), ...refusedHere])].sort().map((day): MeasuredRun => {
      const of = counted.get(day) ?? nothing
      const turnedAway = refused.get(day) ?? 0
      return {
        workspaceId: workspace.id,
        sourceId,
        runId: day,
        dataset: 'events',
        at: nowMs,
        rows: of.stored + turnedAway,
        accepted: of.stored,
        rejected: turnedAway,
        uniqueRows: of.uniqueRows,
        stored: of.stored,
        oldest: of.oldest,
        newest: of.newest,
        fields: [
          wholeEvent(of, turnedAway),
          ...of.fields.map((one) => ({ ...one, categories: shares.get(`${day} ${one.field}`) ?? [] })),
          ...traits(day),
        ],
        checks: checks(day),
      }
    })
    await keepMeasured(warehouse, runs, nowMs)
    if (counted.size > 0) await keepVolume(warehouse, workspace, sourceId, events, nowMs)
  }
}

interface Counted {
  stored: number
  uniqueRows: number
  oldest: number | null
  newest: number | null
  fields: MeasuredField[]
}

const none = { judged: 0, filled: 0, valid: 0, distinct: 0 }
const nothing: Counted = {
  ...{ stored: 0, uniqueRows: 0, oldest: null, newest: null },
  fields: fields.map(({ field }) => ({
    ...{ field, ...none, mean: null, deviation: null, newest: null, categories: [] },
  })),
}

/** The event as a whole: what was refused arrived, and was not valid. */
function wholeEvent({ stored, uniqueRows, newest }: Counted, refused: number): MeasuredField {
  return {
    field: 'payload',
    ...{ judged: stored + refused, filled: stored + refused, valid: stored, distinct: uniqueRows, newest },
    ...{ mean: null, deviation: null, categories: [] },
  }
}

/** The days in parts that are small enough to be counted at once; those on which nothing came are left out. */
async function parts(
  warehouse: Warehouse,
  workspace: Workspace,
  sourceId: string,
  days: Days,
  refusedOn: readonly string[],
): Promise<Days[]> {
  const rows = await warehouse.rows(
    sql`SELECT toString(day) AS on_day, count() AS events FROM ${broughtOn(sql`events`, workspace, sourceId, days)} GROUP BY day`,
    z.object({ on_day: z.string(), events: z.coerce.number() }),
    long,
  )
  const events = new Map(rows.map((row) => [row.on_day, row.events]))
  const found: Days[] = []
  let open = 0
  for (const day of [...new Set([...events.keys(), ...refusedOn])].sort()) {
    const more = events.get(day) ?? 0
    const last = found.at(-1)
    if (last && open + more <= mostAtOnce) {
      last.to = day
      open += more
    } else {
      found.push({ from: day, to: day })
      open = more
    }
  }
  return found
}

/** What a source brought on some days, each row with its `day`. */
function broughtOn(
  table: SqlFragment,
  workspace: Workspace,
  sourceId: string,
  { from, to }: Days,
): SqlFragment {
  return sql`(SELECT *, toDate(toTimeZone(stored_at, ${bind('zone', 'String', workspace.timeZone)})) AS day FROM ${table}
    WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND source = ${bind('source', 'String', sourceId)}
      AND day BETWEEN ${bind('from', 'Date', from)} AND ${bind('to', 'Date', to)})`
}

/** Complete is judged of the events that have to fill a field; what others fill beside is not counted with it. */
async function countedByDay(
  warehouse: Warehouse,
  events: SqlFragment,
  wanted: Wanted,
): Promise<Map<string, Counted>> {
  const columns = [
    'count() AS stored',
    'uniqExact(message_id) AS unique_rows',
    'toUnixTimestamp64Milli(min(ts)) AS oldest',
    'toUnixTimestamp64Milli(max(ts)) AS newest',
    ...fields
      .map(({ field, filled, ...one }) => ({ field, ...one, filled: `(${filled}) AND ${wantedIf(field)}` }))
      .flatMap(({ field, filled, value, number }, i) => [
        `countIf(${wantedIf(field)}) AS f${i}_judged`,
        `countIf(${filled}) AS f${i}_filled`,
        `uniqIf(${value}, ${filled}) AS f${i}_distinct`,
        `toUnixTimestamp64Milli(maxIf(ts, ${filled})) AS f${i}_newest`,
        ...(number
          ? [
              `avgIf(${number}, ${filled}) AS f${i}_mean`,
              `stddevPopStableIf(${number}, ${filled}) AS f${i}_deviation`,
            ]
          : []),
      ]),
  ]
  const rows = await warehouse.rows(
    sql`SELECT toString(day) AS on_day, ${asking(columns.join(',\n'), wanted)} FROM ${events} GROUP BY day`,
    z.record(z.string(), z.unknown()),
    long,
  )
  return new Map(rows.map((row) => [String(row.on_day), countedOf(row)]))
}

function countedOf(row: Readonly<Record<string, unknown>>): Counted {
  const number = (name: string) => Number(row[name] ?? 0)
  const maybe = (name: string) => {
    const value = row[name]
    return value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value)
  }
  const stored = number('stored')
  return {
    stored,
    uniqueRows: number('unique_rows'),
    oldest: maybe('oldest'),
    newest: maybe('newest'),
    fields: fields.map(({ field }, i) => {
      const filled = number(`f${i}_filled`)
      return {
        field,
        judged: number(`f${i}_judged`),
        filled,
        valid: filled,
        distinct: number(`f${i}_distinct`),
        mean: maybe(`f${i}_mean`),
        deviation: maybe(`f${i}_deviation`),
        newest: filled > 0 ? maybe(`f${i}_newest`) : null,
        categories: [],
      }
    }),
  }
}

/** Events that wait in quarantine, by the day of the workspace they arrived. */
export async function refusedByDay(
  ledger: Ledger,
  workspace: Workspace,
  sourceId: string,
  { from, to }: Days,
): Promise<Map<string, number>> {
  const day = pgSql`(received_at AT TIME ZONE ${workspace.timeZone})::date`
  const { rows } = await pgSql<{ on_day: string; n: number }>`
    SELECT on_day::text, count(*)::int AS n FROM (
      SELECT ${day} AS on_day FROM quarantined_events WHERE source_id = ${sourceId}::uuid) AS q
    WHERE on_day BETWEEN ${from}::date AND ${to}::date GROUP BY on_day`.execute(ledger.db)
  return new Map(rows.map((row) => [row.on_day, row.n]))
}

/** The most frequent values of each category, by `day field`. */
async function sharesByDay(
  warehouse: Warehouse,
  events: SqlFragment,
  wanted: Wanted,
): Promise<Map<string, [string, number][]>> {
  const found = new Map<string, [string, number][]>()
  for (const { field, value, filled, category } of fields) {
    if (!category) continue
    const rows = await warehouse.rows(
      sql`SELECT toString(day) AS on_day, toString(${raw(value)}) AS value, count() AS rows
          FROM ${events} WHERE ${asking(`${filled} AND ${wantedIf(field)}`, wanted)}
          GROUP BY day, value ORDER BY day, rows DESC, value LIMIT 30 BY day`,
      z.object({ on_day: z.string(), value: z.string(), rows: z.coerce.number() }),
      long,
    )
    for (const row of rows) {
      const key = `${row.on_day} ${field}`
      const of = found.get(key)
      if (of) of.push([row.value, row.rows])
      else found.set(key, [[row.value, row.rows]])
    }
  }
  return found
}
