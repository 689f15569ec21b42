import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText } from '../../src/customer/mapping/field-readers.ts'
import { csvCell, csvLine } from '../../src/kit/csv.ts'
import { createScanner, OpenQuote, RecordTooLong } from '../../src/kit/csv-scan.ts'

/** Scans a text given in pieces of the sizes named. */
function scan(text: string, sizes: readonly number[] = [text.length], delimiter = ',') {
  const rows: string[][] = []
  const scanner = createScanner(delimiter, 1_000)
  let at = 0
  for (let i = 0; at < text.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1)
    scanner.push(text.slice(at, at + size), (cells) => rows.push([...cells]))
    at += size
  }
  scanner.end((cells) => rows.push([...cells]))
  return rows
}

const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', '"', ',', '\n', '\r\n', 'a"b', '张三', ' x '),
)
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
const write = (rows: string[][], end: string) =>
  rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join(end) + end

describe('the scanner', () => {
  it('reads back what was written, however it is cut', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (rows, end, sizes) => {
          expect(scan(write(rows, end), sizes)).toEqual(rows)
        },
      ),
    )
  })

  it('agrees with csv-parse on unquoted and quoted text', () => {
    const plain = fc.array(fc.array(fc.stringMatching(/^[a-z0-9 ]{0,5}$/), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(plain, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (rows, sizes) => {
        const text = rows.map((row) => row.join(',')).join('\n')
        const expected = parse(text, { relax_column_count: true }) as string[][]
        expect(scan(text, sizes)).toEqual(expected)
      }),
    )
  })

  it('keeps a trailing empty cell and a last row without line break', () => {
    expect(scan('a,b,\n1,,')).toEqual([
      ['a', 'b', ''],
      ['1', '', ''],
    ])
  })

  it('refuses an open quote and a record beyond the limit, naming the row', () => {
    expect(() => scan('a,b\n1,"x')).toThrow(OpenQuote)
    expect(() => scan(`a,b\n1,${'x'.repeat(2_000)}`)).toThrow(RecordTooLong)
  })
})

describe('cells written for spreadsheets', () => {
  it.each([
    ['=cmd|calc!A1', '"\'=cmd|calc!A1"'],
    ['@SUM(A1)', '"\'@SUM(A1)"'],
    ['+1+1', '"\'+1+1"'],
    ['-12.50', '-12.50'],
    ['+8613800138000', '+8613800138000'],
    ['plain', 'plain'],
  ])('%s becomes %s', (text, written) => expect(csvCell(text)).toBe(written))

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 10 }), { minLength: 1, maxLength: 4 }), (cells) => {
        const read = scan(csvLine(cells))[0] ?? []
        const expected = cells.map((text) => cellText(text))
        // An apostrophe that was there before a formula sign is the one thing that cannot be told from ours.
        expect(read.map((text) => cellText(text))).toEqual(expected)
      }),
    )
  })
})
