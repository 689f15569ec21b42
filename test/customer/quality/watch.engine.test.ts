import { sql as pgSql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { listAlerts, settleAlert } from '../../../src/customer/quality/anomalies/alerts.ts'
import { oneHealthOf } from '../../../src/customer/quality/health.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { writeAudit } from '../../../src/stores/ledger/index.ts'
import { openStream, owner } from '../collection/collected.ts'
import { type Bench, openBench } from '../support.ts'

const dayMs = 86_400_000
const today = new Date('2026-11-20T12:00:00Z')
const clock = manualClock(today)
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock, timeZone: 'UTC' })
})
afterAll(() => bench.close())

const mapping = mappingSchema.parse({
  kind: 'orders',
  source: 'pos',
  timeZone: 'UTC',
  fields: {
    order_id: { column: 'order' },
    ts: { column: 'time' },
    customer: { column: 'customer' },
    amount: { column: 'paid' },
    channel: { column: 'channel' },
  },
})

/** Lines of a day, some hundred, of a till that is known to be steady. */
function linesOf(
  day: number,
  count: number,
  random: ReturnType<typeof seededRandom>,
  blank = 0.05,
): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = new Date(Date.UTC(2026, 10, 20) - day * dayMs + random.below(86_000) * 1000).toISOString()
    const channel = random.next() < blank ? '' : random.next() < 0.7 ? 'web' : 'shop'
    return `d${day}-${i},${at},c${random.below(50)},${10 + random.below(90)},${channel}`
  })
}

const importLines = (lines: readonly string[]) =>
  bench.customer.imports.run(bench.workspace, {
    path: bench.file('pos.csv', `order,time,customer,paid,channel\n${lines.join('\n')}\n`),
    fileName: 'pos.csv',
    mapping,
  })

describe('a source that is looked at', () => {
  const random = seededRandom(41)

  it('raises nothing while it is as usual', async () => {
    const days = Array.from({ length: 50 }, (_, i) => linesOf(50 - i, 100 + random.below(21), random))
    await importLines(days.slice(0, 45).flat())
    // The last days come one by one, each a run of its own.
    for (const [i, lines] of days.slice(45).entries()) {
      clock.set(new Date(today.getTime() - (4 - i) * dayMs))
      await importLines([...lines, ...linesOf(60 + i, 120, random)])
    }
    await bench.customer.quality.round(bench.workspace)
    expect(await listAlerts(bench.stores.ledger, bench.workspace)).toEqual([])
  })

  it('alarms for a day with far too few rows, for a field that went blank, and for silence; once each', async () => {
    clock.set(new Date(today.getTime() + dayMs))
    // Of the day before yesterday nearly nothing came, and the channel is blank in most rows.
    await importLines([...linesOf(0, 12, random, 0.6), ...linesOf(-1, 300, random, 0.6)])
    await bench.customer.quality.round(bench.workspace)
    const found = await listAlerts(bench.stores.ledger, bench.workspace)
    expect(found.map(({ kind }) => kind).sort()).toEqual(['drift', 'volume'])
    expect(found.find(({ kind }) => kind === 'volume')?.text.en).toContain(
      '2026-11-20: 12 rows, fewer than usual',
    )
    expect(found.find(({ kind }) => kind === 'drift')?.text.en).toMatch(
      /^Sales channel: \d\d\.\d % of the rows are empty/,
    )
    clock.set(new Date(today.getTime() + 30 * dayMs))
    await bench.customer.quality.round(bench.workspace)
    await bench.customer.quality.round(bench.workspace)
    const later = await listAlerts(bench.stores.ledger, bench.workspace)
    expect(later.map(({ kind }) => kind).sort()).toEqual(['drift', 'silence', 'volume'])
    expect(await bench.customer.quality.attention(bench.workspace)).toHaveLength(3)
  })

  it('is settled by somebody, and silence by the source itself', async () => {
    const before = await listAlerts(bench.stores.ledger, bench.workspace)
    const volume = before.find(({ kind }) => kind === 'volume')
    await expect(
      settleAlert(bench.stores.ledger, bench.workspace, volume?.id ?? '', 'acknowledged', owner),
    ).resolves.toMatchObject({ status: 'acknowledged', acknowledgedBy: 'owner' })
    await expect(
      settleAlert(bench.stores.ledger, bench.workspace, volume?.id ?? '', 'resolved', owner),
    ).resolves.toMatchObject({ status: 'resolved', resolvedBy: 'owner' })
    await expect(settleAlert(bench.stores.ledger, bench.workspace, 'x', 'open', owner)).rejects.toMatchObject(
      {
        code: 'common.notFound',
      },
    )
    await importLines(linesOf(-30, 100, random))
    await bench.customer.quality.round(bench.workspace)
    const after = await listAlerts(bench.stores.ledger, bench.workspace)
    expect(after.find(({ kind }) => kind === 'silence')).toMatchObject({
      status: 'resolved',
      resolvedBy: 'system',
    })
    // Settled once, the same day is not opened again.
    expect(after.find(({ kind }) => kind === 'volume')?.status).toBe('resolved')
  })
})

describe('a stream', () => {
  it('is measured by day: what came, what was refused, what contradicts', async () => {
    const real = await openBench({ timeZone: 'UTC' })
    const stream = openStream(real)
    try {
      const source = await stream.sources.create(
        real.workspace.id,
        { name: 'Shop', owner: 'Web team' },
        owner,
      )
      const { secret } = await stream.sources.addKey(real.workspace.id, source.id, owner)
      const order = (id: number, revenue: number) => ({
        type: 'track',
        event: 'Order Completed',
        userId: `u${id}`,
        messageId: `order-${id}`,
        properties: { order_id: `o${id}`, revenue, products: [{ product_id: 'p', price: 10, quantity: 2 }] },
      })
      const batch = [
        ...Array.from({ length: 8 }, (_, i) => ({
          type: 'page',
          anonymousId: 'a',
          messageId: `page-${i}`,
          name: 'Home',
        })),
        order(1, 20),
        order(2, 35), // the lines say 20
        { type: 'track', userId: 'u', messageId: 'bad' }, // no name: refused
      ]
      await stream.receive({ method: 'batch', key: secret, body: { batch }, bytes: 4_000, locale: 'en' })
      await real.customer.quality.round(real.workspace)
      const health = await oneHealthOf(real.customer.deps, real.workspace, source.id)
      expect(health.source.runs).toMatchObject([{ rows: 11, rejected: 1, stored: 10 }])
      expect(health.source.now).toMatchObject({ uniqueness: 1, timeliness: 1, consistency: 0.5 })
      expect(health.fields.find(({ field }) => field === 'payload')?.validity).toBeCloseTo(10 / 11, 12)
      expect(health.fields.find(({ field }) => field === 'event')?.values).toEqual([
        // What only two rows had is not kept: it could tell of somebody.
        { value: 'page', rows: 8 },
      ])
      expect(health.checks).toMatchObject([{ check: 'order_total', applicable: 2, faults: 1 }])
      expect(health.volume.reduce((sum, { rows }) => sum + rows, 0)).toBe(10)
      const { rows } = await pgSql<{ n: number }>`SELECT count(*)::int AS n FROM quality_rounds`.execute(
        real.stores.ledger.db,
      )
      expect(rows[0]?.n).toBe(1)
      // What was refused is repaired and sent again: its health says so at once, not only in an hour.
      const repaired = { type: 'track', event: 'Quiz Ended', userId: 'u', messageId: 'bad' }
      await stream.receive({
        method: 'batch',
        key: secret,
        body: { batch: [repaired] },
        bytes: 400,
        locale: 'en',
      })
      const runs = async () => {
        await real.customer.quality.round(real.workspace)
        return (await oneHealthOf(real.customer.deps, real.workspace, source.id)).source.runs
      }
      expect(await runs()).toMatchObject([{ rows: 11, rejected: 1, stored: 10 }])
      await pgSql`DELETE FROM quarantined_events WHERE source_id = ${source.id}::uuid`.execute(
        real.stores.ledger.db,
      )
      await writeAudit(real.stores.ledger.db, {
        ...{ workspaceId: real.workspace.id, actor: { kind: 'user', id: 'u1' } },
        ...{ action: 'source.quarantine.replay', subject: { kind: 'source', id: source.id }, detail: {} },
      })
      expect(await runs()).toMatchObject([{ rows: 11, rejected: 0, stored: 11 }])
    } finally {
      await stream.close()
      await real.close()
    }
  })
})
