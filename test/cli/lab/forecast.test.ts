import { describe, expect, it } from 'vitest'
import { momentOf } from '../../../src/cli/lab/methods/forecast/read-series.ts'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const passengers = realFile('forecasting/air_passengers.csv')
const souvenirs = realFile('forecasting/souvenirs.csv')
const retail = realFile('forecasting/aus_retail.csv.gz')

const smape = (json: { methods: { name: string; smape: number }[] }, name: string) =>
  json.methods.find((m) => m.name === name)?.smape ?? Number.NaN

describe.skipIf(passengers === null || souvenirs === null || retail === null)(
  'lab forecast on public series',
  () => {
    it('AirPassengers, last 18 held out: the reference’s sMAPE', async () => {
      const { json, exitCode } = await lab(
        ...['forecast', passengers ?? '', '--value', 'passengers_thousand', '--time', 'month'],
        ...['--season', '12', '--horizon', '18', '--plot', 'f.html', '--json'],
      )
      expect(exitCode).toBe(0)
      expect(json.series).toBe(1)
      expect(Math.abs(smape(json, 'naive2') - 9.5009)).toBeLessThan(1e-4)
      expect(Math.abs(smape(json, 'seasonal-naive') - 16.032)).toBeLessThan(1e-4)
      expect(Math.abs(smape(json, 'theta') / 6.9792 - 1)).toBeLessThan(0.005)
      expect(Math.abs(smape(json, 'ets') / 6.092 - 1)).toBeLessThan(0.02)
      expect(json.forms).toEqual({ 'M,Ad,M': 1 })
      expect(json.forecasts.times[17]).toBe('1960-12')
      for (const { mase } of json.methods) expect(mase).toBeGreaterThan(0)
      expect(labOutput('f.html')).toContain('<svg')
    })
    it('sales before Christmas: months written out', async () => {
      const { json } = await lab(
        ...['forecast', souvenirs ?? '', '--value', 'Sales', '--time', 'Month', '--horizon', '12', '--json'],
      )
      expect(smape(json, 'ets')).toBeLessThan(smape(json, 'naive'))
    })
    it('Australian retail by state alone is refused: a month comes once for each industry', async () => {
      const { json, note, exitCode } = await lab(
        ...['forecast', retail ?? '', '--value', 'turnover_aud_m', '--time', 'month', '--series', 'state'],
        '--json',
      )
      expect(json).toBeNull()
      expect(note).toContain('two rows for')
      expect(exitCode).toBe(2)
    })
  },
)

describe('lab forecast', () => {
  const rows = ['shop,month,sold']
  for (let t = 0; t < 48; t++)
    for (const shop of ['a', 'b'])
      rows.push(
        `${shop},${2019 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')},${100 + 10 * (t % 12) + (shop === 'a' ? t : 0)}`,
      )
  const file = labFile('shops.csv', `${[rows[0], ...rows.slice(1).reverse()].join('\n')}\nc,2020-01,5\n`)
  const options = ['--value', 'sold', '--time', 'month', '--series', 'shop', '--horizon', '12']
  it('sorts by time, forecasts each series, and counts those too short', async () => {
    const { json } = await lab('forecast', file, ...options, '--json')
    expect(json.series).toBe(2)
    expect(json.tooShort).toBe(1)
    // b repeats its season exactly; a adds a step of 12 a year.
    const errors = Array.from({ length: 12 }, (_, k) => (200 * 12) / (2 * (136 + 11 * k) - 12))
    expect(smape(json, 'seasonal-naive')).toBeCloseTo(errors.reduce((sum, e) => sum + e, 0) / 12 / 2, 9)
    expect(smape(json, 'ets')).toBeLessThan(1)
    expect(smape(json, 'drift')).toBeGreaterThan(5)
  })
  it('says the same twice, and another seed moves only the interval', async () => {
    const one = labFile(
      'one.csv',
      `v\n${Array.from({ length: 60 }, (_, t) => 50 + ((t * 7919) % 13)).join('\n')}\n`,
    )
    const argv = ['forecast', one, '--value', 'v', '--season', '1', '--horizon', '6', '--json']
    const [a, b, c] = [await lab(...argv), await lab(...argv), await lab(...argv, '--seed', '2')]
    expect(a.json.forecasts).toEqual(b.json.forecasts)
    expect(c.json.forecasts.ets.mean).toEqual(a.json.forecasts.ets.mean)
    expect(c.json.forecasts.ets.lower).not.toEqual(a.json.forecasts.ets.lower)
  })
  it('puts empty cells on the line between their neighbours', async () => {
    const gap = labFile('gap-series.csv', 't,v\n1,1\n2,2\n3,\n4,4\n5,5\n6,6\n7,7\n8,8\n')
    const { json } = await lab(
      'forecast',
      gap,
      '--value',
      'v',
      '--time',
      't',
      '--season',
      '1',
      '--horizon',
      '2',
      '--json',
    )
    expect(json.filled).toBe(1)
    expect(smape(json, 'drift')).toBeCloseTo(0, 10)
  })
  it('reads times as people write them', () => {
    const order = [
      '1987 Jan',
      '1987 Q2',
      '1987-07',
      '1987-08-09',
      '1987-W40',
      '1988 December',
      '1989-01-01 07:00',
    ]
    const moments = order.map(momentOf)
    expect(moments.every(Number.isFinite)).toBe(true)
    expect([...moments].sort((a, b) => a - b)).toEqual(moments)
    expect(momentOf('40')).toBe(40)
    expect(momentOf('soon')).toBeNaN()
    expect(momentOf('2019-13')).toBeNaN()
  })
  it.each([
    [[], '--value is missing'],
    [['--value', 'shop'], '"b" is not a number'],
    [['--value', 'sold', '--time', 'shop'], 'is not a time'],
    [['--value', 'sold', '--time', 'sold'], 'another column than that of --value'],
    [['--value', 'sold', '--time', 'month'], 'has two rows for 2019-01'],
    [[...options, '--horizon', '40'], 'no series has the 53 values'],
    [[...options, '--season', '0'], '--season "0" is not usable'],
    [[...options, '--form', 'X'], 'must be one of 30'],
  ])('%j: %s', async (argv, message) => {
    const { out, note, exitCode } = await lab('forecast', file, ...argv, '--json')
    expect(note).toContain(message)
    expect(out).toBe('')
    expect(exitCode).toBe(2)
  })
})
