import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const real = realFile('attribution_paths/path_data.csv.gz')

describe.skipIf(real === null)('lab attribute on attribution_paths (ChannelAttribution’s PathData)', () => {
  const options = [
    ...['--path', 'path', '--conversions', 'total_conversions'],
    ...['--value', 'total_conversion_value', '--nulls', 'total_null', '--json'],
  ]
  const table = {
    alpha: [6308, 8447, 7574.719, 5344.948, 0.558399, 7627.944],
    iota: [4606, 3355, 3857.096, 3884.615, 0.405835, 3505.044],
    eta: [3164, 4167, 3539.951, 3340.847, 0.349026, 3613.656],
    beta: [2831, 989, 2083.5, 2527.352, 0.264039, 1982.739],
  }
  it('meets the reference table', async () => {
    const { json, exitCode } = await lab('attribute', real ?? '', ...options, '--plot', 'a.html')
    expect(exitCode).toBe(0)
    expect(json.conversions).toBe(19_785)
    expect(json.nulls).toBe(68_602)
    expect(json.value).toBeCloseTo(74_802.97, 2)
    expect(Math.abs(json.conversionRate - 0.22384514)).toBeLessThan(1e-8)
    for (const [channel, expected] of Object.entries(table)) {
      const { first, last, linear, markov, shapley } = json.methods
      const seen = [first, last, linear, markov, json.removalEffects, shapley].map((of) => of[channel])
      seen.forEach((value, i) => {
        expect(Math.abs(value - (expected[i] as number))).toBeLessThan(i === 4 ? 1e-6 : 0.01)
      })
    }
    expect(labOutput('a.html')).toContain('<svg')
  })
  it('at order 2 keeps the rate and adds up', async () => {
    const { json } = await lab('attribute', real ?? '', ...options, '--order', '2')
    expect(json.conversionRate).toBeCloseTo(0.22384514, 8)
    const credits = Object.values<number>(json.methods.markov)
    expect(credits.reduce((s, v) => s + v, 0)).toBeCloseTo(19_785, 6)
  })
})

describe('lab attribute', () => {
  it('adds up rows that repeat a path, takes other separators, and leaves the rate out where nulls are unknown', async () => {
    const file = labFile('paths.tsv', 'p\tn\na|b\t1\nb\t2\n a | b \t3\n')
    const { json } = await lab(
      'attribute',
      file,
      '--path',
      'p',
      '--conversions',
      'n',
      '--separator',
      '|',
      '--json',
    )
    expect(json.methods.first).toEqual({ a: 4, b: 2 })
    expect(json.methods.shapley).toEqual({ a: 2, b: 4 })
    expect(json).not.toHaveProperty('conversionRate')
    expect(json).not.toHaveProperty('valueMethods')
  })
  const file = labFile('bad-paths.csv', 'p,n\na > b,1\n>,2\n')
  it.each([
    [['--conversions', 'n'], '--path is missing'],
    [['--path', 'p'], '--conversions is missing'],
    [['--path', 'p', '--conversions', 'n'], 'row 3: the column "p" is empty'],
    [['--path', 'p', '--conversions', 'n', '--order', '0'], '--order "0" is not usable'],
    [['--path', 'p', '--conversions', 'p'], 'another column than that of --conversions'],
  ])('%j: %s', async (options, message) => {
    const { out, note, exitCode } = await lab('attribute', file, ...options, '--json')
    expect(note).toContain(message)
    expect(out).toBe('')
    expect(exitCode).toBe(2)
  })
})
