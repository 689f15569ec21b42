import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const febrl = ['--id', 'rec_id', '--threshold', '.9', '--json']
const nine = 'given_name,surname,street_number,address_1,suburb,postcode,state,date_of_birth,soc_sec_id'
const five = 'given_name,surname,date_of_birth,soc_sec_id,postcode'
const fuzzy = ['--fuzzy', 'given_name,surname,suburb,address_1']
const without = (list: string) => list.replace(',soc_sec_id', '')
const usual = ['--fields', nine, ...fuzzy, '--block', five, '--truth-pattern', 'rec-(\\d+)-']

describe.skipIf(realFile('febrl/febrl3.csv.gz') === null)('lab link on Febrl, oracles.md', () => {
  // Candidates are exact. The reference learned u among the candidates, this u from random pairs: recall may differ by
  // a few pairs that share two swapped names and little else.
  it.each([
    ['febrl1', 500, 4162, 1, 1],
    ['febrl2', 1934, 110_927, 0.9979, 0.999],
    ['febrl3', 6538, 87_583, 0.9982, 0.9991],
  ] as const)(
    '%s: %d true pairs, %d candidates, precision 1, recall %d, F1 %d',
    async (name, truePairs, candidates, recall, f1) => {
      const file = realFile(`febrl/${name}.csv.gz`) ?? ''
      const { json } = await lab('link', file, ...febrl, ...usual)
      expect(json.candidates).toBe(candidates)
      expect(json.precision).toBe(1)
      expect(Math.abs(json.recall - recall)).toBeLessThan(0.003)
      expect(Math.abs(json.f1 - f1)).toBeLessThan(0.0015)
      expect(json.recall * truePairs).toBeCloseTo(json.matches, 6)
      expect(Object.keys(json.parameters.fields)).toHaveLength(9)
      expect(json.parameters.converged).toBe(true)
      expect(json.dropped).toEqual([])
    },
    20_000,
  )

  it('febrl3 without the social-security id: clusters find at least 99 %, nearly all right', async () => {
    const { json } = await lab(
      'link',
      realFile('febrl/febrl3.csv.gz') ?? '',
      ...febrl,
      ...['--fields', without(nine), ...fuzzy, '--block', without(five), '--truth', 'rec_id'],
    )
    expect(json.precision).toBeGreaterThan(0.999)
    expect(json.recall).toBeGreaterThan(0.985)
    expect(json.clusters.recall).toBeGreaterThan(0.99)
    expect(json.clusters.precision).toBeGreaterThan(0.99)
  }, 20_000)
})

const shop = `no,name,city,phone,born
1,王芳,北京,13800000001,1990-05-03
2,王芳,北京,13800000001,1990-03-05
3,李娜,上海,13800000002,1985-11-20
4,李娜,上海,13800000002,1985-11-20
5,王芳,广州,13800000003,1971-01-01
6,张伟,北京,,1990-05-03
`
const till = `no,name,city,phone,born
a,王芳,北京,13800000001,1990-05-03
b,李娜,上海,13800000002,1985-11-21
c,赵敏,成都,13800000009,2001-09-09
`

describe('lab link', () => {
  const one = labFile('shop.csv', shop)
  const two = labFile('till.csv', till)
  const how = [
    '--id',
    'no',
    '--fields',
    'name,city,phone,born',
    '--compare',
    'born:date',
    '--block',
    'phone,name+city',
  ]

  it('one file: pairs, clusters, files of both, charts', async () => {
    const { json, exitCode } = await lab(
      'link',
      one,
      ...how,
      ...[
        '--pairs',
        'pairs.csv',
        '--clusters',
        'clusters.csv',
        '--plot',
        'link.html',
        '--prior',
        '.1',
        '--json',
      ],
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ records: 6, candidates: 2, matches: 2, threshold: 0.9, clustering: 'none' })
    expect(json.precision).toBeUndefined()
    expect(labOutput('pairs.csv').split('\n')[0]).toBe('left_id,right_id,weight,probability')
    expect(labOutput('pairs.csv').trim().split('\n')).toHaveLength(3)
    expect(labOutput('clusters.csv')).toBe('id,cluster\n1,1\n2,1\n3,3\n4,3\n5,5\n6,6\n')
    expect(labOutput('link.html')).toContain('<svg')
  })

  it('two files: nobody twice from one file', async () => {
    const { json } = await lab('link', one, two, ...how, '--prior', '.1', '--truth', 'name', '--json')
    expect(json).toMatchObject({
      records: 9,
      candidates: 4,
      matches: 2,
      clustering: 'one-to-one',
      precision: 1,
    })
    expect(json.pairs.matches).toBe(4)
    const all = await lab(
      'link',
      one,
      two,
      ...how,
      '--prior',
      '.1',
      '--truth',
      'name',
      '--cluster',
      'none',
      '--json',
    )
    expect(all.json).toMatchObject({ matches: 4, recall: 0.8 })
  })

  it('prints tables', async () => {
    const { out, exitCode } = await lab('link', one, ...how, '--prior', '.1', '--truth', 'phone')
    expect(exitCode).toBe(0)
    expect(out).toContain('matched pairs')
    expect(out).toContain('one digit off or swapped')
  })

  it('blocks by a start or a sound, and says what was passed over', async () => {
    const file = labFile('names.csv', 'no,name,k\n1,Robert,x\n2,Rupert,x\n3,Rubin,x\n4,Roberta,y\n')
    const of = async (...rest: string[]) =>
      (await lab('link', file, '--id', 'no', '--fields', 'name', ...rest, '--json')).json
    expect((await of('--block', 'name:soundex')).candidates).toBe(3)
    expect((await of('--block', 'name:3')).candidates).toBe(1)
    expect((await of('--block', 'name:2+k')).candidates).toBe(1)
    const capped = await of('--block', 'k,name:3', '--largest-block', '2')
    expect(capped.dropped).toEqual([{ rule: 'k', blocks: 1, records: 3, largest: 3 }])
    expect(capped.candidates).toBe(1)
  })
})

describe('lab link says what is wrong, in one sentence, and leaves with 2', () => {
  const file = labFile('few.csv', 'no,name,k\n1,Ann,x\n2,Bob,x\n')
  const base = ['link', file, '--id', 'no', '--fields', 'name', '--block', 'k']
  const single = labFile('single.csv', 'no,name,k\n1,Ann,x\n')
  it.each([
    [['link', file, '--fields', 'name', '--block', 'k'], '--id is missing'],
    [['link', file, '--id', 'no', '--block', 'k'], '--fields is missing'],
    [['link', file, '--id', 'no', '--fields', 'name'], '--block is missing'],
    [['link', file, '--id', 'no', '--fields', 'nam', '--block', 'k'], 'few.csv has no column "nam"'],
    [['link', file, '--id', 'no', '--fields', 'name', '--block', 'q'], 'few.csv has no column "q"'],
    [[...base, '--fuzzy', 'k'], '--fuzzy "k" is not usable: it must be among --fields'],
    [[...base, '--compare', 'name:like'], '--compare "name:like" is not usable'],
    [[...base, '--compare', 'name:number'], '--compare "name:number" is not usable'],
    [[...base, '--compare', 'name:fuzzy:2'], 'must lie between 0 and 1'],
    [[...base, '--threshold', '1.2'], '--threshold "1.2" is not usable'],
    [[...base, '--truth', 'no'], '--truth "no" is not usable'],
    [[...base, '--truth-pattern', '('], 'a regular expression'],
    [[...base, '--cluster', 'x'], '--cluster "x" is not usable'],
    [[...base, '--term-frequency', 'x'], '--term-frequency "x" is not usable'],
    [['link', single, '--id', 'no', '--fields', 'name', '--block', 'k'], 'at least two'],
  ])('%j', async (argv, message) => {
    const { out, note, exitCode } = await lab(...argv)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(note).toContain(message)
    expect(note.trim().split('\n')).toHaveLength(1)
  })
})
