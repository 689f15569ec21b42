import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import { fileOnDisk } from '../../../src/customer/reading/source.ts'
import type { Random } from '../../../src/kit/random.ts'
import { endSteering, fuzzSteered } from '../../support/steered-fuzz.ts'

const dir = mkdtempSync(join(tmpdir(), 'liangti-parquet-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
afterAll(endSteering)

/** A file written by the engine. */
async function written(name: string, query: string): Promise<string> {
  const url = new URL(process.env.TEST_CLICKHOUSE_URL ?? '')
  const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`
  const answer = await fetch(new URL('/', url.origin), {
    method: 'POST',
    body: query,
    headers: { authorization },
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.status, bytes.toString('utf8', 0, 300)).toBe(200)
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}
async function readAll(path: string) {
  const table = await openTable(fileOnDisk(path))
  const rows: string[][] = []
  const numbers: number[] = []
  for await (const batch of table.batches) {
    rows.push(...batch.rows)
    numbers.push(...batch.numbers)
  }
  return { header: table.header, rows, numbers }
}

describe('a Parquet file', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli'])(
    'written with %s is read whole',
    async (method) => {
      const query = `SELECT number AS id, concat('客户', toString(number)) AS name, number % 3 = 0 ? NULL : number / 4 AS amount
      FROM numbers(30000) ORDER BY id FORMAT Parquet
      SETTINGS output_format_parquet_compression_method = '${method}', output_format_parquet_row_group_size = 7000`
      const { header, rows, numbers } = await readAll(await written(`${method}.parquet`, query))
      expect(header).toEqual(['id', 'name', 'amount'])
      expect(rows).toHaveLength(30_000)
      expect(numbers.at(-1)).toBe(30_000)
      rows.forEach(([id, name, amount], i) => {
        if (id !== String(i) || name !== `客户${i}` || amount !== (i % 3 === 0 ? '' : String(i / 4)))
          throw new Error(`row ${i} reads ${id}, ${name}, ${amount}`)
      })
    },
  )

  it('keeps digits, days and moments as their types say, and opens structs', async () => {
    const query = `SELECT toUInt64('18446744073709551615') AS big, toDecimal64('19.99', 2) AS price,
        toDecimal64('0.30', 2) AS small, toDate32('2024-02-29') AS day,
        toDateTime64('2024-03-01 01:02:03.456', 3, 'UTC') AS moment, true AS paid,
        [1, 2] AS list, CAST(tuple('杭州', 7), 'Tuple(city String, no UInt8)') AS customer,
        CAST(NULL, 'Nullable(String)') AS nothing
      FORMAT Parquet`
    expect(await readAll(await written('types.parquet', query))).toEqual({
      header: [
        'big',
        'price',
        'small',
        'day',
        'moment',
        'paid',
        'list',
        'customer.city',
        'customer.no',
        'nothing',
      ],
      rows: [
        [
          '18446744073709551615',
          '19.99',
          '0.30',
          '2024-02-29',
          '2024-03-01T01:02:03.456Z',
          'true',
          '[1,2]',
          '杭州',
          '7',
          '',
        ],
      ],
      numbers: [1],
    })
  })

  it('that is cut or no Parquet after all is refused by name', async () => {
    writeFileSync(join(dir, 'cut.parquet'), `PAR1${'x'.repeat(500)}`)
    await expect(readAll(join(dir, 'cut.parquet'))).rejects.toMatchObject({ code: 'import.damagedParquet' })
  })
})

describe('a Parquet file that was changed anywhere', () => {
  const seconds = Number(process.env.LIANGTI_FUZZ_SECONDS ?? 0)
  it(
    'is refused by name, soon, or has all its rows',
    async () => {
      const seeds = await Promise.all(
        ['none', 'snappy', 'zstd'].map(async (method) =>
          readFileSync(
            await written(
              `small-${method}.parquet`,
              `SELECT number AS id, concat('客', toString(number % 7)) AS name, number % 3 = 0 ? NULL : number / 4 AS amount,
                 [toString(number)] AS list, toDate32('2024-02-29') AS day FROM numbers(60) ORDER BY id FORMAT Parquet
               SETTINGS output_format_parquet_compression_method = '${method}', output_format_parquet_row_group_size = 25`,
            ),
          ),
        ),
      )
      const target = {
        name: 'Parquet',
        seeds,
        modules: ['src/customer/reading/', 'node_modules/hyparquet'],
        words: ['PAR1', '\xff\xff\xff\x7f', '\x80\x80\x80\x80\x10', '\0\0\0\0', '\x15\x00', '\x19\x1c'],
        // Lengths and counts stand at the end of the file and at the beginning of each page.
        change: (input: Buffer, random: Random) => {
          const copy = Buffer.from(input)
          const near = random.next() < 0.7 ? Math.min(700, copy.length) : copy.length
          const at = copy.length - 1 - random.below(Math.max(1, near))
          if (copy.length > 0) copy[Math.max(0, at)] = random.next() < 0.5 ? random.below(256) : 0xff
          return copy
        },
        feed: async (input: Buffer) => {
          const table = await openTable({
            name: 'x.parquet',
            bytes: input.length,
            open: () => Readable.from([input], { objectMode: false }),
          })
          let rows = 0
          for await (const batch of table.batches) rows += batch.rows.length
          if (table.encoding === 'parquet') expect(rows).toBe(60)
        },
      }
      const seed = Number(process.env.LIANGTI_FUZZ_SEED ?? 20_261_122)
      const result = await fuzzSteered(target, seconds > 0 ? { ms: seconds * 1_000 } : { inputs: 150 }, seed)
      if (seconds > 0) process.stderr.write(`${JSON.stringify({ target: target.name, ...result })}\n`)
      expect(result.taken).toBeGreaterThan(3)
      expect(result.refused).toBeGreaterThan(10)
      for (const cut of seeds.map((whole) => whole.subarray(0, Math.floor(whole.length * 0.9))))
        await expect(target.feed(cut)).rejects.toMatchObject({ code: 'import.damagedParquet' })
    },
    seconds * 1_000 + 120_000,
  )
})
