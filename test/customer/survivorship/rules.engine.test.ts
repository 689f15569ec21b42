import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mappingSchema } from '../../../src/customer/index.ts'
import { applyRules } from '../../../src/customer/survivorship/apply.ts'
import { countToChange } from '../../../src/customer/survivorship/choose.ts'
import { type Corrected, sayCorrected } from '../../../src/customer/survivorship/corrected.ts'
import { valuesOf } from '../../../src/customer/survivorship/of-customer.ts'
import {
  type DecidedRule,
  pick,
  type SurvivorshipRule,
  survivorshipRules,
} from '../../../src/customer/survivorship/pick.ts'
import { previewRules } from '../../../src/customer/survivorship/preview.ts'
import { saveRules } from '../../../src/customer/survivorship/rules.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

const clock = manualClock(new Date('2026-11-22T04:00:00Z'))
const random = seededRandom(20261122)
let bench: Bench
let sources: string[]
const attributes = ['city', 'gender', 'tier', 'birth_year', 'attributes.plan'] as const

/** Three systems tell of forty people, twice each, now this and now that. */
beforeAll(async () => {
  bench = await openBench({ clock })
  const pick = (values: readonly string[]) => values[random.below(values.length)] ?? ''
  for (let n = 0; n < 6; n++) {
    clock.advance(60_000)
    const system = n % 3
    const header = `id,city,gender,tier,born,plan${['', ',x', ',x,y'][system]}`
    const rows = Array.from({ length: 40 }, (_, i) =>
      [
        `u${i}`,
        ...[pick(['', 'Rome', 'Ghent', '上海']), pick(['', 'f', 'm']), pick(['', 'gold', 'blue'])],
        ...[
          pick(['', '1990-01-01', '1991-01-01']),
          pick(['', 'basic', 'plus', '']),
          ...Array(system).fill(''),
        ],
      ].join(','),
    )
    const path = bench.file(`s${n}.csv`, [header, ...rows].join('\n'))
    const mapping = mappingSchema.parse({
      kind: 'customers',
      source: `system${system}`,
      fields: {
        customer: { column: 'id' },
        city: { column: 'city' },
        gender: { column: 'gender' },
        tier: { column: 'tier' },
        birthday: { column: 'born' },
      },
      attributes: { plan: { column: 'plan' } },
    })
    await bench.customer.imports.run(bench.workspace, { path, mapping })
  }
  const rows = await bench.stores.ledger.db.selectFrom('sources').select('id').orderBy('created_at').execute()
  sources = rows.map(({ id }) => id)
}, 120_000)
afterAll(() => bench.close())

const sayingRow = z.object({
  key: z.coerce.number(),
  sourceId: z.string(),
  importId: z.string(),
  said: z.record(z.string(), z.string()),
  observedMs: z.coerce.number(),
  storedMs: z.coerce.number(),
})

/** What the plain function chooses of each person, in the shape of `customers`. */
async function model(rules: ReadonlyMap<string, DecidedRule>) {
  const rows = await bench.stores.warehouse.rows(
    sql`SELECT person_key AS key, toString(source_id) AS sourceId, toString(import_id) AS importId, said,
               toUnixTimestamp64Milli(observed_at) AS observedMs, toUnixTimestamp64Milli(stored_at) AS storedMs
        FROM customer_sayings FINAL ORDER BY key`,
    sayingRow,
  )
  const keys = [...new Set(rows.map(({ key }) => key))]
  return keys.map((key) => {
    const chosen = pick(
      rows.filter((row) => row.key === key).map((row) => ({ ...row, saidAt: {}, own: true })),
      rules,
    )
    return [key, ...attributes.map((name) => chosen.get(name)?.value ?? '')]
  })
}

async function stored() {
  const rows = await bench.stores.warehouse.rows(
    sql`SELECT person_key AS key, city, gender, tier, if(birth_year = 0, '', toString(birth_year)) AS born,
               if(attributes.plan::String = '', '', toJSONString(attributes.plan::String)) AS plan
        FROM customers FINAL ORDER BY key`,
    z.object({
      ...{ key: z.coerce.number(), city: z.string(), gender: z.string(), tier: z.string() },
      ...{
        born: z.string(),
        plan: z
          .string()
          .nullable()
          .transform((text) => text ?? ''),
      },
    }),
  )
  return rows.map(({ key, city, gender, tier, born, plan }) => [key, city, gender, tier, born, plan])
}

const deps = () => ({ ...bench.stores, persons: bench.customer.persons, log: silentLog })

describe('rules of values', () => {
  it('are followed by imports as by the plain function', async () => {
    expect(sources).toHaveLength(3)
    expect(await stored()).toEqual(await model(new Map()))
  })

  it('give way to what customers had corrected, by both ways, whatever they are from here on', async () => {
    const { warehouse } = bench.stores
    const people = (await stored()).slice(1, 16).map(([key]) => Number(key))
    for (const [i, person] of people.entries()) {
      const words = {
        city: ['Oslo', 'Rome'][i % 2] ?? '',
        ...(i % 3 === 0 ? { gender: 'x', birth_year: '1950' } : {}),
        ...(i % 4 === 0 ? { 'attributes.plan': '"minus"' } : {}),
      }
      const at = clock.now()
      const said = new Map(Object.entries(words).map(([name, value]) => [name, { value, at }]))
      await sayCorrected(warehouse, bench.workspace, person, async () => said)
    }
    const after = await stored()
    expect(after).toEqual(await model(new Map()))
    expect(after.slice(1, 16).map(([, city]) => city)).toEqual(people.map((_, i) => ['Oslo', 'Rome'][i % 2]))
    // Told again, or told less, it is as if it had been told so at first.
    const [first = 0, second = 0] = people
    const city = new Map([['city', { value: 'Oslo', at: clock.now() }]])
    for (const words of [city, city, new Map<string, never>()])
      await sayCorrected(warehouse, bench.workspace, second, async () => words)
    await sayCorrected(warehouse, bench.workspace, first, async () => city)
    expect(await stored()).toEqual(await model(new Map()))
  })

  it('let no correction come back that was taken back, though a writer who lost its lock comes after', async () => {
    const { warehouse } = bench.stores
    const before = await stored()
    const person = Number(before[20]?.[0])
    expect(person).toBeGreaterThan(0)
    const say = (words: () => Promise<ReadonlyMap<string, Corrected>>) =>
      sayCorrected(warehouse, bench.workspace, person, words)
    const city = new Map([['city', { value: 'Lhasa', at: clock.now() }]])
    await say(async () => {
      // Meanwhile another has carried it out, and a third has taken it back.
      await say(async () => city)
      expect((await stored())[20]?.[1]).toBe('Lhasa')
      await say(async () => new Map())
      return city
    })
    expect(await stored()).toEqual(before)
  })

  it('are previewed exactly, applied to everybody, and agree with the plain function whatever they are', async () => {
    const { stores, workspace } = bench
    for (const round of [0, 1]) {
      const rules = new Map(
        attributes.map((name, i): [string, DecidedRule] => {
          const rule: SurvivorshipRule =
            survivorshipRules[(i + round * 2) % survivorshipRules.length] ?? 'longest'
          return [name, { rule, sources: rule === 'trusted' ? sources.toReversed().slice(0, 2) : [] }]
        }),
      )
      const before = await stored()
      const preview = await previewRules(stores.warehouse, workspace.id, rules)
      await saveRules(stores.ledger, workspace.id, rules, 'user:test', clock.now())
      const done = await applyRules(deps(), workspace, noTask)
      const after = await stored()
      expect(after).toEqual(await model(rules))
      const changed = after.filter((row, i) => JSON.stringify(row) !== JSON.stringify(before[i])).length
      expect(changed).toBeGreaterThan(0)
      expect([preview.customers, done.changed]).toEqual([changed, changed])
      const all = { here: sql`workspace_id = 1`, people: sql`SELECT person_key FROM customer_sayings` }
      expect(await countToChange(stores.warehouse, all)).toBe(0)
    }
  })

  it('are told on the page of a customer: who said it, why it counts, what else was said', async () => {
    const [first] = await stored()
    const { values } = await valuesOf(deps(), bench.workspace, String(first?.[0]))
    const city = values.find(({ attribute }) => attribute === 'city')
    expect(city?.words[0]?.value).toBe(first?.[1])
    expect(city?.words[0]?.source).toMatch(/^s\d\.csv$/)
    expect(new Set(city?.words.map(({ source }) => source)).size).toBe(city?.words.length)
  })

  it('stop when asked to, and say that not everybody was reckoned', async () => {
    const stop = new AbortController()
    stop.abort()
    const work = applyRules(deps(), bench.workspace, { ...noTask, signal: stop.signal })
    await expect(work).rejects.toMatchObject({ code: 'common.cancelled' })
  })
})
