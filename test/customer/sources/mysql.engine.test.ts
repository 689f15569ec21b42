import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type MysqlServer, mysqlPlace, startMysql } from '../../support/mysql-server.ts'
import { openProxy } from './breaking-proxy.ts'
import { keepsTheContract } from './contract.ts'
import { openSourceBench, orderMapping, orders, type SourceBench } from './support.ts'

const place = mysqlPlace()
const password = 'a-reader-of-the-shop'
const account = [
  'CREATE DATABASE shop CHARACTER SET utf8mb4',
  `CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY '${password}'`,
  "CREATE USER 'reader'@'localhost' IDENTIFIED BY 'a-reader-of-the-shop'",
  "GRANT SELECT ON shop.* TO 'reader'@'127.0.0.1'",
  "GRANT SELECT ON shop.* TO 'reader'@'localhost'",
]
const table =
  'CREATE TABLE shop.`Order lines` (id VARCHAR(60) PRIMARY KEY, who VARCHAR(80), at DATETIME(3), paid DECIMAL(12,2), `note ``x```  TEXT)'

const time = (iso: string) => iso.replace('T', ' ').replace('Z', '')
const insert = (server: MysqlServer, rows: ReturnType<typeof orders>) =>
  server.run(
    ...rows.map(
      ({ id, who, at, paid }) =>
        `INSERT INTO shop.\`Order lines\` VALUES ('${id}', '${who}', '${time(at)}', ${paid}, '${'x'.repeat(300)}')`,
    ),
  )
const settingsOf = ({ host, port }: { host: string; port: number }) => ({
  host,
  port,
  database: 'shop',
  user: 'reader',
  tls: 'off',
  table: 'Order lines',
  cursorColumn: 'at',
  tieColumn: 'id',
})

if (place === null) it.skip('MySQL: npm brings no server for this platform', () => {})
else {
  keepsTheContract('mysql', async () => {
    const server = await startMysql(place)
    await server.run(...account, table)
    const proxy = await openProxy(server)
    const settings = settingsOf({ host: '127.0.0.1', port: proxy.port })
    return {
      settings,
      secrets: { password },
      wrong: { settings, secrets: { password: 'not-the-password' } },
      put: async (from, to) => {
        await insert(server, orders(from, to))
      },
      breaksOff: (breaks) => proxy.cutAt(breaks ? 'O-50' : null),
      close: async () => {
        await proxy.close()
        await server.close()
      },
    }
  })

  describe('a MySQL table', () => {
    let bench: SourceBench
    let server: MysqlServer
    beforeAll(async () => {
      bench = await openSourceBench()
      server = await startMysql(place)
      await server.run(...account, table)
    })
    afterAll(async () => {
      await server?.close()
      await bench?.close()
    })
    const make = (settings: object, more: object = {}) =>
      bench.make({
        kind: 'mysql',
        secrets: { password },
        settings: { ...settingsOf(server), ...settings },
        ...more,
      })

    it('passes over no row that shares its time with another, nor one that came late', async () => {
      const id = await make({})
      const same = orders(0, 4).map((one) => ({ ...one, at: '2026-03-01T10:00:00.000Z' }))
      await insert(server, same.slice(0, 2))
      expect(await bench.run(id)).toMatchObject({ stored: 2 })
      await insert(server, same.slice(2))
      expect(await bench.run(id)).toMatchObject({ stored: 2 })
      const now = new Date()
      const [late] = orders(10, 11)
      const [later] = orders(11, 12)
      if (!late || !later) throw new Error('no orders')
      await insert(server, [{ ...late, at: now.toISOString() }])
      expect(await bench.run(id)).toMatchObject({ stored: 1 })
      // A transaction that began earlier than what was read, and ended later.
      await insert(server, [{ ...later, at: new Date(now.getTime() - 60_000).toISOString() }])
      expect(await bench.run(id)).toMatchObject({ stored: 1 })
      expect(await bench.lines()).toBe(6)
    })

    it('reads by a growing number, and a table without any cursor whole', async () => {
      await server.run(
        'CREATE TABLE shop.numbered (n BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, id VARCHAR(60), who VARCHAR(80), at TIMESTAMP(3) NULL, paid DECIMAL(12,2))',
        ...orders(100, 103).map(
          ({ id, who, at, paid }) =>
            `INSERT INTO shop.numbered (id, who, at, paid) VALUES ('${id}', '${who}', '${time(at)}', ${paid})`,
        ),
      )
      const numbered = await make({ table: 'numbered', cursorColumn: 'n', tieColumn: '' })
      expect(await bench.run(numbered)).toMatchObject({ state: 'done', stored: 3 })
      // Beyond what a double holds exactly.
      await server.run(
        "INSERT INTO shop.numbered VALUES (18446744073709551611, 'O-900', 'C-1', '2026-02-01 00:00:00', 1.10)",
      )
      expect(await bench.run(numbered)).toMatchObject({ state: 'done', stored: 1 })
      expect(await bench.run(numbered)).toMatchObject({ state: 'done', stored: 0 })
      expect(await bench.cursor(numbered)).toMatchObject({ at: '18446744073709551611' })
      const whole = await make({ table: 'numbered', cursorColumn: '', tieColumn: '' })
      expect(await bench.run(whole)).toMatchObject({ state: 'done', stored: 0, repeated: 4 })
    })

    it('keeps amounts to the cent, moments in UTC and every character', async () => {
      await server.run(
        'CREATE TABLE shop.kinds (id VARCHAR(60) PRIMARY KEY, who VARCHAR(80), at TIMESTAMP(3) NULL, paid DECIMAL(14,2), goods VARCHAR(80))',
        "SET time_zone = '+09:00'",
        "INSERT INTO shop.kinds VALUES ('K-1', '王 芳', '2026-05-01 08:00:00.123', 4503599627370497.25 / 100000, '碧螺春 🍵 ''x'' \\\\')",
      )
      const before = await bench.lines()
      const id = await make(
        { table: 'kinds' },
        {
          mapping: { ...orderMapping, fields: { ...orderMapping.fields, product_id: { column: 'goods' } } },
        },
      )
      expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 1 })
      expect(await bench.lines()).toBe(before + 1)
      const rows = await bench.stores.warehouse.rows(
        sql`SELECT amount_minor AS amount, toUnixTimestamp64Milli(ts) AS at, product_id AS product
            FROM order_lines WHERE order_id = 'K-1'`,
        z.object({ amount: int64(), at: int64(), product: z.string() }),
      )
      expect(rows).toEqual([
        {
          amount: 4_503_599_627_370,
          at: Date.parse('2026-05-01T08:00:00.123+09:00'),
          product: "碧螺春 🍵 'x' \\",
        },
      ])
    })

    it('takes names for names, says which is missing, and what it may not read', async () => {
      const wanted = [
        { table: 'x; DROP TABLE shop.`Order lines`' },
        { table: '`Order lines` --' },
        { cursorColumn: 'at`) OR 1=1 --' },
        { tieColumn: `id'` },
      ]
      for (const settings of wanted)
        expect(await bench.run(await make(settings))).toMatchObject({
          state: 'failed',
          code: 'source.missing',
        })
      expect(await bench.run(await make({ tieColumn: '' }))).toMatchObject({ code: 'source.noTie' })
      const nowhere = await bench.run(await make({ database: 'nowhere' }))
      // Who may not see a database is not told whether it exists.
      expect(nowhere).toMatchObject({ state: 'failed', code: 'source.badCredential' })
      const [rows] = await server.run('SELECT count(*) AS n FROM shop.`Order lines`')
      expect(rows).toEqual([{ n: 6 }])
    })
  })
}
