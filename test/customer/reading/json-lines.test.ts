import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { damagedRow } from '../../../src/customer/reading/json-lines.ts'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import type { FileSource } from '../../../src/customer/reading/source.ts'

const source = (content: string | Buffer, piece = 50_000): FileSource => {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'utf8')
  function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  }
  return {
    name: 'events.ndjson',
    bytes: bytes.length,
    open: () => Readable.from(pieces(), { objectMode: false }),
  }
}
async function readAll(file: FileSource) {
  const table = await openTable(file)
  const rows: string[][] = []
  const numbers: number[] = []
  for await (const batch of table.batches) {
    rows.push(...batch.rows)
    numbers.push(...batch.numbers)
  }
  return { header: table.header, delimiter: table.delimiter, encoding: table.encoding, rows, numbers }
}
const lines = (...objects: unknown[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')

describe('lines of JSON', () => {
  it('become a table: nested names with points, lists as JSON, null and what is missing empty', async () => {
    const read = await readAll(
      source(
        lines(
          { id: 'A-1', customer: { no: 7, city: '杭州' }, paid: true, items: ['tea', 2] },
          { id: 'A-2', customer: { no: 8.5 }, note: null },
        ),
      ),
    )
    expect(read).toEqual({
      header: ['id', 'customer.no', 'customer.city', 'paid', 'items', 'note'],
      delimiter: null,
      encoding: 'utf-8',
      rows: [
        ['A-1', '7', '杭州', 'true', '["tea",2]', ''],
        ['A-2', '8.5', '', '', '', ''],
      ],
      numbers: [1, 2],
    })
  })

  it('have columns that come up only far below', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ id: `A-${i}`, amount: i }))
    const { header, rows } = await readAll(source(lines(...many, { id: 'last', coupon: 'TEA' })))
    expect(header).toEqual(['id', 'amount', 'coupon'])
    expect(rows.at(-1)).toEqual(['last', '', 'TEA'])
  })

  it('are read compressed, in GBK, with a BOM, with CR LF, empty lines and no last line break', async () => {
    const text = '{"id":"1","city":"杭州西湖"}\r\n\r\n{"id":"2","city":"上海黄浦"}'
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      gzipSync(text),
      iconv.encode(text, 'gbk'),
    ]) {
      const { rows, numbers } = await readAll(source(bytes, 7))
      expect(rows).toEqual([
        ['1', '杭州西湖'],
        ['2', '上海黄浦'],
      ])
      expect(numbers).toEqual([1, 3])
    }
  })

  it('that are no object, or hold digits that would be lost, are kept as damaged rows', async () => {
    const text = '{"id":"1"}\n{"id":\n["id"]\n{"id":12345678901234567890}\n{"id":"2"}\n'
    const { rows, numbers } = await readAll(source(text))
    expect(rows).toEqual([
      ['1'],
      [damagedRow, '{"id":'],
      [damagedRow, '["id"]'],
      [damagedRow, '{"id":12345678901234567890}'],
      ['2'],
    ])
    expect(numbers).toEqual([1, 2, 3, 4, 5])
  })

  it('say the same as a CSV of the same texts, cut anywhere', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (table, piece) => {
          const json = lines(...table.map(([name, note]) => ({ row: 'r', name, note })))
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
          const csv = `row,name,note\n${table.map(([a, b]) => `r,${quoted(a)},${quoted(b)}\n`).join('')}`
          const [left, right] = [await readAll(source(json, piece)), await readAll(source(csv, piece))]
          expect(left.header).toEqual(right.header)
          expect(left.rows).toEqual(right.rows)
        },
      ),
      { numRuns: 200, seed: 11 },
    )
  })

  it.each([
    ['a list', '[{"id":1},{"id":2}]', 'import.notJsonLines'],
    ['an object over several lines', '{\n  "id": 1\n}\n', 'import.notJsonLines'],
    ['a line without end', `{"id":"${'x'.repeat(1_100_000)}"}\n`, 'import.lineTooLong'],
    [
      'keys made of data',
      lines(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`d${i}`, i]))),
      'import.tooManyColumns',
    ],
    [
      'a cut gzip',
      gzipSync(lines(...Array(5_000).fill({ id: 'A', n: 1 }))).subarray(0, 90),
      'import.truncated',
    ],
  ])('%s is refused by name', async (_, content, code) => {
    await expect(readAll(source(content))).rejects.toMatchObject({ code })
  })
})
