import { sql as pg } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { figureRow, figuresSql } from '../../../src/customer/companies/figures.ts'
import { listPage } from '../../../src/customer/companies/list.ts'
import { companyOf } from '../../../src/customer/companies/view.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const day = 86_400_000
const begin = Date.parse('2024-01-01T00:00:00Z')
const companies = Array.from({ length: 7 }, newId)
/** The same numbers every time. */
const chance = ((state: number) => (most: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((state / 2_147_483_648) * most)
})(7)

interface Stay {
  person: number
  company: string
  since: number | null
  until: number | null
}
interface Fact {
  person: number
  at: number
  id: string
  kind: 'sale' | 'return' | 'charge' | 'touch'
  amount: number
  cost: number | null
  currency: 'CNY' | 'USD'
}
const stays: Stay[] = []
const facts: Fact[] = []
const keys: number[] = []

beforeAll(async () => {
  bench = await openBench({ timeZone: 'UTC' })
  const { ledger, warehouse } = bench.stores
  const { rows } = await pg<{ person_key: string }>`
    INSERT INTO persons (workspace_id) SELECT ${bench.workspace.id} FROM generate_series(1, 20) RETURNING person_key`.execute(
    ledger.db,
  )
  keys.push(...rows.map((row) => Number(row.person_key)))
  for (const person of keys)
    for (let n = chance(4); n > 0; n--) {
      const since = chance(3) === 0 ? null : chance(200)
      const until = chance(2) === 0 ? null : (since ?? 0) + 1 + chance(200)
      // Nobody knows of anybody at the last company.
      stays.push({ person, company: companies[chance(6)] ?? '', since, until })
    }
  for (let n = 0; n < 300; n++) {
    const kind = (['sale', 'sale', 'return', 'charge', 'touch'] as const)[chance(5)] ?? 'sale'
    facts.push({
      ...{ person: keys[chance(keys.length)] ?? 0, at: begin + chance(400) * day + chance(24) * 3_600_000 },
      ...{
        kind,
        id: kind === 'touch' ? newId() : `o${chance(60)}`,
        amount: chance(900) - (kind === 'return' ? 900 : 0),
      },
      ...{ cost: chance(2) === 0 ? null : chance(500), currency: chance(6) === 0 ? 'USD' : 'CNY' },
    })
  }
  const dayOf = (n: number | null, unknown: string) =>
    n === null ? unknown : new Date(begin + n * day).toISOString().slice(0, 10)
  for (const [n, id] of companies.entries())
    await pg`INSERT INTO companies (id, workspace_id, name, name_key, name_index, current_id, created_at)
      VALUES (${id}, ${bench.workspace.id}, ${`C${n}`}, ${`c${n}`}, ${Buffer.from([n])}, ${id}, now())`.execute(
      ledger.db,
    )
  for (const [n, stay] of stays.entries())
    await pg`INSERT INTO company_contacts (person_key, n, workspace_id, company_id, since, until, is_live)
      VALUES (${stay.person}, ${n}, ${bench.workspace.id}, ${stay.company}, ${stay.since === null ? null : dayOf(stay.since, '')},
        ${stay.until === null ? null : dayOf(stay.until, '')}, true)`.execute(ledger.db)
  await bench.customer.companies.pump()
  const cells = (list: readonly (string | number)[][]) =>
    Buffer.from(`${list.map((row) => row.join('\t')).join('\n')}\n`)
  const time = (at: number) => new Date(at).toISOString().slice(0, 23).replace('T', ' ')
  await warehouse.insert(
    'order_lines',
    [
      'workspace_id',
      'person_key',
      'ts',
      'order_id',
      'row_key',
      'kind',
      'product_id',
      'quantity',
      'currency',
      'amount_minor',
      'cost_minor',
      'import_id',
    ],
    cells(
      facts.flatMap((fact, n) =>
        fact.kind === 'touch'
          ? []
          : [
              [
                bench.workspace.id,
                fact.person,
                time(fact.at),
                fact.id,
                n,
                fact.kind,
                'p',
                1,
                fact.currency,
                fact.amount,
                fact.cost ?? '\\N',
                newId(),
              ],
            ],
      ),
    ),
  )
  // A touch told twice counts once.
  await warehouse.insert(
    'touches',
    ['workspace_id', 'campaign_id', 'person_key', 'ts', 'touch_id', 'delivery_id', 'kind', 'channel'],
    cells(
      facts.flatMap((fact) => {
        const row = [
          bench.workspace.id,
          newId(),
          fact.person,
          time(fact.at),
          fact.id,
          newId(),
          'sent',
          'email',
        ]
        return fact.kind === 'touch' ? [row, row] : []
      }),
    ),
  )
})
afterAll(() => bench.close())

/** What the engine says, reckoned one by one. */
function modelled(company: string, basis: 'there' | 'now') {
  const people = new Set(stays.filter((stay) => stay.company === company).map(({ person }) => person))
  const isThere = (person: number) =>
    stays.some((one) => one.company === company && one.person === person && one.until === null)
  const wasThere = (person: number, at: number) =>
    stays.some(
      (one) =>
        one.company === company &&
        one.person === person &&
        (one.since === null || begin + one.since * day <= at) &&
        (one.until === null || at < begin + one.until * day),
    )
  const mine = facts.filter(
    ({ person, at }) => people.has(person) && (basis === 'now' ? isThere(person) : wasThere(person, at)),
  )
  const lines = mine.filter(({ kind }) => kind !== 'touch')
  const sales = lines.filter(({ kind }) => kind === 'sale')
  const paid = lines.filter(({ kind, currency }) => kind !== 'charge' && currency === 'CNY')
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  const known = lines.filter(({ cost, currency }) => cost !== null && currency === 'CNY')
  const touches = mine.filter(({ kind }) => kind === 'touch')
  const last = (list: readonly Fact[]) => (list.length === 0 ? null : Math.max(...list.map(({ at }) => at)))
  return {
    contacts: [...people].filter(isThere).length,
    former: [...people].filter((one) => !isThere(one)).length,
    orders: new Set(sales.map(({ person, id }) => `${person} ${id}`)).size,
    revenue: sum(paid.map(({ amount }) => amount)),
    margin:
      known.length === 0
        ? null
        : sum(known.filter(({ kind }) => kind !== 'charge').map(({ amount, cost }) => amount - (cost ?? 0))),
    ...{ last_order_ms: last(sales), touches: touches.length, last_touch_ms: last(touches) },
  }
}

it('figures of all companies in one statement are those of a plain count, both ways, with all and with one asked for', async () => {
  const rows = await bench.stores.warehouse.rows(figuresSql(bench.workspace, null), figureRow)
  expect(rows).toHaveLength(12)
  for (const row of rows) expect(row).toEqual({ ...row, ...modelled(row.company, row.basis) })
  const one = companies[0] ?? ''
  const alone = await bench.stores.warehouse.rows(
    figuresSql(bench.workspace, null, { company: one, keys }),
    figureRow,
  )
  expect(alone.map((row) => row.basis).sort()).toEqual(['now', 'there'])
  for (const row of alone) expect(row).toEqual({ ...row, ...modelled(one, row.basis) })
})

it('the list sorts, filters and pages by them, and says the same as the page of each company', async () => {
  const deps = {
    ...bench.stores,
    log: silentLog,
    vaultOf: async () => bench.vault,
    persons: bench.customer.persons,
  }
  const ask = (more: object) =>
    listPage(deps, bench.workspace, {
      sort: 'revenue',
      direction: 'desc',
      basis: 'there',
      limit: 50,
      ...more,
    })
  const all = await ask({})
  expect(all).toMatchObject({ total: 7, nextCursor: null, isBehind: false })
  const revenues = all.items.map(({ figures }) => figures.revenueMinor)
  expect(revenues).toEqual(revenues.toSorted((a, b) => b - a))
  for (const row of all.items.slice(0, 3)) {
    const { figures, contacts, former } = await companyOf(deps, bench.workspace, row.id, 'there')
    expect({ figures, contacts, former }).toEqual({
      figures: row.figures,
      contacts: row.contacts,
      former: row.former,
    })
  }
  // Page by page the same list, whichever column it stands by.
  for (const sort of ['name', 'margin', 'last_order', 'contacts', 'knowledge'] as const)
    for (const direction of ['asc', 'desc'] as const) {
      const whole = (await ask({ sort, direction })).items.map(({ id }) => id)
      const paged: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await ask({ sort, direction, limit: 3, ...(cursor === undefined ? {} : { cursor }) })
        paged.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      }
      expect(paged).toEqual(whole)
      expect(new Set(whole)).toEqual(new Set(companies))
    }
  const kept = async (more: object, is: (row: (typeof all.items)[number]) => boolean) =>
    expect(new Set((await ask(more)).items.map(({ id }) => id))).toEqual(
      new Set(all.items.filter(is).map(({ id }) => id)),
    )
  const middle = revenues[3] ?? 0
  await kept({ minRevenueMinor: middle }, ({ figures }) => figures.revenueMinor >= middle)
  await kept({ orders: 'none' }, ({ figures }) => figures.orders === 0)
  await kept({ orders: 'some', quietDays: 30 }, ({ figures }) => figures.orders > 0)
  await kept({ quietDays: 3_650 }, () => false)
  await kept({ maxKnowledge: 10 }, ({ figures }) => (figures.knowledge ?? 0) < 10)
})
