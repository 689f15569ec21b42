import {
  ensembleSql,
  type Feature,
  featureTable,
  fitBoostedTrees,
  fitForest,
  InvalidInputError,
  linearSql,
  logisticRegression,
  missingCode,
  predictEnsemble,
  ridgeRegression,
  seededRandom,
  sqlSettings,
} from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
const random = seededRandom(6)
const rows = 2_000
// Names and levels that would break an expression that does not escape.
const levels = ["it's", 'back\\slash', '量体', 'plain', '']
const x = Float64Array.from({ length: rows }, (_, i) => (i % 17 === 0 ? Number.NaN : random() * 10 - 5))
const codes = Uint32Array.from({ length: rows }, (_, i) =>
  i % 13 === 0 ? missingCode : Math.floor(random() * 4),
)
const features: Feature[] = [
  { kind: 'numeric', name: 'a `measure`', values: x },
  { kind: 'categorical', name: "shop's town", codes, levels },
]
const table = featureTable(features)
const y = x.map((v, i) => (random() < 1 / (1 + Math.exp(-((v || 0) + (codes[i] === 2 ? 2 : 0)))) ? 1 : 0))

beforeAll(async () => {
  ;({ warehouse, drop } = await freshWarehouse())
})
afterAll(() => drop())

/** The expression over the rows as literals: numbers as Nullable(Float64), or all as text as a CSV file has them. */
async function largestDifference(expression: string, scores: Float64Array, asText: boolean): Promise<number> {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = Array.from(scores, (score, i) => {
    const v = x[i] as number
    const number = asText ? (Number.isNaN(v) ? "' '" : `'${v}'`) : Number.isNaN(v) ? 'NULL' : String(v)
    const code = codes[i] as number
    const town = code === missingCode ? (asText ? "''" : 'NULL') : quote(levels[code] as string)
    return `(${number}, ${town}, ${score})`
  })
  const kind = asText ? 'String' : 'Nullable(Float64)'
  const structure = `\`a \\\`measure\\\`\` ${kind}, \`shop's town\` Nullable(String), score Float64`
  const settings = Object.entries(sqlSettings)
    .map(([k, v]) => `${k} = ${v}`)
    .join(', ')
  const text = `SELECT max(abs((${expression}) - score)) AS d, count() AS n FROM values(${quote(structure)}, ${lines.join(', ')}) SETTINGS ${settings}`
  const [row] = await warehouse.rows(
    { text, params: {}, isSql: true as const },
    z.object({ d: z.number(), n: z.coerce.number() }),
  )
  expect(row?.n).toBe(rows)
  return row?.d as number
}

describe('SQL of a model against the model, every row, with missing values and unruly names', () => {
  const boosted = fitBoostedTrees(table, y, { trees: 40, depth: 4 }).ensemble
  const forest = fitForest(table, y, { trees: 12, depth: 6 })
  const tree = fitBoostedTrees(table, y, { trees: 1, depth: 6 }).ensemble
  // Leaves of one row each: walked through tables, where the shallow one is of nested ifs.
  const deep = fitForest(table, y, { trees: 4, depth: 30, minLeaf: 1, columns: 2 })
  const cases: [string, string, Float64Array][] = [
    ['logistic', linearSql(logisticRegression(table, y)), logisticRegression(table, y).predict(table)],
    ['linear', linearSql(ridgeRegression(table, y)), ridgeRegression(table, y).predict(table)],
    ['boosted trees', ensembleSql(boosted), predictEnsemble(boosted, table)],
    ['a forest', ensembleSql(forest), predictEnsemble(forest, table)],
    ['a forest of large trees', ensembleSql(deep), predictEnsemble(deep, table)],
    ['a single tree', ensembleSql(tree), predictEnsemble(tree, table)],
  ]
  it.each(cases)('%s, typed columns', async (_, sql, scores) => {
    expect(await largestDifference(sql, scores, false)).toBeLessThanOrEqual(1e-9)
  })
  it.each(cases)('%s, columns of text', async (_, sql, scores) => {
    expect(await largestDifference(sql, scores, true)).toBeLessThanOrEqual(1e-9)
  })
  it('refuses an ensemble too large for an expression', () => {
    const nodes = Array.from({ length: 1_001 }, () => ({ kind: 'leaf' as const, value: 1, cover: 1 }))
    const huge = { ...tree, trees: Array.from({ length: 1_000 }, () => ({ nodes })) }
    expect(() => ensembleSql(huge)).toThrow(InvalidInputError)
  })
})
