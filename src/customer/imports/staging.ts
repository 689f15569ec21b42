import { z } from 'zod'
import { newId } from '../../kit/ids.ts'
import { createBinder, identifier, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { ImportKind } from '../mapping/mapping.schema.ts'
import { raw } from './commit-shape.ts'

/**
 * Rows of an import wait in a table of their own until all of the file has been read and found good. `row_key` is what
 * makes a row this row: source, order and line number where the file numbers its lines, else everything that was mapped.
 */
const columns: Readonly<Record<ImportKind, readonly string[]>> = {
  orders: [
    'ts_ms Int64',
    'order_id String',
    'line_id String',
    'kind LowCardinality(String)',
    'product_id String',
    'product_name String',
    'category String',
    'brand String',
    'quantity Float64',
    'currency LowCardinality(String)',
    'unit_price Nullable(Float64)',
    'amount Int64',
    'discount Int64',
    'cost Nullable(Int64)',
    'channel LowCardinality(String)',
    'place_id String',
    'coupon String',
    'country LowCardinality(String)',
    'region LowCardinality(String)',
    'city LowCardinality(String)',
    'reach LowCardinality(String)',
  ],
  customers: [
    'first_seen_ms Nullable(Int64)',
    'country String',
    'region String',
    'city String',
    'gender String',
    'tier String',
    'language String',
    'birth_year UInt16',
    'reach String',
    'attributes String',
    'consents String',
    'works String',
    'lead String',
    'needs String',
  ],
  products: [
    'product_id String',
    'name String',
    'category String',
    'brand String',
    'currency String',
    'price Nullable(Int64)',
    'cost Nullable(Int64)',
    'attributes String',
  ],
  touches: [
    'ts_ms Int64',
    'campaign String',
    'kind LowCardinality(String)',
    'channel LowCardinality(String)',
    'step LowCardinality(String)',
    'outcome LowCardinality(String)',
    'reason LowCardinality(String)',
    'agent LowCardinality(String)',
    'cost Int64',
    'currency LowCardinality(String)',
    'reach LowCardinality(String)',
  ],
  events: [
    'ts_ms Int64',
    'event_id String',
    'event LowCardinality(String)',
    'product_id String',
    'category LowCardinality(String)',
    'channel LowCardinality(String)',
    'value Int64',
    'properties String',
    'reach LowCardinality(String)',
  ],
}

/** What makes a row this row, where the file numbers its rows itself. */
const numbered: Partial<Record<ImportKind, string>> = {
  orders: `line_id != '' AND order_id != '', sipHash128('line', order_id, line_id)`,
  events: `event_id != '', sipHash128('event', event_id)`,
}

const nameOf = (column: string) => column.slice(0, column.indexOf(' '))

/** Columns an import writes, in the order of the converter's line. */
export function stagingColumns(kind: ImportKind): string[] {
  return ['person_key', 'row', ...columns[kind].map(nameOf)]
}

const baseOf = (importId: string) => `import_${importId.replaceAll('-', '')}_`

/** Where rows wait while the file is read. */
export function stagingTable(importId: string): SqlFragment {
  return identifier(`${baseOf(importId)}rows`)
}

/** NULL takes part in a hash as nothing at all; written out, it is a value like others. */
function hashed(column: string): string {
  const name = nameOf(column)
  return column.includes('Nullable') ? `ifNull(toString(${name}), '-')` : name
}

/** The rows are read a few times and dropped: nothing is merged, and a part is few files, so that few are synced. */
const briefly = raw(`SETTINGS fsync_after_insert = 1, max_bytes_to_merge_at_max_space_in_pool = 1,
  min_bytes_for_wide_part = 1000000000000`)

export async function createStaging(warehouse: Warehouse, importId: string, kind: ImportKind): Promise<void> {
  const all = `sipHash128('row', person_key, ${columns[kind]
    .filter((c) => nameOf(c) !== 'reach')
    .map(hashed)
    .join(', ')})`
  const own = numbered[kind]
  const key = own === undefined ? all : `if(${own}, ${all})`
  const body: SqlFragment = {
    text: `person_key UInt64, row UInt64, ${columns[kind].join(', ')}, row_key UInt128 MATERIALIZED reinterpretAsUInt128(${key})`,
    params: {},
    isSql: true,
  }
  await warehouse.command(
    sql`CREATE TABLE ${stagingTable(importId)} (${body}) ENGINE = MergeTree ORDER BY row ${briefly}`,
  )
}

/** The tables of one attempt to commit. */
export interface StagingNames {
  rows: SqlFragment
  final: SqlFragment
}

/**
 * Takes the waiting rows for one attempt to commit, under names of its own, and fences off every earlier attempt, also
 * one whose process is alive and does not know that it has lost its lock: the rows are renamed, so nothing can be read
 * from them under the old name; then what it had prepared is dropped, which waits for statements under way. Whether it
 * had attached its parts is certain afterwards.
 * @returns null where no rows wait: the import comes from a backup, which leaves them out
 */
export async function claimStaging(warehouse: Warehouse, importId: string): Promise<StagingNames | null> {
  const base = baseOf(importId)
  const tables = await tablesLike(warehouse, base)
  const waiting = tables.find((table) => table.startsWith(`${base}rows`))
  if (waiting === undefined) return null
  // The end of an id is chance, its beginning time.
  const attempt = newId().slice(-12)
  const names = { rows: identifier(`${base}rows_${attempt}`), final: identifier(`${base}final_${attempt}`) }
  await warehouse.command(sql`RENAME TABLE ${identifier(waiting)} TO ${names.rows}`)
  // Asked again: an earlier attempt may have made its table since.
  for (const table of await tablesLike(warehouse, `${base}final`)) await drop(warehouse, table)
  return names
}

export async function dropStaging(warehouse: Warehouse, importId: string): Promise<void> {
  for (const table of await tablesLike(warehouse, baseOf(importId))) await drop(warehouse, table)
}

/** Ids of the imports that have tables, the unfinished and those whose process died before it tidied up. */
export async function stagedImports(warehouse: Warehouse): Promise<string[]> {
  const ids = new Set<string>()
  for (const table of await tablesLike(warehouse, 'import_')) {
    const parts = /^import_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_/.exec(table)
    if (parts) ids.add(parts.slice(1).join('-'))
  }
  return [...ids]
}

async function tablesLike(warehouse: Warehouse, prefix: string): Promise<string[]> {
  const bind = createBinder()
  const found = await warehouse.rows(
    sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, ${bind('String', prefix)})
        ORDER BY name`,
    z.object({ name: z.string() }),
  )
  return found.map(({ name }) => name)
}

function drop(warehouse: Warehouse, table: string): Promise<void> {
  return warehouse.command(sql`DROP TABLE IF EXISTS ${identifier(table)} SYNC`)
}
