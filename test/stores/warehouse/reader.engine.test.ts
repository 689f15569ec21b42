import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isAppError } from '../../../src/kit/errors.ts'
import { silentLog } from '../../../src/kit/log.ts'
import {
  createWarehouse,
  type RunningWarehouse,
  startWarehouseServer,
  type Warehouse,
} from '../../../src/stores/warehouse/index.ts'

const dir = mkdtempSync(join(tmpdir(), 'liangti-reader-'))
const secret = join(dir, 'secret.txt')
const loot = join(dir, 'loot.txt')
let server: RunningWarehouse
let owner: Warehouse
let reader: Warehouse

const statement = (text: string) => ({ text, params: {}, isSql: true as const })

beforeAll(async () => {
  writeFileSync(secret, 'planted\n')
  server = await startWarehouseServer({ dataDir: dir, memoryMb: 1024, log: silentLog })
  owner = createWarehouse({ ...server, log: silentLog })
  reader = createWarehouse({ url: server.url, ...server.reader, database: server.database, log: silentLog })
  await owner.command(
    statement('CREATE TABLE facts (id UInt32, label String) ENGINE = MergeTree ORDER BY id'),
  )
  await owner.command(statement("INSERT INTO facts VALUES (1, 'one'), (2, 'two')"))
})
afterAll(async () => {
  await Promise.all([owner.close(), reader.close()])
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

describe('SQL written by people, run as the reader', () => {
  it.each([
    'SELECT count() AS n FROM facts',
    'WITH t AS (SELECT id FROM facts) SELECT count() AS n FROM t INNER JOIN facts AS f USING (id)',
    "SELECT toUInt64(count()) AS n FROM numbers(2) WHERE 'file(' != '-- url('",
  ])('may read: %s', async (text) => {
    expect(await reader.rows(statement(text), z.object({ n: z.string() }))).toEqual([{ n: '2' }])
  })

  it.each([
    `SELECT * FROM file('${secret}', 'LineAsString')`,
    `SELECT * FROM FILE ( '${secret}' , LineAsString )`,
    `SELECT * FROM /* x */ \`file\`('${secret}', 'LineAsString')`,
    `SELECT * FROM numbers(1), file('${secret}', 'LineAsString')`,
    `SELECT * FROM numbers(1) AS a CROSS JOIN file('${secret}', 'LineAsString') AS b`,
    `SELECT file('${secret}') AS n`,
    `SELECT \`file\`('${secret}') AS n`,
    `SELECT arrayMap(x -> file(x), ['${secret}']) AS n`,
    `SELECT 1 IN file('${secret}', 'LineAsString')`,
    `SELECT (SELECT * FROM (SELECT * FROM file('${secret}', 'LineAsString')))`,
    `DESCRIBE TABLE file('${secret}')`,
    `SELECT 'x' INTO OUTFILE '${loot}'`,
    "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
    "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
    "SELECT * FROM executable('ls', 'TSV', 'a String')",
    "SELECT * FROM merge('system', '.*')",
    "SELECT dictGet('d', 'x', 1)",
    "SELECT * FROM numbers(1), merge('system', '.*')",
    "SELECT * FROM numbers(1) AS a, eval('SELECT 1')",
    `SELECT \`fi\\x6ce\`('${secret}') AS n`,
    `SELECT "fi\\x6ce"('${secret}') AS n`,
    `SELECT “file”('${secret}') AS n`,
    `SELECT $a$ x $a$, FILE('${secret}')`,
    `SELECT 1 /* ' */ , file('${secret}') /* ' */`,
    `SELECT 'it\\'s', file('${secret}') -- '`,
    'SELECT * FROM `sys\\x74em`.one',
    'SELECT * FROM system.processes',
    'SELECT * FROM system . one',
    'SELECT * FROM `system`.`settings`',
    'SELECT * FROM "information_schema"."tables"',
    'SELECT count() FROM facts SETTINGS max_execution_time = 0',
    'SELECT 1; DROP TABLE facts',
    'SELECT 1\n\nDROP TABLE facts',
    'DROP TABLE facts',
    'CREATE TABLE mine (id UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE mine (id UInt8)',
    "INSERT INTO facts VALUES (3, 'three')",
    'INSERT INTO facts FORMAT TabSeparated\n3\tthree\n',
    `INSERT INTO FUNCTION file('${loot}', 'TSV', 'a UInt8') SELECT 1`,
    'ALTER TABLE facts DELETE WHERE 1',
    'TRUNCATE TABLE facts',
    'SET readonly = 0',
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    'SHOW CREATE TABLE facts',
    "BACKUP TABLE facts TO File('x')",
    'SELECT sleep(3)',
  ])('may not: %s', async (text) => {
    const answer = await reader.rows(statement(text), z.unknown()).then(
      (rows) => JSON.stringify(rows),
      (error: unknown) => error,
    )
    expect(answer).toMatchObject({ code: expect.stringMatching(/^warehouse\.(refused|badQuery)$/) })
    expect(existsSync(loot)).toBe(false)
    expect(await owner.rows(statement('SELECT count() AS n FROM facts'), z.unknown())).toEqual([{ n: '2' }])
  })

  it('refuses every table function of the engine that is not known to be harmless', async () => {
    const row = z.object({ name: z.string() })
    const names = (await owner.rows(statement('SELECT name FROM system.table_functions'), row)).map(
      ({ name }) => name,
    )
    const harmless =
      /^(SQLStandardValues|values|numbers|numbers_mt|zeros|zeros_mt|generateSeries|generate_series|primes|null|view|format)$/
    const open: string[] = []
    for (const name of names.filter((name) => !harmless.test(name))) {
      const answer = await reader
        .rows(statement(`SELECT * FROM numbers(1), ${name}('a')`), z.unknown())
        .catch((error: unknown) => error)
      if (!(isAppError(answer) && answer.code === 'warehouse.refused')) open.push(name)
    }
    expect(names.length).toBeGreaterThan(50)
    expect(open).toEqual([])
  })

  it('cannot name what it reads through a parameter', async () => {
    const text = "SELECT {f:Identifier}('x') AS n, {d:Identifier}.one"
    const asked = { text, params: { f: 'file', d: 'system' }, isSql: true as const }
    await expect(reader.rows(asked, z.unknown())).rejects.toMatchObject({ code: 'warehouse.refused' })
  })

  it('cannot lift its limits through the address', async () => {
    const ask = (search: string) =>
      fetch(
        `${server.url}/?${search}&query=${encodeURIComponent("SELECT getSetting('max_execution_time')")}`,
        {
          headers: { 'X-ClickHouse-User': server.reader.user, 'X-ClickHouse-Key': server.reader.password },
        },
      ).then((response) => response.text())
    expect(await ask('max_execution_time=0')).toMatch(/READONLY|^30/)
    expect(await ask('readonly=0')).toMatch(/READONLY/)
  })

  it('shares an engine whose memory is capped as asked', async () => {
    const text = "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'"
    expect(await owner.rows(statement(text), z.unknown())).toEqual([{ value: String(1024 * 1024 * 1024) }])
    const grown = 'SELECT length(groupArray(number)) FROM numbers(2000000000)'
    await expect(owner.rows(statement(grown), z.unknown())).rejects.toMatchObject({
      code: 'warehouse.memory',
    })
    expect(await owner.rows(statement('SELECT 1 AS alive'), z.unknown())).toEqual([{ alive: 1 }])
  })

  it('is ended by its own time limit', async () => {
    const endless = statement(
      'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
    )
    await expect(reader.rows(endless, z.unknown(), { timeoutMs: 700 })).rejects.toMatchObject({
      code: 'warehouse.timeout',
    })
  })
})
