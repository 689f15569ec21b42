import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema, type ProfilePorts } from '../../../src/customer/index.ts'
import type { DeliveredValueSettings } from '../../../src/customer/profiles/delivered-value/api.ts'
import { comparedValue, deliveredTo } from '../../../src/customer/profiles/delivered-value/delivered-value.ts'
import { scoreOf, totalOf } from '../../../src/customer/profiles/delivered-value/formula.ts'
import { deliveredValueRoutes } from '../../../src/customer/profiles/delivered-value/routes.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

const settings: DeliveredValueSettings = {
  components: [
    { key: 'product', column: 'attributes.quality', low: 1, high: 5, weight: 3 },
    { key: 'service', column: 'attributes.care', low: 1, high: 5, weight: 1 },
    { key: 'money', column: 'monetary', low: 0, high: 200, weight: 2 },
    { key: 'time', column: 'attributes.minutes', low: 60, high: 0, weight: 1 },
  ],
}

describe('customer delivered value', () => {
  it('is the weighted mean of what is known of each side, and nothing where that is too little', () => {
    expect(scoreOf({ low: 60, high: 0 }, 15)).toBe(75)
    expect(scoreOf({ low: 1, high: 5 }, 9)).toBe(100)
    const side = settings.components.slice(0, 2)
    const full = totalOf(
      side,
      new Map([
        ['product', 5],
        ['service', 1],
      ]),
    )
    expect(full).toMatchObject({ total: 75, knownShare: 1 })
    expect([...full.shares]).toEqual([
      ['product', 75],
      ['service', 0],
    ])
    expect(
      totalOf(
        side,
        new Map([
          ['product', 3],
          ['service', null],
        ]),
      ),
    ).toMatchObject({ total: 50, knownShare: 0.75 })
    expect(
      totalOf(
        side,
        new Map([
          ['product', null],
          ['service', 5],
        ]),
      ),
    ).toMatchObject({ total: null, knownShare: 0.25 })
    expect(totalOf([], new Map())).toMatchObject({ total: null, knownShare: 0 })
  })

  describe('on the engine', () => {
    let bench: Bench
    const ports: ProfilePorts = {
      latestSnapshot: async () => null,
      segmentMembers: async (_, id) =>
        id === 'few'
          ? sql`SELECT person_key FROM customers WHERE city = 'York'`
          : sql`SELECT person_key FROM customers`,
      ruleMembers: async () => sql`SELECT 0 AS person_key`,
      subjectsOf: async () => [],
      computedColumns: async () => [],
      computedSql: () => sql`SELECT 0 AS person_key`,
      computedOf: async () => new Map(),
      segmentsOfMany: async () => new Map(),
      segmentsOf: async () => [],
      doNotSend: async () => [],
    }
    const people = 40
    let keys: number[] = []
    const deps = () => ({
      ...bench.stores,
      vaultOf: async () => bench.vault,
      persons: bench.customer.persons,
    })
    beforeAll(async () => {
      bench = await openBench({ currency: 'GBP', timeZone: 'UTC' })
      const random = seededRandom(3)
      const maybe = (most: number) => (random.next() < 0.3 ? '' : String(1 + random.below(most)))
      const rows = Array.from({ length: people }, (_, i) =>
        [i + 1, i < 4 ? 'York' : 'Leeds', maybe(5), maybe(5), maybe(60)].join(','),
      )
      const id = { customer: { column: 'id' } }
      await bench.customer.imports.run(bench.workspace, {
        path: bench.file('p.csv', `id,city,quality,care,minutes\n${rows.join('\n')}\n`),
        mapping: mappingSchema.parse({
          kind: 'customers',
          fields: { ...id, city: { column: 'city' } },
          attributes: {
            quality: { column: 'quality' },
            care: { column: 'care' },
            minutes: { column: 'minutes' },
          },
        }),
      })
      const lines = Array.from(
        { length: 25 },
        (_, i) => `${i + 1},O${i},2024-01-02 10:00,${random.below(300)},1`,
      )
      await bench.customer.imports.run(bench.workspace, {
        path: bench.file('o.csv', `id,o,t,a,q\n${lines.join('\n')}\n`),
        mapping: mappingSchema.parse({
          kind: 'orders',
          fields: {
            ...id,
            order_id: { column: 'o' },
            ts: { column: 't' },
            amount: { column: 'a' },
            quantity: { column: 'q' },
          },
        }),
      })
      const accounts = Array.from({ length: people }, (_, i) => String(i + 1))
      keys = [...(await bench.customer.persons.resolve(bench.workspace, 'account', accounts)).values()]
    })
    afterAll(() => bench?.close())

    it('says the same of a group as of its people one by one, and nothing of small groups', async () => {
      const one = (key: number) => deliveredTo(deps(), ports, bench.workspace, String(key), settings, 2)
      const each = await Promise.all(keys.map(one))
      const known = each.flatMap(({ value, cost }) =>
        value === null || cost === null ? [] : [{ value, cost }],
      )
      expect(known.length).toBeGreaterThan(10)
      expect(known.length).toBeLessThan(people)
      const mean = (pick: (one: { value: number; cost: number }) => number) =>
        known.reduce((sum, other) => sum + pick(other), 0) / known.length
      const { rows } = await comparedValue(deps(), ports, bench.workspace, settings, ['all', 'few'], 2)
      expect(rows[0]).toMatchObject({ segmentId: null, customers: people, known: known.length })
      expect(rows[0]?.value).toBeCloseTo(
        mean(({ value }) => value),
        9,
      )
      expect(rows[0]?.cost).toBeCloseTo(
        mean(({ cost }) => cost),
        9,
      )
      expect(rows[0]?.delivered).toBeCloseTo(
        mean(({ value, cost }) => value - cost),
        9,
      )
      // Of the same people; the engine adds them up in whichever order its threads come.
      const { customers, known: ofThose, ...figures } = rows[0] ?? { customers: 0, known: 0 }
      expect(rows[1]).toMatchObject({ customers, known: ofThose })
      for (const [name, figure] of Object.entries(figures))
        if (typeof figure === 'number') expect(rows[1]?.[name as 'value'], name).toBeCloseTo(figure, 9)
      expect(rows[2]).toMatchObject({ segmentId: 'few', customers: 4, value: null, delivered: null })
      for (const { state, components, value, delivered } of each) {
        const given = components.filter(({ share }) => share !== null)
        if (state === 'ok')
          expect(
            given.reduce(
              (sum, { key, share }) => sum + (key === 'money' || key === 'time' ? -1 : 1) * (share ?? 0),
              0,
            ),
          ).toBeCloseTo(delivered ?? Number.NaN, 9)
        else expect([given.length, value]).toEqual([0, null])
      }
    })

    it('is set by its users: figures only, each component once; without a side it says so', async () => {
      const context = {
        workspace: bench.workspace,
        actor: { kind: 'user', id: 'u1', permissions: new Set() },
      } as unknown as RequestContext
      const call = async (id: string, input: { params?: object; query?: object; body?: unknown } = {}) => {
        const found = deliveredValueRoutes(deps(), ports).find(({ endpoint }) => endpoint.id === id)
        if (!found) throw new Error(id)
        const body = found.endpoint.body?.parse(input.body)
        const params = { workspace: 'test', ...input.params }
        const answer = await found.handle(context, { params, query: input.query ?? {}, body, upload: null })
        return found.endpoint.response.parse(answer)
      }
      expect(await call('getDeliveredValueSettings')).toEqual({ components: [] })
      expect(await call('compareDeliveredValue')).toEqual({ state: 'not_set', rows: [] })
      const id = String(keys[0])
      expect(await call('customerDeliveredValue', { params: { id } })).toMatchObject({
        state: 'not_set',
        delivered: null,
      })
      const wrong = { components: [{ key: 'product', column: 'city', low: 0, high: 1, weight: 1 }] }
      await expect(call('saveDeliveredValueSettings', { body: wrong })).rejects.toMatchObject({
        code: 'profile.notAFigure',
      })
      const twice = { components: [settings.components[0], settings.components[0]] }
      await expect(call('saveDeliveredValueSettings', { body: twice })).rejects.toThrow('twice')
      expect(await call('saveDeliveredValueSettings', { body: settings })).toEqual(settings)
      expect(await call('getDeliveredValueSettings')).toEqual(settings)
      expect(await call('compareDeliveredValue', { query: { segments: 'few' } })).toMatchObject({
        state: 'ok',
      })
      await expect(call('customerDeliveredValue', { params: { id: '99999999' } })).rejects.toMatchObject({
        code: 'common.notFound',
      })
      const log = await bench.stores.ledger.db
        .selectFrom('audit_log')
        .select('action')
        .where('action', '=', 'delivered_value.settings')
        .execute()
      expect(log).toHaveLength(1)
    })
  })
})
