import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { type Business, daysAgo, insertLines, insertRows, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  const person = (person_key: number, status: string, daysBack: number) => ({
    workspace_id: business.workspace.id,
    person_key,
    status,
    first_seen: daysAgo(daysBack).toISOString().slice(0, 19).replace('T', ' '),
    reachable: ['email'],
    attributes: {},
    updated_at: '2026-01-01 00:00:00',
  })
  await insertRows(business.warehouse, 'customers', [
    person(1, 'customer', 300),
    person(2, 'customer', 10), // first bought ten days ago
    person(3, 'prospect', 5), // a list of old times, brought in five days ago
  ])
  await insertLines(business.warehouse, business.workspace, [
    { person: 1, ts: daysAgo(300), order: 'a', amount: 100 },
    { person: 2, ts: daysAgo(10), order: 'b', amount: 100 },
  ])
  await insight.features.refresh(business.workspace)
})
afterAll(() => business.close())

it('asked about the past, nobody is a prospect whose first order was still to come', async () => {
  const past = business.workspaceWith({ clock: manualClock(daysAgo(100)) })
  await insight.features.ensure(past, daysAgo(100))
  const prospects = { op: 'status', params: { status: 'prospect' } }
  const everybody = { all: [] }
  expect((await insight.segments.preview(past, everybody)).customers).toBe(2)
  expect((await insight.segments.preview(past, prospects)).customers).toBe(1)
  expect((await insight.segments.preview(business.workspace, everybody)).customers).toBe(3)
})

it('says since when somebody has been in a segment, as exactly as it was asked', async () => {
  const make = (name: string, rule: unknown) =>
    insight.segments.create(business.workspace, { name, description: '', rule } as never, 'user:test')
  const [all, customers] = [
    await make('All', { all: [] }),
    await make('Customers', { op: 'status', params: { status: 'customer' } }),
  ]
  expect((await insight.segments.stays(business.workspace, 1)).map((stay) => stay.isPastKnown)).toEqual([
    false,
    false,
  ])
  // Somebody else buys all the time, so that the figures of each day are of that day.
  await insertLines(
    business.warehouse,
    business.workspace,
    [366, 91, 31, 8, 2].map((days) => ({ person: 9, ts: daysAgo(days), order: `r${days}`, amount: 100 })),
  )
  for (const days of [365, 90, 30, 7, 1])
    await insight.features.ensure(
      business.workspaceWith({ clock: manualClock(daysAgo(days)) }),
      daysAgo(days),
    )
  const of = async (person: number) =>
    new Map((await insight.segments.stays(business.workspace, person)).map((stay) => [stay.id, stay]))
  const day = (days: number) => daysAgo(days).toISOString().slice(0, 10)
  // First bought 300 days ago; 365 days ago there was somebody, but no customer to ask about.
  const first = await of(1)
  expect(first.get(all.id)).toEqual({
    id: all.id,
    name: 'All',
    inSince: day(90),
    notBefore: day(365),
    isPastKnown: true,
  })
  expect(first.get(customers.id)).toMatchObject({ inSince: day(90), notBefore: day(365), isPastKnown: true })
  // First bought ten days ago: in it a week ago, and not a month ago, when the other one was.
  const second = await of(2)
  expect(second.get(customers.id)).toMatchObject({ inSince: day(7), notBefore: day(30), isPastKnown: true })
  expect((await of(3)).has(customers.id)).toBe(false)
  expect(await insight.segments.stays(business.workspace, Number.NaN)).toEqual([])
})
