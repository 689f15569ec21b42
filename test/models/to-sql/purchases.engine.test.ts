import {
  bgNbdAlive,
  bgNbdAliveSql,
  bgNbdExpectedSql,
  bgNbdForecast,
  fitBgNbd,
  fitMbgNbd,
  sqlSettings,
} from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshWarehouse } from '../../support/warehouse.ts'
import { cdnowSummary } from '../value/cdnow.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ warehouse, drop } = await freshWarehouse())
})
afterAll(() => drop())

const columns = { frequency: 'bought again', recency: 'tx', age: 'T' }
const cdnow = await cdnowSummary()

type Rows = [frequency: number | null, recency: number, age: number][]

async function scores(expression: string, rows: Rows): Promise<(number | null)[]> {
  const settings = Object.entries(sqlSettings).map(([k, v]) => `${k} = ${v}`)
  const values = rows.map(([x, tx, T], i) => `(${i}, ${x ?? 'NULL'}, ${tx}, ${T})`).join(', ')
  const text = `SELECT ${expression} AS score FROM values('i UInt32, \`bought again\` Nullable(UInt32), tx Float64, T Float64', ${values})
    ORDER BY i SETTINGS ${settings.join(', ')}`
  const found = await warehouse.rows(
    { text, params: {}, isSql: true as const },
    z.object({ score: z.number().nullable() }),
  )
  return found.map((row) => row.score)
}

describe.skipIf(cdnow === null)('CDNOW: each of 2,357 customers as in the process', () => {
  const histories = cdnow ?? {
    frequency: new Float64Array(),
    recency: new Float64Array(),
    age: new Float64Array(),
  }
  const rows: Rows = Array.from(histories.frequency, (x, i) => [
    x,
    histories.recency[i] ?? 0,
    histories.age[i] ?? 0,
  ])

  it.each([
    ['bg', fitBgNbd],
    ['mbg', fitMbgNbd],
  ] as const)('%s: P(alive) and 39 weeks to come', async (kind, fit) => {
    const { parameters } = fit(histories)
    const alive = await scores(bgNbdAliveSql(kind, parameters, columns), rows)
    const expected = await scores(bgNbdExpectedSql(kind, parameters, 39, columns), rows)
    const forecast = bgNbdForecast(kind, parameters)
    rows.forEach(([x, tx, T], i) => {
      expect(Math.abs((alive[i] ?? Number.NaN) - bgNbdAlive(kind, parameters, x ?? 0, tx, T))).toBeLessThan(
        1e-12,
      )
      expect(Math.abs((expected[i] ?? Number.NaN) - forecast.conditional(39, x ?? 0, tx, T))).toBeLessThan(
        1e-9,
      )
    })
  })
})

describe('parameters and histories far from each other', () => {
  const histories: Rows = [
    [0, 0, 0],
    [0, 0, 500],
    [1, 1, 400],
    [7, 380, 400],
    [300, 390, 400],
    [3000, 399, 400],
  ]
  it.each([
    [0.2, 4, 0.1, 0.15],
    [0.5, 1, 1, 1],
    [3, 60, 8, 0.4],
    [1, 10, 40, 300],
    [0.9, 0.01, 0.05, 20],
  ])('r %d, α %d, a %d, b %d', async (r, alpha, a, b) => {
    const parameters = { r, alpha, a, b }
    const forecast = bgNbdForecast('bg', parameters)
    const expected = await scores(bgNbdExpectedSql('bg', parameters, 26, columns), histories)
    histories.forEach(([x, tx, T], i) => {
      const here = forecast.conditional(26, x ?? 0, tx, T)
      expect(Math.abs((expected[i] ?? Number.NaN) - here)).toBeLessThanOrEqual(1e-9 * Math.max(1, here))
    })
  })

  it('a missing part gives no score', async () => {
    const p = { r: 0.5, alpha: 1, a: 1, b: 1 }
    expect(await scores(bgNbdAliveSql('bg', p, columns), [[null, 0, 3]])).toEqual([null])
    expect(await scores(bgNbdExpectedSql('bg', p, 5, columns), [[null, 0, 3]])).toEqual([null])
  })
})
