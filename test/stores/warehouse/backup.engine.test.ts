import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import {
  exportTables,
  importTables,
  type Migration,
  migrate,
  type Warehouse,
} from '../../../src/stores/warehouse/index.ts'
import { type FreshWarehouse, freshWarehouse } from '../../support/warehouse.ts'

const schema: Migration[] = [
  {
    id: '0001-test',
    statements: [
      `CREATE TABLE IF NOT EXISTS plain (id UInt64, label String, tags Array(LowCardinality(String)), at DateTime64(3, 'UTC'),
        props JSON, maybe Nullable(Int64), upper String MATERIALIZED upper(label)) ENGINE = MergeTree ORDER BY id`,
      'CREATE TABLE IF NOT EXISTS latest (id UInt64, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY id',
      'CREATE TABLE IF NOT EXISTS states (k UInt8, u AggregateFunction(uniqExact, UInt64)) ENGINE = AggregatingMergeTree ORDER BY k',
      'CREATE TABLE IF NOT EXISTS empty (id UInt64) ENGINE = MergeTree ORDER BY id',
      'CREATE VIEW IF NOT EXISTS seen AS SELECT id FROM plain',
    ],
  },
]
const dir = mkdtempSync(join(tmpdir(), 'liangti-backup-'))
let from: FreshWarehouse
let to: FreshWarehouse

beforeAll(async () => {
  from = await freshWarehouse()
  to = await freshWarehouse()
  for (const { warehouse } of [from, to]) await migrate(warehouse, schema)
  await from.warehouse.command(sql`INSERT INTO plain (id, label, tags, at, props, maybe)
    SELECT number, concat('行 ', toString(number), '\n\n'), ['a', toString(number % 3)], toDateTime64('2024-01-01 00:00:00.123', 3, 'UTC') + number,
      toJSONString(map('k', number)), if(number % 2 = 0, NULL, -toInt64(number)) FROM numbers(70000)`)
  for (const v of [sql`1`, sql`2`])
    await from.warehouse.command(sql`INSERT INTO latest SELECT number, ${v} FROM numbers(1000)`)
  await from.warehouse.command(
    sql`INSERT INTO states SELECT number % 5, uniqExactState(number) FROM numbers(1000) GROUP BY number % 5`,
  )
})
afterAll(async () => {
  await Promise.all([from.drop(), to.drop()])
  rmSync(dir, { recursive: true, force: true })
})

async function fingerprint(warehouse: Warehouse): Promise<unknown> {
  return warehouse.rows(
    sql`SELECT (SELECT sum(cityHash64(id, label, tags, at, toString(props), maybe, upper)) FROM plain) AS plain,
      (SELECT sum(cityHash64(id, v)) FROM latest FINAL) AS latest,
      (SELECT groupArray((k, u)) FROM (SELECT k, uniqExactMerge(u) AS u FROM states GROUP BY k ORDER BY k)) AS states`,
    z.unknown(),
  )
}

describe('exportTables and importTables', () => {
  it('bring every stored value back', async () => {
    const written = await exportTables(from.warehouse, dir)
    expect(written.map(({ table, rows }) => [table, rows])).toEqual([
      ['empty', 0],
      ['latest', 1_000],
      ['plain', 70_000],
      ['states', 5],
    ])
    expect(await importTables(to.warehouse, dir)).toEqual(written)
    expect(await fingerprint(to.warehouse)).toEqual(await fingerprint(from.warehouse))
  })

  it('refuse a target that holds rows, before storing any', async () => {
    await expect(importTables(to.warehouse, dir)).rejects.toMatchObject({ code: 'warehouse.restoreTarget' })
  })

  it('refuse a damaged, a half and a foreign backup', async () => {
    const fresh = await freshWarehouse()
    await migrate(fresh.warehouse, schema)
    appendFileSync(join(dir, 'latest.native'), 'x')
    await expect(importTables(fresh.warehouse, dir)).rejects.toMatchObject({
      code: 'warehouse.backupDamaged',
      params: { file: join(dir, 'latest.native') },
    })
    rmSync(join(dir, 'warehouse.json'))
    await expect(importTables(fresh.warehouse, dir)).rejects.toMatchObject({
      code: 'warehouse.backupDamaged',
    })
    writeFileSync(join(dir, 'warehouse.json'), '{"format":"other"}')
    await expect(importTables(fresh.warehouse, dir)).rejects.toMatchObject({
      code: 'warehouse.backupDamaged',
    })
    await fresh.drop()
  })

  it('says which step of the schema is missing', async () => {
    const fresh = await freshWarehouse()
    await migrate(fresh.warehouse, [])
    await exportTables(from.warehouse, dir)
    await expect(importTables(fresh.warehouse, dir)).rejects.toMatchObject({
      code: 'warehouse.restoreTarget',
      params: { problem: 'schema step 0001-test has not been taken' },
    })
    await fresh.drop()
  })
})
