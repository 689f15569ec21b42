import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenize } from '../../../src/stores/warehouse/server/lexer.ts'
import { encodeParameter } from '../../../src/stores/warehouse/server/literals.ts'
import { readStatement } from '../../../src/stores/warehouse/server/statement.ts'
import { hostileText, tsv } from './hostile-text.ts'

const shape = (sql: string) =>
  [...tokenize(sql)].map((token) => (token.kind === 'string' ? 'string' : token.text))
const read = (sql: string, params: Record<string, string> = {}) =>
  readStatement(sql, new Map(Object.entries(params)))

describe('readStatement', () => {
  it('never lets a value change the shape of the statement', () => {
    const plain = shape(read('SELECT {v:String} AS v -- {v:String}\nFROM t', { v: 'x' }).text)
    fc.assert(
      fc.property(hostileText, (value) => {
        expect(shape(read('SELECT {v:String} AS v -- {v:String}\nFROM t', { v: tsv(value) }).text)).toEqual(
          plain,
        )
      }),
    )
  })

  it('never lets the values of an array or map change the shape', () => {
    const quote = (value: string) => `'${tsv(value)}'`
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        const array = shape(encodeParameter('v', 'Array(String)', `[${quote(a)},${quote(b)}]`))
        expect(array).toEqual(shape("_CAST(['',''],'')"))
        const map = shape(encodeParameter('v', 'Map(String, Array(String))', `{${quote(a)}:[${quote(b)}]}`))
        expect(map).toEqual(shape("_CAST(map('',['']),'')"))
      }),
    )
  })

  it('passes on or refuses any text whatever as any kind of value, and never breaks out', () => {
    const types = [
      'UInt8',
      'Int64',
      'Float64',
      'Date',
      "DateTime64(3, 'UTC')",
      'Decimal(18, 2)',
      'UUID',
      'Bool',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...types, 'Array(Int8)', 'Tuple(String, Date)', 'Map(String, Bool)'),
        hostileText,
        (type, raw) => {
          let literal: string
          try {
            literal = encodeParameter('v', type, raw)
          } catch (error) {
            expect(error).toMatchObject({ engineCode: 457 })
            return
          }
          // One literal, or one _CAST of literals: nothing else can come out.
          for (const part of shape(literal)) expect(part).toMatch(/^(string|_CAST|NULL|MAP|TUPLE|[()[\],])$/)
        },
      ),
    )
  })

  it.each([
    ["SELECT '{v:String}'", "SELECT '{v:String}'"],
    ['SELECT `{v:String}` FROM t', 'SELECT `{v:String}` FROM t'],
    [
      'SELECT 1 /* {v:String} /* nested */ {v:String} */',
      'SELECT 1 /* {v:String} /* nested */ {v:String} */',
    ],
    ['SELECT 1 -- {v:String}', 'SELECT 1 -- {v:String}'],
    ['SELECT 1 # {v:String}\n, {v:String}', "SELECT 1 # {v:String}\n, 'x'"],
    ['SELECT $a$ {v:String} $a$, {v:String}', "SELECT $a$ {v:String} $a$, 'x'"],
    ["SELECT 'it''s {v:String}', {v:String}", "SELECT 'it''s {v:String}', 'x'"],
    ["SELECT 'a\\'{v:String}', {v:String}", "SELECT 'a\\'{v:String}', 'x'"],
    ['SELECT ‘{v:String}’, { v : String }', "SELECT ‘{v:String}’, 'x'"],
    ["SELECT {e:Enum8('}' = 1)}", "SELECT _CAST('}', 'Enum8(\\'}\\' = 1)')"],
    ['SELECT * FROM {t:Identifier}', 'SELECT * FROM `a``; DROP`'.replace('``', '\\`')],
  ])('takes placeholders only where the engine would: %s', (sql, expected) => {
    expect(read(sql, { v: 'x', e: '}', t: 'a`; DROP' }).text).toBe(expected)
  })

  it.each([
    ['SELECT 1; SELECT 2', 62],
    ['SELECT 1;; -- end\n;', null],
    ['SET max_threads = 1', 48],
    ['USE other', 48],
    ["SELECT 'open", 62],
    ['SELECT /* open', 62],
    ['', 62],
    ['SELECT {missing:String}', 456],
    ['SELECT {v:Nothing}', 457],
    ['SELECT {v:Array(String}', 457],
    ["SELECT {v:DateTime('UTC') , 'x'}", 457],
  ])('%s gives %s', (sql, code) => {
    const act = () => read(sql, { v: 'x' })
    if (code === null) expect(act).not.toThrow()
    else expect(act).toThrow(expect.objectContaining({ engineCode: code }))
  })

  it.each([
    ['INSERT INTO t (a, b) FORMAT TabSeparated', 'TabSeparated', ''],
    [
      'INSERT INTO t FORMAT JSONEachRow\n{"a": "it\'s {v:String}"}',
      'JSONEachRow',
      '{"a": "it\'s {v:String}"}',
    ],
    ['INSERT INTO `format` (`values`) FORMAT Native', 'Native', ''],
  ])('finds where the data of an insert begins: %s', (sql, format, inline) => {
    expect(read(sql).insert).toMatchObject({ format, inline })
  })

  it('tells inserts from a query apart, and their format clause', () => {
    expect(read('INSERT INTO t SELECT 1 FORMAT Null').insert).toBeNull()
    expect(read("INSERT INTO t FORMAT Values (1, ';')").insert).toBeNull()
    expect(() => read('INSERT INTO t VALUES (1); DROP TABLE t')).toThrow(
      expect.objectContaining({ engineCode: 62 }),
    )
    expect(read('INSERT INTO {t:Identifier} (a) FORMAT CSV', { t: 'a' }).insert?.head).toBe(
      'INSERT INTO `a` (a) ',
    )
    expect(read('SELECT format(a, b) FROM t FORMAT JSON SETTINGS max_threads = 1').format).toBe('JSON')
    expect(read("SELECT 'x' AS a, (SELECT 1 FORMAT CSV)").format).toBeNull()
  })
})
