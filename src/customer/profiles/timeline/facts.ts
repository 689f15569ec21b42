import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { noSources } from '../../survivorship/sayings.ts'
import { type FactKind, type Item, itemRow, type Stretch } from './item.ts'

type Bind = (type: string, value: unknown) => SqlFragment

/**
 * What the warehouse knows of a person in a stretch. Each source gives no more than the page needs, so that a long life
 * is not sorted as a whole.
 */
export async function factsOf(
  warehouse: Warehouse,
  workspaceId: number,
  keys: readonly number[],
  kinds: readonly FactKind[],
  stretch: Stretch,
): Promise<Item[]> {
  const bind = createBinder()
  const mine = sql`workspace_id = ${bind('UInt32', workspaceId)} AND person_key IN (${bind('Array(UInt64)', [...keys])})`
  const limit = bind('UInt32', stretch.limit)
  const after = stretch.before
    ? sql`(ms, id) < (${bind('Int64', stretch.before.ms)}, ${bind('String', stretch.before.id)})`
    : sql`1`
  const period = periodOf(sql`ms`, stretch, bind)
  const [first, ...others] = kinds.map(
    (
      kind,
    ) => sql`SELECT * FROM (SELECT * FROM (${sourceOf(kind, mine, stretch, bind)}) WHERE ${after} AND ${period}
      ORDER BY ms DESC, id DESC LIMIT ${limit})`,
  )
  if (!first) return []
  const all = others.reduce((merged, source) => sql`${merged} UNION ALL ${source}`, first)
  return warehouse.rows(sql`SELECT * FROM (${all}) ORDER BY ms DESC, id DESC LIMIT ${limit}`, itemRow)
}

function periodOf(ms: SqlFragment, { fromMs, toMs }: Stretch, bind: Bind): SqlFragment {
  const from = fromMs === null ? sql`1` : sql`${ms} >= ${bind('Int64', fromMs)}`
  return toMs === null ? from : sql`${from} AND ${ms} < ${bind('Int64', toMs)}`
}

/** The stretch as a condition on a time the rows hold, so that rows outside of it are not read. */
function within(column: SqlFragment, { before, fromMs, toMs }: Stretch, bind: Bind): SqlFragment {
  const at = (ms: number) => sql`fromUnixTimestamp64Milli(${bind('Int64', ms)}, 'UTC')`
  const last = Math.min(before?.ms ?? Number.MAX_SAFE_INTEGER, (toMs ?? Number.MAX_SAFE_INTEGER) - 1)
  const to = last >= Number.MAX_SAFE_INTEGER - 1 ? sql`1` : sql`${column} <= ${at(last)}`
  return fromMs === null ? to : sql`${to} AND ${column} >= ${at(fromMs)}`
}

function sourceOf(kind: FactKind, mine: SqlFragment, stretch: Stretch, bind: Bind): SqlFragment {
  switch (kind) {
    // The first line says when; so lines cannot be left out by their time.
    case 'order':
      return sql`SELECT toUnixTimestamp64Milli(min(ts)) AS ms, concat('order:', order_id) AS id, 'order' AS kind,
        if(sumIf(amount_minor, o.kind != 'charge') < 0, 'return', 'sale') AS what, toString(count()) AS detail,
        CAST(sum(amount_minor), 'Nullable(Int64)') AS amount, any(currency) AS currency, '' AS campaign
        FROM order_lines AS o WHERE ${mine} GROUP BY order_id`
    case 'touch':
      return sql`SELECT toUnixTimestamp64Milli(ts) AS ms, concat('touch:', toString(touch_id)) AS id, 'touch' AS kind,
        toString(t.kind) AS what, concat(channel, if(outcome = '', '', concat(' · ', outcome)), if(reason = '', '', concat(' · ', reason))) AS detail,
        CAST(NULL, 'Nullable(Int64)') AS amount, '' AS currency, toString(campaign_id) AS campaign
        FROM touches AS t FINAL WHERE ${mine} AND ${within(sql`ts`, stretch, bind)}`
    case 'event':
      return sql`SELECT toUnixTimestamp64Milli(ts) AS ms, concat('event:', message_id) AS id, 'event' AS kind, toString(name) AS what,
        if(product_id = '', toString(category), product_id) AS detail, if(value_minor = 0, NULL, value_minor) AS amount, '' AS currency, '' AS campaign
        FROM events WHERE ${mine} AND ${within(sql`ts`, stretch, bind)}`
    case 'decision':
      return sql`SELECT toUnixTimestamp64Milli(decided_at) AS ms, concat('decision:', toString(campaign_id), ':', toString(person_key)) AS id, 'decision' AS kind,
        toString(action) AS what, concat(arm, if(reason = '', '', concat(' · ', reason))) AS detail, CAST(NULL, 'Nullable(Int64)') AS amount,
        '' AS currency, toString(campaign_id) AS campaign
        FROM decisions FINAL WHERE ${mine} AND ${within(sql`decided_at`, stretch, bind)}`
    // When a source said something; those of before that was kept have no source. Corrections stand among the requests.
    case 'values':
      return sql`SELECT toUnixTimestamp64Milli(observed_at) AS ms, concat('values:', toString(source_id), ':', toString(import_id), ':', toString(person_key)) AS id,
        'values' AS kind, toString(source_id) AS what, arrayStringConcat(arraySort(mapKeys(said)), ',') AS detail,
        CAST(NULL, 'Nullable(Int64)') AS amount, '' AS currency, '' AS campaign
        FROM customer_sayings FINAL WHERE ${mine} AND length(said) > 0 AND source_id NOT IN (${noSources})
          AND ${within(sql`observed_at`, stretch, bind)}`
  }
}
