import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const wholesale = realFile('wholesale_customers/wholesale_customers.csv')
const goods = 'Fresh,Milk,Grocery,Frozen,Detergents_Paper,Delicassen'

describe.skipIf(wholesale === null)('lab cluster on the wholesale customers', () => {
  it('groups, silhouettes, words, a picture', async () => {
    const { json, exitCode } = await lab(
      ...['cluster', wholesale ?? '', '--columns', goods, '--k', '3', '--standardise'],
      ...['--plot', 'c.html', '--out', 'groups.csv', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json.sizes.reduce((a: number, b: number) => a + b, 0)).toBe(440)
    expect(json.sizes).toEqual([...json.sizes].sort((a: number, b: number) => b - a))
    expect(json.silhouette).toBeGreaterThan(0.3)
    expect(json.profiles[0].traits[0]).toHaveProperty('zh')
    expect(labOutput('groups.csv').trim().split('\n')).toHaveLength(441)
    expect(labOutput('c.html')).toContain('<svg')
  })
  it('the same seed, the same groups; another seed, the same inertia', async () => {
    const run = async (seed: string) =>
      (
        await lab(
          'cluster',
          wholesale ?? '',
          '--columns',
          goods,
          '--k',
          '4',
          '--standardise',
          '--seed',
          seed,
          '--json',
        )
      ).json
    const [a, b, c] = [await run('1'), await run('1'), await run('2')]
    expect({ ...b, fitSeconds: 0 }).toEqual({ ...a, fitSeconds: 0 })
    expect(c.inertia / a.inertia).toBeCloseTo(1, 3)
  })
})

describe('lab cluster', () => {
  const file = labFile('points.csv', 'x,y,name\n0,0,a\n0,2,b\n,7,c\n10,0,d\n10,2,e\n')
  const base = ['cluster', file, '--columns', 'x,y']
  it('leaves out rows with a gap, and says so', async () => {
    const { json } = await lab(...base, '--k', '2', '--json')
    expect(json).toMatchObject({ inertia: 4, sizes: [2, 2], rows: 4, rowsLeftOut: 1 })
    const { out } = await lab(...base, '--k', '2')
    expect(out).toContain('4 rows, 1 left out for an empty cell: inertia 4')
  })
  it('one group has no silhouette', async () => {
    const { json } = await lab(...base, '--k', '1', '--json')
    expect(json).toMatchObject({ silhouette: null, sizes: [4], inertia: 104 })
  })
  it.each([
    [[...base, '--k', '5'], 'at most 4, the rows in which all of x, y are filled'],
    [[...base, '--k', '0'], '--k "0" is not usable'],
    [base, '--k is missing'],
    [['cluster', file, '--k', '2'], '--columns is missing'],
    [['cluster', file, '--columns', 'x,x', '--k', '2'], 'names "x" once'],
    [['cluster', file, '--columns', 'name', '--k', '2'], '"a" is not a number'],
    [[...base, '--k', '2', '--seed', '-1'], '--seed "-1" is not usable'],
  ])('%j', async (argv, message) => {
    const { out, note, exitCode } = await lab(...argv)
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toContain(message)
    expect(note.trim().split('\n')).toHaveLength(1)
  })
})
