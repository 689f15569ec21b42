import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { declaredErrors } from '../../../src/kit/errors.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { sql } from '../../../src/kit/sql.ts'
import { asWarehouseError } from '../../../src/stores/warehouse/engine-errors.ts'
import { createWarehouse, defineQuery, int64, warehouseErrors } from '../../../src/stores/warehouse/index.ts'
import { settingsFor } from '../../../src/stores/warehouse/run-options.ts'
import { settingsChange, settingsOf } from '../../../src/stores/warehouse/server/settings.ts'

describe('int64', () => {
  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['-9007199254740991', -9_007_199_254_740_991],
    ['0', 0],
    [12, 12],
  ])('reads %s exactly', (value, expected) => {
    expect(int64().parse(value)).toBe(expected)
  })

  it.each(['9007199254740992', '-9007199254740993', '1.5', '', ' 1', '1e3', 'x', null])(
    'refuses %s',
    (value) => {
      expect(int64().safeParse(value).success).toBe(false)
    },
  )

  it('says what to do beyond 2^53', () => {
    expect(int64().safeParse('9007199254740992').error?.issues[0]?.message).toContain('select it as a string')
  })
})

describe('defineQuery', () => {
  const base = { row: z.object({}), text: sql`SELECT {day:Date}` }
  it('fails at start for a name taken twice or a parameter nobody declares', () => {
    defineQuery({ ...base, name: 'test.taken', params: z.object({ day: z.string() }) })
    expect(() => defineQuery({ ...base, name: 'test.taken', params: z.object({ day: z.string() }) })).toThrow(
      'twice',
    )
    expect(() => defineQuery({ ...base, name: 'test.other', params: z.object({}) })).toThrow('day')
    expect(() => defineQuery({ ...base, name: 'Test', params: z.object({ day: z.string() }) })).toThrow(
      'must read like',
    )
  })
})

describe('settings', () => {
  const limits = { defaultSeconds: 30, maxSeconds: 100, defaultMemoryBytes: 1_000, maxMemoryBytes: 2_000 }
  it('always bound time and memory, whatever is asked for', () => {
    const asked = (search: string) => {
      const settings = settingsOf(new URLSearchParams(search), limits)
      return [
        settings.get('max_execution_time'),
        settings.get('max_memory_usage'),
        settings.get('async_insert'),
      ]
    }
    expect(asked('')).toEqual(['30', '1000', '0'])
    expect(asked('max_execution_time=0&max_memory_usage=0&async_insert=1')).toEqual(['100', '2000', '0'])
    expect(asked('max_execution_time=1e9&max_memory_usage=5')).toEqual(['100', '5', '0'])
    expect(() => asked('max_execution_time=-1')).toThrow()
    expect(() => asked("max_execution_time=1'")).toThrow()
  })

  it.each(['format_schema=x', 'readonly_x=1', 'user_files_path=/', "a'b=1", 'http_headers=1'])(
    'do not admit %s',
    (search) => {
      expect(() => settingsOf(new URLSearchParams(search), limits)).toThrow(
        expect.objectContaining({ engineCode: 452 }),
      )
    },
  )

  it('are changed by their difference alone, values quoted', () => {
    expect(
      settingsChange(
        new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
        new Map([
          ['a', '1'],
          ['c', "x'; DROP"],
        ]),
      ),
    ).toBe("SET c = 'x\\'; DROP', b = DEFAULT")
    expect(settingsChange(new Map([['a', '1']]), new Map([['a', '1']]))).toBeNull()
  })

  it('of a call tell the engine which calls are long', () => {
    expect(settingsFor(undefined)).toMatchObject({ max_execution_time: 25, async_insert: 0 })
    expect(settingsFor({ pool: 'long' }).max_execution_time).toBe(1800)
    expect(settingsFor({ pool: 'long', timeoutMs: 1_000 }).max_execution_time).toBeGreaterThan(30)
    expect(settingsFor({ timeoutMs: 90_000 }).max_execution_time).toBe(30)
    expect(() => settingsFor({ settings: { readonly: 0 } })).toThrow('not on the list')
  })
})

describe('createWarehouse', () => {
  it('says that the engine does not answer, without its password', async () => {
    const warehouse = createWarehouse({ url: 'http://someone:pass-word@127.0.0.1:9/db', log: silentLog })
    const failure: unknown = await warehouse.rows(sql`SELECT 1`, z.unknown()).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'warehouse.unavailable', kind: 'unavailable', retryable: true })
    expect(String(failure)).toContain('http://127.0.0.1:9/db')
    expect(String(failure)).not.toContain('pass-word')
    await warehouse.close()
  })

  it('refuses table and column names that are not plain', async () => {
    const warehouse = createWarehouse({ url: 'http://127.0.0.1:9', log: silentLog })
    await expect(warehouse.insert('t; DROP TABLE x', [], Buffer.from(''))).rejects.toThrow('plain identifier')
    await expect(warehouse.insert('t', ['a) VALUES (1)'], Buffer.from(''))).rejects.toThrow(
      'plain identifier',
    )
    await warehouse.close()
  })
})

describe('asWarehouseError', () => {
  const of = (code: string, message: string, type = 'SOME_TYPE') =>
    asWarehouseError(new ClickHouseError({ code, message, type }), 'a query', 'http://127.0.0.1:1')
  it.each([
    ['241', 'warehouse.memory'],
    ['159', 'warehouse.timeout'],
    ['60', 'warehouse.unknownTable'],
    ['81', 'warehouse.unknownTable'],
    ['62', 'warehouse.badQuery'],
    ['27', 'warehouse.badValue'],
    ['202', 'warehouse.busy'],
    ['243', 'warehouse.diskFull'],
    ['516', 'warehouse.refused'],
    ['236', 'warehouse.unavailable'],
    ['999', 'warehouse.failed'],
  ])(
    "gives engine error %s its own name and keeps the engine's text out of the message",
    (code, expected) => {
      const error = of(code, 'row value 13800138000')
      expect(error.code).toBe(expected)
      expect(error.in('en') + error.in('zh-CN')).not.toContain('13800138000')
    },
  )

  it('knows a full disk by whatever the engine was doing', () => {
    expect(of('75', 'Cannot write to file, errno: 28, strerror: No space left on device').code).toBe(
      'warehouse.diskFull',
    )
  })

  it('takes a lost connection for an engine that does not answer', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    expect(asWarehouseError(reset, 'q', 'http://127.0.0.1:1')).toMatchObject({
      code: 'warehouse.unavailable',
      retryable: true,
    })
  })
})

describe('warehouseErrors', () => {
  it('speak both languages and say what to do', () => {
    const own = declaredErrors().filter(({ code }) => code.startsWith('warehouse.'))
    expect(own.map(({ code }) => code.slice('warehouse.'.length)).sort()).toEqual(
      Object.keys(warehouseErrors).sort(),
    )
    const error = warehouseErrors.memory({ query: 'insight.rfm', code: 241 })
    expect(error.in('en')).toContain('insight.rfm')
    expect(error.in('zh-CN')).toMatch(/内存.*241/)
  })
})
