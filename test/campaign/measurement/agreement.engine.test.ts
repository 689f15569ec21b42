import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../../src/campaign/measurement/evaluate.ts'
import { drawerOf, readArrays } from '../../../src/campaign/measurement/placebo.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, insertLines, type TestLine } from '../real-data.ts'
import { draft, openTestRoom, type TestRoom } from '../room.ts'

const people = Array.from({ length: 2_500 }, (_, i) => i + 1)
const drawnAt = new Date('2026-02-01T00:00:00Z')

/** Heavy tails, returns, postage, lines without a customer, people without any order: what real files hold. */
function history(): TestLine[] {
  const random = seededRandom(11)
  const lines: TestLine[] = []
  for (const person of people) {
    const level = 1_000 * Math.exp(1.4 * random.normal())
    if (person % 9 === 0) continue
    for (let i = 0; i < 6; i++) {
      const at = new Date(Date.UTC(2025, 8, 1) + random.below(200 * 86_400_000))
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ')
      const amountMinor = Math.round(level * (0.2 + random.next()))
      lines.push({ person, at, order: `${person}-${i}`, amountMinor, product: 'a' })
      if (random.next() < 0.15)
        lines.push({
          person,
          at,
          order: `${person}-${i}`,
          amountMinor: -Math.round(amountMinor * 1.4),
          kind: 'return',
        })
      if (random.next() < 0.3)
        lines.push({ person, at, order: `${person}-${i}`, amountMinor: 500, kind: 'charge' })
    }
  }
  lines.push({ person: 0, at: '2026-02-03 00:00:00', order: 'nobody', amountMinor: 999_999 })
  return lines
}

describe('a report made by the engine', () => {
  let fresh: FreshStores
  let t: TestRoom
  beforeAll(async () => {
    fresh = await freshStores()
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      people.map((person) => ({ person })),
    )
    await insertLines(fresh.stores.warehouse, fresh.workspaceId, history())
    t = await openTestRoom(fresh.stores, fresh.workspaceId, drawnAt)
  })
  afterAll(() => fresh?.close())

  it('is the one made in memory from the same people: caps, covariate, effect and interval', async () => {
    const campaign = await draft(t.room, t.workspace, { channel: 'list', controlShare: 0.3 })
    await t.room.launching.handOver(t.workspace, campaign.id, 'user:test')
    t.clock.advance(30 * 86_400_000)
    const row = await t.room.campaigns.row(t.workspace, campaign.id)
    expect(row.status).toBe('live')
    const report = await t.room.reports.of(t.workspace, row)
    const arrays = await readArrays(fresh.stores.warehouse, t.workspace, {
      asOf: drawnAt,
      windowDays: 30,
      audience: sql`SELECT person_key FROM customers FINAL`,
    })
    expect(arrays.keys).toHaveLength(people.length)
    const effects = evaluate(drawerOf(arrays)(row.salt, 0.3), row.salt)
    for (const [ours, theirs] of [
      [report?.effectPerCustomer, effects.adjusted],
      [report?.effectUnadjusted, effects.unadjusted],
      [report?.effectBuyerRate, effects.buyerRate],
      [report?.relativeLift, effects.relativeLift],
    ] as const) {
      expect(ours?.verdict).toBe(theirs.verdict)
      expect(ours?.estimate).toBeCloseTo(theirs.estimate ?? Number.NaN, 5)
      expect(ours?.lo).toBeCloseTo(theirs.lo ?? Number.NaN, 5)
      expect(ours?.hi).toBeCloseTo(theirs.hi ?? Number.NaN, 5)
    }
    expect(report?.method).toBe('randomisation')
    expect(report?.pValue).toBe(effects.pValue)
    expect(report?.series.at(-1)?.effect).toEqual(report?.effectPerCustomer)
    expect(report?.series).toHaveLength(30)
    expect(report?.marginBasis).toBe('revenue')
    expect(report?.arms.map((a) => a.customers).reduce((a, b) => a + b)).toBe(people.length)
    // Uncapped totals of both arms are everything that was bought, and nothing else.
    expect(report?.arms.reduce((sum, a) => sum + a.revenueMinor, 0)).toBe(
      arrays.outcome.reduce((a, b) => a + b, 0),
    )
    expect(report?.execution.sent).toBe(report?.arms[0]?.customers)
    expect(report?.warnings.map((w) => w.en).join(' ')).toContain('counted up to')
  })

  it('gives target and control as lists that share nobody, and plans no message', async () => {
    const campaign = await draft(t.room, t.workspace, { channel: 'list' })
    await t.room.launching.handOver(t.workspace, campaign.id, 'user:test')
    const read = async (arm: 'treatment' | 'control') => {
      let text = ''
      for await (const chunk of await t.room.list(t.workspace, campaign.id, arm)) text += String(chunk)
      return text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0])
    }
    const [target, control] = [await read('treatment'), await read('control')]
    expect(target.length + control.length).toBe(people.length)
    expect(new Set([...target, ...control]).size).toBe(people.length)
    expect(
      await fresh.stores.ledger.db
        .selectFrom('deliveries')
        .selectAll()
        .where('campaign_id', '=', campaign.id)
        .execute(),
    ).toHaveLength(0)
  })
})
