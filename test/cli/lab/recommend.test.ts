import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const ratings = realFile('movielens_small/ratings.csv.gz')
const columns = ['--user', 'user_id', '--item', 'movie_id', '--rating', 'rating', '--min-rating', '4']

describe.skipIf(ratings === null)('lab recommend on MovieLens, ratings from 4', () => {
  it.each([
    ['popularity', [], 0.16, 0.17],
    ['itemknn', ['--neighbours', '50'], 0.25, 0.32],
    ['ease', ['--lambda', '200'], 0.29, 0.32],
    ['als', ['--factors', '32', '--epochs', '8'], 0.27, 0.33],
  ] as const)(
    '%s',
    async (model, more, low, high) => {
      const { json, exitCode } = await lab(
        'recommend',
        ratings ?? '',
        ...columns,
        '--model',
        model,
        ...more,
        '--json',
      )
      expect(exitCode).toBe(0)
      expect(json).toMatchObject({ model, train: 41_254, test: 10_314, users: 668, items: 6_170 })
      expect(Object.keys(json.metrics)).toEqual(['recall20', 'ndcg100', 'hr10', 'ndcg10'])
      expect(json.metrics.recall20).toBeGreaterThan(low)
      expect(json.metrics.recall20).toBeLessThan(high)
      expect(json.baseline.metrics.recall20).toBeCloseTo(0.165, 2)
      expect(json.fitSeconds).toBeGreaterThan(0)
    },
    30_000,
  )
  it('the last liked film of everybody', async () => {
    const { json } = await lab(
      'recommend',
      ratings ?? '',
      ...columns,
      '--time',
      'timestamp',
      '--split',
      'last',
      '--json',
    )
    expect(json.users).toBe(json.test)
    expect(json.train + json.test).toBe(51_568)
    expect(json.metrics.hr10).toBeGreaterThan(json.baseline.metrics.hr10)
  })
})

const clicks = realFile('taobao_userbehavior/userbehavior_first4321.csv.gz')
const groceries = realFile('groceries/groceries.csv.gz')
const household = realFile('completejourney/transactions_sample.csv.gz')

describe('lab recommend by sessions and baskets', () => {
  it.skipIf(ratings === null)(
    'session-knn on MovieLens: the next film, in the order people saw them',
    async () => {
      const { json, exitCode } = await lab(
        ...['recommend', ratings ?? '', ...columns, '--time', 'timestamp', '--split', 'last'],
        ...['--model', 'session-knn', '--json'],
      )
      expect(exitCode).toBe(0)
      expect(json.users).toBe(json.test)
      expect(json.metrics.hr10).toBeGreaterThan(json.baseline.metrics.hr10)
    },
  )
  it.skipIf(clicks === null)('session-knn on clicks: what was looked at last counts most', async () => {
    const { json, exitCode } = await lab(
      ...['recommend', clicks ?? '', '--user', 'user_id', '--item', 'category_id', '--time', 'timestamp'],
      ...['--split', 'last', '--model', 'session-knn', '--neighbours', '20', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ model: 'session-knn', users: expect.any(Number) })
  })
  it.skipIf(groceries === null)(
    'bought-together on groceries names the pairs, the surest first',
    async () => {
      const { json, exitCode } = await lab(
        ...['recommend', groceries ?? '', '--user', 'transaction_id', '--item', 'item'],
        ...['--basket', 'transaction_id', '--model', 'bought-together', '--json'],
      )
      expect(exitCode).toBe(0)
      // Companions are no ranking of all goods: near popularity, and told beside it.
      expect(json.metrics.ndcg10 / json.baseline.metrics.ndcg10).toBeGreaterThan(0.9)
      expect(json.companions).toHaveLength(20)
      expect(json.companions[0].lift).toBeGreaterThan(1)
      expect(json.companions[0].evidence).toBeGreaterThanOrEqual(json.companions[1].evidence)
    },
  )
  it.skipIf(household === null)('bought-together: baskets are orders, people are households', async () => {
    const { json, exitCode } = await lab(
      ...['recommend', household ?? '', '--user', 'household_id', '--item', 'product_id'],
      ...['--basket', 'basket_id', '--model', 'bought-together', '--least', '3', '--json'],
    )
    expect(exitCode).toBe(0)
    expect(json.companions.every((c: { count: number }) => c.count >= 3)).toBe(true)
  })
  it('session-knn goes by the order of time, not by the item’s number', async () => {
    // c looked at 5 last, as a did before 9; b went from 1 to 2. By number, c's last would be 5 either way round.
    const path = labFile(
      'steps.csv',
      'who,what,day,part\na,5,2024-01-01,train\na,9,2024-01-02,train\nb,1,2024-01-01,train\nb,2,2024-01-02,train\n' +
        'c,5,2024-01-03,train\nc,1,2024-01-04,train\nc,2,2024-01-05,test\nd,1,2024-01-03,train\nd,5,2024-01-04,train\nd,9,2024-01-05,test\n',
    )
    const { json } = await lab(
      ...['recommend', path, '--user', 'who', '--item', 'what', '--time', 'day', '--split', 'column:part'],
      ...['--model', 'session-knn', '--json'],
    )
    expect(json.metrics.ndcg10).toBe(1)
    expect(json.baseline.metrics.ndcg10).toBeLessThan(1)
  })
})

const text = `who,what,stars,day,part
a,9,5,2024-01-03,train
a,10,4,2024-01-01,test
a,11,1,2024-01-09,train
b,9,4,2024-01-02,train
b,10,5,2024-01-05,train
c,9,3,2024-01-01,train
`
const few = labFile('likes.csv', text)
const base = ['recommend', few, '--user', 'who', '--item', 'what', '--model', 'popularity', '--json']

describe('lab recommend splits', () => {
  it('mod counts the rows that count', async () => {
    const { json } = await lab(
      ...base,
      '--rating',
      'stars',
      '--min-rating',
      '4',
      '--split',
      'mod:4',
      '--fold',
      '3',
    )
    // Rows that count: a9, a10, b9, b10; the fourth is held out.
    expect(json).toMatchObject({ train: 3, test: 1, users: 1, items: 2, metrics: { recall20: 1, hr10: 1 } })
  })
  it('last takes the latest of those who have several', async () => {
    const { json } = await lab(...base, '--time', 'day', '--split', 'last')
    expect(json).toMatchObject({ train: 4, test: 2, users: 2, items: 3 })
  })
  it('column takes what is marked; ids are numbers in ties; a picture', async () => {
    const { json, note } = await lab(...base, '--split', 'column:part', '--plot', 'r.html')
    expect(note).not.toContain('rror')
    expect(json).toMatchObject({ train: 5, test: 1, users: 1 })
    // b likes 9 and 10, so 9 (3 people) is masked for a, then 10 and 11 by one person each: 10 comes first.
    expect(json.metrics.ndcg10).toBe(1)
    expect(labOutput('r.html')).toContain('<svg')
  })
  it.each([
    [['--split', 'half'], '--split "half" is not usable: it must be mod:5'],
    [['--split', 'mod:1'], '--split "mod:1" is not usable'],
    [['--split', 'last'], '--time is missing'],
    [['--split', 'column:stars'], 'holds only train and test; it also holds'],
    [['--split', 'column:gone'], 'has no column "gone"'],
    [['--split', 'mod:2', '--fold', '2'], '--fold "2" is not usable'],
    [['--min-rating', '3'], '--rating is missing'],
    [['--rating', 'stars', '--min-rating', '6'], 'the highest in "stars" is 5'],
    [['--model', 'session-knn'], '--time is missing: with --model session-knn'],
    [['--model', 'bought-together'], '--basket is missing: with --model bought-together'],
    [['--model', 'bought-together', '--basket', 'gone'], 'has no column "gone"'],
    [['--model', 'svd'], '--model "svd" is not usable'],
    [['--model', 'ease', '--lambda', '0'], '--lambda "0" is not usable'],
  ])('%j', async (more, message) => {
    const { out, note, exitCode } = await lab(...base, ...more)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(note).toContain(message)
    expect(note.trim().split('\n')).toHaveLength(1)
  })
})
