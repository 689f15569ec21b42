import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUploads } from '../../../src/customer/imports/uploads.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const content = () => Readable.from([Buffer.from('id,amount\n1,2\n')])
const open = (dir: string, createWriter?: (path: string) => Writable) =>
  createUploads({
    ledger: bench.stores.ledger,
    vaultOf: async () => bench.vault,
    dir,
    ...(createWriter ? { createWriter } : {}),
  })

describe('an upload', () => {
  it('onto a full disk leaves nothing behind and says so', async () => {
    const dir = join(bench.dir, 'full')
    const full = () =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
      })
    await expect(open(dir, full).store(bench.workspace, 'big.csv', content())).rejects.toMatchObject({
      code: 'import.diskFull',
    })
    expect(readdirSync(dir)).toEqual([])
    expect(
      await bench.stores.ledger.db
        .selectFrom('uploads')
        .select('id')
        .where('file_name', '=', 'big.csv')
        .execute(),
    ).toEqual([])
  })

  it('into a place that cannot be written names it', async () => {
    const file = join(bench.dir, 'a-file')
    writeFileSync(file, '')
    await expect(
      open(join(file, 'uploads')).store(bench.workspace, 'x.csv', content()),
    ).rejects.toMatchObject({ code: 'import.notWritable' })
    if (process.getuid?.() !== 0) {
      const locked = join(bench.dir, 'locked')
      mkdirSync(locked)
      chmodSync(locked, 0o500)
      await expect(open(locked).store(bench.workspace, 'x.csv', content())).rejects.toMatchObject({
        code: 'import.notWritable',
      })
    }
  })

  it('of nothing is refused', async () => {
    await expect(
      open(join(bench.dir, 'none')).store(bench.workspace, 'x.csv', Readable.from([])),
    ).rejects.toMatchObject({ code: 'import.emptyFile' })
  })

  it('that was changed on disk is not imported', async () => {
    const dir = join(bench.dir, 'changed')
    const { fileId } = await open(dir).store(bench.workspace, 'x.csv', content())
    writeFileSync(join(dir, fileId), 'something else entirely')
    const source = await open(dir).open(bench.workspace, fileId)
    await expect(source.open().toArray()).rejects.toMatchObject({ code: 'import.damagedUpload' })
  })
})

describe('a mapping that does not fit', () => {
  const base = { kind: 'orders', fields: { ts: { column: 'time' }, amount: { column: 'amount' } } }
  it.each([
    [
      'names a column the file lacks',
      { ...base, fields: { ...base.fields, city: { column: 'town' } } },
      'import.unknownColumn',
    ],
    [
      'uses such a column in an expression',
      { ...base, fields: { ...base.fields, city: { expression: 'upper(town)' } } },
      'import.unknownColumn',
    ],
    [
      'fills a field there is not',
      { ...base, fields: { ...base.fields, colour: { column: 'time' } } },
      'import.unknownField',
    ],
    [
      'leaves out what is needed',
      { ...base, fields: { amount: { column: 'amount' } } },
      'import.missingField',
    ],
    ['names an unknown currency', { ...base, currency: 'XQZ' }, 'import.unknownCurrency'],
    ['names an unknown zone', { ...base, timeZone: 'Mars/Base' }, 'import.unknownZone'],
    [
      'has a wrong date format',
      { ...base, fields: { ...base.fields, ts: { column: 'time', format: 'dd/mm/yyyy' } } },
      'import.badFormat',
    ],
    [
      'has a wrong expression',
      { ...base, fields: { ...base.fields, city: { expression: '1 +' } } },
      'import.badExpression',
    ],
  ])('%s is refused whole', async (_, mapping, code) => {
    const path = bench.file('bad.csv', 'time,amount\n2024-01-01,5\n')
    await expect(
      bench.customer.imports.run(bench.workspace, { path, mapping: mappingSchema.parse(mapping) }),
    ).rejects.toMatchObject({ code })
    const [row] = await bench.stores.ledger.db
      .selectFrom('imports')
      .select(['status', 'error'])
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(row).toMatchObject({ status: 'failed', error: { code } })
  })

  it('and a row in an unknown currency is kept as rejected', async () => {
    const path = bench.file(
      'currency.csv',
      'time,amount,cur\n2024-01-01,5,EUR\n2024-01-01,5,XQZ\n2024-01-01,500,JPY\n',
    )
    const mapping = mappingSchema.parse({ ...base, fields: { ...base.fields, currency: { column: 'cur' } } })
    const summary = await bench.customer.imports.run(bench.workspace, { path, mapping })
    expect(summary).toMatchObject({ read: 3, stored: 2, rejected: 1 })
    expect(summary.reasons[0]).toMatchObject({ code: 'unknown_currency', field: 'currency' })
  })
})
