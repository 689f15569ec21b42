import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { bind, type Commit, long, raw } from './commit-shape.ts'
import type { StagingNames } from './staging.ts'

const customerColumns = sql`workspace_id, person_key, first_seen, status, country, region, city, gender, birth_year,
      tier, language, reachable, attributes, import_id, updated_at`

/** What is known of the customers in the waiting rows. */
function known(commit: Commit, names: StagingNames): SqlFragment {
  return sql`SELECT *, attributes::String AS attributes_text FROM customers FINAL
    WHERE workspace_id = ${bind('workspace', 'UInt32', commit.workspaceId)} AND person_key IN (SELECT person_key FROM ${names.rows})`
}

/** Customers met in orders or touches: who is new, who has bought, where they were last. Nothing known is erased. */
export async function feedCustomers(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
  bought: SqlFragment,
): Promise<void> {
  const places =
    commit.kind === 'orders'
      ? sql`argMaxIf(country, ts_ms, country != '') AS country, argMaxIf(region, ts_ms, region != '') AS region, argMaxIf(city, ts_ms, city != '') AS city`
      : sql`'' AS country, '' AS region, '' AS city`
  await warehouse.command(
    sql`
    INSERT INTO customers (${customerColumns})
    SELECT ${bind('workspace', 'UInt32', commit.workspaceId)}, s.person_key AS person_key,
           if(e.person_key = 0, s.first_ts, least(e.first_seen, s.first_ts)) AS first_seen,
           if(s.bought OR e.status = 'customer', 'customer', 'prospect') AS status,
           if(s.country = '', e.country, s.country) AS country, if(s.region = '', e.region, s.region) AS region,
           if(s.city = '', e.city, s.city) AS city, e.gender, e.birth_year, e.tier, e.language,
           arraySort(arrayDistinct(arrayConcat(e.reachable, s.reach))) AS reachable,
           if(e.person_key = 0, '{}', e.attributes_text) AS attributes,
           if(e.person_key = 0, ${bind('importId', 'UUID', commit.importId)}, e.import_id) AS import_id, now64(3, 'UTC')
    FROM (SELECT person_key, fromUnixTimestamp64Milli(min(ts_ms), 'UTC') AS first_ts, ${bought} AS bought, ${places},
                 arrayFilter(x -> x != '', splitByChar(',', arrayStringConcat(groupUniqArray(reach), ','))) AS reach
          FROM ${names.rows} WHERE person_key > 0 GROUP BY person_key) AS s
    LEFT JOIN (${known(commit, names)}) AS e ON e.person_key = s.person_key
    WHERE e.person_key = 0 OR s.first_ts < e.first_seen OR (s.bought AND e.status != 'customer')
       OR (s.country != '' AND s.country != e.country) OR (s.region != '' AND s.region != e.region)
       OR (s.city != '' AND s.city != e.city) OR NOT hasAll(e.reachable, s.reach)`,
    long,
  )
}

/**
 * Customers of a customer file. Filled cells replace what was known, blank ones leave it; the last row of the file wins.
 * @returns distinct rows that changed something
 */
export async function commitCustomers(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
): Promise<number> {
  const texts = ['country', 'region', 'city', 'gender', 'tier', 'language']
  const latest = raw(texts.map((name) => `argMaxIf(${name}, row, ${name} != '') AS ${name}`).join(', '))
  const chosen = raw(texts.map((name) => `if(s.${name} = '', e.${name}, s.${name})`).join(', '))
  const changedTexts = raw(texts.map((name) => `(s.${name} != '' AND s.${name} != e.${name})`).join(' OR '))
  const merged = sql`
    SELECT s.person_key AS person_key, s.distinct_rows AS distinct_rows, e.person_key = 0 AS is_new,
           fromUnixTimestamp64Milli(if(e.person_key = 0, ifNull(s.seen, ${bind('now', 'Int64', commit.nowMs)}),
             least(ifNull(s.seen, toUnixTimestamp64Milli(e.first_seen)), toUnixTimestamp64Milli(e.first_seen))), 'UTC') AS first_seen,
           if(e.status = '', 'prospect', e.status) AS status, tuple(${chosen}) AS texts,
           if(s.birth_year = 0, e.birth_year, s.birth_year) AS birth_year,
           arraySort(arrayDistinct(arrayConcat(e.reachable, s.reach))) AS reachable,
           jsonMergePatch(if(e.person_key = 0, '{}', e.attributes_text), s.attributes) AS attributes,
           if(e.person_key = 0, ${bind('importId', 'UUID', commit.importId)}, e.import_id) AS import_id,
           is_new OR ${changedTexts} OR (s.birth_year != 0 AND s.birth_year != e.birth_year)
             OR NOT hasAll(e.reachable, s.reach) OR (s.seen IS NOT NULL AND s.seen < toUnixTimestamp64Milli(e.first_seen))
             OR attributes != jsonMergePatch('{}', if(e.person_key = 0, '{}', e.attributes_text)) AS changed
    FROM (SELECT person_key, uniqExact(row_key) AS distinct_rows, min(first_seen_ms) AS seen, ${latest},
                 argMaxIf(birth_year, row, birth_year != 0) AS birth_year,
                 arrayFilter(x -> x != '', splitByChar(',', arrayStringConcat(groupUniqArray(reach), ','))) AS reach,
                 jsonMergePatch('{}', argMax(attributes, row)) AS attributes
          FROM ${names.rows} GROUP BY person_key) AS s
    LEFT JOIN (${known(commit, names)}) AS e ON e.person_key = s.person_key`
  const stored =
    commit.counted ??
    (
      await warehouse.rows(
        sql`SELECT sumIf(distinct_rows, changed) AS n FROM (${merged})`,
        z.object({ n: int64() }),
        long,
      )
    )[0]?.n ??
    0
  await commit.remember(stored)
  await warehouse.command(
    sql`INSERT INTO customers (${customerColumns})
        SELECT ${bind('workspace', 'UInt32', commit.workspaceId)}, person_key, first_seen, status, texts.1, texts.2, texts.3, texts.4,
               birth_year, texts.5, texts.6, reachable, attributes, import_id, now64(3, 'UTC')
        FROM (${merged}) WHERE changed`,
    long,
  )
  return stored
}
