import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const summary = realFile('cdnow/cdnow_customers_summary.csv')
const sample = realFile('cdnow/cdnow_sample.csv.gz')

describe.skipIf(summary === null || sample === null)('lab clv on CDNOW', () => {
  const columns = ['--frequency', 'frequency', '--recency', 'recency', '--age', 'T']

  it.each([
    ['bgnbd', -9582.42556, 1653.42, 1e-4],
    ['mbg', -9582.13268, 1576.74, 1e-4],
    ['pareto', -9594.97393, 1665.53, 1e-3],
  ] as const)('%s from the summary', async (model, logLikelihood, expected, tolerance) => {
    const { json } = await lab('clv', summary ?? '', ...columns, '--model', model, '--json')
    expect(json).toMatchObject({ model, customers: 2357, horizon: 39, converged: true })
    expect(Math.abs(json.logLikelihood - logLikelihood)).toBeLessThan(tolerance)
    expect(Math.abs(json.expected - expected)).toBeLessThan(0.5)
    expect(Object.keys(json.params).length).toBe(4)
    expect(json.fitSeconds).toBeGreaterThan(0)
  })

  it('from transactions: the same fit, the holdout, the value, a page of charts', async () => {
    const { json, exitCode } = await lab(
      'clv',
      sample ?? '',
      ...['--customer', 'sample_customer_id', '--time', 'date', '--amount', 'dollar_value'],
      ...['--calibration-end', '1997-09-30', '--holdout-end', '1998-06-30', '--plot', 'clv.html', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json.params.r).toBeCloseTo(0.2426, 3)
    expect(json.actual).toBe(1882)
    expect(json.horizon).toBe(39)
    expect(json.gammaGamma.customers).toBe(946)
    expect(Math.abs(json.gammaGamma.params.p - 6.2488)).toBeLessThan(0.01)
    expect(Math.abs(json.gammaGamma.populationMean - 35.171)).toBeLessThan(0.01)
    expect(json.residualValue).toBeGreaterThan(40_000)
    expect(labOutput('clv.html')).toContain('<svg')
  })
})

describe('lab writes where it may', () => {
  const file = labFile('three.csv', 'who,day,paid\na,2024-01-01,5\na,2024-01-09,7\nb,2024-01-03,1\n')
  it.each(['/proc/none/x.html', '/dev/null/x.html', 'none/none/x.html'])(
    '%s: one sentence, at once',
    async (plot) => {
      const { note, exitCode } = await lab(
        ...['rfm', file, '--customer', 'who', '--time', 'day', '--amount', 'paid', '--plot', plot],
      )
      expect(exitCode).toBe(2)
      expect(note).toContain(`${plot} cannot be written`)
    },
  )
})

describe('lab clv says what is wrong, in one sentence, and leaves with 2', () => {
  const file = labFile('few.csv', 'who,day,paid\na,2024-01-01,5\na,2024-01-09,7\nb,2024-01-03,\n')
  it.each([
    [['clv', file, '--customer', 'who', '--time', 'day', '--model', 'x'], '--model "x" is not usable'],
    [['clv', file, '--customer', 'who'], '--time is missing'],
    [
      ['clv', file, '--customer', 'whom', '--time', 'day'],
      'few.csv has no column "whom". It has: who, day, paid.',
    ],
    [
      ['clv', file, '--customer', 'who', '--time', 'paid'],
      'few.csv, row 2, column "paid": "5" is not a time',
    ],
    [
      ['clv', file, '--customer', 'who', '--time', 'day', '--amount', 'paid'],
      'few.csv, row 4: the column "paid" is empty',
    ],
    [['clv', file, '--customer', 'who', '--time', 'day', '--horizon', '-1'], '--horizon "-1" is not usable'],
    [
      ['clv', file, '--customer', 'who', '--time', 'day', '--calibration-end', '2024-02-30'],
      'a date such as',
    ],
    [['clv', `${file}.gone`, '--customer', 'who', '--time', 'day'], 'There is no file'],
  ])('%j', async (argv, message) => {
    const { out, note, exitCode } = await lab(...argv)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(note).toContain(message)
    expect(note.trim().split('\n')).toHaveLength(1)
  })
})

describe('lab clv --out', () => {
  const cdnow = realFile('cdnow/cdnow_customers_summary.csv')
  const columns = ['--frequency', 'frequency', '--recency', 'recency', '--age', 'T']
  it.skipIf(cdnow === null).each(['bgnbd', 'mbg', 'pareto', 'bgbb'])(
    '%s: each customer of CDNOW',
    async (model) => {
      const interval = model === 'bgbb' ? [] : ['--interval', '.9']
      const summary =
        model === 'bgbb'
          ? [
              labFile('bb.csv', 'frequency,recency,T\n2,5,6\n0,0,6\n4,6,6\n1,2,6\n1,6,6\n0,0,6\n3,4,6\n'),
              ...columns,
            ]
          : [cdnow ?? '', ...columns]
      const { json, exitCode } = await lab(
        ...['clv', ...summary, '--model', model, '--out', `${model}.csv`, ...interval, '--json'],
      )
      expect(exitCode).toBe(0)
      const rows = labOutput(`${model}.csv`)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number))
      expect(rows).toHaveLength(json.customers)
      expect(rows.reduce((sum, row) => sum + (row[5] ?? 0), 0)).toBeCloseTo(json.expected, 6)
      for (const [, , , , alive = -1, , lower = 0, upper = 0] of rows.slice(0, 300)) {
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
        expect(lower).toBeLessThanOrEqual(upper)
      }
    },
  )
  it('an interval needs a file, and a model that has one', async () => {
    const path = labFile('some.csv', 'frequency,recency,T\n2,5,9\n0,0,9\n')
    const alone = await lab('clv', path, ...columns, '--interval', '.9', '--json')
    expect([alone.exitCode, alone.out]).toEqual([2, ''])
    expect(alone.note).toContain('given with --out')
  })
})
