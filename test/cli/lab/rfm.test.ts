import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const cdnow = realFile('cdnow/cdnow_master.csv.gz')
const retail = realFile('completejourney/transactions_sample.csv.gz')
const columns = ['--customer', 'who', '--time', 'day', '--amount', 'paid']
const orders = labFile(
  'orders.csv',
  `who,day,paid,kind
a,2024-01-01,5,tea
a,2024-03-01,5,cups
a,2024-03-01,10,tea
"b, the second",2024-02-01,20,tea
c,2024-01-01,60,
`,
)

describe('lab rfm', () => {
  it.skipIf(cdnow === null)(
    'CDNOW: 23,570 customers, every one in a cell, and who brings the money',
    async () => {
      const { json, exitCode } = await lab(
        ...['rfm', cdnow ?? '', '--customer', 'customer_id', '--time', 'date', '--amount', 'dollar_value'],
        ...['--plot', 'rfm.html', '--json'],
      )
      expect(exitCode).toBe(0)
      expect(json).toMatchObject({ customers: 23_570, asOf: '1998-06-30', bins: 5, scheme: 'independent' })
      expect(json.cells.reduce((sum: number, cell: { n: number }) => sum + cell.n, 0)).toBe(23_570)
      expect(Object.keys(json.cells[0])).toEqual(['r', 'f', 'm', 'n'])
      expect(json.concentration.gini).toBeGreaterThan(0.5)
      expect(json.concentration.half.customers).toBeLessThan(23_570 / 5)
      expect(json.rfmcl).toBeUndefined()
      expect(labOutput('rfm.html').match(/<svg/g)).toHaveLength(2)
    },
  )
  it.skipIf(retail === null)(
    'RFMCL on real orders: c and l beside r, f and m, which stay as they are',
    async () => {
      const options = [
        '--customer',
        'household_id',
        '--time',
        'transaction_timestamp',
        '--amount',
        'sales_value',
      ]
      const plain = await lab('rfm', retail ?? '', ...options, '--order', 'basket_id', '--json')
      const { json, exitCode } = await lab(
        ...['rfm', retail ?? '', ...options, '--order', 'basket_id', '--category', 'store_id', '--json'],
      )
      expect(exitCode).toBe(0)
      expect(json.cells).toEqual(plain.json.cells)
      expect(json.rfmcl.cells.reduce((sum: number, cell: { n: number }) => sum + cell.n, 0)).toBe(2377)
      expect(json.rfmcl.cuts.categories).toHaveLength(4)
    },
  )
  it('an empty category is none; the length runs from the first order; scores go to a file', async () => {
    const { json, exitCode } = await lab(
      'rfm',
      orders,
      ...columns,
      ...['--category', 'kind', '--bins', '2', '--out', 'scores.csv', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json.concentration).toEqual({
      // Values 20, 20, 60: Σ (2i − 4) x = −40 + 120.
      gini: expect.closeTo(80 / 300, 12),
      total: 100,
      half: { customers: 1, customersShare: 1 / 3, valueShare: 0.6, threshold: 60 },
    })
    expect(labOutput('scores.csv').split('\n')).toEqual([
      'customer,recency_days,frequency,monetary,categories,length_days,r,f,m,c,l',
      'a,0,3,20,2,60,2,2,1,2,1',
      '"b, the second",29,1,20,1,29,2,1,1,1,1',
      'c,60,1,60,0,60,1,1,2,1,1',
      '',
    ])
  })
  it('money that adds up to nothing has no concentration', async () => {
    const path = labFile('returns.csv', 'who,day,paid\na,2024-01-01,5\nb,2024-01-02,-5\n')
    const { json } = await lab('rfm', path, ...columns, '--json')
    expect(json.concentration).toBeNull()
    expect(json.customers).toBe(2)
  })
})
