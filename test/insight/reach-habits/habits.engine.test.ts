import { drawBelow, seededRandom } from '@liangti/models'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { warehouseTime } from '../../../src/insight/days.ts'
import { customerReachHabits } from '../../../src/insight/reach-habits/api.ts'
import { unreached } from '../../../src/insight/reach-habits/facts.ts'
import { createReachHabits, type ReachHabits } from '../../../src/insight/reach-habits/index.ts'
import { unanswered } from '../../../src/interaction/desk/outcomes.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertLines, insertRows } from '../support/business.ts'

/** A Saturday noon in Shanghai. */
const now = new Date('2026-11-21T04:00:00.000Z')
const hourMs = 3_600_000
/** An instant by day of the week and hour in Shanghai, some weeks ago. */
const atLocal = (weeksAgo: number, day: number, hour: number, minute = 10) =>
  new Date(Date.UTC(2026, 10, 16 + day, hour - 8, minute) - weeksAgo * 7 * 24 * hourMs)

let fresh: FreshStores
let clock: ManualClock
let workspace: Workspace
let habits: ReachHabits
let keys: number[] = []

beforeAll(async () => {
  fresh = await freshStores()
  clock = manualClock(now)
  workspace = {
    ...{ id: fresh.workspaceId, slug: 'test', name: 'Test', kind: 'own', currency: 'CNY', clock },
    ...{ timeZone: 'Asia/Shanghai', locale: 'zh-CN', mailFrom: null },
  }
  const made = await fresh.stores.ledger.db
    .insertInto('persons')
    .values(Array.from({ length: 120 }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
    .returning('person_key')
    .execute()
  keys = made.map((row) => Number(row.person_key))
  await insertRows(fresh.stores.warehouse, 'touches', [
    ...ofOne(keys[0] ?? 0),
    ...ofTheOthers(keys.slice(1, 110)),
  ])
})
afterAll(() => fresh?.close())

interface Made {
  person: number
  at: Date
  kind: string
  delivery?: string
  channel?: string
  bot?: boolean
  outcome?: string
}
const touch = ({ person, at, kind, delivery, channel = 'email', bot = false, outcome = '' }: Made) => ({
  ...{ workspace_id: fresh.workspaceId, campaign_id: newId(), person_key: person, ts: warehouseTime(at) },
  ...{ touch_id: newId(), delivery_id: delivery ?? '00000000-0000-0000-0000-000000000000', kind, channel },
  ...{ outcome, is_bot: bot ? 1 : 0 },
})

/** A message, and what became of it. */
function message(person: number, sent: Date, answers: Partial<Made>[] = [], channel = 'email') {
  const delivery = newId()
  return [
    touch({ person, at: sent, kind: 'sent', delivery, channel }),
    ...answers.map((answer) =>
      touch({ person, at: new Date(sent.getTime() + hourMs), kind: 'clicked', delivery, channel, ...answer }),
    ),
  ]
}

/** Answers 4 of 9 mails, 1 of 6 SMS and 1 of 2 calls, Tuesday to Thursday from 19 to 21 h. */
function ofOne(person: number) {
  const evening = (week: number) => ({ at: atLocal(week, 1 + (week % 3), 19 + (week % 2)) })
  const noon = (week: number) => atLocal(week, 4, 12)
  return [
    ...[2, 3, 4].flatMap((week) => message(person, noon(week), [evening(week)])),
    // Opened and clicked is one answer; the two lie in the same hour.
    ...message(person, noon(5), [{ ...evening(5), kind: 'opened' }, evening(5)]),
    ...[6, 7, 8, 9].flatMap((week) => message(person, noon(week))),
    // A machine looked at it.
    ...message(person, noon(10), [{ bot: true, at: atLocal(10, 0, 3) }]),
    ...message(person, noon(11), [{ kind: 'bounced' }]),
    // Sent yesterday: it may still be answered.
    ...message(person, new Date(now.getTime() - 20 * hourMs)),
    // Longer ago than habits last.
    ...message(person, atLocal(60, 2, 9), [{ at: atLocal(60, 2, 10) }]),
    ...[2, 3, 4, 5, 6].flatMap((week) => message(person, noon(week), [], 'sms')),
    ...message(person, noon(7), [{ kind: 'replied', at: atLocal(7, 3, 20) }], 'sms'),
    touch({ person, at: atLocal(8, 3, 19), kind: 'called', channel: 'phone', outcome: 'considering' }),
    touch({ person, at: atLocal(9, 0, 11), kind: 'called', channel: 'phone', outcome: 'no_answer' }),
  ]
}

/** Five mails each, every fourth answered: half of them at nine, the others at an hour of their own. */
function ofTheOthers(others: readonly number[]) {
  const random = seededRandom(1)
  return others.flatMap((person, i) =>
    [1, 2, 3, 4, 5].flatMap((week) => {
      const hour = i % 2 === 0 ? 9 : 11 + (i % 7)
      const answered = drawBelow(random, 4) === 0
      const at = atLocal(week, drawBelow(random, 5), hour)
      return [
        ...message(person, atLocal(week, 0, 8), answered ? [{ at }] : []),
        ...message(person, atLocal(week, 0, 8), drawBelow(random, 10) === 0 ? [{ at }] : [], 'sms'),
        touch({ person, at, kind: 'called', channel: 'phone', outcome: week % 2 ? 'no_answer' : 'refused' }),
      ]
    }),
  )
}

it('counts calls as the desk does', () => {
  expect([...unreached]).toEqual([...unanswered])
})

it('tells what a customer answered and when, with bots, bounces and what is still open left out', async () => {
  habits = createReachHabits(fresh.stores)
  const view = customerReachHabits.response.parse(await habits.ofCustomer(workspace, keys[0] ?? 0))
  const counts = Object.fromEntries(
    view.channels.map(({ channel, asked, answered }) => [channel, [answered, asked]]),
  )
  expect(counts).toEqual({ email: [4, 9], sms: [1, 6], phone: [1, 2] })
  const mail = view.channels.find(({ channel }) => channel === 'email')
  expect(mail?.everybody).toBeGreaterThan(0.2)
  expect(mail?.everybody).toBeLessThan(0.32)
  // Between their own 4 of 9 and everybody's quarter.
  expect(mail?.rate.estimate).toBeGreaterThan(mail?.everybody ?? 1)
  expect(mail?.rate.estimate).toBeLessThan(4 / 9)
  expect(view.usual).toMatchObject({ firstDay: 1, days: 3, firstHour: 19, hours: 2, of: view.acts })
  expect(view.own.reduce((a, b) => a + b, 0)).toBe(view.acts)
  expect((view.likely ?? []).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
  expect(view).toMatchObject({ isUsed: true, timeZone: 'Asia/Shanghai', records: 1 })
})

it('has nothing to tell of somebody who was never asked, and does not fail', async () => {
  const view = await habits.ofCustomer(workspace, keys[119] ?? 0)
  expect(view).toMatchObject({ channels: [], preferred: null, acts: 0, usual: null })
})

it('takes the time of an order for an act, but not midnight of one that has a day alone', async () => {
  const person = keys[112] ?? 0
  await insertLines(fresh.stores.warehouse, workspace, [
    { person, ts: atLocal(1, 5, 15), order: 'a', amount: 100 },
    { person, ts: atLocal(1, 5, 15, 30), order: 'b', amount: 100 },
    { person, ts: atLocal(2, 6, 0, 0), order: 'day alone', amount: 100 },
    { person, ts: atLocal(3, 5, 15), order: 'back', amount: -100, kind: 'return' },
  ])
  const { acts, own } = await habits.ofCustomer(workspace, person)
  expect([acts, own[5 * 24 + 15]]).toEqual([1, 1])
})

const window = { fromHour: 8, toHour: 22, withinDays: 7 }
const local = (at: Date | undefined) => {
  const there = new Date((at?.getTime() ?? 0) + 8 * hourMs)
  return { hour: there.getUTCHours() }
}

it('waits for each person’s own hour, and for everybody’s where nothing is known', async () => {
  const [own = 0, unknown = 0] = [keys[0], keys[119]]
  const moments = await habits.bestMoments(workspace, [own, unknown], window)
  expect([19, 20]).toContain(local(moments.get(own)).hour)
  expect(local(moments.get(unknown)).hour).toBe(9)
  for (const at of moments.values()) {
    expect(at.getTime()).toBeGreaterThan(now.getTime())
    expect(at.getTime()).toBeLessThan(now.getTime() + 8 * 24 * hourMs)
  }
})

it('stays within the hours and days it was given', async () => {
  const narrow = { fromHour: 13, toHour: 15, withinDays: 1 }
  const moments = await habits.bestMoments(workspace, keys, narrow)
  expect(moments.size).toBe(keys.length)
  expect(
    [...new Set([...moments.values()].map((at) => local(at).hour))].every((h) => h === 13 || h === 14),
  ).toBe(true)
  // Not all in the same second.
  expect(new Set([...moments.values()].map(Number)).size).toBeGreaterThan(20)
})

it('waits by the clock of the customer, and counts their acts by it', async () => {
  const person = keys[118] ?? 0
  // Three mornings in Shanghai, which are evenings there.
  await insertRows(fresh.stores.warehouse, 'touches', [
    ...[2, 3, 4].flatMap((week) => message(person, atLocal(week, 1, 12), [{ at: atLocal(week, 3, 9) }])),
  ])
  await insertRows(fresh.stores.warehouse, 'customers', [
    {
      ...{ workspace_id: fresh.workspaceId, person_key: person, first_seen: warehouseTime(now) },
      ...{ status: 'customer', attributes: { time_zone: 'America/Toronto' }, updated_at: warehouseTime(now) },
    },
  ])
  const view = await habits.ofCustomer(workspace, person)
  expect(view.timeZone).toBe('America/Toronto')
  // Wednesdays at eight in the evening by winter's clock, at nine by summer's.
  expect([view.acts, (view.own[2 * 24 + 20] ?? 0) + (view.own[2 * 24 + 21] ?? 0)]).toEqual([3, 3])
  const at = (await habits.bestMoments(workspace, [person], window)).get(person)
  const hour = at?.toLocaleString('en-GB', { timeZone: 'America/Toronto', hour: '2-digit' })
  expect(['20', '21']).toContain(hour)
})

it('looks at nothing of whoever refused to be selected personally', async () => {
  const own = keys[0] ?? 0
  const refuse = (state: 'given' | 'withdrawn') =>
    fresh.stores.ledger.transaction((trx) =>
      createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault }).record(trx, workspace, [
        {
          ...{ personKey: own, purpose: 'profiling', channel: '*', state, source: 'test' },
          ...{ proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ]),
    )
  await refuse('withdrawn')
  const refused = await habits.bestMoments(workspace, [own], window)
  expect(local(refused.get(own)).hour).toBe(9)
  expect((await habits.ofCustomer(workspace, own)).isUsed).toBe(false)
  clock.advance(1_000)
  await refuse('given')
  const again = await habits.bestMoments(workspace, [own], window)
  expect([19, 20]).toContain(local(again.get(own)).hour)
})

it('leaves out facts that may not serve marketing', async () => {
  await fresh.stores.ledger.db
    .insertInto('purpose_limits')
    .values({
      ...{ workspace_id: fresh.workspaceId, subject: 'facts/touches', purposes: ['analysis'] },
      ...{ reason: 'Collected for service', decided_by: 'test', decided_at: now },
    })
    .execute()
  const limited = createReachHabits(fresh.stores)
  const view = await limited.ofCustomer(workspace, keys[0] ?? 0)
  expect(view).toMatchObject({ channels: [], acts: 0 })
  expect(local((await limited.bestMoments(workspace, [keys[0] ?? 0], window)).get(keys[0] ?? 0)).hour).toBe(
    15,
  )
})
