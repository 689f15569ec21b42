import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { choose, keepKnownBefore, keepSayings, peopleToChange } from '../survivorship/choose.ts'
import { nobodyId, saidOf } from '../survivorship/sayings.ts'
import { bind, type Commit, long, raw } from './commit-shape.ts'
import type { StagingNames } from './staging.ts'

/** Whom the waiting rows are about. */
function scope(commit: Commit, names: StagingNames) {
  return {
    here: sql`workspace_id = ${bind('workspace', 'UInt32', commit.workspaceId)}`,
    people: sql`SELECT person_key FROM ${names.rows} WHERE person_key > 0`,
  }
}

/** The columns of a saying that are the same in all of an import. */
function told(commit: Commit) {
  return {
    workspace: bind('workspace', 'UInt32', commit.workspaceId),
    source: bind('sourceId', 'UUID', commit.sourceId ?? nobodyId),
    importId: bind('importId', 'UUID', commit.importId),
    observed: sql`fromUnixTimestamp64Milli(${bind('now', 'Int64', commit.nowMs)}, 'UTC')`,
  }
}

const reachOfRows = sql`arrayFilter(x -> x != '', splitByChar(',', arrayStringConcat(groupUniqArray(reach), ',')))`
const places = ['country', 'region', 'city']

/** Customers met in orders, touches or events: who is new, who has bought, where they were last. */
export async function feedCustomers(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
  bought?: SqlFragment,
): Promise<void> {
  const { workspace, source, importId, observed } = told(commit)
  const ofOrders = commit.kind === 'orders'
  const said = ofOrders
    ? raw(
        `CAST((${listOf((name) => `'${name}'`)}, ${listOf((name) => `argMaxIf(toString(${name}), ts_ms, ${name} != '')`)}), 'Map(LowCardinality(String), String)')`,
      )
    : sql`CAST(map(), 'Map(LowCardinality(String), String)')`
  const saidAt = ofOrders
    ? raw(
        `CAST((${listOf((name) => `'${name}'`)}, ${listOf((name) => `maxIf(ts_ms, ${name} != '')`)}), 'Map(LowCardinality(String), Int64)')`,
      )
    : sql`CAST(map(), 'Map(LowCardinality(String), Int64)')`
  const who = scope(commit, names)
  await keepKnownBefore(warehouse, who)
  await keepSayings(
    warehouse,
    sql`SELECT ${workspace}, person_key, ${source}, ${importId}, mapFilter((k, v) -> v != '', said),
               mapFilter((k, v) -> v != 0, said_at), ${observed}, first_seen, reachable
        FROM (SELECT person_key, ${said} AS said, ${saidAt} AS said_at,
                     fromUnixTimestamp64Milli(min(ts_ms), 'UTC') AS first_seen, ${reachOfRows} AS reachable
              FROM ${names.rows} WHERE person_key > 0 GROUP BY person_key)`,
  )
  await choose(warehouse, {
    ...who,
    ...(bought ? { bought: sql`SELECT person_key FROM ${names.rows} WHERE ${bought}` } : {}),
  })
}

const listOf = (text: (name: string) => string) => `[${places.map(text).join(', ')}]`

/**
 * Customers of a customer file. Filled cells are what this import says, blank ones say nothing; the last row of the file
 * speaks. What is chosen of it and of what others said stands in `customers` after.
 * @returns distinct rows of customers of whom something changed
 */
export async function commitCustomers(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
): Promise<number> {
  const texts = ['country', 'region', 'city', 'gender', 'tier', 'language']
  const latest = raw(texts.map((name) => `argMaxIf(${name}, row, ${name} != '') AS ${name}`).join(', '))
  const { workspace, source, importId, observed } = told(commit)
  const who = scope(commit, names)
  await keepKnownBefore(warehouse, who)
  await keepSayings(
    warehouse,
    sql`SELECT ${workspace}, person_key, ${source}, ${importId}, ${saidOf(sql`attributes_text`)},
               CAST(map(), 'Map(LowCardinality(String), Int64)'), ${observed},
               fromUnixTimestamp64Milli(ifNull(seen, ${bind('now', 'Int64', commit.nowMs)}), 'UTC'), reach_of
        FROM (SELECT person_key, min(first_seen_ms) AS seen, ${latest}, ${reachOfRows} AS reach_of,
                     argMaxIf(birth_year, row, birth_year != 0) AS birth_year,
                     argMax(attributes, row) AS attributes_text
              FROM ${names.rows} GROUP BY person_key)`,
  )
  const stored = commit.counted ?? (await rowsThatChange(warehouse, commit, names))
  await commit.remember(stored)
  await choose(warehouse, who)
  return stored
}

async function rowsThatChange(warehouse: Warehouse, commit: Commit, names: StagingNames): Promise<number> {
  const [row] = await warehouse.rows(
    sql`SELECT sum(n) AS n FROM (
          SELECT uniqExact(row_key) AS n FROM ${names.rows}
          WHERE person_key IN (${peopleToChange(scope(commit, names))}) GROUP BY person_key)`,
    z.object({ n: int64() }),
    long,
  )
  return row?.n ?? 0
}
