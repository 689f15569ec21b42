import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import { fileOnDisk } from '../../../src/customer/reading/source.ts'

const dir = mkdtempSync(join(tmpdir(), 'liangti-parquet-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

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
