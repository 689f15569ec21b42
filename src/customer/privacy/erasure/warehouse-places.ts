import { z } from 'zod'
import { identifier, type SqlFragment, sql } from '../../../kit/sql.ts'
import { int64, type Warehouse } from '../../../stores/warehouse/index.ts'

/** A table of the warehouse and the columns in which it names people. */
export interface WarehousePlace {
  table: string
  columns: string[]
  /** Whether parts that were replaced leave the disk soon. */
  isTidy: boolean
}

const keyColumns = ['person_key', 'current_key', 'key']

/** Tables that name people under another name, and of which rows that is so. */
const otherwiseNamed: Readonly<Record<string, { column: string; rows: string }>> = {
  source_records: { column: 'key', rows: "dataset != 'products'" },
}

/** Seconds after which the engine removes parts of a table that were replaced; its own default is eight minutes. */
const replacedPartsSeconds = 10

/** Asked of the engine itself, so that a table added tomorrow is covered. Rows of imports that wait are swept later. */
export async function warehousePlaces(warehouse: Warehouse): Promise<WarehousePlace[]> {
  const others: SqlFragment = {
    text: Object.entries(otherwiseNamed)
      .map(([table, { column }]) => `('${identifier(table).text}', '${identifier(column).text}')`)
      .join(', '),
    params: {},
    isSql: true,
  }
  const rows = await warehouse.rows(
    sql`SELECT c.table AS table, groupArray(c.name) AS columns, any(t.engine_full LIKE '%old_parts_lifetime%') AS tidy
      FROM system.columns AS c INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
      WHERE c.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND (c.name IN ('person_key', 'current_key') OR (c.table, c.name) IN (${others}))
        AND NOT startsWith(c.table, 'backup_cut_') AND NOT startsWith(c.table, '.inner')
        AND NOT match(c.table, '^import_[0-9a-f]{32}_')
      GROUP BY table ORDER BY table`,
    z.object({ table: z.string(), columns: z.array(z.enum(keyColumns)), tidy: z.int() }),
  )
  return rows.map(({ table, columns, tidy }) => ({ table, columns, isTidy: tidy === 1 }))
}

/** Whole numbers only, so that they can stand in a mutation, which some engines keep as its text. */
function listed(keys: readonly number[]): SqlFragment {
  if (keys.length === 0 || !keys.every((key) => Number.isSafeInteger(key) && key > 0))
    throw new Error('Keys of people are whole numbers above 0.')
  return { text: keys.join(', '), params: {}, isSql: true }
}

const numbered = (workspaceId: number): SqlFragment => ({
  text: String(Math.trunc(workspaceId)),
  params: {},
  isSql: true,
})

/** Condition on the rows of a table that name one of these. */
export function namesOneOf(place: WarehousePlace, workspaceId: number, keys: readonly number[]): SqlFragment {
  const conditions = place.columns.map((column) => `${column} IN (${listed(keys).text})`)
  // What was chosen for a person they were part of once holds their values too.
  if (place.table === 'merged_values') conditions.push(`hasAny(members, [${listed(keys).text}])`)
  const only = otherwiseNamed[place.table]?.rows ?? 'true'
  return {
    text: `workspace_id = ${numbered(workspaceId).text} AND ${only} AND (${conditions.join(' OR ')})`,
    params: {},
    isSql: true,
  }
}

/** @returns rows found of each key, by table; tables without any are left out */
export async function countInWarehouse(
  warehouse: Warehouse,
  workspaceId: number,
  keys: readonly number[],
): Promise<Map<string, Map<number, number>>> {
  const found = new Map<string, Map<number, number>>()
  if (keys.length === 0) return found
  for (const place of await warehousePlaces(warehouse)) {
    const rows = await warehouse.rows(
      sql`SELECT ${identifier(place.columns.includes('person_key') ? 'person_key' : (place.columns[0] ?? ''))} AS key, count() AS n FROM ${identifier(place.table)}
          WHERE ${namesOneOf(place, workspaceId, keys)} GROUP BY key`,
      z.object({ key: int64(), n: int64() }),
      { pool: 'long' },
    )
    if (rows.length > 0) found.set(place.table, new Map(rows.map(({ key, n }) => [key, n])))
  }
  return found
}

/**
 * Removes every row that names them. The parts that hold such rows are written anew, so that nothing of them stays on
 * the disk: a delete that only marks rows would keep them until some later merge.
 * @param anonymise whose orders are kept, under nobody
 */
export async function removeFromWarehouse(
  warehouse: Warehouse,
  workspaceId: number,
  keys: readonly number[],
  anonymise: readonly number[],
): Promise<void> {
  if (keys.length === 0) return
  const found = await countInWarehouse(warehouse, workspaceId, keys)
  for (const place of await warehousePlaces(warehouse)) {
    if (!found.has(place.table)) continue
    if (place.table === 'order_lines' && anonymise.length > 0)
      await keepSums(warehouse, workspaceId, namesOneOf(place, workspaceId, anonymise))
    if (!place.isTidy)
      await warehouse.command({
        text: `ALTER TABLE ${identifier(place.table).text} MODIFY SETTING old_parts_lifetime = ${replacedPartsSeconds}`,
        params: {},
        isSql: true,
      })
    await warehouse.command(
      sql`ALTER TABLE ${identifier(place.table)} DELETE WHERE ${namesOneOf(place, workspaceId, keys)}`,
      { pool: 'long', settings: { mutations_sync: 2 } },
    )
  }
  if (found.has('person_overrides')) await warehouse.command(sql`SYSTEM RELOAD DICTIONARY person_now`)
  // Lists of people that live counts keep in memory; they are made again when somebody asks.
  await warehouse.command(sql`TRUNCATE TABLE IF EXISTS segment_populations`)
}

/**
 * Order lines again under nobody: sums, products and days stay, the number of the order and the coupon become others.
 * Those that stand there already, from an attempt that died, are not written twice.
 * @param which condition on the lines that are to be kept so; numbers and times only
 */
export async function keepSums(warehouse: Warehouse, workspaceId: number, which: SqlFragment): Promise<void> {
  const here = sql`workspace_id = ${numbered(workspaceId)}`
  const theirs = sql`SELECT row_key FROM order_lines WHERE ${which} AND person_key != 0`
  await warehouse.command(
    sql`
    INSERT INTO order_lines
    SELECT * EXCEPT (first_key) REPLACE (toUInt64(0) AS person_key, '' AS coupon,
      concat('~', substring(lower(hex(first_key)), 1, 16)) AS order_id)
    FROM (
      SELECT *, min(row_key) OVER (PARTITION BY person_key, order_id) AS first_key
      FROM order_lines WHERE ${which} AND person_key != 0)
    WHERE row_key NOT IN (SELECT row_key FROM order_lines WHERE ${here} AND person_key = 0 AND row_key IN (${theirs}))`,
    { pool: 'long' },
  )
}
