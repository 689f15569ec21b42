import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { concentration, rfmScores, topCustomersFor } from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { daysBetween } from '../../../src/insight/days.ts'
import { snapshotRows } from '../../../src/insight/features/snapshots.ts'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, openBusiness } from '../support/business.ts'

const file = new URL('../../../../shared/data/cdnow/cdnow_master.csv.gz', import.meta.url)

/** CDNOW (Fader & Hardie): 69,659 purchases of 23,570 customers, January 1997 to June 1998. Not shipped with the product. */
describe.skipIf(!existsSync(file))('RFM of CDNOW', () => {
  let business: Business
  let insight: Insight
  const bought = new Map<number, { days: string[]; minor: number }>()

  beforeAll(async () => {
    business = await openBusiness()
    business.workspace.currency = 'USD'
    business.workspace.timeZone = 'America/New_York'
    insight = openInsight(business.deps)
    const lines: string[] = []
    for (const [i, text] of gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1).entries()) {
      const [id = '', day = '', , dollars = ''] = text.split(',')
      const minor = Math.round(Number(dollars) * 100)
      const person = Number(id)
      const own = bought.get(person) ?? { days: [], minor: 0 }
      own.days.push(day)
      own.minor += minor
      bought.set(person, own)
      // Noon in New York lies within the day, whatever the clock does.
      lines.push(
        `${business.workspace.id}\t${person}\t${day} 17:00:00\t${i}\t${i}\tsale\tcd\t1\tUSD\t${minor}\t00000000-0000-0000-0000-000000000000\n`,
      )
    }
    await business.warehouse.insert(
      'order_lines',
      [
        'workspace_id',
        'person_key',
        'ts',
        'order_id',
        'row_key',
        'kind',
        'product_id',
        'quantity',
        'currency',
        'amount_minor',
        'import_id',
      ],
      Buffer.from(lines.join('')),
    )
  })
  afterAll(() => business.close())

  it.each(['independent', 'nested'] as const)(
    'agrees with @liangti/models, customer by customer (%s)',
    async (scheme) => {
      await insight.rfm.save(business.workspace, { bins: 5, scheme, cuts: null }, 'system:test')
      const snapshot = await insight.features.refresh(business.workspace)
      expect(snapshot).toMatchObject({ asOf: '1998-06-30', basis: 'history', customers: 23_570 })
      if (!snapshot) return
      const rows = await business.warehouse.rows(
        sql`SELECT person_key, recency_days, frequency, monetary_minor, r, f, m FROM ${snapshotRows(business.workspace, snapshot, createBinder())} ORDER BY person_key`,
        z.object({
          person_key: int64(),
          recency_days: z.int(),
          frequency: z.int(),
          monetary_minor: int64(),
          r: z.int(),
          f: z.int(),
          m: z.int(),
        }),
      )
      const own = rows.map((row) => bought.get(row.person_key) ?? { days: [], minor: 0 })
      const measures = {
        recencyDays: own.map((o) => Math.min(...o.days.map((d) => daysBetween(d, '1998-06-30')))),
        frequency: own.map((o) => o.days.length),
        monetary: own.map((o) => o.minor),
      }
      expect(rows.map((row) => row.recency_days)).toEqual(measures.recencyDays)
      expect(rows.map((row) => row.frequency)).toEqual(measures.frequency)
      expect(rows.map((row) => row.monetary_minor)).toEqual(measures.monetary)
      const scores = rfmScores(measures, { bins: 5, scheme })
      expect(rows.map((row) => row.r)).toEqual([...scores.r])
      expect(rows.map((row) => row.f)).toEqual([...scores.f])
      expect(rows.map((row) => row.m)).toEqual([...scores.m])
    },
  )

  it('finds who makes half of the value', async () => {
    const view = await insight.concentration(business.workspace)
    const values = [...bought.values()].map((o) => o.minor)
    expect(view?.gini).toBeCloseTo(concentration(values).gini, 12)
    expect(view?.half.customers).toBe(topCustomersFor(values).customers)
    expect(view?.monetaryMinor).toBe(values.reduce((a, b) => a + b, 0))
  })
})
