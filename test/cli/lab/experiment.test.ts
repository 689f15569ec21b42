import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const growthbook = '1396.87,52377.9767,3407;2422.7,134698.29,3461'

describe('lab experiment --summary meets growthbook’s published cases', () => {
  it.each([
    ['Welch, relative', growthbook, ['--relative'], 0.70732, [-0.03526, 1.44989], 0.37879, 0.06191],
    ['Welch, absolute', growthbook, [], 0.29, [0.04538, 0.53462], 0.12478, 0.02016],
    ['shares, relative', '14,14,28;16,16,30', ['--relative'], 0.06667, [-0.47767, 0.61101], null, 0.80707],
    [
      'always valid',
      '1396.87,52377.9767,3000;2422.7,134698.29,3461',
      ['--relative', '--sequential', '1000'],
      0.50336,
      [-0.55844, 1.56516],
      null,
      1,
    ],
    ['Bayesian', '49,49,100;51,51,100', ['--relative'], 0.04082, null, null, null],
  ] as const)('%s', async (name, summary, options, effect, ci, se, p) => {
    const { json, exitCode } = await lab('experiment', '--summary', summary, ...options, '--json')
    expect(exitCode).toBe(0)
    expect(json.effect).toBeCloseTo(effect, 5)
    if (ci) expect(json.ci).toEqual(ci.map((end) => expect.closeTo(end, 5)))
    if (se !== null) expect(json.se).toBeCloseTo(se, 5)
    if (p !== null) expect(json.p).toBeCloseTo(p, 5)
    if (name === 'Bayesian') {
      expect(json.chanceToWin).toBeCloseTo(0.60918, 5)
      expect(json.arms[1].posterior.ci).toEqual([expect.closeTo(-0.24779, 5), expect.closeTo(0.32943, 5)])
    }
  })
  it.each([
    ['500;600', 0.00256883],
    ['50000;49000', 0.00148188],
    ['10300;9700', 2.20905e-5],
  ])('sample-ratio mismatch of %s', async (counts, p) => {
    const summary = counts
      .split(';')
      .map((n) => `10,10,${n}`)
      .join(';')
    const { json } = await lab('experiment', '--summary', summary, '--json')
    expect(json.srm.p / p).toBeCloseTo(1, 5)
  })
})

const hillstrom = realFile('hillstrom/hillstrom.csv.gz')

describe.skipIf(hillstrom === null)('lab experiment on hillstrom', () => {
  const file = hillstrom ?? ''
  const trial = ['--arm', 'segment', '--control', 'No E-Mail', '--json']
  it('finds the published average effect of the women’s e-mail on visits (.0452331)', async () => {
    const { json } = await lab(
      'experiment',
      file,
      ...trial,
      '--outcome',
      'visit',
      '--treated',
      'Womens E-Mail',
    )
    expect(json.effect).toBeCloseTo(0.0452331, 7)
    expect(json.arms).toHaveLength(2)
    expect(json.arms[0]).toMatchObject({ arm: 'No E-Mail', n: 21_306 })
    expect(json.statistic).toBe('proportions')
    expect(json.srm.p).toBeGreaterThan(0.5)
  })
  it('compares each of several arms with control, p adjusted, with a chart', async () => {
    const plot = ['--outcome', 'spend', '--pre', 'history', '--plot', 'e.html']
    const { json } = await lab('experiment', file, ...trial, ...plot)
    expect(json.arms.map((a: { arm: string }) => a.arm).sort()).toEqual([
      'Mens E-Mail',
      'No E-Mail',
      'Womens E-Mail',
    ])
    for (const arm of json.arms.slice(1)) {
      expect(arm.adjustedP).toBeGreaterThanOrEqual(arm.p)
      expect(arm.ci[0]).toBeLessThan(arm.effect)
    }
    expect(json.varianceExplained).toBeGreaterThan(0)
    expect(labOutput('e.html')).toContain('<svg')
  })
  it('takes ratios, strata and clusters', async () => {
    const only = ['--treated', 'Mens E-Mail']
    const ratio = await lab(
      'experiment',
      file,
      ...trial,
      ...only,
      '--outcome',
      'spend',
      '--denominator',
      'visit',
    )
    expect(ratio.json.arms[1].mean).toBeCloseTo(1.422617 / 0.182757, 2)
    const plain = await lab('experiment', file, ...trial, ...only, '--outcome', 'spend')
    const strata = await lab(
      'experiment',
      file,
      ...trial,
      ...only,
      '--outcome',
      'spend',
      '--strata',
      'zip_code',
    )
    expect(strata.json.effect).toBeCloseTo(plain.json.effect, 1)
    expect(strata.json.effect).not.toBe(plain.json.effect)
    expect(strata.json.se / plain.json.se).toBeCloseTo(1, 2)
  })
})

describe.skipIf(hillstrom === null)('lab experiment: strata beside a ratio or clusters', () => {
  const trial = ['--arm', 'segment', '--control', 'No E-Mail', '--treated', 'Mens E-Mail', '--json']
  it('a ratio within strata stays near the plain ratio, and knows at least as much', async () => {
    const ratio = [hillstrom ?? '', ...trial, '--outcome', 'spend', '--denominator', 'visit']
    const plain = await lab('experiment', ...ratio)
    const strata = await lab('experiment', ...ratio, '--strata', 'history_segment')
    expect(strata.exitCode).toBe(0)
    expect(Math.abs(strata.json.effect - plain.json.effect)).toBeLessThan(plain.json.se / 4)
    expect(strata.json.se / plain.json.se).toBeCloseTo(1, 1)
  })
})

describe('lab experiment on a file', () => {
  const rows = [
    'arm,y,shop,before',
    'a,1,s1,1',
    'a,3,s1,2',
    'a,2,s2,',
    'a,8,s3,7',
    'b,4,s4,2',
    'b,9,s5,8',
    'b,5,s6,3',
  ]
  const file = labFile('trial.csv', `${rows.join('\n')}\n`)
  const trial = [file, '--arm', 'arm', '--control', 'a', '--outcome', 'y', '--json']
  it('clusters are units of their own, their means weighted by rows', async () => {
    const { json } = await lab('experiment', ...trial, '--cluster', 'shop')
    expect(json.arms).toMatchObject([
      { arm: 'a', n: 3, mean: 3.5 },
      { arm: 'b', n: 3, mean: 6 },
    ])
  })
  it('clusters within strata; a cluster belongs to one, and each stratum needs two of each arm', async () => {
    const shops = ['a', 'b'].flatMap((arm) =>
      [0, 1, 2, 3].flatMap((k) =>
        [1, 2].map(
          (i) =>
            `${arm},${10 * (k % 2) + (arm === 'b' ? 3 : 1) + i * k},${arm}${k},${k % 2 ? 'big' : 'small'}`,
        ),
      ),
    )
    const path = labFile('shops.csv', `arm,y,shop,size\n${shops.join('\n')}\n`)
    const options = [path, '--arm', 'arm', '--control', 'a', '--outcome', 'y', '--cluster', 'shop', '--json']
    const plain = await lab('experiment', ...options)
    const strata = await lab('experiment', ...options, '--strata', 'size')
    // Equal rows in each cluster: every stratum's difference is 2, and what lies between strata is no noise.
    expect(strata.json.effect).toBeCloseTo(2, 12)
    expect(strata.json.se).toBeLessThan(plain.json.se)
    const mixed = labFile('mixed.csv', `arm,y,shop,size\n${shops.join('\n')}\na,3,a0,big\n`)
    const refused = await lab('experiment', mixed, ...options.slice(1), '--strata', 'size')
    expect(refused.note).toContain('"a0" has rows in two strata')
    const thin = labFile('thin.csv', `arm,y,shop,size\n${shops.join('\n')}\na,3,a9,odd\n`)
    const lone = await lab('experiment', thin, ...options.slice(1), '--strata', 'size')
    expect(lone.note).toContain('the stratum "odd" has fewer than two units in the arm "a"')
    expect(lone.exitCode).toBe(2)
  })
  it('a unit unknown before the draw counts as average', async () => {
    const { json } = await lab('experiment', ...trial, '--pre', 'before')
    expect(json.varianceExplained).toBeGreaterThan(0.5)
    expect(json.arms[0].n).toBe(4)
  })
  it('one-sided intervals are open', async () => {
    const { json } = await lab('experiment', ...trial, '--alternative', 'greater')
    expect(json.ci[1]).toBeNull()
    expect(Number.isFinite(json.ci[0])).toBe(true)
    const two = await lab('experiment', ...trial)
    expect(json.p).toBeCloseTo(two.json.p / 2, 12)
  })
  it('outcomes in words', async () => {
    const words = labFile('words.csv', 'g,bought\nx,yes\nx,no\nx,no\ny,yes\ny,yes\ny,no\n')
    const { json } = await lab(
      'experiment',
      ...[words, '--arm', 'g', '--control', 'x', '--outcome', 'bought', '--positive', 'yes', '--json'],
    )
    expect(json.effect).toBeCloseTo(1 / 3, 12)
  })
  const twoArms = labFile('split.csv', 'arm,y,shop\na,1,s\nb,2,s\nb,3,t\na,4,u\n')
  const only = labFile('only.csv', 'arm,y\na,1\na,2\n')
  const gap = labFile('gap.csv', 'arm,y\na,1\na,2\nb,\nb,3\n')
  const zero = labFile('zero.csv', 'arm,y\na,0\na,0\nb,1\nb,3\n')
  it.each([
    [['--summary', '1,2'], '--summary "1,2" is not usable'],
    [['--summary', '1,2,x;1,2,3'], 'sum,sumsq,n'],
    [['--summary', '4,1,2;1,2,3'], 'not of the same values'],
    [['--summary', '4,8,2'], 'only one arm'],
    [[], 'name a file after the method'],
    [[file, '--arm', 'arm', '--outcome', 'y'], '--control is missing'],
    [[file, '--arm', 'y', '--outcome', 'y', '--control', '1'], 'another column than that of --outcome'],
    [[file, '--arm', 'arm', '--outcome', 'y', '--control', 'c'], 'one of the arms: a, b'],
    [[file, '--arm', 'arm', '--outcome', 'shop', '--control', 'a'], '"s1" is not a number'],
    [[only, '--arm', 'arm', '--outcome', 'y', '--control', 'a'], 'only one arm'],
    [[gap, '--arm', 'arm', '--outcome', 'y', '--control', 'a'], 'row 4: the column "y" is empty'],
    [[zero, '--arm', 'arm', '--outcome', 'y', '--control', 'a', '--relative'], 'mean 0'],
    [
      [twoArms, '--arm', 'arm', '--outcome', 'y', '--control', 'a', '--cluster', 'shop'],
      '"s" has rows in two arms',
    ],
    [[file, '--arm', 'arm', '--outcome', 'y', '--control', 'a', '--level', '1'], '--level "1" is not usable'],
    [[file, '--arm', 'arm', '--outcome', 'y', '--control', 'a', '--shares', '1'], 'for each of a, b'],
  ])('%j: %s', async (argv, message) => {
    const { out, note, exitCode } = await lab('experiment', ...argv, '--json')
    expect(note).toContain(message)
    expect(out).toBe('')
    expect(exitCode).toBe(2)
  })
})
