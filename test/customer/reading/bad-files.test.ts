import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable, type ReadOptions } from '../../../src/customer/reading/open-table.ts'
import { type FileSource, fileOnDisk } from '../../../src/customer/reading/source.ts'

const dir = mkdtempSync(join(tmpdir(), 'liangti-bad-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const source = (content: string | Buffer, name = 'file.csv'): FileSource => {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'utf8')
  return { name, bytes: bytes.length, open: () => Readable.from(pieces(bytes), { objectMode: false }) }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000)
}

async function readAll(file: FileSource, options?: ReadOptions) {
  const table = await openTable(file, options)
  const rows: string[][] = []
  const numbers: number[] = []
  for await (const batch of table.batches) {
    rows.push(...batch.rows)
    numbers.push(...batch.numbers)
  }
  return { ...table, rows, numbers }
}

describe('files that can be read', () => {
  it.each([
    ['UTF-8 with BOM', Buffer.from('\uFEFF订单号,金额\n1,2\n', 'utf8'), 'utf-8'],
    ['GBK', iconv.encode('订单号,金额,商品名称\n1,2,龙井茶叶\n', 'gbk'), 'gbk'],
    ['UTF-16LE with BOM', Buffer.from('\uFEFF订单号,金额\n1,2\n', 'utf16le'), 'utf-16le'],
    ['UTF-16LE without BOM', Buffer.from('id,amount\n1,2\n', 'utf16le'), 'utf-16le'],
    ['gzip', gzipSync('订单号,金额\n1,2\n'), 'utf-8'],
  ])('%s', async (_, content, encoding) => {
    const table = await readAll(source(content))
    expect(table.encoding).toBe(encoding)
    expect(table.header.length).toBeGreaterThan(1)
    expect(table.rows[0]?.slice(0, 2)).toEqual(['1', '2'])
  })

  it.each([['\t'], [';'], ['|']])('delimiter %j', async (delimiter) => {
    const table = await readAll(source(`a,1${delimiter}b${delimiter}c\nx,y${delimiter}2${delimiter}3\n`))
    expect(table.delimiter).toBe(delimiter)
    expect(table.rows).toEqual([['x,y', '2', '3']])
  })

  it('numbers rows as an editor does, empty ones included', async () => {
    const { numbers } = await readAll(source('a,b\n1,2\n\n3,4\n'))
    expect(numbers).toEqual([2, 4])
  })
})

describe('files that are refused name the file and what to do', () => {
  const refused: [string, Buffer | string, string][] = [
    ['an empty file', '', 'import.emptyFile'],
    ['empty gzip', gzipSync(''), 'import.emptyFile'],
    [
      'a binary file',
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]),
      'import.binary',
    ],
    [
      'text in an encoding nobody named',
      Buffer.from('name,price\ncaf\xe9,1\nfianc\xe9e,2\n', 'latin1'),
      'import.wrongEncoding',
    ],
    ['a duplicate header', 'id,amount,id\n1,2,3\n', 'import.duplicateHeader'],
    ['a missing header', '1,2024-01-01,9.90\n2,2024-01-02,1.00\n', 'import.noHeader'],
    ['a quote that is never closed', 'a,b\n1,"two\n3,4\n', 'import.openQuote'],
    ['a workbook that is none', Buffer.from('PK\x03\x04 broken'), 'import.damagedSheet'],
  ]
  it.each(refused)('%s', async (_, content, code) => {
    const error = await readAll(source(content)).then(
      () => null,
      (e: unknown) => e as { code: string; message: string; in(l: string): string },
    )
    expect(error?.code).toBe(code)
    expect(error?.message).toContain('file.csv')
    expect(error?.in('zh-CN')).toMatch(/file\.csv[\s\S]*[\u4e00-\u9fff]/)
  })

  it('bytes that are no UTF-8, deep in the file, with their row', async () => {
    const good = `id,name\n${'1,abcdefghij\n'.repeat(20_000)}`
    const error = await readAll(
      source(Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xfe, 0x41])])),
    ).catch((e: unknown) => e as Error)
    expect(error).toMatchObject({ code: 'import.wrongEncoding' })
  })

  it('a truncated gzip', async () => {
    const whole = gzipSync(
      Array.from({ length: 50_000 }, (_, i) => `${i},${(i * 7919) % 1000}`)
        .join('\n')
        .replace(/^/, 'id,value\n'),
    )
    await expect(readAll(source(whole.subarray(0, whole.length - 2_000)))).rejects.toMatchObject({
      code: 'import.truncated',
    })
    await expect(readAll(source(whole.subarray(0, 60)))).rejects.toMatchObject({ code: 'import.truncated' })
  })

  it('a line of 1 GB, without holding it', async () => {
    let made = 0
    const chunk = Buffer.alloc(256 * 1024, 'x')
    const endless: FileSource = {
      name: 'endless.csv',
      bytes: 1024 ** 3,
      open: () =>
        Readable.from(
          (function* () {
            yield Buffer.from('a,b\n1,')
            for (; made < 1024 ** 3; made += chunk.length) yield chunk
          })(),
          { objectMode: false },
        ),
    }
    await expect(readAll(endless)).rejects.toMatchObject({ code: 'import.lineTooLong', params: { row: 2 } })
    expect(made).toBeLessThan(8 * 1024 * 1024)
  })

  it('a file that is not there, or a folder', () => {
    expect(() => fileOnDisk(join(dir, 'absent.csv'))).toThrow(/absent\.csv cannot be read/)
    expect(() => fileOnDisk(dir)).toThrow(/not a file/)
    writeFileSync(join(dir, 'there.csv'), 'a\n1')
    expect(fileOnDisk(join(dir, 'there.csv')).bytes).toBe(3)
  })
})
