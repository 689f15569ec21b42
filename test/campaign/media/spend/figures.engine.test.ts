import { studentQuantile } from '@liangti/models'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMediaFigures, listMediaTies } from '../../../../src/campaign/media/spend/api.ts'
import { mediaFigures } from '../../../../src/campaign/media/spend/figures.ts'
import { checkSpendFile, importSpendFile } from '../../../../src/campaign/media/spend/import.ts'
import { spendImportsOf, undoSpendImport } from '../../../../src/campaign/media/spend/imports.ts'
import { saveTie, tieChoices } from '../../../../src/campaign/media/spend/ties.ts'
import type { Actor } from '../../../../src/kit/api.ts'
import { manualClock } from '../../../../src/kit/clock.ts'
import { newId } from '../../../../src/kit/ids.ts'
import { seededRandom } from '../../../../src/kit/random.ts'
import { publishedMedia } from '../../../../src/server/small-groups/media-rules.ts'
import { type Bench, openBench } from '../../../customer/support.ts'

const day = 86_400_000
const start = Date.parse('2026-01-05T00:00:00Z') // a Monday
const now = start + 200 * day
const period = { from: '2026-01-05', to: '2026-07-23' }
const actor = { kind: 'user', id: 'test', permissions: new Set() } as unknown as Actor
const random = seededRandom(11)

interface Order {
  at: number
  amount: number
  cost: number
}
interface Person {
  key: number
  source: string
  campaign: string
  seen: number
  orders: Order[]
}
/** What each source costs a day and brings, as it was planted. */
const planted = [
  { medium: 'tencent_ads', source: 'GDT', campaign: 'Spring', perDay: 30_000, people: 160, again: 0.6 },
  { medium: 'tencent_ads', source: 'gdt', campaign: 'summer', perDay: 20_000, people: 80, again: 0.2 },
  { medium: 'ocean_engine', source: 'oceanengine', campaign: 'push', perDay: 50_000, people: 60, again: 0.1 },
] as const
const days = 100
let key = 0
const people: Person[] = planted.flatMap(({ source, campaign, people: n, again }) =>
  Array.from({ length: n }, () => {
    const seen = start + Math.floor(random.next() * days * day)
    const first = seen + Math.floor(random.next() * 20 * day)
    const order = (at: number): Order => ({ at, amount: 10_000 + random.below(20_000), cost: 4_000 })
    const buys = random.next() < 0.7
    const orders = !buys
      ? []
      : random.next() < again
        ? [order(first), order(first + 30 * day)]
        : [order(first)]
    return { key: ++key, source, campaign, seen, orders }
  }),
)

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock: manualClock(new Date(now)), timeZone: 'UTC' })
  const { warehouse } = bench.stores
  const time = (at: number) => new Date(at).toISOString().slice(0, 23).replace('T', ' ')
  const insert = (table: string, rows: readonly Record<string, unknown>[]) =>
    warehouse.insert(
      table,
      Object.keys(rows[0] ?? {}),
      Buffer.from(rows.map((row) => JSON.stringify({ workspace_id: bench.workspace.id, ...row })).join('\n')),
      { format: 'JSONEachRow' },
    )
  await insert(
    'customers',
    people.map((one) => ({
      ...{ workspace_id: bench.workspace.id, person_key: one.key, first_seen: time(one.seen) },
      ...{ updated_at: time(now), status: one.orders.length > 0 ? 'customer' : 'prospect' },
    })),
  )
  await insert(
    'events',
    people.map((one) => ({
      ...{ workspace_id: bench.workspace.id, name: 'Page Viewed', person_key: one.key, ts: time(one.seen) },
      ...{ message_id: newId(), channel: 'web' },
      properties: { utm_source: one.source, utm_campaign: one.campaign },
    })),
  )
  await insert(
    'order_lines',
    people.flatMap((one) =>
      one.orders.map(({ at, amount, cost }, n) => ({
        ...{
          workspace_id: bench.workspace.id,
          person_key: one.key,
          ts: time(at),
          order_id: `${one.key}-${n}`,
        },
        ...{ row_key: `${one.key}${n}`, kind: 'sale', product_id: 'p', quantity: 1, currency: 'CNY' },
        ...{ amount_minor: amount, cost_minor: cost, import_id: newId() },
      })),
    ),
  )
})
afterAll(() => bench?.close())
beforeEach(async () => {
  await bench.stores.ledger.db.deleteFrom('media_imports').execute()
  await bench.stores.ledger.db.deleteFrom('media_ties').execute()
})

const dayText = (n: number) => new Date(start + n * day).toISOString().slice(0, 10)
const fileOf = (lines: readonly string[], name = 'spend.csv') => ({
  ...{ name, content: Buffer.from(`date,medium,campaign,impressions,clicks,spend\n${lines.join('\n')}\n`) },
})
const linesOf = (medium: string, campaign: string, perDay: number) =>
  Array.from(
    { length: days },
    (_, n) => `${dayText(n)},${medium},${campaign},1000,50,${(perDay / 100).toFixed(2)}`,
  )
const everything = () =>
  fileOf(planted.flatMap(({ medium, campaign, perDay }) => linesOf(medium, campaign, perDay)))
const take = (file: ReturnType<typeof fileOf>, wish: object = {}) =>
  importSpendFile(bench.stores, bench.workspace, actor, file, { columns: {}, ...wish })
const tie = (medium: string, campaign: string, source: string, utmCampaign: string) =>
  saveTie(bench.stores, bench.workspace, actor, {
    ...{ medium, campaign, sources: [{ kind: 'named' as const, source, utmCampaign }] },
  })
const figures = async () =>
  getMediaFigures.response.parse(await mediaFigures(bench.stores, bench.workspace, period))

describe('media beside each other', () => {
  it('cost what was planted and bring whom was planted, as counted one by one', async () => {
    await take(everything())
    await tie('tencent_ads', 'Spring', 'gdt', 'spring')
    await tie('tencent_ads', '', 'GDT', '')
    await tie('ocean_engine', '', 'oceanengine', '')
    const { media, weeks, basis } = await figures()
    expect(basis.en).toBe('margin from the cost of goods')
    expect(media.map(({ medium }) => medium)).toEqual(['ocean_engine', 'tencent_ads'])
    for (const medium of media) {
      const mine = planted.filter((one) => one.medium === medium.medium)
      const came = people.filter(({ source }) =>
        mine.some((one) => one.source.toLowerCase() === source.toLowerCase()),
      )
      expectFigures(
        medium,
        mine.reduce((sum, one) => sum + one.perDay * days, 0),
        came,
      )
      const ofWeeks = weeks.filter((one) => one.medium === medium.medium)
      expect(ofWeeks.reduce((sum, one) => sum + one.spendMinor, 0)).toBe(medium.spendMinor)
      expect(ofWeeks.reduce((sum, one) => sum + one.people, 0)).toBe(medium.people)
      for (const { week, customers } of ofWeeks) {
        const from = Date.parse(`${week}T00:00:00Z`)
        const inWeek = came.filter(
          ({ seen, orders }) => seen >= from && seen < from + 7 * day && orders.length > 0,
        )
        expect(customers).toBe(inWeek.length)
      }
    }
    const tencent = media.find(({ medium }) => medium === 'tencent_ads')
    const spring = tencent?.campaigns.find(({ campaign }) => campaign === 'Spring')
    if (!spring) throw new Error('no campaign')
    expectFigures(
      spring,
      30_000 * days,
      people.filter(({ campaign }) => campaign === 'Spring'),
    )
    // Its people are of the medium as a whole: no source of its own was named.
    expect(tencent?.campaigns.find(({ campaign }) => campaign === 'summer')).toMatchObject({
      ...{ isTied: false, people: 0, spendMinor: 2_000_000, quality: null, costPerCustomerMinor: null },
    })
  })

  function expectFigures(
    found:
      | Awaited<ReturnType<typeof figures>>['media'][number]['campaigns'][number]
      | Awaited<ReturnType<typeof figures>>['media'][number],
    spendMinor: number,
    came: readonly Person[],
  ) {
    const buyers = came.filter(({ orders }) => orders.length > 0)
    const proven = buyers.filter(({ orders }) => (orders[0]?.at ?? 0) <= now - 90 * day)
    const margins = proven.map(({ orders }) =>
      orders.reduce((sum, { amount, cost }) => sum + amount - cost, 0),
    )
    const mean = margins.reduce((sum, one) => sum + one, 0) / margins.length
    const variance = margins.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (margins.length - 1)
    const reach = studentQuantile(0.975, margins.length - 1) * Math.sqrt(variance / margins.length)
    const earned = came
      .flatMap(({ orders }) => orders)
      .reduce((sum, { amount, cost }) => sum + amount - cost, 0)
    expect(found).toMatchObject({
      ...{ spendMinor, isTied: true, people: came.length, customers: buyers.length, earnedMinor: earned },
      costPerPersonMinor: Math.round(spendMinor / came.length),
      costPerCustomerMinor: Math.round(spendMinor / buyers.length),
    })
    const { quality } = found
    expect(quality?.customers).toBe(proven.length)
    expect(quality?.ordersEach).toBeCloseTo(
      proven.reduce((sum, { orders }) => sum + orders.length, 0) / proven.length,
      9,
    )
    expect(quality?.returned.estimate).toBeCloseTo(
      proven.filter(({ orders }) => orders.length > 1).length / proven.length,
      9,
    )
    expect(quality?.contributionMinor.estimate).toBeCloseTo(mean, 4)
    expect(quality?.contributionMinor.lo).toBeCloseTo(mean - reach, 3)
    expect(quality?.contributionMinor.hi).toBeCloseTo(mean + reach, 3)
    expect(found.repaidShare).toBeCloseTo(earned / spendMinor, 9)
    const sorted = came.flatMap(({ orders }) => orders).toSorted((a, b) => a.at - b.at)
    let sum = 0
    const back = sorted.find(({ amount, cost }) => {
      sum += amount - cost
      return sum >= spendMinor
    })
    const sunday = back && start + Math.floor((back.at - start) / (7 * day)) * 7 * day + 6 * day
    expect(found.repaidBy).toBe(sunday === undefined ? null : new Date(sunday).toISOString().slice(0, 10))
  }

  it('tell nobody of few who may not list customers', async () => {
    await take(everything())
    await tie('ocean_engine', 'push', 'oceanengine', 'push')
    const whole = await figures()
    const { media, weeks } = getMediaFigures.response.parse(publishedMedia(whole, 50))
    const ocean = media.find(({ medium }) => medium === 'ocean_engine')
    expect(ocean).toMatchObject({ people: 50, customers: 0, costPerCustomerMinor: null, quality: null })
    expect(ocean).toMatchObject({ earnedMinor: null, repaidShare: null, costPerPersonMinor: 100_000 })
    expect(ocean?.campaigns[0]).toMatchObject({ people: 50, quality: null, earnedMinor: null })
    expect(weeks.every(({ people: n, customers }) => n % 50 === 0 && customers % 50 === 0)).toBe(true)
  })
})

describe('a report', () => {
  it('that comes again changes nothing; one that was put right replaces its days, and back again', async () => {
    const first = await take(everything())
    expect(first).toMatchObject({ added: 300, changed: 0, same: 0 })
    const spent = async () => (await figures()).media.reduce((sum, one) => sum + one.spendMinor, 0)
    expect(await spent()).toBe(100_000 * days)
    expect(await take(everything())).toMatchObject({ id: null, added: 0, changed: 0, same: 300 })
    const right = fileOf([
      `${dayText(3)},ocean_engine,push,1000,50,600.00`,
      `${dayText(4)},ocean_engine,push,1000,50,500.00`,
    ])
    expect(await checkSpendFile(bench.stores, bench.workspace, right, { columns: {} })).toMatchObject({
      ...{ added: 0, changed: 1, same: 1 },
      changes: [{ day: dayText(3), beforeMinor: 50_000, afterMinor: 60_000 }],
    })
    const second = await take(right)
    expect(await spent()).toBe(100_000 * days + 10_000)
    expect(await spendImportsOf(bench.stores, bench.workspace)).toHaveLength(2)
    await undoSpendImport(bench.stores, bench.workspace, actor, second.id ?? '')
    expect(await spent()).toBe(100_000 * days)
    await expect(
      undoSpendImport(bench.stores, bench.workspace, actor, second.id ?? ''),
    ).rejects.toMatchObject({ code: 'media.alreadyUndone' })
    await undoSpendImport(bench.stores, bench.workspace, actor, first.id ?? '')
    expect(await spent()).toBe(0)
  })

  it('of two at once counts as one after the other', async () => {
    const reports = await Promise.all([take(everything()), take(everything()), take(everything())])
    expect(reports.map(({ added }) => added).toSorted((a, b) => a - b)).toEqual([0, 0, 300])
  })

  it('in another currency needs its rate, and is shown in ours', async () => {
    const file = fileOf([`${dayText(0)},google_ads,Search,10,1,100.00`])
    await expect(take(file, { currency: 'USD' })).rejects.toMatchObject({ code: 'media.needsRate' })
    await take(file, { currency: 'USD', rate: '7.1' })
    expect((await figures()).media[0]).toMatchObject({ medium: 'google_ads', spendMinor: 71_000 })
    await take(fileOf([`${dayText(0)},Japan,x,10,1,1000`]), { currency: 'JPY', rate: '0.05' })
    expect((await figures()).media.find(({ medium }) => medium === 'Japan')?.spendMinor).toBe(5_000)
  })

  it.each([
    ['without a column of money', 'date,medium\n2026-01-05,x\n', 'media.missingColumns'],
    ['of which no row is right', 'date,medium,spend\nsoon,x,1\n', 'media.nothing'],
    ['that is empty', '', 'import.emptyFile'],
  ])('%s is refused, and nothing is kept', async (_, text, code) => {
    await expect(take({ name: 'x.csv', content: Buffer.from(text) })).rejects.toMatchObject({ code })
    expect(await spendImportsOf(bench.stores, bench.workspace)).toEqual([])
  })
})

describe('sources of a medium', () => {
  it('are offered by name, belong to one place, and can be said anew', async () => {
    await take(everything())
    const choices = async () => listMediaTies.response.parse(await tieChoices(bench.stores, bench.workspace))
    const { items, sources } = await choices()
    expect(sources).toContainEqual({
      ...{ kind: 'named', source: 'gdt', utmCampaign: '', label: 'gdt', people: 240 },
    })
    const spring = items.find(({ campaign }) => campaign === 'Spring')
    expect(spring?.suggested).toEqual([{ kind: 'named', source: 'gdt', utmCampaign: 'spring', label: 'gdt' }])
    expect(
      items.find(({ medium, campaign }) => medium === 'tencent_ads' && campaign === '')?.spendMinor,
    ).toBe(5_000_000)
    expect(await tie('tencent_ads', 'Spring', 'GDT', 'Spring')).toEqual([])
    await expect(tie('ocean_engine', '', 'gdt', 'spring')).rejects.toMatchObject({
      code: 'media.tiedElsewhere',
    })
    expect((await choices()).items.find(({ campaign }) => campaign === 'Spring')).toMatchObject({
      ...{ suggested: [], sources: [{ source: 'gdt', utmCampaign: 'spring' }] },
    })
    const before = await saveTie(bench.stores, bench.workspace, actor, {
      ...{ medium: 'tencent_ads', campaign: 'Spring', sources: [] },
    })
    expect(before).toEqual([{ kind: 'named', source: 'gdt', utmCampaign: 'spring' }])
    expect((await figures()).media.every(({ isTied }) => !isTied)).toBe(true)
  })
})
