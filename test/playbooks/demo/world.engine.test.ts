import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { openWorldEngine, type WorldEngine } from '../../../src/playbooks/demo/world/engine.ts'
import { startWorld, type WorldProcess } from '../../../src/playbooks/demo/world-process.ts'
import { migrate, warehouseMigrations } from '../../../src/stores/warehouse/index.ts'
import { engineCoordinates, freshWarehouse } from '../../support/warehouse.ts'

const today = '2026-08-23T00:00:00.000Z'
const customers = 2_000

describe('the demo world', () => {
  let product: Awaited<ReturnType<typeof freshWarehouse>>
  let engine: WorldEngine
  let at: { url: string; user: string; password: string; database: string }
  const worlds: { process: WorldProcess; database: string }[] = []

  beforeAll(async () => {
    product = await freshWarehouse()
    await migrate(product.warehouse, warehouseMigrations)
    at = { ...(await engineCoordinates()), database: '' }
    engine = openWorldEngine(at)
  })
  afterAll(async () => {
    for (const { process } of worlds) {
      await process.ask({ cmd: 'dissolve' })
      await process.close()
    }
    await engine.close()
    await product.drop()
  })

  async function found(
    name: string,
    seed: number,
    effect: number,
  ): Promise<{ process: WorldProcess; database: string }> {
    const database = `world_${name}_${process.pid}`
    const world = startWorld(silentLog)
    await world.ask({
      cmd: 'found',
      seed,
      customers,
      effect,
      today,
      horizonDays: 120,
      engine: { ...at, database },
    })
    const entry = { process: world, database }
    worlds.push(entry)
    return entry
  }
  const one = async <T extends object>(sql: string): Promise<T> => {
    const [row] = await engine.rows<T>(sql)
    if (!row) throw new Error(`no row from ${sql}`)
    return row
  }
  const fingerprint = (database: string) =>
    one<{ sum: string }>(
      `SELECT toString(sum(cityHash64(i, order_no, n, product_id, amount_minor))) AS sum FROM ${database}.base_lines`,
    )

  it('is the same for the same seed and another for another', async () => {
    const [a, b, c] = [await found('a', 11, 1), await found('b', 11, 1), await found('c', 12, 1)]
    expect(await fingerprint(a.database)).toEqual(await fingerprint(b.database))
    expect(await fingerprint(a.database)).not.toEqual(await fingerprint(c.database))
  })

  it('concentrates value: the best tenth makes between 40 and 60 % of it', async () => {
    const { database } = worlds[0] ?? (await found('d', 11, 1))
    const { share } = await one<{ share: number }>(
      `WITH (SELECT sum(amount_minor) FROM ${database}.base_lines WHERE day BETWEEN -365 AND 0) AS everything
       SELECT sum(value) / everything AS share FROM (
         SELECT sum(amount_minor) AS value, row_number() OVER (ORDER BY value DESC) AS place, count() OVER () AS people
         FROM ${database}.base_lines WHERE day BETWEEN -365 AND 0 GROUP BY i)
       WHERE place <= people * 0.1`,
    )
    expect(share).toBeGreaterThan(0.4)
    expect(share).toBeLessThan(0.6)
  })

  it('moves nobody who received nothing, and at effect zero nobody at all', async () => {
    const quiet = worlds[0] ?? (await found('e', 11, 1))
    expect(await one(`SELECT toUInt32(count()) AS n FROM ${quiet.database}.caused_lines`)).toEqual({ n: 0 })
    const unmoved = await found('zero', 11, 0)
    await engine.command(
      `INSERT INTO ${unmoved.database}.inbox SELECT i, lower(hex(sipHash64(i))), 'c', 0, 1, 1 FROM ${unmoved.database}.people`,
    )
    expect(await one(`SELECT toUInt32(count()) AS n FROM ${unmoved.database}.caused_lines`)).toEqual({ n: 0 })
  })

  it('moves readers at their own planted rate', async () => {
    const { database, process: world } = await found('moved', 13, 1)
    await engine.command(
      `INSERT INTO ${database}.inbox SELECT i, lower(hex(sipHash64(i))), 'c', 0, 1, 1 FROM ${database}.people`,
    )
    const { moved, expected, spread } = await one<{ moved: number; expected: number; spread: number }>(
      `SELECT (SELECT toFloat64(uniqExact(order_no)) FROM ${database}.caused_lines) AS moved,
              sum(response) AS expected, sqrt(sum(response * (1 - response))) AS spread FROM ${database}.people`,
    )
    expect(Math.abs(moved - expected)).toBeLessThan(4 * spread)
    const truth = await world.ask({ cmd: 'truth', campaignId: 'c' })
    expect(truth.received).toBe(customers)
    // What came of it lies around what was planted; the spread of baskets allows a third.
    expect(truth.realisedMinor / truth.received).toBeGreaterThan(truth.plantedPerRecipientMinor * 0.67)
    expect(truth.realisedMinor / truth.received).toBeLessThan(truth.plantedPerRecipientMinor * 1.5)
  })

  it('knows both outcomes of each person, and lives by the one that comes true', async () => {
    const [some, all] = [await found('some', 17, 1), await found('all', 17, 1)]
    const deliver = (database: string, where: string) =>
      engine.command(
        `INSERT INTO ${database}.inbox SELECT i, concat('${database}', toString(i)), 'c', 0, 1, 1 FROM ${database}.people WHERE ${where}`,
      )
    await deliver(some.database, 'i % 2 = 0')
    await deliver(all.database, '1')
    const people = Array.from({ length: customers }, (_, at) => at + 1)
    const ask = ({ process: world }: { process: WorldProcess }, campaignId: string) =>
      world.ask({ cmd: 'outcomes', campaignId, people, toDay: 35 })
    const [half, whole, unheard] = [await ask(some, 'c'), await ask(all, 'c'), await ask(some, 'other')]
    // What those without a message would have done is what they do where they have one.
    expect(half.with).toEqual(whole.with)
    expect(half.without).toEqual(whole.without)
    expect(half.received).toEqual(people.map((i) => i % 2 === 0))
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const { margin } = await one<{ margin: number }>(
      `SELECT toFloat64(sum(amount_minor - cost_minor)) AS margin FROM ${all.database}.caused_lines`,
    )
    expect(sum(whole.with) - sum(whole.without)).toBeCloseTo(margin, 4)
    expect(margin).toBeGreaterThan(0)
    // Nobody heard of the other campaign; what the first one caused happens all the same.
    expect(unheard.with).toEqual(unheard.without)
    expect(unheard.without).toEqual(people.map((i, at) => (i % 2 === 0 ? half.with : half.without)[at]))
  })

  it('writes history into the product only up to the day it ends', async () => {
    const { process: world } = worlds[0] ?? (await found('f', 11, 1))
    const database = product.database
    const personKeys = Array.from({ length: customers }, (_, i) => 1000 + i)
    const counts = await world.ask({
      cmd: 'history',
      productDatabase: database,
      workspaceId: 7,
      importId: '00000000-0000-0000-0000-00000000de30',
      currency: 'CNY',
      personKeys,
    })
    expect(counts.orderLines).toBeGreaterThan(customers * 5)
    expect(counts.events).toBeGreaterThan(customers * 25)
    const { newest, outside } = await one<{ newest: string; outside: number }>(
      `SELECT toString(max(ts)) AS newest, toUInt32(countIf(person_key NOT BETWEEN 1000 AND 1000 + ${customers} - 1)) AS outside FROM ${database}.order_lines`,
    )
    expect(newest < '2026-08-23').toBe(true)
    expect(outside).toBe(0)
  })
})
