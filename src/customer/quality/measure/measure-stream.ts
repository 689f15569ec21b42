import { sql as pgSql } from 'kysely'
import { z } from 'zod'
import { currencyDigits } from '../../../kit/money.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind, long, raw } from '../../imports/commit-shape.ts'
import { keepMeasured, type MeasuredCheck, type MeasuredField } from './measured.ts'
import { listsOf } from './records.ts'

/** Fields of events that stand in columns of their own. */
const fields: readonly { field: string; filled: string; value: string; category?: true; number?: string }[] =
  [
    { field: 'event', filled: 'true', value: 'name', category: true },
    { field: 'product_id', filled: "product_id != ''", value: 'product_id' },
    { field: 'category', filled: "category != ''", value: 'category', category: true },
    { field: 'channel', filled: "channel != ''", value: 'channel', category: true },
    { field: 'value', filled: 'value_minor != 0', value: 'value_minor', number: 'toFloat64(value_minor)' },
  ]

/**
 * Measures what a stream brought on one day of the workspace, by the time it arrived; measured again, it replaces what
 * was measured of that day. One pass over the events of the day.
 * @param day YYYY-MM-DD
 */
export async function measureStreamDay(
  deps: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  sourceId: string,
  day: string,
): Promise<void> {
  const { ledger, warehouse } = deps
  const nowMs = workspace.clock.now().getTime()
  const lists = await listsOf(warehouse, workspace.id)
  const checks = streamChecks(workspace, lists)
  const events = eventsOf(workspace, sourceId, day)
  const parts = [
    'count() AS rows',
    'uniqExact(message_id) AS unique_rows',
    'toUnixTimestamp64Milli(min(ts)) AS oldest',
    'toUnixTimestamp64Milli(max(ts)) AS newest',
    ...fields.flatMap(({ filled, value, number }, i) => [
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
    ...checks.flatMap(({ applicable, fault }, i) => [
      `countIf(${applicable}) AS c${i}_applicable`,
      `countIf(${fault}) AS c${i}_faults`,
      `groupArrayIf(20)(toJSONString(map('event', toString(name), 'ts', toString(ts), 'messageId', message_id, 'product_id', product_id)), ${fault}) AS c${i}_samples`,
    ]),
  ]
  const [row] = await warehouse.rows(
    sql`SELECT ${raw(parts.join(',\n'))} FROM ${events}`,
    z.record(z.string(), z.unknown()),
    long,
  )
  const number = (name: string) => Number(row?.[name] ?? 0)
  const maybe = (name: string) =>
    row?.[name] === null || !Number.isFinite(Number(row?.[name])) ? null : Number(row?.[name])
  const stored = number('rows')
  const refused = await refusedOn(ledger, workspace, sourceId, day)
  if (stored + refused === 0) return
  const shares = await sharesOf(warehouse, events)
  const measured: MeasuredField[] = fields.map(({ field }, i) => ({
    field,
    judged: stored,
    filled: number(`f${i}_filled`),
    valid: number(`f${i}_filled`),
    distinct: number(`f${i}_distinct`),
    mean: maybe(`f${i}_mean`),
    deviation: maybe(`f${i}_deviation`),
    newest: number(`f${i}_filled`) > 0 ? maybe(`f${i}_newest`) : null,
    categories: shares.get(field) ?? [],
  }))
  // The event as a whole: what was refused arrived, and was not valid.
  const whole: MeasuredField = {
    field: 'payload',
    judged: stored + refused,
    filled: stored + refused,
    valid: stored,
    ...{
      distinct: number('unique_rows'),
      mean: null,
      deviation: null,
      newest: maybe('newest'),
      categories: [],
    },
  }
  const found: MeasuredCheck[] = checks.map(({ id }, i) => ({
    check: id,
    applicable: number(`c${i}_applicable`),
    faults: number(`c${i}_faults`),
    samples: ((row?.[`c${i}_samples`] as unknown[] | undefined) ?? []).map(String),
  }))
  await keepMeasured(
    warehouse,
    {
      workspaceId: workspace.id,
      sourceId,
      runId: day,
      dataset: 'events',
      at: nowMs,
      rows: stored + refused,
      accepted: stored,
      rejected: refused,
      uniqueRows: number('unique_rows'),
      stored,
      oldest: stored > 0 ? maybe('oldest') : null,
      newest: stored > 0 ? maybe('newest') : null,
      fields: [whole, ...measured],
      checks: found,
    },
    nowMs,
  )
  await keepVolume(warehouse, workspace, sourceId, day, nowMs)
}

/** Events of a source that arrived on a day. */
function eventsOf(workspace: Workspace, sourceId: string, day: string): SqlFragment {
  return sql`(SELECT * FROM events
    WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND source = ${bind('source', 'String', sourceId)}
      AND toDate(toTimeZone(stored_at, ${bind('zone', 'String', workspace.timeZone)})) = ${bind('day', 'Date', day)})`
}

function streamChecks(workspace: Workspace, lists: { products: boolean }) {
  const scale = 10 ** currencyDigits(workspace.currency)
  // Whole numbers come quoted, as all 64-bit integers do.
  const of = (name: string) =>
    `toFloat64OrZero(replaceAll(JSONExtractRaw(properties::String, '${name}'), '"', ''))`
  // Before or after postage and discount: systems write both.
  const fits = ['revenue', 'total']
    .flatMap((name) =>
      ['0', of('shipping'), `${of('shipping')} - ${of('discount')}`].map(
        (more) =>
          `abs(value_minor - (${of(name)} + ${more}) * ${scale}) <= greatest(1, 0.005 * abs(value_minor))`,
      ),
    )
    .join(' OR ')
  const order =
    "name = 'Order Completed' AND (JSONHas(properties::String, 'revenue') OR JSONHas(properties::String, 'total'))"
  const product = `product_id != ''`
  const listed = `cityHash64(product_id) IN (SELECT key FROM source_records WHERE workspace_id = {workspace:UInt32} AND dataset = 'products')`
  return [
    { id: 'order_total', applicable: order, fault: `${order} AND NOT (${fits})` },
    ...(lists.products
      ? [{ id: 'unknown_product', applicable: product, fault: `${product} AND NOT (${listed})` }]
      : []),
  ]
}

async function refusedOn(
  ledger: Ledger,
  workspace: Workspace,
  sourceId: string,
  day: string,
): Promise<number> {
  const { rows } = await pgSql<{ n: number }>`
    SELECT count(*)::int AS n FROM quarantined_events
    WHERE source_id = ${sourceId}::uuid AND (received_at AT TIME ZONE ${workspace.timeZone})::date = ${day}::date`.execute(
    ledger.db,
  )
  return rows[0]?.n ?? 0
}

async function sharesOf(warehouse: Warehouse, events: SqlFragment): Promise<Map<string, [string, number][]>> {
  const found = new Map<string, [string, number][]>()
  for (const { field, value, filled, category } of fields) {
    if (!category) continue
    const rows = await warehouse.rows(
      sql`SELECT toString(${raw(value)}) AS value, count() AS rows FROM ${events} WHERE ${raw(filled)}
          GROUP BY value ORDER BY rows DESC, value LIMIT 30`,
      z.object({ value: z.string(), rows: z.coerce.number() }),
      long,
    )
    found.set(
      field,
      rows.map((row) => [row.value, row.rows]),
    )
  }
  return found
}

/** Counts the hours anew that events of this day fell into: some are late. */
async function keepVolume(
  warehouse: Warehouse,
  workspace: Workspace,
  sourceId: string,
  day: string,
  nowMs: number,
): Promise<void> {
  const workspaceId = bind('workspace', 'UInt32', workspace.id)
  const source = bind('source', 'String', sourceId)
  await warehouse.command(
    sql`INSERT INTO quality_volume (workspace_id, source_id, run_id, hour, rows, measured_at)
        SELECT ${workspaceId}, toUUID(${source}), 'stream', toStartOfHour(ts) AS hour, count(),
               fromUnixTimestamp64Milli(${bind('nowMs', 'Int64', nowMs)}, 'UTC')
        FROM events
        WHERE workspace_id = ${workspaceId} AND source = ${source}
          AND toStartOfHour(ts) IN (SELECT DISTINCT toStartOfHour(ts) FROM ${eventsOf(workspace, sourceId, day)})
        GROUP BY hour`,
    long,
  )
}
