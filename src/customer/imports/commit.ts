import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { commitCustomers, feedCustomers } from './commit-customers.ts'
import { commitProducts, feedProducts } from './commit-products.ts'
import { bind, type Commit, countOf, long } from './commit-shape.ts'
import type { StagingNames } from './staging.ts'

/**
 * Brings the waiting rows of an import among the facts. What is new is first written into a table like the facts', then
 * its parts are attached in one step: readers see all of it or nothing. May be repeated after a crash at any point,
 * each time on names claimed anew.
 * @param names from `claimStaging`, of this attempt alone
 * @returns rows stored by this import, over all attempts
 */
export async function commitStaged(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
): Promise<number> {
  switch (commit.kind) {
    case 'orders': {
      const insert = newOrderLines(commit, names, await mayRepeat(warehouse, commit, names))
      await attachNew(warehouse, commit, names, sql`order_lines`, insert)
      await feedProducts(warehouse, commit, names)
      await feedCustomers(warehouse, commit, names, sql`kind = 'sale'`)
      return countOf(warehouse, sql`order_lines`, commit)
    }
    case 'touches': {
      await attachNew(warehouse, commit, names, sql`touches`, newTouches(commit, names))
      await feedCustomers(warehouse, commit, names)
      return countOf(warehouse, sql`touches`, commit)
    }
    case 'events': {
      await attachNew(warehouse, commit, names, sql`events`, await newEvents(warehouse, commit, names))
      await feedCustomers(warehouse, commit, names)
      return countOf(warehouse, sql`events`, commit)
    }
    case 'customers':
      return commitCustomers(warehouse, commit, names)
    case 'products':
      return commitProducts(warehouse, commit, names)
  }
}

async function attachNew(
  warehouse: Warehouse,
  commit: Commit,
  { final }: StagingNames,
  target: SqlFragment,
  insert: SqlFragment,
): Promise<void> {
  // Attached by an earlier attempt that died before it could say so: nothing of it may be attached twice.
  if ((await countOf(warehouse, target, commit)) > 0) return
  await warehouse.command(sql`CREATE TABLE ${final} AS ${target}`)
  await warehouse.command(insert, long)
  await warehouse.command(sql`ALTER TABLE ${target} ATTACH PARTITION tuple() FROM ${final}`, long)
  await warehouse.command(sql`DROP TABLE ${final} SYNC`)
}

/** The n-th of equal rows gets a key of its own where the file is trusted; else the first stands for all. */
function keyed({ repeats }: Commit, { rows }: StagingNames): SqlFragment {
  return repeats === 'drop'
    ? sql`SELECT *, row_key AS key FROM ${rows} ORDER BY row LIMIT 1 BY key`
    : sql`SELECT * EXCEPT (nth), if(nth = 1, row_key, reinterpretAsUInt128(sipHash128(row_key, nth))) AS key
          FROM (SELECT *, row_key, row_number() OVER (PARTITION BY row_key ORDER BY row) AS nth FROM ${rows})`
}

function bound(commit: Commit) {
  return {
    workspace: bind('workspace', 'UInt32', commit.workspaceId),
    importId: bind('importId', 'UUID', commit.importId),
    source: bind('source', 'String', commit.source),
  }
}

const firstTime = ({ rows }: StagingNames) =>
  sql`SELECT fromUnixTimestamp64Milli(min(ts_ms), 'UTC') FROM ${rows}`
const lastTime = ({ rows }: StagingNames) =>
  sql`SELECT fromUnixTimestamp64Milli(max(ts_ms), 'UTC') FROM ${rows}`

/** Whether the workspace has any line of the times of the file: where it has none, nothing needs to be compared. */
async function mayRepeat(warehouse: Warehouse, commit: Commit, names: StagingNames): Promise<boolean> {
  const found = await warehouse.rows(
    sql`SELECT 1 AS found FROM order_lines WHERE workspace_id = ${bound(commit).workspace}
        AND ts >= (${firstTime(names)}) AND ts <= (${lastTime(names)}) LIMIT 1`,
    z.object({ found: z.number() }),
    long,
  )
  return found.length > 0
}

/** `source` is part of the key: two systems may number their orders alike. */
function newOrderLines(commit: Commit, names: StagingNames, compare: boolean): SqlFragment {
  const { workspace, importId, source } = bound(commit)
  const withKeys = sql`SELECT * EXCEPT (key), reinterpretAsUInt128(sipHash128(${source}, key)) AS final_key FROM (${keyed(commit, names)})`
  // Which of equal rows stays does not change the keys, so that they need not be put in order to know them.
  const keysOfFile =
    commit.repeats === 'drop'
      ? sql`SELECT reinterpretAsUInt128(sipHash128(${source}, row_key)) FROM ${names.rows}`
      : sql`SELECT final_key FROM (${withKeys})`
  const isNew = compare
    ? sql`final_key NOT IN (
      SELECT row_key FROM order_lines
      WHERE workspace_id = ${workspace} AND ts >= (${firstTime(names)}) AND ts <= (${lastTime(names)})
        AND row_key IN (${keysOfFile}))`
    : sql`true`
  return sql`
    INSERT INTO ${names.final} (workspace_id, person_key, ts, order_id, row_key, kind, product_id, quantity, currency,
      amount_minor, discount_minor, cost_minor, channel, place_id, coupon, source, import_id)
    SELECT ${workspace}, person_key, fromUnixTimestamp64Milli(ts_ms, 'UTC'),
           if(order_id = '', concat('~', substring(lower(hex(final_key)), 1, 16)), order_id),
           final_key, kind, product_id, quantity, currency, amount, discount, cost, channel, place_id, coupon,
           ${source}, ${importId}
    FROM (${withKeys})
    WHERE ${isNew}`
}

function newTouches(commit: Commit, names: StagingNames): SqlFragment {
  const { workspace, importId, source } = bound(commit)
  const withIds = sql`SELECT * EXCEPT (key), reinterpretAsUUID(sipHash128(${source}, key)) AS touch_id FROM (${keyed(commit, names)})`
  return sql`
    INSERT INTO ${names.final} (workspace_id, campaign_id, person_key, ts, touch_id, delivery_id, kind, step, channel,
      agent, cost_minor, currency, outcome, reason, source, import_id)
    SELECT ${workspace},
           multiIf(campaign = '', toUUID('00000000-0000-0000-0000-000000000000'),
                   toUUIDOrNull(campaign) IS NOT NULL, assumeNotNull(toUUIDOrNull(campaign)),
                   reinterpretAsUUID(sipHash128('campaign', ${workspace}, campaign))),
           person_key, fromUnixTimestamp64Milli(ts_ms, 'UTC'), touch_id,
           toUUID('00000000-0000-0000-0000-000000000000'), kind, step, channel, agent, cost, currency, outcome, reason,
           ${source}, ${importId}
    FROM (${withIds})
    WHERE touch_id NOT IN (
      SELECT touch_id FROM touches
      WHERE workspace_id = ${workspace} AND person_key IN (SELECT person_key FROM ${names.rows})
        AND touch_id IN (SELECT touch_id FROM (${withIds})))`
}

/** The key of a row is its message id; the stream has other sources, so that its events need not be compared. */
async function newEvents(warehouse: Warehouse, commit: Commit, names: StagingNames): Promise<SqlFragment> {
  const { workspace, importId, source } = bound(commit)
  const before = sql`FROM events WHERE workspace_id = ${workspace} AND source = ${source}
        AND ts >= (${firstTime(names)}) AND ts <= (${lastTime(names)})`
  const found = await warehouse.rows(
    sql`SELECT 1 AS found ${before} LIMIT 1`,
    z.object({ found: z.number() }),
    long,
  )
  const withIds = sql`SELECT * EXCEPT (key), lower(hex(sipHash128(${source}, key))) AS message_id FROM (${keyed(commit, names)})`
  const isNew =
    found.length === 0
      ? sql`true`
      : sql`message_id NOT IN (SELECT message_id ${before} AND message_id IN (SELECT message_id FROM (${withIds})))`
  return sql`
    INSERT INTO ${names.final} (workspace_id, name, person_key, ts, message_id, product_id, category, channel,
      value_minor, properties, source, import_id)
    SELECT ${workspace}, event, person_key, fromUnixTimestamp64Milli(ts_ms, 'UTC'), message_id, product_id, category,
           channel, value, properties, ${source}, ${importId}
    FROM (${withIds})
    WHERE ${isNew}`
}
