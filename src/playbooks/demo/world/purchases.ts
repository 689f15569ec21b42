import { uniform } from './chance.ts'
import { at, categories, type Founding, productsPerCategory } from './population.ts'

/** At most so many purchases of one person; the busiest make fewer. */
const most = 400

/**
 * What everybody would buy without any message, past and future alike: a Poisson process from the day they joined,
 * thinned after the day they drift away. Written once, handed out as the days pass, so treatment cannot disturb it.
 */
export function basePurchasesSql(world: string, f: Founding): string[] {
  return [
    `CREATE TABLE ${world}.purchases ENGINE = MergeTree ORDER BY (day, i) AS
     WITH arrayCumSum(arrayMap(k -> -log(${uniform(f.seed, 'gap', 'i', 'k')}) / orders_per_day, range(1, ${most}))) AS days_after_joining
     SELECT i, toUInt32(k) AS k, toFloat64(d - joined_days_ago) AS day, basket_factor, favourite
     FROM (SELECT i, joined_days_ago, left_days_ago, basket_factor, favourite,
                  arrayJoin(arrayZip(arrayEnumerate(days_after_joining), days_after_joining)) AS pair, pair.1 AS k,
                  -- the first purchase falls on the day of joining: it is how the shop came to know them
                  pair.2 - days_after_joining[1] AS d
           FROM ${world}.people WHERE NOT is_prospect) AS life
     WHERE day < ${f.horizonDays} AND (day < -left_days_ago OR ${uniform(f.seed, 'thin', 'i', 'k')} < 0.07)`,
    `CREATE VIEW ${world}.base_lines AS ${linesOf(f, `SELECT i, concat('S', toString(i), '-', toString(k)) AS order_no, day, basket_factor, favourite, toUInt16(0) AS caused_by FROM ${world}.purchases`, world)}`,
    `CREATE VIEW ${world}.caused_lines AS ${causedLinesSql(world, f, `${world}.inbox`)}`,
  ]
}

/** What tells one message to a person from another; the same in every run, unlike the identifiers the product makes. */
export const letter = ['i', 'campaign_no', 'nth'] as const

/**
 * Lines of orders that exist only because a message was received: each message moves its reader with the person's own
 * probability, some days later. Nothing received, nothing caused.
 * @param letters relation with the columns of `letter` and received_day
 */
export function causedLinesSql(world: string, f: Founding, letters: string): string {
  const orders = `SELECT i, concat('R', toString(i), '-', toString(campaign_no), '-', toString(nth)) AS order_no,
                 received_day + 0.3 + least(-log(${uniform(f.seed, 'delay', ...letter)}) * 6, 24.) AS day,
                 basket_factor, favourite, campaign_no AS caused_by
          FROM ${letters} AS letters INNER JOIN ${world}.people USING (i)
          WHERE ${uniform(f.seed, 'moved', ...letter)} < response`
  return linesOf(f, orders, world)
}

/** One to four lines an order, mostly from the favourite category; the basket factor makes people dear or thrifty. */
function linesOf(f: Founding, orders: string, world: string): string {
  const u = (tag: string) => uniform(f.seed, tag, 'order_no', 'n')
  return `SELECT i, order_no, day, n, caused_by, product_id, quantity, round(price_minor * quantity * basket_factor * discount) AS amount_minor,
                 round(price_minor * quantity * basket_factor) - amount_minor AS discount_minor, round(cost_minor * quantity * basket_factor) AS cost_minor, channel
          FROM (SELECT i, order_no, day, caused_by, basket_factor, n,
                       if(${u('own')} < 0.68, favourite, toUInt8(floor(${u('other')} * ${categories.length}))) AS c,
                       toUInt32(c * ${productsPerCategory} + floor(${productsPerCategory} * pow(${u('item')}, 1.6))) AS p,
                       toFloat64(1 + (${u('two')} < 0.12)) AS quantity,
                       if(${u('sale')} < 0.22, 0.85, 1.) AS discount,
                       if(${uniform(f.seed, 'at', 'order_no')} < 0.7, 'online', 'shop') AS channel
                FROM (SELECT *, arrayJoin(range(1, 2 + toUInt32(floor(3.2 * pow(${uniform(f.seed, 'lines', 'order_no')}, 2))))) AS n FROM (${orders}) AS o) AS l) AS picked
          INNER JOIN ${world}.products USING (p)`
}

export function historyLinesSql(
  world: string,
  product: string,
  workspaceId: number,
  importId: string,
  currency: string,
  f: Founding,
): string {
  return `INSERT INTO ${product}.order_lines
    (workspace_id, person_key, ts, order_id, row_key, kind, product_id, quantity, currency, amount_minor, discount_minor, cost_minor, channel, source, import_id, stored_at)
    SELECT ${workspaceId}, person_key, ${at(f.today, 'day')}, order_no, reinterpretAsUInt128(sipHash128(order_no, n)), 'sale', product_id, quantity, '${currency}',
           toInt64(amount_minor), toInt64(discount_minor), toInt64(cost_minor), channel, 'demo', '${importId}', ${at(f.today, '0')}
    FROM ${world}.base_lines INNER JOIN ${world}.keys USING (i) WHERE day < 0`
}

/** Browsing around the purchases, and visits that led nowhere: about fifty events a customer. */
export function historyEventsSql(world: string, product: string, workspaceId: number, f: Founding): string {
  const u = (tag: string) => uniform(f.seed, tag, 'i', 'k', 'n')
  return `INSERT INTO ${product}.events (workspace_id, name, person_key, ts, message_id, product_id, category, channel, source, stored_at)
    SELECT ${workspaceId}, event, person_key, ${at(f.today, 'day - minutes / 1440')}, concat('demo-', toString(i), '-', toString(k), '-', toString(n)),
           product_id, category, if(preferred_channel = 'app', 'app', 'web'), 'demo', ${at(f.today, '0')}
    FROM (
      SELECT i, k, n, day, preferred_channel, toFloat64(3 * n + 2 * ${u('minute')}) AS minutes,
             multiIf(n = 1, 'Product Added', n < 5, 'Product Viewed', 'Page Viewed') AS event,
             toUInt32(if(${u('own')} < 0.7, favourite, toUInt8(floor(${u('else')} * ${categories.length}))) * ${productsPerCategory} + floor(${productsPerCategory} * ${u('which')})) AS p
      FROM (
        SELECT i, k, day, favourite, arrayJoin(range(1, 7)) AS n FROM ${world}.purchases WHERE day < 0
        UNION ALL
        SELECT i, toUInt32(1000 + v) AS k, -joined_days_ago * ${uniform(f.seed, 'visit', 'i', 'v')} AS day, favourite, arrayJoin(range(4, 8)) AS n
        FROM (SELECT i, joined_days_ago, favourite, arrayJoin(range(toUInt32(2 + floor(5 * ${uniform(f.seed, 'visits', 'i')})))) AS v FROM ${world}.people) AS visits
      ) AS moments INNER JOIN ${world}.people USING (i)
    ) AS seen INNER JOIN ${world}.products USING (p) INNER JOIN ${world}.keys USING (i)`
}
