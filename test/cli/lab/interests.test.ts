import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const clicks = realFile('taobao_userbehavior/userbehavior_first4321.csv.gz')
const few = labFile(
  'looks.csv',
  `who,about,day,points
a,tea,2024-01-01,1
a,cups,2024-01-31,1
a,tea,2024-03-01,9
b,tea,2024-01-31,-1
b,cups,2024-01-11,2
,cups,2024-01-11,2
`,
)
const columns = ['--customer', 'who', '--topic', 'about', '--time', 'day']

describe('lab interests', () => {
  it.skipIf(clicks === null)('real clicks: 43 people, shares within 1', async () => {
    const { json, exitCode } = await lab(
      ...[
        'interests',
        clicks ?? '',
        '--customer',
        'user_id',
        '--topic',
        'category_id',
        '--time',
        'timestamp',
      ],
      ...['--half-life', '3', '--plot', 'i.html', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json.customers).toBe(43)
    for (const { topics } of json.profiles) {
      const sum = topics.reduce((total: number, { share }: { share: number }) => total + share, 0)
      expect(sum).toBeLessThanOrEqual(1 + 1e-12)
    }
    expect(labOutput('i.html')).toContain('<svg')
  })
  it('halves with each half-life, leaves out what came later and what is disliked', async () => {
    const { json, exitCode } = await lab(
      ...['interests', few, ...columns, '--weight', 'points', '--half-life', '30', '--as-of', '2024-01-31'],
      ...['--out', 'interests.csv', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ customers: 2, topics: 2, anonymousRows: 1, asOf: '2024-01-31' })
    const [a, b] = json.profiles
    expect(a.topics.map((t: { topic: string }) => t.topic)).toEqual(['cups', 'tea'])
    // A half-life apart, whatever the hour of the profile.
    expect(a.topics[0].share).toBeCloseTo(2 / 3, 12)
    expect(b.topics).toEqual([{ topic: 'cups', weight: expect.any(Number), share: 1 }])
    expect(labOutput('interests.csv').split('\n')[0]).toBe('customer,rank,topic,weight,share')
    expect(labOutput('interests.csv').split('\n')).toHaveLength(5)
  })
  it.each([
    [['--half-life', '0'], '--half-life "0" is not usable'],
    [['--as-of', 'soon'], '--as-of "soon" is not usable'],
    [['--weight', 'about'], '"tea" is not a number'],
    [['--top', '0'], '--top "0" is not usable'],
  ])('%j', async (more, message) => {
    const { out, note, exitCode } = await lab('interests', few, ...columns, ...more, '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toContain(message)
  })
})
