import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { migrateLedger, openLedger } from '../../../src/stores/ledger/index.ts'
import { migrations } from '../../../src/stores/ledger/migrations/index.ts'
import { testDatabaseUrl } from '../../support/ledger.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.close())

const mapping = (source = 'file') => ({
  version: 1 as const,
  kind: 'orders' as const,
  source,
  repeats: 'drop' as const,
  fields: { customer: { column: 'who' }, ts: { column: 'at' }, amount: { column: 'paid' } },
  attributes: {},
})

describe('files that people bring', () => {
  it('belong to one source for each set of columns and each system', async () => {
    const rows = (n: number) => `who,at,paid\nC-${n},2026-01-0${n} 10:00:00,12.50\n`
    const run = (name: string, content: string, source?: string) =>
      bench.customer.imports.run(bench.workspace, {
        path: bench.file(name, content),
        mapping: mapping(source),
      })
    const first = await run('january.csv', rows(1))
    const second = await run('february.csv', rows(2))
    const other = await run('pos.csv', rows(3), 'pos')
    const wider = await run('march.csv', 'who,at,paid,note\nC-4,2026-01-04 10:00:00,3,x\n')
    const found = await bench.stores.ledger.db
      .selectFrom('imports')
      .innerJoin('sources', 'sources.id', 'imports.source_id')
      .select(['imports.id', 'sources.id as source', 'sources.name', 'sources.kind', 'sources.brings'])
      .execute()
    const of = (one: { importId: string }) => found.find(({ id }) => id === one.importId)
    expect(of(first)).toMatchObject({ name: 'january.csv', kind: 'upload', brings: 'orders' })
    expect(of(second)?.source).toBe(of(first)?.source)
    expect(new Set([first, other, wider].map((one) => of(one)?.source)).size).toBe(3)
  })
})

describe('a ledger of before', () => {
  it('gives every import that read its columns to a source', async () => {
    const name = `t_${randomBytes(8).toString('hex')}`
    const admin = new pg.Client(testDatabaseUrl())
    await admin.connect()
    await admin.query(`CREATE DATABASE ${name}`)
    const url = new URL(testDatabaseUrl())
    url.pathname = `/${name}`
    const ledger = await openLedger({ url: url.href, log: silentLog, connections: 2 })
    try {
      const until = migrations.findIndex(({ id }) => id === '0009-sources')
      await migrateLedger(ledger, migrations.slice(0, until))
      await ledger.pool.query(
        "INSERT INTO workspaces (slug, name, currency, time_zone) VALUES ('old', 'Old', 'CNY', 'Asia/Shanghai')",
      )
      const insert = (file: string, header: string[], status: string) =>
        ledger.pool.query(
          `INSERT INTO imports (id, workspace_id, kind, file_name, bytes, mapping, header, status, created_at)
           VALUES ($1, 1, 'orders', $2, 1, $3, $4, $5, now())`,
          [newId(), file, JSON.stringify(mapping()), JSON.stringify(header), status],
        )
      await insert('a.csv', ['who', 'at', 'paid'], 'done')
      await insert('b.csv', ['who', 'at', 'paid'], 'failed')
      await insert('c.csv', ['who', 'at'], 'done')
      await insert('unread.csv', [], 'failed')
      expect(await migrateLedger(ledger)).toContain('0009-sources')
      const { rows } = await ledger.pool.query(
        'SELECT i.file_name, s.name FROM imports i LEFT JOIN sources s ON s.id = i.source_id ORDER BY 1',
      )
      expect(rows).toEqual([
        { file_name: 'a.csv', name: 'b.csv' },
        { file_name: 'b.csv', name: 'b.csv' },
        { file_name: 'c.csv', name: 'c.csv' },
        { file_name: 'unread.csv', name: null },
      ])
    } finally {
      await ledger.close()
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.end()
    }
  })
})
