import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshWarehouse } from '../../support/warehouse.ts'
import { hostileText } from './hostile-text.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
beforeAll(async () => {
  const fresh = await freshWarehouse()
  warehouse = fresh.warehouse
  drop = fresh.drop
})
afterAll(() => drop())

/** What comes back for one parameter, with the name of its type. */
async function echo(type: string, value: unknown): Promise<{ v: unknown; type: string }> {
  const [row] = await warehouse.rows(
    { text: `SELECT {v:${type}} AS v, toTypeName(v) AS type`, params: { v: value }, isSql: true },
    z.object({ v: z.unknown(), type: z.string() }),
  )
  if (!row) throw new Error('no row came back')
  return row
}

describe('parameters on the real engine', () => {
  it('gives back any text unchanged, alone and inside arrays, tuples and maps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 5 }), async (texts) => {
        const first = texts[0] ?? ''
        const [row] = await warehouse.rows(
          {
            text: `SELECT {s:String} AS s, {n:Nullable(String)} AS n, {l:LowCardinality(String)} AS l,
              {a:Array(String)} AS a, {an:Array(Nullable(String))} AS an, {m:Map(String, String)} AS m,
              {d:Map(String, Array(String))} AS d, 'tail {s:String}' AS tail`,
            params: {
              ...{ s: first, n: first === '\\N' ? null : first, l: first, a: texts, an: [...texts, null] },
              ...{ m: new Map([[first, texts.at(-1) ?? '']]), d: new Map([[first, texts]]) },
            },
            isSql: true,
          },
          z.record(z.string(), z.unknown()),
        )
        expect(row).toEqual({
          ...{ s: first, n: first === '\\N' ? null : first, l: first, a: texts, an: [...texts, null] },
          ...{ m: { [first]: texts.at(-1) ?? '' }, d: { [first]: texts }, tail: 'tail {s:String}' },
        })
      }),
      { numRuns: 150 },
    )
  })

  it('selects by text that looks like SQL without touching anything else', async () => {
    await warehouse.command({
      text: 'CREATE TABLE people (id UInt32, label String) ENGINE = MergeTree ORDER BY id',
      params: {},
      isSql: true,
    })
    await warehouse.insert('people', ['id', 'label'], Buffer.from('1\tone\n2\ttwo\n'))
    await fc.assert(
      fc.asyncProperty(hostileText, async (label) => {
        const statement = {
          text: 'SELECT count() AS n FROM people WHERE label = {label:String}',
          params: { label },
          isSql: true as const,
        }
        expect(await warehouse.rows(statement, z.object({ n: z.string() }))).toEqual([{ n: '0' }])
      }),
      { numRuns: 60 },
    )
    expect(
      await warehouse.rows(
        { text: 'SELECT id FROM people ORDER BY id', params: {}, isSql: true },
        z.object({ id: z.int() }),
      ),
    ).toEqual([{ id: 1 }, { id: 2 }])
  })

  it.each([
    ['UInt8', 255, 255],
    ['Int64', '-9223372036854775808', '-9223372036854775808'],
    ['UInt64', '18446744073709551615', '18446744073709551615'],
    ['Int128', '170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
    ['UInt256', '0', '0'],
    ['Float64', -1.5e-9, -1.5e-9],
    ['Float32', 0.5, 0.5],
    ['Decimal(18, 4)', '12.3400', 12.34],
    ['Bool', true, true],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ['Date', '2024-02-29', '2024-02-29'],
    ['Date32', '1925-01-01', '1925-01-01'],
    ["DateTime('UTC')", '2024-02-29 23:59:59', '2024-02-29 23:59:59'],
    ["DateTime64(3, 'UTC')", '2024-02-29 23:59:59.123', '2024-02-29 23:59:59.123'],
    ["DateTime64(3, 'UTC')", '2024-02-29T23:59:59.123Z', '2024-02-29 23:59:59.123'],
    ["DateTime64(3, 'UTC')", new Date('2024-02-29T23:59:59.123Z'), '2024-02-29 23:59:59.123'],
    ["DateTime64(3, 'Asia/Shanghai')", '2024-03-01 00:00:00.000', '2024-03-01 00:00:00.000'],
    ['FixedString(3)', 'abc', 'abc'],
    ["Enum8('a' = 1, 'it\\'s' = 2)", "it's", "it's"],
    ['Nullable(UInt32)', null, null],
    ['LowCardinality(Nullable(String))', null, null],
    ['Array(UInt64)', [1, 2], ['1', '2']],
    ['Array(Array(Date))', [['2024-01-01'], []], [['2024-01-01'], []]],
    ['Array(Bool)', [true, false], [true, false]],
    ['Array(String)', [], []],
    ['Map(String, UInt8)', { a: 1, b: 2 }, { a: 1, b: 2 }],
    ['Map(String, UInt8)', {}, {}],
  ])('binds %s', async (type, value, expected) => {
    const back = await echo(type, value)
    expect(back.v).toEqual(expected)
    expect(back.type.replace(/\s/g, '')).toBe(type.replace(/\s/g, ''))
  })

  it.each([
    ['UInt8', 256],
    ['UInt8', -1],
    ['Int32', '1 OR 1=1'],
    ['Int32', '1.5'],
    ['Float64', 'sleep(1)'],
    ['Date', '2024-02-30'],
    ['Date', '2024-13-45'],
    ["DateTime64(3, 'UTC')", 'yesterday'],
    ["DateTime64(3, 'Asia/Shanghai')", '2024-03-01T00:00:00Z'],
    ['UUID', "61f0c404'"],
    ['Bool', 'maybe'],
    ['FixedString(2)', '量体'],
    ['Array(Int32)', ['1', '2)']],
    ['Array(UInt8)', [1, null]],
    ['Tuple(UInt8, String)', [1, 'a', 2]],
    ['AggregateFunction(sum, UInt8)', '1'],
    ['String) SETTINGS a', 'x'],
  ])('refuses %s of %s', async (type, value) => {
    await expect(echo(type, value)).rejects.toMatchObject({
      code: expect.stringMatching(/^warehouse\.(badValue|badQuery)$/),
    })
  })

  it('takes parameters where the grammar is narrow: limits, parametric functions, names', async () => {
    const statement = {
      text: `SELECT quantileExact({q:Float64})(number) AS median FROM (
        SELECT number FROM {t:Identifier}.numbers LIMIT {n:UInt32} OFFSET {o:UInt64})`,
      params: { q: 0.5, n: 11, o: 0, t: 'system' },
      isSql: true as const,
    }
    expect(await warehouse.rows(statement, z.object({ median: z.string() }))).toEqual([{ median: '5' }])
  })
})
