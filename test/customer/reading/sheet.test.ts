import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { openTable } from '../../../src/customer/reading/open-table.ts'

/** A ZIP archive of uncompressed files: all that a workbook needs to be. */
function zip(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text, 'utf8')
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), content])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]),
    )
    bodies.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}

const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const text = (ref: string, value: string) => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`

it('reads the first sheet of a workbook: text, numbers, dates, blanks', async () => {
  const bytes = zip({
    '[Content_Types].xml': xml(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': xml(
      `<worksheet xmlns="${main}"><sheetData><row r="1">${text('A1', '订单号')}${text('B1', '金额')}${text('C1', '时间')}</row><row r="2">${text('A2', 'A1')}<c r="B2"><v>12.5</v></c><c r="C2" s="1"><v>45296.5</v></c></row><row r="3">${text('A3', '=cmd')}<c r="C3" s="1"><v>45297</v></c></row></sheetData></worksheet>`,
    ),
  })
  const table = await openTable({
    name: 'book.xlsx',
    bytes: bytes.length,
    open: () => Readable.from([bytes]),
  })
  expect(table.header).toEqual(['订单号', '金额', '时间'])
  expect(table.delimiter).toBeNull()
  const rows: string[][] = []
  for await (const batch of table.batches) rows.push(...batch.rows)
  expect(rows).toEqual([
    ['A1', '12.5', '2024-01-05 12:00:00'],
    ['=cmd', '', '2024-01-06'],
  ])
  await expect(
    openTable(
      { name: 'book.xlsx', bytes: bytes.length, open: () => Readable.from([bytes]) },
      { sheet: 'absent' },
    ),
  ).rejects.toMatchObject({ code: 'import.damagedSheet' })
})
