import { existsSync, mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { numberOf, timeOf } from '../../../src/cli/lab/table/columns.ts'
import { openLabFile } from '../../../src/cli/lab/table/open.ts'
import { scratchFolder } from '../../../src/cli/lab/table/scratch.ts'
import { quietTask } from '../../models/real-table.ts'
import { lab, labFile } from './lab.ts'

const text = 'name,n,day\n"Ann, ""A""",1.5,2024-03-05\r\n王,,2024/3/6\n,-2e3,20240307\n'

describe('files of the lab', () => {
  it.each([
    ['CSV', 'a.csv', text],
    ['CSV with a mark', 'b.csv', `\ufeff${text}`],
    ['gzip', 'c.csv.gz', gzipSync(text)],
    ['TSV', 'd.tsv', text.replaceAll('"Ann, ""A"""', 'Ann, "A"').replaceAll(/,(?! )/g, '\t')],
  ])('reads %s into typed columns', async (_, name, content) => {
    const file = await openLabFile(labFile(name, content), quietTask)
    expect(file.columns).toEqual(['name', 'n', 'day'])
    const table = await file.read({ name: 'text', n: 'auto', day: 'time' })
    expect(table.rows).toBe(3)
    expect(table.text('name').levels).toEqual(['Ann, "A"', '王'])
    expect([...table.text('name').codes]).toEqual([0, 1, 0xffffffff])
    expect([...table.numbers('n')]).toEqual([1.5, Number.NaN, -2000])
    expect([...table.allTimes('day')].map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([
      '2024-03-05',
      '2024-03-06',
      '2024-03-07',
    ])
  })

  it('reads Parquet as the analytics engine wrote it, nulls as empty', async () => {
    const path = labFile('p.parquet', '')
    const { rmSync } = await import('node:fs')
    rmSync(path)
    const chdb = createRequire(import.meta.url)('chdb') as { query(sql: string, format: string): string }
    chdb.query(
      `SELECT number AS id, if(number = 1, NULL, number / 4) AS x, ['甲','b,"c'][number % 2 + 1] AS who,
        toDateTime64('2024-03-05 10:00:00', 3, 'UTC') AS at FROM numbers(3)
        INTO OUTFILE '${path}' FORMAT Parquet`,
      'CSV',
    )
    const file = await openLabFile(path, quietTask)
    expect(file.columns).toEqual(['id', 'x', 'who', 'at'])
    const table = await file.read({ x: 'number', who: 'text', at: 'time' })
    expect([...table.numbers('x')]).toEqual([0, Number.NaN, 0.5])
    expect(table.text('who').levels).toEqual(['甲', 'b,"c'])
    expect(table.allTimes('at')[0]).toBe(Date.UTC(2024, 2, 5, 10))
    file.close()
  })

  it('copies for the engine go with the run, and what a killed run left goes with the next', () => {
    const left = mkdtempSync(join(tmpdir(), 'liangti-lab-scratch-999999999-'))
    const scratch = scratchFolder()
    expect(existsSync(left)).toBe(false)
    expect(existsSync(scratch.path)).toBe(true)
    const second = scratchFolder()
    expect(existsSync(scratch.path)).toBe(true)
    second.remove()
    scratch.remove()
    expect(existsSync(scratch.path)).toBe(false)
  })

  it('an auto column that is not all numbers is text from its first row', async () => {
    const table = await (await openLabFile(labFile('e.csv', 'a\n007\n8\nx\n'), quietTask)).read({ a: 'auto' })
    expect(table.text('a').levels).toEqual(['007', '8', 'x'])
  })

  it.each([
    ['empty file', '', 'has no rows'],
    ['header only', 'who,day,paid\n', 'has no rows below its header'],
    ['twice the same header', 'a,a\n1,2\n', 'two columns named "a"'],
    ['a short row', 'who,day,paid\na,2024-01-01\n', 'row 2: 2 cells under 3 headers'],
    ['an open quote', 'who,day,paid\n"a,2024-01-01,1\n', 'is never closed'],
    ['a truncated gzip', gzipSync('who,day,paid\na,2024-01-01,1\n').subarray(0, 30), 'cannot be read'],
    ['not UTF-8', Buffer.from([0x77, 0x2c, 0x62, 0x0a, 0xff, 0xfe, 0x2c, 0x31, 0x0a]), 'cannot be read'],
  ])('%s: says so and leaves with 2', async (_, content, message) => {
    const { note, exitCode } = await lab(
      'rfm',
      labFile('bad.csv', content),
      '--customer',
      'who',
      '--time',
      'day',
      '--amount',
      'paid',
    )
    expect(note).toContain(message)
    expect(exitCode).toBe(2)
  })
})

describe('cells', () => {
  it('knows a number from what only looks like one', () => {
    expect([' 1.5 ', '1e3', '-0', '.5'].map(numberOf)).toEqual([1.5, 1000, -0, 0.5])
    for (const cell of ['0x10', '1,5', 'Infinity', '1_000', '', ' ', 'NaN']) expect(numberOf(cell)).toBeNaN()
  })

  it('knows days and moments, and refuses those that never were', () => {
    expect(timeOf('2024-03-05T14:30:15.250+08:00')).toBe(Date.UTC(2024, 2, 5, 6, 30, 15, 250))
    expect(timeOf('1709649015')).toBe(1_709_649_015_000)
    for (const cell of ['2024-02-30', '2024-13-01', 'yesterday', '5/3/2024', '12'])
      expect(timeOf(cell)).toBeNaN()
  })
})

describe('lab rfm', () => {
  const file = labFile(
    'orders.csv',
    'who,day,paid,order\na,2024-01-01,5,1\na,2024-01-01,7,1\na,2024-01-09,1,2\nb,2024-01-03,9,3\nc,2024-02-01,2,4\n',
  )
  it('counts rows, or orders where their column is named; leaves out what came later', async () => {
    const columns = ['--customer', 'who', '--time', 'day', '--amount', 'paid']
    const all = await lab('rfm', file, ...columns, '--bins', '2', '--json')
    expect(all.json).toMatchObject({
      customers: 3,
      asOf: '2024-02-01',
      cuts: { frequency: [1], recencyDays: [23], monetary: [9] },
    })
    const early = await lab(
      'rfm',
      file,
      ...columns,
      '--order',
      'order',
      '--as-of',
      '2024-01-05',
      '--bins',
      '2',
      '--json',
    )
    expect(early.json).toMatchObject({ customers: 2, asOf: '2024-01-05', cells: expect.any(Array) })
    expect(early.json.cells.reduce((sum: number, cell: { n: number }) => sum + cell.n, 0)).toBe(2)
  })
})
