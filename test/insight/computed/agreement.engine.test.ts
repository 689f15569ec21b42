import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { checkDefinition } from '../../../src/insight/computed/check.ts'
import { computeSql } from '../../../src/insight/computed/compile.ts'
import {
  type Computed,
  type FactSource,
  factFields,
  measures,
} from '../../../src/insight/computed/definition.schema.ts'
import { type ComputedFacts, evaluateComputed, type FactRow } from '../../../src/insight/computed/evaluate.ts'
import { addDays, dayOf, startOfDay, warehouseTime } from '../../../src/insight/days.ts'
import { ruleContext } from '../../../src/insight/segments/context.ts'
import { newId } from '../../../src/kit/ids.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, insertRows, openBusiness } from '../support/business.ts'

let business: Business
beforeAll(async () => {
  business = await openBusiness()
})
afterAll(() => business.close())

const windows = [null, 1, 30] as const
const words = ['', 'a', 'b', '茶', '=x', "o'k"]
const goods: Record<string, string> = { p1: 'tea', p2: '茶', p3: '' }

/** Every measure over every field and window it can have, each with a condition drawn for it; ratios and stated days. */
function definitions(seed: number): Computed[] {
  const list: Computed[] = []
  const sources = Object.keys(factFields) as FactSource[]
  const condition = (from: FactSource) =>
    fc.oneof(
      fc.record({
        field: fc.constantFrom(...factFields[from].text),
        op: fc.constantFrom('is' as const, 'is_not' as const),
        value: fc.constantFrom('a', '茶', 'tea', 'p1', 'sent'),
      }),
      fc.record({
        field: fc.constantFrom(...factFields[from].number),
        op: fc.constantFrom('at_least' as const, 'at_most' as const, 'is' as const),
        value: fc.constantFrom(0, 1, 2.5),
      }),
    )
  for (const from of sources)
    for (const [measure, { field }] of Object.entries(measures)) {
      const fields: readonly (string | null)[] = field === 'none' ? [null] : factFields[from][field]
      for (const one of fields)
        for (const windowDays of windows) {
          const where = fc.sample(
            fc.array(condition(from), { minLength: measure === 'share' ? 1 : 0, maxLength: 2 }),
            {
              seed: seed + list.length,
              numRuns: 1,
            },
          )[0]
          list.push({
            id: newId(),
            definition: checkDefinition({ from, measure, field: one, windowDays, where }, []),
          })
        }
    }
  const figures = list.filter(({ definition: d }) => ['count', 'sum', 'average'].includes(d.measure))
  for (let i = 0; i + 1 < figures.length; i += 3)
    list.push({
      id: newId(),
      definition: checkDefinition(
        { from: 'computed', measure: 'ratio', numerator: figures[i]?.id, denominator: figures[i + 1]?.id },
        list,
      ),
    })
  list.push({
    id: newId(),
    definition: checkDefinition({ from: 'attributes', measure: 'days_since', attribute: 'joined' }, []),
  })
  return list
}

function people(moment: Date, timeZone: string) {
  const edges = [0, 1, 30].flatMap((days) => {
    const start = startOfDay(addDays(dayOf(moment, timeZone), -days), timeZone).getTime()
    return [start - 1, start, start + 1]
  })
  const at = fc
    .oneof(
      fc.constantFrom(...edges, moment.getTime(), moment.getTime() + 1),
      fc.integer({ min: 0, max: 6e9 }).map((ago) => moment.getTime() - ago),
    )
    .map((ms) => new Date(ms))
  const word = fc.constantFrom(...words)
  const order = fc.record({
    at,
    orderId: fc.constantFrom('o1', 'o2', 'o3'),
    kind: fc.constantFrom('sale' as const, 'sale' as const, 'return' as const, 'charge' as const),
    fields: fc
      .record({
        product: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
        channel: word,
        place: word,
        coupon: word,
        amount: fc.constantFrom(0, 1, 2.5, 10, -3),
        quantity: fc.constantFrom(1, 2, -1),
        discount: fc.constantFrom(0, 1),
      })
      .map((fields) => ({ ...fields, category: goods[fields.product] ?? '' })),
  })
  const event = fc.record({
    at,
    fields: fc.record({
      name: fc.constantFrom('a', '茶', 'b'),
      category: word,
      product: word,
      channel: word,
      value: fc.constantFrom(0, 1, 2.5),
    }),
  })
  const touch = fc.record({
    at,
    fields: fc.record({
      kind: fc.constantFrom('sent', 'opened'),
      channel: word,
      cost: fc.constantFrom(0, 0.5),
    }),
  })
  const joined = fc.constantFrom('2026-01-31', '2024-02-31', 'soon', '2025-12-01 10:00', '')
  return fc.array(
    fc.record({
      orders: fc.array(order, { maxLength: 5 }),
      events: fc.array(event, { maxLength: 4 }),
      touches: fc.array(touch, { maxLength: 3 }),
      attributes: joined.map((text): Record<string, string> => (text === '' ? {} : { joined: text })),
    }),
    { minLength: 25, maxLength: 25 },
  )
}

const none = '00000000-0000-0000-0000-000000000000'
async function load(workspaceId: number, list: readonly ComputedFacts[]): Promise<void> {
  const all = <T>(
    of: (person: ComputedFacts) => readonly FactRow[],
    row: (fact: FactRow, key: number, i: number) => T,
  ) => list.flatMap((person, p) => of(person).map((fact, i) => row(fact, p + 1, (p + 1) * 100 + i)))
  const base = (fact: FactRow, key: number) => ({
    workspace_id: workspaceId,
    person_key: key,
    ts: warehouseTime(fact.at),
    channel: fact.fields.channel,
  })
  const minor = (value: unknown) => Math.round(Number(value) * 100)
  await insertRows(
    business.warehouse,
    'products',
    Object.entries(goods).map(([product_id, category]) => ({
      workspace_id: workspaceId,
      product_id,
      category,
      updated_at: '2026-01-01 00:00:00',
    })),
  )
  await insertRows(
    business.warehouse,
    'customers',
    list.map((person, i) => ({
      workspace_id: workspaceId,
      person_key: i + 1,
      first_seen: '2026-01-01 00:00:00',
      status: 'prospect',
      attributes: person.attributes,
      updated_at: '2026-01-02 00:00:00',
    })),
  )
  await insertRows(
    business.warehouse,
    'order_lines',
    all(
      (person) => person.orders,
      (fact, key, serial) => ({
        ...base(fact, key),
        order_id: fact.orderId,
        row_key: serial,
        kind: fact.kind,
        product_id: fact.fields.product,
        place_id: fact.fields.place,
        coupon: fact.fields.coupon,
        quantity: fact.fields.quantity,
        currency: 'CNY',
        amount_minor: minor(fact.fields.amount),
        discount_minor: minor(fact.fields.discount),
        import_id: none,
      }),
    ),
  )
  await insertRows(
    business.warehouse,
    'events',
    all(
      (person) => person.events,
      (fact, key, serial) => ({
        ...base(fact, key),
        name: fact.fields.name,
        message_id: String(serial),
        category: fact.fields.category,
        product_id: fact.fields.product,
        value_minor: minor(fact.fields.value),
      }),
    ),
  )
  await insertRows(
    business.warehouse,
    'touches',
    all(
      (person) => person.touches,
      (fact, key, serial) => ({
        ...base(fact, key),
        campaign_id: none,
        delivery_id: none,
        touch_id: `0192f000-0000-7000-9000-${String(serial).padStart(12, '0')}`,
        kind: fact.fields.kind,
        cost_minor: minor(fact.fields.cost),
        currency: 'CNY',
      }),
    ),
  )
}

it('one statement and the evaluator say the same of every measure', async () => {
  const workspace = business.workspaceWith({ timeZone: 'Asia/Kathmandu' })
  const context = ruleContext(workspace, null)
  const [list = []] = fc.sample(people(context.moment, workspace.timeZone), { seed: 11, numRuns: 1 })
  await load(workspace.id, list)
  const asked = definitions(7)
  const found = new Map<string, number | string>()
  const compared = new Set<string>()
  // As many as a workspace may have at once; ratios with the attributes they are of.
  for (let i = 0; i < asked.length; i += 40) {
    const part = asked.slice(i, i + 40)
    const parts = part.flatMap(({ definition: d }) =>
      d.from === 'computed' ? [d.numerator, d.denominator] : [],
    )
    const chunk = [...new Set([...part, ...asked.filter(({ id }) => parts.includes(id))])]
    const rows = await business.warehouse.rows(
      computeSql(chunk, context),
      z.object({ attribute: z.string(), person: int64(), number: z.number().nullable(), text: z.string() }),
    )
    for (const row of rows) found.set(`${row.attribute} ${row.person}`, row.number ?? row.text)
  }
  for (const [i, person] of list.entries()) {
    const expected = evaluateComputed(asked, person, context)
    for (const { id, definition } of asked) {
      const mine = found.get(`${id} ${i + 1}`) ?? null
      const value = expected.get(id) ?? null
      const where = `${JSON.stringify(definition)} of ${JSON.stringify(person)}`
      // Nothing kept and 0 are one where nothing is there to count.
      if (typeof mine === 'number' && typeof value === 'number') expect(mine, where).toBeCloseTo(value, 9)
      else expect(mine ?? (value === 0 ? 0 : null), where).toBe(value)
      if (value !== null && value !== 0) compared.add(definition.measure)
    }
  }
  expect([...compared].sort()).toEqual([...Object.keys(measures), 'days_since', 'ratio'].sort())
})
