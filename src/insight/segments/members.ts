import { z } from 'zod'
import { customersNow } from '../../customer/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { type Snapshot, snapshotRows } from '../features/snapshots.ts'
import { type CompiledRule, membersSql } from './compile.ts'

export interface MemberPage {
  keys: number[]
  total: number
  /** Key to continue after; null at the end. */
  next: number | null
}

/** Members in the order of their keys, after a given one. */
export async function memberPage(
  warehouse: Warehouse,
  compiled: CompiledRule,
  after: number,
  limit: number,
): Promise<MemberPage> {
  const bind = createBinder('page')
  const key = bind('UInt64', after)
  const [row] = await warehouse.rows(
    sql`SELECT bitmapCardinality(members) AS total,
        arraySlice(arraySort(bitmapToArray(bitmapSubsetLimit(members, ${key} + 1, ${bind('UInt64', limit + 1)}))), 1) AS keys
      FROM (SELECT ${compiled.members} AS members FROM ${compiled.from})`,
    z.object({ total: int64(), keys: z.array(int64()) }),
  )
  const keys = row?.keys ?? []
  const page = keys.slice(0, limit)
  return { keys: page, total: row?.total ?? 0, next: keys.length > limit ? (page.at(-1) ?? null) : null }
}

/**
 * Members with their features as CSV, streamed: pseudonymous ids, never an identifier. Texts that a spreadsheet would
 * run as a formula are defused with a leading apostrophe.
 */
export function memberCsv(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot | null,
  compiled: CompiledRule,
): Promise<NodeJS.ReadableStream> {
  const bind = createBinder('csv')
  const ws = bind('UInt32', workspace.id)
  const features = snapshot
    ? sql`SELECT * FROM ${snapshotRows(workspace, snapshot, bind)}`
    : sql`SELECT * FROM customer_features WHERE 0`
  const defused = (column: 'city' | 'region' | 'country' | 'tier') => {
    const text = { text: `toString(p.${column})`, params: {}, isSql: true as const }
    return sql`if(match(${text}, '^[=+@\\t\\r-]'), concat('\\'', ${text}), ${text}) AS ${{ text: column, params: {}, isSql: true }}`
  }
  return warehouse.stream(
    sql`SELECT m.person_key AS customer_id, if(f.person_key != 0 OR p.status = 'customer', 'customer', 'prospect') AS status,
        ${defused('country')}, ${defused('region')}, ${defused('city')}, ${defused('tier')},
        if(f.person_key = 0, NULL, toString(toDate(f.first_order_at, ${bind('String', workspace.timeZone)}))) AS first_order,
        if(f.person_key = 0, NULL, toString(toDate(f.last_order_at, ${bind('String', workspace.timeZone)}))) AS last_order,
        if(f.person_key = 0, NULL, f.recency_days) AS recency_days, f.frequency AS frequency,
        f.monetary_minor AS monetary_minor, ${bind('String', workspace.currency)} AS currency, f.breadth AS breadth,
        if(f.person_key = 0, NULL, f.r) AS r, if(f.person_key = 0, NULL, f.f) AS f, if(f.person_key = 0, NULL, f.m) AS m
      FROM (${membersSql(compiled)}) AS m
      LEFT JOIN (${features}) AS f ON f.person_key = m.person_key
      LEFT JOIN ${customersNow(sql`workspace_id = ${ws}`)} AS p ON p.person_key = m.person_key
      ORDER BY customer_id
      SETTINGS format_csv_null_representation = ''`,
    'CSVWithNames',
  )
}
