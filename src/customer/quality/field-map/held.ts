import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { customersNow } from '../../identity/customers-now.ts'

/** Share of the records in which each field is filled, whatever brought it; by `dataset.field`. */
export type Held = ReadonlyMap<string, number>

const share = z.number().nullable()

/** What the records hold of each field an objective may need: a field can be known though no source of today brings it. */
export async function heldFields(warehouse: Warehouse, workspace: Workspace): Promise<Held> {
  const bind = createBinder()
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const counted: readonly [
    dataset: string,
    fields: Readonly<Record<string, SqlFragment>>,
    from: SqlFragment,
  ][] = [
    [
      'customers',
      {
        email: sql`has(reachable, 'email')`,
        phone: sql`has(reachable, 'sms')`,
        region: sql`region != ''`,
        city: sql`city != ''`,
        gender: sql`gender != ''`,
        tier: sql`tier != ''`,
        birthday: sql`birth_year > 0`,
      },
      customersNow(here),
    ],
    [
      'products',
      {
        category: sql`category != ''`,
        brand: sql`brand != ''`,
        price: sql`price_minor IS NOT NULL`,
        cost: sql`cost_minor IS NOT NULL`,
      },
      sql`(SELECT * FROM products FINAL WHERE ${here})`,
    ],
    [
      'orders',
      {
        customer: sql`person_key > 0`,
        ts: sql`1`,
        amount: sql`1`,
        product_id: sql`product_id != ''`,
        quantity: sql`quantity != 0`,
        cost: sql`cost_minor IS NOT NULL`,
        channel: sql`channel != ''`,
        coupon: sql`coupon != ''`,
      },
      sql`(SELECT * FROM order_lines WHERE ${here} AND kind != 'charge')`,
    ],
  ]
  const found = await Promise.all(
    counted.map(async ([dataset, fields, from]) => {
      const names = Object.keys(fields)
      const shares = names.map((name) => sql`countIf(${fields[name] ?? sql`0`}) / nullIf(count(), 0)`)
      const [first = sql`0`, ...others] = shares
      const list = others.reduce((all, one) => sql`${all}, ${one}`, first)
      const [row] = await warehouse.rows(
        sql`SELECT [${list}] AS shares FROM ${from}`,
        z.object({ shares: z.array(share) }),
      )
      return names.map((name, i): [string, number] => [`${dataset}.${name}`, row?.shares[i] ?? 0])
    }),
  )
  return new Map(found.flat())
}
