import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getReviewFigures, listReviews } from '../../../src/interaction/reviews/api.ts'
import { correctCoding, reviewImportsOf, undoImport } from '../../../src/interaction/reviews/change.ts'
import { reviewFigures } from '../../../src/interaction/reviews/figures.ts'
import { importReviewFile } from '../../../src/interaction/reviews/import.ts'
import { reviewsPage } from '../../../src/interaction/reviews/list.ts'
import { starsOf } from '../../../src/interaction/reviews/read.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { type Bench, openBench } from '../../customer/support.ts'
import { textCell, workbookParts, zipped } from '../../support/zipped.ts'

const clock = manualClock(new Date('2026-11-21T04:00:00Z'))
const actor = { kind: 'user', id: 'test', permissions: new Set() } as unknown as Actor
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock })
})
afterAll(() => bench?.close())
beforeEach(async () => {
  await bench.stores.ledger.db.deleteFrom('review_imports').execute()
})

const deps = () => ({
  ledger: bench.stores.ledger,
  vaultOf: async () => bench.vault,
  peopleAt: bench.customer.persons.at,
  productNames: async () => new Map([['T-1', '龙井']]),
})
const bring = (lines: readonly string[], name = 'reviews.csv') =>
  importReviewFile(deps(), bench.workspace, actor, {
    ...{ file: { name, content: Buffer.from(`${lines.join('\n')}\n`) }, source: 'Mall' },
  })
const listed = (query: object = {}) =>
  reviewsPage(
    deps(),
    bench.workspace,
    (listReviews.query as NonNullable<typeof listReviews.query>).parse(query),
  )
const figures = async (query: object = {}) =>
  getReviewFigures.response.parse(
    await reviewFigures(
      deps(),
      bench.workspace,
      (getReviewFigures.query as NonNullable<typeof getReviewFigures.query>).parse(query),
    ),
  )

const four = [
  '编号,评价内容,评价时间,评分,商品,客户号',
  'a,快递太慢了等了一个星期 很生气,2026-10-02 10:00,1,T-1,K-1',
  'b,茶很香 很满意,2026-10-05,5,T-1,',
  'c,价格太贵了,2026年11月3日,★★☆☆☆,,nobody',
  'd,送货员态度很差 太气人了,2026-11-04,2星,,K-1',
]

describe('a file of reviews', () => {
  it('comes in with what it is about, linked to whoever is known, and sealed', async () => {
    await bench.customer.persons.resolve(bench.workspace, 'account', ['K-1'])
    expect(await bring(four)).toMatchObject({ added: 4, already: 0, linked: 2, bad: [] })
    const { items, total } = await listed()
    expect(total).toBe(4)
    expect(items.map(({ ref }) => ref)).toEqual(['d', 'c', 'b', 'a'])
    const [d, c, b, a] = items
    expect(a).toMatchObject({ stars: 1, product: '龙井', source: 'Mall', sentiment: -1, isCorrected: false })
    expect(a?.topics).toContain('delivery')
    expect(b).toMatchObject({ stars: 5, sentiment: 1, customerId: null })
    expect(c?.topics).toContain('price')
    expect(c?.at).toBe('2026-11-02T16:00:00.000Z')
    expect(d?.customerId).toBe(a?.customerId)
    const stored = await bench.stores.ledger.db.selectFrom('reviews').select('words').execute()
    expect(stored.some(({ words }) => words.toString('utf8').includes('快递'))).toBe(false)
  })

  it('adds nothing when it comes again, whether or not it has numbers', async () => {
    await bring(four)
    expect(await bring(four)).toMatchObject({ id: null, added: 0, already: 4 })
    const plain = ['text,date', 'Arrived late,2026-11-01', 'Arrived late,2026-11-01', 'Lovely tea,2026-11-02']
    expect(await bring(plain)).toMatchObject({ added: 2, already: 1 })
    expect(await bring(plain)).toMatchObject({ added: 0, already: 3 })
    expect(await reviewImportsOf(deps(), bench.workspace)).toHaveLength(2)
  })

  it('names what is wrong by its row and takes the rest', async () => {
    const report = await bring([
      'words,date,stars',
      'fine,2026-11-01,4',
      ',2026-11-01,4',
      'no day,soon,4',
      'tomorrow,2027-01-01,4',
      'too good,2026-11-01,6',
    ])
    expect(report.added).toBe(1)
    expect(report.bad.map(({ row }) => row)).toEqual([3, 4, 5, 6])
    expect(report.bad.every(({ problem }) => problem.en !== '' && problem['zh-CN'] !== '')).toBe(true)
  })

  it.each([
    ['without words', ['date', '2026-11-01'], 'review.missingColumns'],
    ['without a date', ['words', 'fine'], 'review.missingColumns'],
    ['that is empty', [''], 'import.emptyFile'],
  ])('is refused where it comes %s, and nothing is kept', async (_, lines, code) => {
    await expect(bring(lines)).rejects.toMatchObject({ code })
    expect((await listed()).total).toBe(0)
  })

  it('may be a workbook, or Chinese text as old programs write it', async () => {
    const rows = [
      ['内容', '日期', '评分', '来源'],
      ['很好', '2026-11-01', '5', 'Forum'],
    ].map((cells, i) => {
      const written = cells.map((value, j) => textCell(`${'ABCD'[j]}${i + 1}`, value)).join('')
      return `<row r="${i + 1}">${written}</row>`
    })
    const content = zipped(workbookParts(rows.join('')))
    const book = await importReviewFile(deps(), bench.workspace, actor, {
      ...{ file: { name: 'reviews.xlsx', content }, source: 'Mall' },
    })
    expect(book.added).toBe(1)
    expect((await listed()).items[0]).toMatchObject({ source: 'Forum', stars: 5, words: '很好' })
    const gbk = Buffer.concat([
      Buffer.from([0xc4, 0xda, 0xc8, 0xdd, 0x2c, 0xc8, 0xd5, 0xc6, 0xda, 0x0a]), // 内容,日期
      Buffer.from([0xb2, 0xe8, 0xba, 0xdc, 0xcf, 0xe3]), // 茶很香
      Buffer.from(',2026-11-02\n'),
    ])
    await importReviewFile(deps(), bench.workspace, actor, {
      ...{ file: { name: 'old.csv', content: gbk }, source: 'Mall' },
    })
    expect((await listed()).items[0]?.words).toBe('茶很香')
  })
})

it('is found by its words, source, topic, tone and stars', async () => {
  await bring(four)
  const refs = async (query: object) => (await listed(query)).items.map(({ ref }) => ref).join('')
  expect(await refs({ search: '满意' })).toBe('b')
  expect(await refs({ topic: 'price' })).toBe('c')
  expect(await refs({ stars: 2 })).toBe('dc')
  expect(await refs({ product: 'T-1', sentiment: '1' })).toBe('b')
  expect(await refs({ source: 'Elsewhere' })).toBe('')
  expect(await refs({ days: 20 })).toBe('dc')
  const first = await listed({ limit: 3 })
  expect(first.nextCursor).toBe('3')
  expect((await listed({ limit: 3, cursor: '3' })).items.map(({ ref }) => ref)).toEqual(['a'])
})

it('counts whole reviews month by month, with intervals, and a correction changes the count', async () => {
  await bring(four)
  const { n, stars, annoyed, months, topics } = await figures()
  expect([n, stars?.mean, stars?.n]).toEqual([4, 2.5, 4])
  expect(months.map(({ month, n: count }) => [month, count])).toEqual([
    ['2026-10', 2],
    ['2026-11', 2],
  ])
  // Wilson's interval for 2 of 2 at 95 %: z² = 3.8415, lo = 1 / (1 + z²/2).
  const november = months[1]?.annoyed
  if (november?.n === 2) expect(november.lo).toBeCloseTo(1 / (1 + 3.8415 / 2), 4)
  expect(annoyed?.n).toBe(months.reduce((sum, month) => sum + month.annoyed.n, 0))
  const before = topics.find(({ topic }) => topic === 'shop')?.about.n ?? 0
  const one = (await listed({ search: '满意' })).items[0]
  await correctCoding(deps(), bench.workspace, actor, one?.id ?? '', { topics: ['shop'], sentiment: 1 })
  const after = await figures()
  expect(after.topics.find(({ topic }) => topic === 'shop')?.about.n).toBe(before + 1)
  expect(after.corrected).toBe(1)
  expect((await listed({ topic: 'shop' })).items[0]).toMatchObject({ isCorrected: true, topics: ['shop'] })
  await expect(
    correctCoding(deps(), bench.workspace, actor, 'nonsense', { topics: [], sentiment: 0 }),
  ).rejects.toMatchObject({ code: 'common.notFound' })
})

it('can be taken out again, once, and brought in anew', async () => {
  const { id } = await bring(four)
  await bring(['ref,words,date', 'x,other,2026-11-01'], 'other.csv')
  expect(await undoImport(deps(), bench.workspace, actor, id ?? '')).toBe(4)
  expect((await listed()).items.map(({ ref }) => ref)).toEqual(['x'])
  await expect(undoImport(deps(), bench.workspace, actor, id ?? '')).rejects.toMatchObject({
    code: 'review.alreadyUndone',
  })
  expect(await bring(four)).toMatchObject({ added: 4, already: 0 })
  const audited = await bench.stores.ledger.db
    .selectFrom('audit_log')
    .select('action')
    .where('action', 'like', 'review.%')
    .execute()
  expect(audited.map(({ action }) => action)).toContain('review.import_undone')
})

it('reads stars as people write them', () => {
  expect(['5', '4.0', '3星', '★★★☆☆', '1 star', ''].map(starsOf)).toEqual([5, 4, 3, 3, 1, null])
  expect(['0', '6', '4.5', '☆☆☆☆☆', 'good', '★★★★★★'].map(starsOf)).toEqual(Array(6).fill(undefined))
})
