import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const groceries = realFile('groceries/groceries.csv.gz')

describe.skipIf(groceries === null)('lab rules on groceries', () => {
  it.each([
    ['0.001', '0.8', 13_492, 410],
    ['0.005', '0.25', 1_001, 663],
    ['0.01', '0.2', 333, 232],
  ])('support %s, confidence %s', async (support, confidence, itemsets, rules) => {
    const { json, exitCode } = await lab(
      ...['rules', groceries ?? '', '--basket', 'transaction_id', '--item', 'item'],
      ...['--support', support, '--confidence', confidence, '--plot', 'rules.html', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ baskets: 9_835, items: 169, itemsets, rules })
    if (support === '0.001') {
      expect([json.top[0].if, json.top[0].then]).toEqual([['liquor', 'red/blush wine'], 'bottled beer'])
      expect(json.top[0].confidence).toBeCloseTo(0.9048, 4)
      expect(json.top[0].lift).toBeCloseTo(11.2353, 4)
    }
    expect(labOutput('rules.html')).toContain('<svg')
  })
})

describe('lab rules', () => {
  const file = labFile('baskets.tsv', 'order\tsku\n1\tA\n1\tB\n1\tA\n2\tA\n2\tB\n3\tA\n4\t牛奶\n')
  const base = ['rules', file, '--basket', 'order', '--item', 'sku']
  it('an item twice in a basket counts once; a rule without a condition counts', async () => {
    const { json } = await lab(...base, '--support', '0.5', '--confidence', '0.6', '--json')
    expect(json).toMatchObject({ baskets: 4, items: 3, itemsets: 3, rules: 3 })
    const keys = ['if', 'then', 'support', 'confidence', 'lift']
    expect(json.top.map((rule: Record<string, unknown>) => keys.map((key) => rule[key]))).toEqual([
      [['B'], 'A', 0.5, 1, 4 / 3],
      [['A'], 'B', 0.5, 2 / 3, 4 / 3],
      [[], 'A', 0.75, 0.75, 1],
    ])
  })
  it('is a table for people', async () => {
    const { out } = await lab(...base, '--support', '0.2', '--confidence', '0')
    expect(out).toContain('4 baskets of 3 items')
    expect(out).toContain('牛奶')
  })
  it.each([
    [['--support', '0'], '--support "0" is not usable'],
    [['--confidence', '2'], '--confidence "2" is not usable'],
    [['--item', 'SKU'], 'has no column "SKU"'],
  ])('%j', async (more, message) => {
    const { out, note, exitCode } = await lab(...base, ...more)
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toContain(message)
    expect(note.trim().split('\n')).toHaveLength(1)
  })
})
