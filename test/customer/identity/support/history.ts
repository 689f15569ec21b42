import type { Random } from '../../../../src/kit/random.ts'
import type { Warehouse } from '../../../../src/stores/warehouse/index.ts'
import { daysAgo, insertRows } from '../../../insight/support/business.ts'

export interface Row extends Record<string, unknown> {
  person_key: number
}

/** What thirty people did, as rows of the warehouse without their workspace. */
export interface History {
  customers: Row[]
  order_lines: Row[]
  events: Row[]
  touches: Row[]
  decisions: Row[]
}

export const campaignId = '0192f000-0000-7000-8000-000000000001'
export const decidedAt = daysAgo(40)
const text = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '')
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** Orders share numbers across people and lines share instants: what a merge must not confuse. */
export function historyOf(keys: readonly number[], random: Random): History {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
  let serial = 1
  const some = (most: number, make: () => Row): Row[] => Array.from({ length: random.below(most + 1) }, make)
  const of = (make: (person_key: number) => Row[]) => keys.flatMap(make)
  const order_lines = of((person_key) =>
    some(6, () => {
      const kind = pick(['sale', 'sale', 'sale', 'return', 'charge'])
      const amount = 100 + random.below(20_000)
      return {
        person_key,
        ts: text(daysAgo(random.below(300))),
        order_id: pick(['o1', 'o2', 'o3', 'o4', 'o5']),
        row_key: serial++,
        kind,
        product_id: pick(['p1', 'p2', 'p3']),
        quantity: kind === 'return' ? -1 : 1,
        currency: 'CNY',
        amount_minor: kind === 'return' ? -amount : amount,
        import_id: uuid(0),
      }
    }),
  )
  const bought = new Set(order_lines.filter((line) => line.kind === 'sale').map((line) => line.person_key))
  return {
    order_lines,
    customers: of((person_key) => [
      {
        person_key,
        first_seen: text(daysAgo(310 + random.below(50))),
        status: bought.has(person_key) ? 'customer' : 'prospect',
        city: pick(['上海', 'Leeds', '']),
        tier: pick(['gold', 'silver', '']),
        reachable: pick([['email'], [], ['email', 'sms']]),
        attributes: pick([{ level: 'a' }, { level: 'b' }, {}]),
        updated_at: text(new Date(daysAgo(9).getTime() + serial++)),
      },
    ]),
    events: of((person_key) =>
      some(3, () => ({
        person_key,
        name: pick(['Product Viewed', 'Cart Viewed']),
        ts: text(daysAgo(random.below(90))),
        message_id: `m${serial++}`,
        properties: {},
      })),
    ),
    touches: of((person_key) =>
      some(2, () => ({
        person_key,
        campaign_id: campaignId,
        ts: text(daysAgo(random.below(90))),
        touch_id: uuid(serial++),
        delivery_id: uuid(serial++),
        kind: pick(['sent', 'opened', 'clicked']),
        channel: 'email',
      })),
    ),
    decisions: of((person_key) => {
      const arm = pick(['treatment', 'control'])
      return [
        {
          person_key,
          campaign_id: campaignId,
          arm,
          action: arm === 'control' ? 'withhold' : 'send',
          reason: '',
          offer_id: uuid(0),
          creative_id: uuid(0),
          channel: 'email',
          covariate: random.below(10_000),
          decided_at: text(decidedAt),
        },
      ]
    }),
  }
}

/** The same history as if it had always been the people's of `current`: what merged queries must answer alike. */
export function relabelled(history: History, current: (key: number) => number): History {
  const facts = (rows: readonly Row[]) => rows.map((row) => ({ ...row, person_key: current(row.person_key) }))
  const people = (rows: readonly Row[]) => {
    const groups = new Map<number, Row[]>()
    for (const row of rows) {
      const person = current(row.person_key)
      groups.set(person, [...(groups.get(person) ?? []), row])
    }
    return [...groups].map(([person, group]) => ({
      person,
      // The person's own row first, then the newest.
      rows: group.toSorted(
        (a, b) =>
          Number(b.person_key === person) - Number(a.person_key === person) ||
          String(b.updated_at ?? '').localeCompare(String(a.updated_at ?? '')) ||
          a.person_key - b.person_key,
      ),
    }))
  }
  return {
    order_lines: facts(history.order_lines),
    events: facts(history.events),
    touches: facts(history.touches),
    customers: people(history.customers).map(({ person, rows }) => ({
      person_key: person,
      first_seen: rows.map((row) => String(row.first_seen)).toSorted()[0],
      status: rows.some((row) => row.status === 'customer') ? 'customer' : 'prospect',
      city: rows.map((row) => row.city).find((city) => city !== '') ?? '',
      tier: rows.map((row) => row.tier).find((tier) => tier !== '') ?? '',
      reachable: [...new Set(rows.flatMap((row) => row.reachable as string[]))].toSorted(),
      attributes: rows.map((row) => row.attributes).find((a) => JSON.stringify(a) !== '{}') ?? {},
      updated_at: rows[0]?.updated_at,
    })),
    decisions: people(history.decisions).flatMap(({ person, rows: [first, ...others] }) =>
      first
        ? [
            {
              ...first,
              person_key: person,
              covariate: [first, ...others].reduce((sum, row) => sum + Number(row.covariate), 0),
            },
          ]
        : [],
    ),
  }
}

export async function store(warehouse: Warehouse, workspaceId: number, history: History): Promise<void> {
  for (const [table, rows] of Object.entries(history))
    await insertRows(
      warehouse,
      table,
      (rows as Row[]).map((row) => ({ workspace_id: workspaceId, ...row })),
    )
}
