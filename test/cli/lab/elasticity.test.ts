import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const juice = realFile('price_promo/orange_juice.csv.gz')
const cheese = realFile('price_promo/cheese.csv.gz')

interface Group {
  key: string
  rows: number
  elasticity: number
  ci: [number, number]
  raw: number
  rawCi: [number, number]
}

describe.skipIf(juice === null || cheese === null)('lab elasticity on price_promo', () => {
  it('cheese: dearer sells less with nearly every retailer, and shrinkage pulls the outliers in', async () => {
    const { json, exitCode } = await lab(
      ...['elasticity', cheese ?? '', '--quantity', 'VOLUME', '--price', 'PRICE', '--controls', 'DISP'],
      ...['--by', 'RETAILER', '--plot', 'c.html', '--json'],
    )
    expect(exitCode).toBe(0)
    const groups: Group[] = json.groups
    expect(groups).toHaveLength(88)
    expect(groups.filter((g) => g.elasticity < 0).length).toBeGreaterThan(80)
    expect(json.mean).toBeGreaterThan(-3)
    expect(json.mean).toBeLessThan(-1.5)
    const spread = (of: (g: Group) => number) => Math.max(...groups.map(of)) - Math.min(...groups.map(of))
    expect(spread((g) => g.elasticity)).toBeLessThan(spread((g) => g.raw))
    for (const g of groups) expect(g.ci[0]).toBeLessThan(g.ci[1])
    expect(labOutput('c.html')).toContain('<svg')
  })
  it('orange juice: each brand at its own price, with deals, advertising and a level for each store', async () => {
    const { json } = await lab(
      ...['elasticity', juice ?? '', '--quantity', 'logmove', '--log-quantity', '--price', 'price{brand}'],
      ...['--by', 'brand', '--controls', 'deal,feat', '--season', 'store', '--cluster', 'store', '--json'],
    )
    const groups: Group[] = json.groups
    expect(groups.map((g) => g.key)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'])
    expect(json.rows).toBe(106_139)
    for (const g of groups) expect(g.elasticity).toBeLessThan(-0.5)
  })
})

describe('lab elasticity', () => {
  const rows = ['shop,day,price,promo,sold']
  for (let t = 0; t < 120; t++) {
    const [shop, e] = t % 2 ? ['a', -1.5] : ['b', -3]
    const price = 2 + ((t * 37) % 17) / 10
    const month = (t % 12) + 1
    const promo = (t * 7) % 5 === 0
    const sold = 500 * price ** e * (1 + month / 10) * (promo ? 2 : 1)
    rows.push(
      `${shop},2024-${String(month).padStart(2, '0')}-01,${price},${promo ? 'leaflet' : 'none'},${sold}`,
    )
  }
  const file = labFile('prices.csv', `${rows.join('\n')}\na,2024-01-01,,none,3\nb,2024-01-01,2,none,0\n`)
  const columns = ['--quantity', 'sold', '--price', 'price', '--controls', 'promo', '--season', 'day']
  it('recovers planted elasticities by shop, promotion in words and months taken out; says which rows it left', async () => {
    const { json } = await lab('elasticity', file, ...columns, '--by', 'shop', '--raw', '--json')
    expect(json.groups).toMatchObject([
      { key: 'b', elasticity: expect.closeTo(-3, 8) },
      { key: 'a', elasticity: expect.closeTo(-1.5, 8) },
    ])
    expect(json).toMatchObject({ rows: 120, missing: 1, notPositive: 1 })
  })
  it('without --by there is one, called all', async () => {
    const { json } = await lab('elasticity', file, ...columns, '--json')
    expect(json.groups).toHaveLength(1)
    expect(json.groups[0].key).toBe('all')
    expect(json.groups[0].ci[0]).toBeLessThan(json.groups[0].elasticity)
  })
  it.each([
    [['--price', 'price'], '--quantity is missing'],
    [['--quantity', 'sold'], '--price is missing'],
    [['--quantity', 'sold', '--price', 'shop'], '"b" is not a number'],
    [['--quantity', 'sold', '--price', 'price', '--controls', 'x'], 'has no column "x"'],
    [
      ['--quantity', 'sold', '--price', 'price', '--by', 'price'],
      '--by "price" is not usable: it must be another column than that of --price',
    ],
    [['--quantity', 'sold', '--price', 'p{shop}'], 'has no column "pb"'],
    [['--quantity', 'sold', '--price', 'price', '--controls', 'price'], '--controls "price" is not usable'],
  ])('%j: %s', async (argv, message) => {
    const { out, note, exitCode } = await lab('elasticity', file, ...argv, '--json')
    expect(note).toContain(message)
    expect(out).toBe('')
    expect(exitCode).toBe(2)
  })
})
