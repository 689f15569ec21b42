import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { Topic } from './topics.ts'

/** What facts show of an interest in a topic, and the number it rests on. */
export interface Shown {
  by: 'category' | 'event'
  what: string
  times: number
  ofTimes: number
  amountMinor: number | null
  ofAmountMinor: number | null
  share: number
  lastAt: string
}

const ordersRow = z.object({
  times: z.array(int64()),
  amounts: z.array(int64()),
  last: z.array(int64()),
  all: int64(),
  total: int64(),
})
const eventsRow = z.object({ times: z.array(int64()), last: z.array(int64()), all: int64() })

/**
 * Share of orders and spend in the category of each topic, or of events of its kind: over all that is kept of the
 * person. A topic no fact speaks of is left out; nothing is guessed.
 * @param keys all keys of the person
 */
export async function shownOf(
  warehouse: Warehouse,
  workspace: Workspace,
  keys: readonly number[],
  topics: readonly Topic[],
): Promise<Map<string, Shown>> {
  const [ofOrders, ofEvents] = await Promise.all([
    byCategory(warehouse, workspace, keys, topics),
    byEvent(warehouse, workspace, keys, topics),
  ])
  return new Map([...ofOrders, ...ofEvents])
}

async function byCategory(
  warehouse: Warehouse,
  workspace: Workspace,
  keys: readonly number[],
  topics: readonly Topic[],
): Promise<[string, Shown][]> {
  const asked = topics.flatMap(({ id, shownBy }) =>
    shownBy?.by === 'category' ? [{ id, category: shownBy.category }] : [],
  )
  if (asked.length === 0) return []
  const bind = createBinder('sh_')
  const ws = bind('UInt32', workspace.id)
  const categories = bind(
    'Array(String)',
    asked.map(({ category }) => category),
  )
  const [row] = await warehouse.rows(
    sql`SELECT arrayMap(c -> length(arrayDistinct(arrayMap(x -> x.1, arrayFilter(x -> has(x.5, c) AND x.2 = 'sale', lines)))), ${categories}) AS times,
        arrayMap(c -> arraySum(x -> if(has(x.5, c), x.3, 0), lines), ${categories}) AS amounts,
        arrayMap(c -> arrayMax(x -> if(has(x.5, c) AND x.2 = 'sale', x.4, 0), lines), ${categories}) AS last,
        length(arrayDistinct(arrayMap(x -> x.1, arrayFilter(x -> x.2 = 'sale', lines)))) AS all, arraySum(x -> x.3, lines) AS total
      FROM (SELECT groupArray((toString(l.order_id), toString(l.kind), if(l.currency = ${bind('String', workspace.currency)}, l.amount_minor, 0),
              toUnixTimestamp64Milli(l.ts), arrayConcat([toString(p.category)], CAST(p.category_path, 'Array(String)')))) AS lines
        FROM (SELECT * FROM order_lines WHERE workspace_id = ${ws} AND person_key IN (${bind('Array(UInt64)', [...keys])}) AND kind != 'charge') AS l
        LEFT JOIN (SELECT product_id, category, category_path FROM products FINAL WHERE workspace_id = ${ws}) AS p ON p.product_id = l.product_id)`,
    ordersRow,
  )
  if (!row) return []
  return asked.flatMap(({ id, category }, i) => {
    const [times = 0, amount = 0, last = 0] = [row.times[i], row.amounts[i], row.last[i]]
    if (times === 0) return []
    const share = row.total > 0 && amount > 0 ? amount / row.total : times / row.all
    const shown: Shown = {
      ...{
        by: 'category',
        what: category,
        times,
        ofTimes: row.all,
        amountMinor: amount,
        ofAmountMinor: row.total,
      },
      ...{ share: Math.min(1, share), lastAt: new Date(last).toISOString() },
    }
    return [[id, shown]]
  })
}

async function byEvent(
  warehouse: Warehouse,
  workspace: Workspace,
  keys: readonly number[],
  topics: readonly Topic[],
): Promise<[string, Shown][]> {
  const asked = topics.flatMap(({ id, shownBy }) => (shownBy?.by === 'event' ? [{ id, ...shownBy }] : []))
  if (asked.length === 0) return []
  const bind = createBinder('se_')
  const conditions = asked.map(({ event, property, value }) => {
    const name = sql`name = ${bind('String', event)}`
    if (property === null) return name
    const held = sql`ifNull(toString(getSubcolumn(properties, ${bind('String', property)})), '')`
    return value === null
      ? sql`${name} AND ${held} != ''`
      : sql`${name} AND ${held} = ${bind('String', value)}`
  })
  const list = (each: (condition: (typeof conditions)[number]) => ReturnType<typeof sql>) =>
    conditions.map(each).reduce((all, one) => sql`${all}, ${one}`)
  const [row] = await warehouse.rows(
    sql`SELECT [${list((one) => sql`countIf(${one})`)}] AS times,
        [${list((one) => sql`toUnixTimestamp64Milli(maxIf(ts, ${one}))`)}] AS last, count() AS all
      FROM events WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})`,
    eventsRow,
  )
  if (!row) return []
  return asked.flatMap(({ id, event, property, value }, i) => {
    const times = row.times[i] ?? 0
    if (times === 0) return []
    const shown: Shown = {
      ...{ by: 'event', what: [event, property, value].filter((one) => one !== null).join(' · ') },
      ...{ times, ofTimes: row.all, amountMinor: null, ofAmountMinor: null, share: times / row.all },
      lastAt: new Date(row.last[i] ?? 0).toISOString(),
    }
    return [[id, shown]]
  })
}
