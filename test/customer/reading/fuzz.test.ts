import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { expect, it } from 'vitest'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import { isAppError } from '../../../src/kit/errors.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'

const csv = `id,name,"note, long",amount\r\n1,陈静,"said ""yes""\nand went",9.90\r\n2,O'Neil,,-1\r\n3,"",x,1e3\r\n`
const lines = `{"id":1,"who":{"name":"陈静"},"tags":["a","b"],"at":null}\n{"id":"2","who":{"name":"B"},"n":1.50}\n`
const goods: Readonly<Record<string, Buffer>> = {
  'CSV.csv': Buffer.from(csv),
  'tabs.tsv': Buffer.from(csv.replaceAll(',', '\t')),
  'GBK.csv': iconv.encode(csv, 'gbk'),
  'lines.ndjson': Buffer.from(lines),
  'packed.csv.gz': gzipSync(csv),
}
/** What breaks readers: ends of strings, of lines, of bytes, of numbers. */
const nasty = [
  '"',
  '""',
  '\n',
  '\r',
  '\0',
  ',',
  '\t',
  '{',
  '}',
  '[[[[',
  '\\u0000',
  '\\ud800',
  '\ufeff',
  '\u{1f600}',
  '1e999',
  '=cmd|1',
]

function changed(bytes: Buffer, chance: Random): Buffer {
  const at = () => chance.below(bytes.length + 1)
  switch (chance.below(6)) {
    case 0:
      return bytes.subarray(0, at())
    case 1: {
      const copy = Buffer.from(bytes)
      for (let n = 1 + chance.below(4); n > 0; n--) copy[chance.below(copy.length)] = chance.below(256)
      return copy
    }
    case 2: {
      const [a, b] = [at(), at()].sort((x, y) => x - y)
      return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)])
    }
    case 3: {
      const where = at()
      const piece = Buffer.from(nasty[chance.below(nasty.length)] ?? '')
      return Buffer.concat([bytes.subarray(0, where), piece, bytes.subarray(where)])
    }
    case 4: {
      const where = at()
      return Buffer.concat([bytes.subarray(0, where), bytes, bytes.subarray(where)])
    }
    default:
      return Buffer.from(Array.from({ length: chance.below(200) }, () => chance.below(256)))
  }
}

it.each(Object.keys(goods))(
  '%s, changed anywhere, is read or refused by name, in rows as wide as the head',
  async (name) => {
    const chance = seededRandom(20_261_122)
    let read = 0
    let refused = 0
    for (let round = 0; round < 400; round++) {
      const bytes = changed(goods[name] ?? Buffer.alloc(0), chance)
      const cut = 1 + chance.below(40)
      const pieces = function* () {
        for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
      }
      try {
        const table = await openTable({
          name,
          bytes: bytes.length,
          open: () => Readable.from(pieces(), { objectMode: false }),
        })
        let last = 0
        for await (const { rows, numbers } of table.batches)
          for (const [i, row] of rows.entries()) {
            expect(row.every((cell) => typeof cell === 'string')).toBe(true)
            const number = numbers[i] ?? 0
            expect(number, 'rows are numbered upwards').toBeGreaterThan(last)
            last = number
          }
        read++
      } catch (error) {
        if (!isAppError(error))
          throw new Error(`${name}: ${JSON.stringify(bytes.toString('latin1'))}`, { cause: error })
        expect(error.code).toMatch(/^import\./)
        refused++
      }
    }
    // A fuzz that only ever does one of the two tests nothing; a checksum refuses most of what is packed.
    expect(read).toBeGreaterThan(name.endsWith('.gz') ? 0 : 20)
    expect(refused).toBeGreaterThan(5)
  },
)
