import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labErrors } from '../../../src/cli/lab/errors.ts'
import { inChinese } from '../../../src/cli/lab/words-zh.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { lab, labFile } from './lab.ts'

const numbers = labFile(
  'numbers.csv',
  `who,what,v,c,y\n${Array.from({ length: 40 }, (_, i) => `${i},o,${i},1,${i % 2 ? 'yes' : 'no'}`).join('\n')}\n`,
)

describe('what the lab says', () => {
  it.each([
    [
      ['propensity', numbers, '--target', '', '--positive', 'yes'],
      '--target is empty. Give it a value, or leave it out.',
    ],
    [['cluster', numbers, '--columns', '', '--k', '2'], '--columns is empty'],
    [['cluster', numbers, '--columns', 'v', '--k', ''], '--k is empty'],
    [
      [
        'allocate',
        numbers,
        '--customer',
        'who',
        '--option',
        'what',
        '--value',
        'v',
        '--costs',
        'c',
        '--budgets',
        '3,4',
      ],
      'it must be one number, for the column of --costs',
    ],
    [
      ['propensity', numbers, '--target', 'y', '--positive', 'yes', '--monotone', 'v:up'],
      'left out with --model logistic',
    ],
    [
      ['propensity', numbers, '--target', 'y', '--positive', 'yes', '--model', 'gbdt', '--monotone', 'zz:up'],
      'a column of numbers the model learns from',
    ],
    [
      ['propensity', numbers, '--target', 'y', '--positive', 'yes', '--calibrate', 'platt', '--sql', 'x.sql'],
      'left out where --sql is given',
    ],
  ])('%j', async (argv, message) => {
    const { out, note, exitCode } = await lab(...argv, '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toContain(message)
  })

  it('logistic refuses a number whose square overflows; trees take it', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i === 7 ? '1e300' : i},${i % 3},${i % 2 ? 'yes' : 'no'}`,
    )
    const path = labFile('huge.csv', `x,z,y\n${rows.join('\n')}\n`)
    const options = [path, '--target', 'y', '--positive', 'yes', '--json']
    const refused = await lab('propensity', ...options)
    expect(refused.exitCode).toBe(2)
    expect(refused.note).toContain('row 9, column "x": 1e+300 is not usable')
    expect((await lab('propensity', ...options, '--drop', 'x')).exitCode).toBe(0)
    expect((await lab('propensity', ...options, '--model', 'gbdt', '--trees', '5')).exitCode).toBe(0)
  })

  it('histories without a likelihood are told with what to do', async () => {
    const path = labFile('extreme.csv', 'f,r,T\n1e308,1e308,1e308\n1,1e-300,1e308\n3,2,5\n')
    for (const model of ['bgnbd', 'mbg', 'pareto']) {
      const { note, exitCode } = await lab(
        ...['clv', path, '--frequency', 'f', '--recency', 'r', '--age', 'T', '--model', model, '--json'],
      )
      expect(exitCode, note).toBe(2)
      expect(note).toContain('Look at the largest of each column')
    }
  })

  it.each(['cut off', 'damaged'])('a Parquet file that is %s', async (how) => {
    const path = labFile(`${how.replace(' ', '-')}.parquet`, '')
    const whole = path.replace('.parquet', '-whole.parquet')
    const chdb = createRequire(import.meta.url)('chdb') as { query(sql: string, format: string): string }
    chdb.query(`SELECT number AS x FROM numbers(9000) INTO OUTFILE '${whole}' FORMAT Parquet`, 'CSV')
    const bytes = readFileSync(whole)
    labFile(
      `${how.replace(' ', '-')}.parquet`,
      how === 'damaged' ? Buffer.from(bytes).fill(7, 50, 900) : bytes.subarray(0, bytes.length >> 1),
    )
    const { out, note, exitCode } = await lab('cluster', path, '--columns', 'x', '--k', '2', '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toMatch(
      /is not a whole Parquet file: it is cut off or damaged \(.+\)\. Copy or export it again\.$/,
    )
    expect(note).not.toMatch(/DB::|Code:|\/tmp/)
  })
})

describe('the lab in Chinese', () => {
  /** Phrases in the sources that fill a gap of an error, where they are written out in one piece. */
  const written = readdirSync(join(packageRoot(), 'src/cli/lab'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('words-zh.ts'))
    .flatMap((name) => {
      const source = readFileSync(join(packageRoot(), 'src/cli/lab', name), 'utf8')
      const places = [
        /required\(\s*'[a-z-]+',\s*'([^']+)'/g,
        /(?:wanted|problem|why):\s*'([^']+)'/g,
        /\.numbers?\(\s*'[a-z-]+',\s*'([^']+)'/g,
      ]
      return places.flatMap((place) => [...source.matchAll(place)].map((found) => found[1] ?? ''))
    })
  it('has words for every phrase that is written out', () => {
    expect(written.length).toBeGreaterThan(60)
    const missing = [...new Set(written)].filter((phrase) => inChinese(phrase) === phrase)
    expect(missing).toEqual([])
  })
  it.each([
    [
      labErrors.badOption({ option: 'k', value: '0', wanted: 'a whole number from 1 to 9' }),
      '--k 的值“0”不可用，应为：1 到 9 之间的整数。',
    ],
    [
      labErrors.noOption({ option: 'time', why: 'the column that says when.' }),
      '缺少 --time：请指定时间列。',
    ],
    [labErrors.emptyOption({ option: 'k' }), '--k 的值为空，请给出取值或去掉该选项。'],
  ])('%#', (error, message) => {
    expect(error.in('zh-CN')).toBe(message)
  })
})
