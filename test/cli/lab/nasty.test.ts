import { describe, expect, it } from 'vitest'
import { lab, labFile } from './lab.ts'

const sales = 'who,day,paid\na,2024-01-01,5\n,2024-01-02,9\na,2024-01-20,7\nb,2024-01-03,4\n  ,2024-01-09,1\n'

/** Wrong input: exit 2, nothing on standard output, one sentence without the names of our own arguments. */
async function refusal(...argv: string[]): Promise<string> {
  const answer = await lab(...argv, '--json')
  expect([answer.exitCode, answer.out]).toEqual([2, ''])
  expect(answer.note).not.toMatch(
    /\n|\[\d+\]|unexpected|histories|meanValue|purchases is|parameters\.|target has/,
  )
  return answer.note
}

describe('what a hostile file meets', () => {
  it('one column named for two uses is the caller’s mistake', async () => {
    const path = labFile('two-uses.csv', sales)
    for (const column of ['day', 'paid'])
      expect(await refusal('rfm', path, '--customer', column, '--time', 'day', '--amount', 'paid')).toContain(
        `Two options name the column "${column}"`,
      )
  })

  it('sales without a customer are left out and counted, blanks count as empty', async () => {
    const rfm = await lab(
      ...[
        'rfm',
        labFile('cash.csv', sales),
        '--customer',
        'who',
        '--time',
        'day',
        '--amount',
        'paid',
        '--json',
      ],
    )
    expect(rfm.json).toMatchObject({ customers: 2, anonymousRows: 2 })
    const clv = await lab(
      ...['clv', labFile('cash.csv', sales), '--customer', 'who', '--time', 'day', '--unit', 'day', '--json'],
    )
    expect(clv.json).toMatchObject({ customers: 2, anonymousRows: 2 })
    const nobody = labFile('nobody.csv', 'who,day,paid\n,2024-01-01,5\n')
    expect(await refusal('rfm', nobody, '--customer', 'who', '--time', 'day', '--amount', 'paid')).toContain(
      'row 2: the column "who" is empty',
    )
  })

  it.each([
    ['-1,0,9', 'row 3, column "f": -1 is not usable'],
    ['1.5,1,9', 'column "f": 1.5 is not usable'],
    ['1,-2,9', 'column "r": -2 is not usable'],
    ['0,3,9', 'column "r": 3 is not usable, it must be 0 where "f" is 0'],
    ['2,10,9', 'column "T": 9 is not usable, it must be at least "r" of the same row, 10'],
  ])('clv names the row and column of an impossible history: %s', async (row, problem) => {
    const path = labFile('summary.csv', `f,r,T\n2,5,9\n${row}\n`)
    expect(await refusal('clv', path, '--frequency', 'f', '--recency', 'r', '--age', 'T')).toContain(problem)
  })

  it.each([
    ['0,0', 'no customer who bought again has an amount above 0'],
    ['7,7', 'the same mean amount'],
  ])('clv says why amounts %s cannot be learned from', async (values, problem) => {
    const [a, b] = values.split(',')
    const path = labFile('worth.csv', `f,r,T,v\n2,5,9,${a}\n1,3,8,${b}\n0,0,9,0\n`)
    expect(
      await refusal('clv', path, '--frequency', 'f', '--recency', 'r', '--age', 'T', '--value', 'v'),
    ).toContain(problem)
  })

  it('attribute names the row of a negative count', async () => {
    const path = labFile('paths.csv', 'p,c,n\na > b,2,1\nb,1,-5\n')
    expect(await refusal('attribute', path, '--path', 'p', '--conversions', 'c', '--nulls', 'n')).toContain(
      'row 3, column "n": -5 is not usable, it must be at least 0',
    )
  })

  it('a fold of one outcome only is told with the way out', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i},${i % 2 ? 'A' : 'B'},${i === 0 ? 1 : 0}`)
    const path = labFile('rare.csv', `x,t,y\n${rows.join('\n')}\n`)
    expect(await refusal('propensity', path, '--target', 'y', '--positive', '1')).toContain('fold 1 would')
    expect(
      await refusal(
        ...['uplift', path, '--treatment', 't', '--treated', 'A', '--outcome', 'y', '--model', 't-logistic'],
      ),
    ).toContain('fold 1 leaves an arm')
  })

  it('a raw column judges 100,000 rows of a trial in seconds', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i % 7},${i % 2},${(i * i) % 3 === 0 ? 1 : 0}`)
    const path = labFile('trial.csv', `s,t,y\n${rows.join('\n')}\n`)
    const start = performance.now()
    const { json } = await lab(
      ...['uplift', path, '--treatment', 't', '--treated', '1', '--outcome', 'y', '--model', 'score:s'],
      ...['--draws', '20', '--json'],
    )
    expect(json.n).toBe(100_000)
    expect(performance.now() - start).toBeLessThan(20_000)
  }, 60_000)
})

describe('what cannot be learned is said in the words of the file', () => {
  it('a price that never changes has no elasticity', async () => {
    const file = labFile(
      'flat.csv',
      `q,p\n${Array.from({ length: 30 }, (_, i) => `${5 + (i % 7)},1.99`).join('\n')}\n`,
    )
    const { note, exitCode } = await lab('elasticity', file, '--quantity', 'q', '--price', 'p')
    expect(exitCode).toBe(2)
    expect(note).toContain('the price does not vary beyond the controls')
  })

  it('an arm of one row is named', async () => {
    const file = labFile('arms.csv', 'arm,y\na,1\na,2\nb,2\nb,3\nstray,9\n')
    const { note, exitCode } = await lab(
      'experiment',
      file,
      '--arm',
      'arm',
      '--control',
      'a',
      '--outcome',
      'y',
    )
    expect(exitCode).toBe(2)
    expect(note).toContain('the arm "stray" has fewer than two rows')
    const one = await lab(
      'experiment',
      file,
      '--arm',
      'arm',
      '--control',
      'a',
      '--treated',
      'b',
      '--outcome',
      'y',
      '--json',
    )
    expect(one.json.effect).toBe(1)
  })

  it('outcomes whose squares overflow are said to be too large', async () => {
    const file = labFile('huge.csv', 'arm,y\na,1e300\na,2e300\nb,2e300\nb,3e300\n')
    const { note, exitCode } = await lab(
      'experiment',
      file,
      '--arm',
      'arm',
      '--control',
      'a',
      '--outcome',
      'y',
    )
    expect(exitCode).toBe(2)
    expect(note).toContain('too large for their squares to be added')
  })
})
