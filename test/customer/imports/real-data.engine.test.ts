import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { realFile } from '../real-data.ts'
import { openBench } from '../support.ts'

/** Public files, imported with the mapping the guess makes of them; the counts are those of the data sets' own pages. */
describe('public data sets, without a mapping', () => {
  const onlineRetail = realFile('online_retail/online_retail.csv.gz')
  it.skipIf(onlineRetail === null)(
    'online_retail: every line is stored once',
    async () => {
      const bench = await openBench({ currency: 'GBP', timeZone: 'Europe/London' })
      try {
        const path = onlineRetail ?? ''
        const { mapping } = await bench.customer.imports.inspect(bench.workspace, path)
        const first = await bench.customer.imports.run(bench.workspace, { path, mapping })
        expect(first).toMatchObject({
          read: 541_909,
          stored: 541_909 - 5_268,
          repeated: 5_268,
          rejected: 0,
          withoutCustomer: 135_080,
          returns: 10_624,
          customersSeen: 4_372,
          customersNew: 4_372,
          from: '2010-12-01T08:26:00.000Z',
          to: '2011-12-09T12:50:00.000Z',
        })
        const again = await bench.customer.imports.run(bench.workspace, { path, mapping })
        expect(again).toMatchObject({ read: 541_909, stored: 0, repeated: 541_909, customersNew: 0 })
        console.info(
          `online_retail: ${first.rowsPerSecond} rows/s new, ${again.rowsPerSecond} rows/s repeated`,
        )
        const [sums] = await bench.stores.warehouse.rows(
          sql`SELECT countIf(kind = 'charge') AS charges, countIf(kind = 'return') AS returns, uniqExact(order_id) AS orders FROM order_lines`,
          z.object({ charges: int64(), returns: int64(), orders: int64() }),
        )
        expect(sums?.orders).toBe(25_900)
        expect(sums?.charges).toBeGreaterThan(2_000)
      } finally {
        await bench.close()
      }
    },
    300_000,
  )

  const cdnow = realFile('cdnow/cdnow_master.csv.gz')
  it.skipIf(cdnow === null)('cdnow_master: 69,659 purchases, 255 of them equal to another', async () => {
    const bench = await openBench({ currency: 'USD', timeZone: 'America/New_York' })
    try {
      const path = cdnow ?? ''
      const { mapping } = await bench.customer.imports.inspect(bench.workspace, path)
      const kept = await bench.customer.imports.run(bench.workspace, {
        path,
        mapping: { ...mapping, repeats: 'keep' },
      })
      expect(kept).toMatchObject({ read: 69_659, stored: 69_659, rejected: 0, customersSeen: 23_570 })
      const dropped = await bench.customer.imports.run(bench.workspace, {
        path,
        mapping: { ...mapping, source: 'again' },
      })
      expect(dropped).toMatchObject({ stored: 69_659 - 255, repeated: 255 })
    } finally {
      await bench.close()
    }
  })

  const journey = ['products', 'demographics', 'transactions_sample'].map((name) =>
    realFile(`completejourney/${name}.csv.gz`),
  )
  it.skipIf(journey.includes(null))('completejourney: products, households, transactions', async () => {
    const bench = await openBench({ currency: 'USD', timeZone: 'America/New_York' })
    try {
      const read: number[] = []
      for (const path of journey) {
        const { mapping } = await bench.customer.imports.inspect(bench.workspace, path ?? '')
        const summary = await bench.customer.imports.run(bench.workspace, { path: path ?? '', mapping })
        expect(summary.rejected).toBe(0)
        expect(summary.stored + summary.repeated).toBe(summary.read)
        read.push(summary.read)
      }
      expect(read).toEqual([92_331, 801, 75_000])
      const [row] = await bench.stores.warehouse.rows(
        sql`SELECT uniqExact(person_key) AS households, sum(amount_minor) AS amount FROM order_lines`,
        z.object({ households: int64(), amount: int64() }),
      )
      expect(row?.households).toBe(2_377)
    } finally {
      await bench.close()
    }
  })
})
