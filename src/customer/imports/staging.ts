import { identifier, type SqlFragment, sql } from '../../kit/sql.ts'
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
}

const nameOf = (column: string) => column.slice(0, column.indexOf(' '))

/** Columns an import writes, in the order of the converter's line. */
export function stagingColumns(kind: ImportKind): string[] {
  return ['person_key', 'row', ...columns[kind].map(nameOf)]
}

export interface StagingNames {
  rows: SqlFragment
  final: SqlFragment
}

export function stagingNames(importId: string): StagingNames {
  const base = `import_${importId.replaceAll('-', '')}`
  return { rows: identifier(`${base}_rows`), final: identifier(`${base}_final`) }
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
  const { rows } = stagingNames(importId)
  const all = `sipHash128('row', person_key, ${columns[kind]
    .filter((c) => nameOf(c) !== 'reach')
    .map(hashed)
    .join(', ')})`
  const key =
    kind === 'orders'
      ? `if(line_id != '' AND order_id != '', sipHash128('line', order_id, line_id), ${all})`
      : all
  const body: SqlFragment = {
    text: `person_key UInt64, row UInt64, ${columns[kind].join(', ')}, row_key UInt128 MATERIALIZED reinterpretAsUInt128(${key})`,
    params: {},
    isSql: true,
  }
  await warehouse.command(sql`CREATE TABLE ${rows} (${body}) ENGINE = MergeTree ORDER BY row ${briefly}`)
}

export async function dropStaging(warehouse: Warehouse, importId: string): Promise<void> {
  const { rows, final } = stagingNames(importId)
  await warehouse.command(sql`DROP TABLE IF EXISTS ${final} SYNC`)
  await warehouse.command(sql`DROP TABLE IF EXISTS ${rows} SYNC`)
}
