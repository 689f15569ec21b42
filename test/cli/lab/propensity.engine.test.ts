import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { sqlSettings } from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../src/kit/paths.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { realFile } from '../../customer/real-data.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

const run = promisify(execFile)
const telco = realFile('telco_churn/telco_customer_churn.csv.gz')
let dir: string
let warehouse: Warehouse
let drop: () => Promise<void>

beforeAll(async () => {
  const build = [join(packageRoot(), 'scripts/build.mjs'), 'liangti', 'lab-worker']
  execFileSync(process.execPath, build, { stdio: 'inherit' })
  dir = mkdtempSync(join(tmpdir(), 'liangti-lab-sql-'))
  ;({ warehouse, drop } = await freshWarehouse())
})
afterAll(async () => {
  await drop()
  rmSync(dir, { recursive: true, force: true })
})

/** The command as a terminal runs it. */
async function propensity(path: string, ...options: string[]) {
  const argv = [join(packageRoot(), 'bin/liangti'), 'lab', 'propensity', path, ...options, '--json']
  const env = { PATH: process.env.PATH, HOME: dir, LANG: 'en_US.UTF-8', LIANGTI_NO_BUILD: '1' }
  const { stdout } = await run(process.execPath, argv, { cwd: dir, env, maxBuffer: 1e8 })
  return JSON.parse(stdout)
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** What the engine makes of the expression on the file as it is, each cell a text, against the scores of the lab. */
async function compared(expression: string, file: string, scores: string) {
  const [header = ''] = file.split(/\r?\n/)
  const asText = header.split(',').map((name) => `${name} String`)
  const settings = Object.entries({ ...sqlSettings, precise_float_parsing: 1 }).map(([k, v]) => `${k} = ${v}`)
  const text = `
    SELECT count() AS n, max(abs(made.score - said.score)) AS d, countIf(isNull(made.score)) AS lost FROM
      (SELECT customerID AS id, ${expression} AS score
       FROM format('CSVWithNames', ${quoted(asText.join(', '))}, ${quoted(file)})) AS made
    INNER JOIN
      (SELECT customerID AS id, score
       FROM format('CSVWithNames', 'row UInt32, customerID String, score Float64, held_out_score Float64', ${quoted(scores)})) AS said
    ON made.id = said.id SETTINGS ${settings.join(', ')}`
  const shape = z.object({ n: z.coerce.number(), d: z.number(), lost: z.coerce.number() })
  const [row] = await warehouse.rows({ text, params: {}, isSql: true as const }, shape)
  return row
}

describe.skipIf(telco === null)('lab propensity --sql on telco_churn, through the real command', () => {
  it.each([
    ['logistic', []],
    ['gbdt', ['--trees', '60', '--threads', '2']],
    ['forest', ['--trees', '40']],
  ] as const)('%s: SQL and model agree to 1e-9 on every row of the file', async (model, more) => {
    const [sql, scores] = [`${model}.sql`, `${model}.csv`]
    const result = await propensity(
      telco ?? '',
      ...['--target', 'Churn', '--positive', 'Yes', '--id', 'customerID', '--model', model, ...more],
      ...['--folds', 'forward:.8', '--sql', sql, '--out', scores],
    )
    expect(result.sqlParity).toBeLessThanOrEqual(1e-9)
    const file = gunzipSync(readFileSync(telco ?? '')).toString('utf8')
    const expression = readFileSync(join(dir, sql), 'utf8').trim()
    const written = readFileSync(join(dir, scores), 'utf8')
    const found = await compared(expression, file, written)
    expect(found).toMatchObject({ n: 7043, lost: 0 })
    expect(found?.d).toBeLessThanOrEqual(1e-9)
  })
})
