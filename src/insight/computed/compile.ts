import { customersNow, personNow } from '../../customer/index.ts'
import { currencyDigits } from '../../kit/money.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { warehouseTime } from '../days.ts'
import { type Bind, orderCount } from '../facts.ts'
import { type RuleContext, windowStart } from '../segments/context.ts'
import {
  type Computed,
  type FactCondition,
  type FactDefinition,
  type FactSource,
  factFields,
  isZeroWithoutRows,
} from './definition.schema.ts'

/**
 * All attributes of all customers in one statement: each source of facts is read once, whatever is asked of it. Rows of
 * `attribute` (UUID), `person` (the key of today), `number` (NULL: unknown), `text`; values that are unknown have none.
 * Money is in major units of the workspace's currency.
 * @param people SELECT of keys of today: only theirs; absent: everybody's
 */
export function computeSql(
  list: readonly Computed[],
  context: RuleContext,
  people?: SqlFragment,
): SqlFragment {
  const bind = createBinder('ca')
  const scans = (Object.keys(factFields) as FactSource[]).flatMap((source) => {
    const of = list.flatMap(({ id, definition }) => (definition.from === source ? [{ id, definition }] : []))
    return of.length === 0 ? [] : [factScan(source, of, context, bind, people)]
  })
  const stated = attributeScan(list, context, bind, people)
  if (stated) scans.push(stated)
  if (scans.length === 0) scans.push(sql`SELECT toUInt64(0) AS person, ${noValues} AS vals WHERE 0`)
  const ratios = list.flatMap(({ id, definition }) => {
    if (definition.from !== 'computed') return []
    const part = (of: string) => {
      const found = sql`arrayFirst(v -> v.1 = ${bind('String', of)}, known).2`
      const other = list.find((one) => one.id === of)
      return other && isZeroWithoutRows(other.definition) ? sql`ifNull(${found}, 0)` : found
    }
    return [
      value(id, sql`${part(definition.numerator)} / nullIf(${part(definition.denominator)}, 0)`, null, bind),
    ]
  })
  const more = ratios.length === 0 ? noValues : sql`[${joinSql(ratios, ', ')}]`
  return sql`SELECT toUUID(v.1) AS attribute, person, v.2 AS number, v.3 AS text
    FROM (SELECT person, arrayConcat(known, ${more}) AS vals
          FROM (SELECT person, groupArrayArray(vals) AS known FROM (${joinSql(scans, ' UNION ALL ')}) GROUP BY person))
    ARRAY JOIN vals AS v WHERE isNotNull(v.2) OR v.3 != ''`
}

const noValues = sql`CAST([], 'Array(Tuple(String, Nullable(Float64), String))')`

function value(id: string, number: SqlFragment | null, text: SqlFragment | null, bind: Bind): SqlFragment {
  const figure = number ? sql`CAST(${number}, 'Nullable(Float64)')` : sql`CAST(NULL, 'Nullable(Float64)')`
  return sql`tuple(${bind('String', id)}, ${figure}, ${text ?? sql`''`})`
}

function factScan(
  source: FactSource,
  list: readonly { id: string; definition: FactDefinition }[],
  context: RuleContext,
  bind: Bind,
  people: SqlFragment | undefined,
): SqlFragment {
  const values = list.map(({ id, definition }) => factValue(id, definition, context, bind))
  return sql`SELECT person, [${joinSql(values, ', ')}] AS vals FROM (${rowsOf(source, context, bind)})
    ${among(people)} GROUP BY person`
}

/** Rows of a source with the fields of `factFields`, known at the moment. */
function rowsOf(source: FactSource, context: RuleContext, bind: Bind): SqlFragment {
  const ws = bind('UInt32', context.workspace.id)
  const here = sql`workspace_id = ${ws} AND person_key != 0 AND ts <= ${bind("DateTime64(3, 'UTC')", warehouseTime(context.moment))}`
  const currency = bind('String', context.workspace.currency)
  const unit = bind('Float64', 10 ** currencyDigits(context.workspace.currency))
  switch (source) {
    // Goods: returns count against amount and quantity, charges are none of the customer's doing.
    case 'orders':
      return sql`SELECT ${personNow(sql`o.person_key`)} AS person, o.ts AS ts, o.order_id AS order_id, o.kind AS kind,
          toString(goods.category) AS category, toString(o.product_id) AS product, toString(o.channel) AS channel,
          toString(o.place_id) AS place, toString(o.coupon) AS coupon,
          if(o.currency = ${currency}, o.amount_minor, 0) / ${unit} AS amount, o.quantity AS quantity,
          if(o.currency = ${currency}, o.discount_minor, 0) / ${unit} AS discount
        FROM (SELECT * FROM order_lines WHERE ${here} AND kind != 'charge') AS o
        LEFT ANY JOIN (SELECT product_id, category FROM products FINAL WHERE workspace_id = ${ws}) AS goods
          ON goods.product_id = o.product_id`
    case 'events':
      return sql`SELECT ${personNow()} AS person, ts, toString(name) AS name, toString(category) AS category,
          product_id AS product, toString(channel) AS channel, value_minor / ${unit} AS value
        FROM events WHERE ${here}`
    case 'touches':
      return sql`SELECT ${personNow()} AS person, ts, toString(kind) AS kind, toString(channel) AS channel,
          if(currency = ${currency}, cost_minor, 0) / ${unit} AS cost
        FROM touches FINAL WHERE ${here} AND is_bot = 0`
  }
}

function factValue(id: string, of: FactDefinition, context: RuleContext, bind: Bind): SqlFragment {
  const inTime =
    of.windowDays === null
      ? sql`1`
      : sql`ts >= ${bind("DateTime64(3, 'UTC')", warehouseTime(windowStart(context, of.windowDays)))}`
  const { measure } = of
  const isNet = of.from === 'orders' && measure === 'sum'
  const sale = of.from === 'orders' && !isNet ? sql`kind = 'sale'` : sql`1`
  const among = sql`(${inTime} AND ${sale})`
  const holds = joinSql(
    [among, ...of.where.map((condition) => conditionSql(of.from, condition, bind))],
    ' AND ',
  )
  const field = fieldSql(of.field)
  const named = sql`(${holds} AND ${field} != '')`
  const days = (at: SqlFragment) =>
    sql`dateDiff('day', toDate(${at}, ${bind('String', context.workspace.timeZone)}), ${bind('Date', context.day)})`
  const number = (figure: SqlFragment) => value(id, figure, null, bind)
  const text = (word: SqlFragment) => value(id, null, sql`ifNull(${word}, '')`, bind)
  switch (measure) {
    case 'count':
      return number(of.from === 'orders' ? orderCount(holds) : sql`countIf(${holds})`)
    case 'sum':
      return number(sql`sumIf(${field}, ${holds})`)
    case 'average':
      return number(sql`avgOrNullIf(${field}, ${holds})`)
    case 'minimum':
      return number(sql`minOrNullIf(${field}, ${holds})`)
    case 'maximum':
      return number(sql`maxOrNullIf(${field}, ${holds})`)
    case 'distinct':
      return number(sql`uniqExactIf(${field}, ${named})`)
    // Of rows at one instant the text that sorts first (of the last: last), so that the answer is one.
    case 'first':
      return text(sql`argMinOrNullIf(${field}, (ts, ${field}), ${named})`)
    case 'last':
      return text(sql`argMaxOrNullIf(${field}, (ts, ${field}), ${named})`)
    case 'most_frequent': {
      // Keys come sorted, so that among equals the first by the alphabet is taken.
      const counts = sql`sumMapIf([${field}], [toUInt64(1)], ${named})`
      return text(sql`${counts}.1[indexOf(${counts}.2, arrayMax(${counts}.2))]`)
    }
    case 'days_since_first':
      return number(days(sql`minOrNullIf(ts, ${holds})`))
    case 'days_since_last':
      return number(days(sql`maxOrNullIf(ts, ${holds})`))
    case 'share':
      return number(sql`countIf(${holds}) / nullIf(countIf(${among}), 0)`)
  }
}

const columns: Record<string, SqlFragment> = {
  category: sql`category`,
  product: sql`product`,
  channel: sql`channel`,
  place: sql`place`,
  coupon: sql`coupon`,
  amount: sql`amount`,
  quantity: sql`quantity`,
  discount: sql`discount`,
  name: sql`name`,
  value: sql`value`,
  kind: sql`kind`,
  cost: sql`cost`,
}

function fieldSql(field: string | null): SqlFragment {
  return columns[field ?? ''] ?? sql`''`
}

function conditionSql(
  source: FactSource,
  { field, op, value: wanted }: FactCondition,
  bind: Bind,
): SqlFragment {
  const texts: readonly string[] = factFields[source].text
  const right = texts.includes(field) ? bind('String', String(wanted)) : bind('Float64', Number(wanted))
  const left = fieldSql(field)
  switch (op) {
    case 'is':
      return sql`${left} = ${right}`
    case 'is_not':
      return sql`${left} != ${right}`
    case 'at_least':
      return sql`${left} >= ${right}`
    case 'at_most':
      return sql`${left} <= ${right}`
  }
}

function among(people: SqlFragment | undefined): SqlFragment {
  return people ? sql`WHERE person IN (${people})` : sql``
}

function attributeScan(
  list: readonly Computed[],
  context: RuleContext,
  bind: Bind,
  people: SqlFragment | undefined,
): SqlFragment | null {
  const values = list.flatMap(({ id, definition }) => {
    if (definition.from !== 'attributes') return []
    const stated = sql`ifNull(toString(getSubcolumn(attributes, ${bind('String', definition.attribute)})), '')`
    const text = sql`if(match(${stated}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}'), substring(${stated}, 1, 10), '')`
    // The engine takes the impossible 2024-02-31 for March the 2nd.
    const read = sql`toDateOrNull(${text})`
    const day = sql`if(toString(${read}) = ${text}, ${read}, NULL)`
    return [value(id, sql`dateDiff('day', ${day}, ${bind('Date', context.day)})`, null, bind)]
  })
  if (values.length === 0) return null
  const here = sql`workspace_id = ${bind('UInt32', context.workspace.id)}`
  return sql`SELECT person_key AS person, [${joinSql(values, ', ')}] AS vals FROM ${customersNow(here)} ${among(people)}`
}
