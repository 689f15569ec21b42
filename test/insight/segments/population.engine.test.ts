import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, daysAgo, insertLines, insertRows, now, openBusiness } from '../support/business.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  await insertRows(business.warehouse, 'customers', [
    person(1, daysAgo(300), ['email']),
    person(2, daysAgo(10), []),
    person(9, new Date(now.getTime() + 120_000), ['email']), // first buys in two minutes
  ])
  await insertLines(business.warehouse, business.workspace, [
    { person: 1, ts: daysAgo(300), order: 'a', amount: 100 },
    { person: 2, ts: daysAgo(10), order: 'b', amount: 50 },
    { person: 2, ts: daysAgo(9), order: 'c', kind: 'return', amount: -80 },
  ])
  await insight.features.refresh(business.workspace)
})
afterAll(() => business.close())

function person(person_key: number, firstSeen: Date, reachable: string[], updated = '2026-01-01 00:00:00') {
  return {
    workspace_id: business.workspace.id,
    person_key,
    status: 'customer',
    first_seen: firstSeen.toISOString().slice(0, 19).replace('T', ' '),
    reachable,
    attributes: {},
    updated_at: updated,
  }
}

const preview = (rule: unknown) => insight.segments.preview(business.workspace, rule)
const everybody = { all: [] }
const rareBuyers = { op: 'orders_count', params: { compare: 'at_most', value: 0, withinDays: 30 } }

it('everybody and their reach follow every change of the profiles, and the clock', async () => {
  expect(await preview(everybody)).toMatchObject({ customers: 2, total: 2, reach: { email: 1, sms: 0 } })
  expect(await preview(rareBuyers)).toMatchObject({ customers: 1, reach: { email: 1 } })

  await insertRows(business.warehouse, 'customers', [person(3, daysAgo(3), ['email', 'sms'])])
  expect(await preview(everybody)).toMatchObject({ customers: 3, total: 3, reach: { email: 2, sms: 1 } })

  const later = '2026-01-02 00:00:00'
  await insertRows(business.warehouse, 'customers', [person(3, daysAgo(3), ['sms'], later)])
  expect(await preview(everybody)).toMatchObject({ customers: 3, reach: { email: 1, sms: 1 } })

  await business.warehouse.command(sql`DELETE FROM customers WHERE person_key = 3`)
  expect(await preview(everybody)).toMatchObject({ customers: 2, total: 2, reach: { email: 1, sms: 0 } })

  business.clock.advance(120_000)
  expect(await preview(everybody)).toMatchObject({ customers: 3, total: 3, reach: { email: 2 } })
  business.clock.set(now)
  expect(await preview(everybody)).toMatchObject({ customers: 2, total: 2, reach: { email: 1 } })
})

it('the value of people is the sum of their values, below zero too, and follows a new snapshot', async () => {
  const recent = { op: 'orders_count', params: { compare: 'at_least', value: 1, withinDays: 30 } }
  expect((await preview(everybody)).monetaryMinor).toBe(70)
  expect((await preview(recent)).monetaryMinor).toBe(-30)
  expect((await preview(rareBuyers)).monetaryMinor).toBe(100)

  await insertLines(business.warehouse, business.workspace, [
    { person: 2, ts: daysAgo(8), order: 'd', amount: 1_000_000_007 },
  ])
  expect((await preview(recent)).monetaryMinor).toBe(-30)
  await insight.features.refresh(business.workspace)
  expect((await preview(recent)).monetaryMinor).toBe(999_999_977)
  expect((await preview({ not: recent })).monetaryMinor).toBe(100)
})

it('profiles are not read again while nothing changed, and lists the engine lost are made again', async () => {
  const kept = async () => {
    const found = await business.warehouse.rows(
      sql`SELECT count() AS lists FROM segment_populations`,
      z.object({ lists: int64() }),
    )
    return found[0]?.lists
  }
  await preview(everybody)
  const before = await kept()
  await preview(rareBuyers)
  expect(await kept()).toBe(before)

  await business.warehouse.command(sql`TRUNCATE TABLE segment_populations`)
  expect(await preview(rareBuyers)).toMatchObject({ customers: 1, total: 2, reach: { email: 1 } })
  expect(await kept()).toBe(0)
  expect(await preview(everybody)).toMatchObject({ customers: 2, total: 2 })
  expect(await kept()).toBeGreaterThan(0)
})
