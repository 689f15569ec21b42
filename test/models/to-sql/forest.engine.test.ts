import {
  ensembleSql,
  type Feature,
  featureTable,
  fitForest,
  missingCode,
  predictEnsemble,
  seededRandom,
  sqlSettings,
  type TreeNode,
} from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
const rows = 20_000
const random = seededRandom(12)
const levels = Array.from({ length: 40 }, (_, i) => `town ${i}`)
const codes = Uint32Array.from({ length: rows }, () =>
  random() < 0.05 ? missingCode : Math.floor(random() * 40),
)
const measures = Array.from({ length: 6 }, () =>
  Float64Array.from({ length: rows }, () =>
    random() < 0.04 ? Number.NaN : Math.round(random() * 1e6) / 1e3,
  ),
)
const features: Feature[] = [
  ...measures.map((values, i) => ({ kind: 'numeric' as const, name: `x${i}`, values })),
  { kind: 'categorical', name: 'town', codes, levels },
]
const table = featureTable(features)
const y = Float64Array.from({ length: rows }, (_, i) =>
  random() < ((codes[i] as number) % 7 === 2 ? 0.7 : 0.3) ? 1 : 0,
)

beforeAll(async () => {
  ;({ warehouse, drop } = await freshWarehouse())
  const columns = measures.map((_, i) => `x${i} Nullable(Float64)`).join(', ')
  await warehouse.command({
    text: `CREATE TABLE scored (${columns}, town Nullable(String), score Float64) ENGINE = Memory`,
    params: {},
    isSql: true,
  })
})
afterAll(() => drop())

async function largestDifference(expression: string, scores: Float64Array): Promise<number> {
  await warehouse.command(sql`TRUNCATE TABLE scored`)
  for (let from = 0; from < rows; from += 5_000) {
    const lines = Array.from({ length: 5_000 }, (_, k) => {
      const i = from + k
      const cells = measures.map((values) => (Number.isNaN(values[i]) ? 'NULL' : String(values[i])))
      const town = codes[i] === missingCode ? 'NULL' : `'${levels[codes[i] as number]}'`
      return `(${cells.join(', ')}, ${town}, ${scores[i]})`
    })
    await warehouse.command({
      text: `INSERT INTO scored VALUES ${lines.join(', ')}`,
      params: {},
      isSql: true,
    })
  }
  const settings = Object.entries(sqlSettings).map(([k, v]) => `${k} = ${v}`)
  const [row] = await warehouse.rows(
    {
      text: `SELECT max(abs((${expression}) - score)) AS d, count() AS n FROM scored SETTINGS ${settings.join(', ')}`,
      params: {},
      isSql: true as const,
    },
    z.object({ d: z.number(), n: z.coerce.number() }),
  )
  expect(row?.n).toBe(rows)
  return row?.d as number
}

describe('forests as large as fitting makes them', () => {
  it('500,000 nodes and more, with missing values and forty levels', async () => {
    // Noise grows the largest trees: each asks for about as many leaves as it saw rows.
    const forest = fitForest(table, y, { trees: 75, minLeaf: 1, oneHotLevels: 4 })
    const nodes = forest.trees.reduce((sum, tree) => sum + tree.nodes.length, 0)
    const kinds = new Set(forest.trees.flatMap((tree) => tree.nodes.map((node: TreeNode) => node.kind)))
    expect(nodes).toBeGreaterThan(500_000)
    expect(kinds).toEqual(new Set(['number', 'levels', 'leaf']))
    expect(await largestDifference(ensembleSql(forest), predictEnsemble(forest, table))).toBeLessThanOrEqual(
      1e-9,
    )
  }, 120_000)
})
