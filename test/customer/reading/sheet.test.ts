import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import { textCell as text, workbookParts, zipped } from '../../support/zipped.ts'

const sheet = [
  `<row r="1">${text('A1', '订单号')}${text('B1', '金额')}${text('C1', '时间')}</row>`,
  `<row r="2">${text('A2', 'A1')}<c r="B2"><v>12.5</v></c><c r="C2" s="1"><v>45296.5</v></c></row>`,
  `<row r="3">${text('A3', '=cmd')}<c r="C3" s="1"><v>45297</v></c></row>`,
].join('')
const open = (bytes: Buffer, options = {}) =>
  openTable({ name: 'book.xlsx', bytes: bytes.length, open: () => Readable.from([bytes]) }, options)

it.each([0, 8] as const)(
  'reads the first sheet of a workbook: text, numbers, dates, blanks (method %i)',
  async (method) => {
    const bytes = zipped(workbookParts(sheet), method)
    const table = await open(bytes)
    expect(table.header).toEqual(['订单号', '金额', '时间'])
    expect(table.delimiter).toBeNull()
    const rows: string[][] = []
    for await (const batch of table.batches) rows.push(...batch.rows)
    expect(rows).toEqual([
      ['A1', '12.5', '2024-01-05 12:00:00'],
      ['=cmd', '', '2024-01-06'],
    ])
    await expect(open(bytes, { sheet: 'absent' })).rejects.toMatchObject({ code: 'import.damagedSheet' })
  },
)

describe('a workbook that would fill the memory, or is damaged', () => {
  const row = (cells: string) => `<row r="1">${cells}</row>`
  const wrong = (name: string) => {
    const bytes = zipped(workbookParts(sheet), 8)
    const at = bytes.indexOf(name)
    bytes.writeUInt8((bytes.at(at + name.length + 20) ?? 0) ^ 1, at + name.length + 20)
    return bytes
  }
  it.each<[string, () => Buffer, RegExp]>([
    ['a far corner', () => zipped(workbookParts(row(text('XFD1048576', 'x')))), /column 16384/],
    ['a row beyond all', () => zipped(workbookParts('<row r="99999999999"></row>')), /no place of a sheet/],
    ['a row of Infinity', () => zipped(workbookParts('<row r="Infinity"></row>')), /no place of a sheet/],
    [
      'a row in signs of XML',
      () => zipped(workbookParts('<row r="&#57;9999999"></row>')),
      /no place of a sheet/,
    ],
    [
      'a row behind another bracket',
      () => zipped(workbookParts('<row x=">" r = \'9999999\'></row>')),
      /no sheet has/,
    ],
    [
      'a bomb',
      () =>
        zipped({ ...workbookParts(sheet), 'xl/sharedStrings.xml': Buffer.alloc(600 * 1024 ** 2, 'x') }, 8),
      /larger than 512 MB/,
    ],
    ['a changed part', () => wrong('xl/worksheets/sheet1.xml'), /sheet1.xml is damaged/],
    ['no end', () => zipped(workbookParts(sheet)).subarray(0, -30), /end is missing/],
  ])('%s, is refused by name, at once', async (_, make, says) => {
    const bytes = make()
    const before = performance.now()
    const refused = await open(bytes).catch((error: Error) => error)
    expect(refused).toMatchObject({ code: 'import.damagedSheet', message: expect.stringMatching(says) })
    expect(String((refused as Error).message)).toContain('book.xlsx')
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
