import { z } from 'zod'
import { commonErrors } from '../../../kit/errors.ts'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import { attributesOfMany } from '../profile.ts'
import type { ProfileDeps } from '../rows.ts'
import { readSetting } from '../workspace-setting.ts'
import type { customerHoldings } from './api.ts'
import { isHeld } from './held.ts'
import { storedHoldings } from './settings.ts'

const mostProducts = 500

const row = z.object({
  productId: z.string(),
  name: z.string(),
  category: z.string(),
  quantity: z.number(),
  returned: z.number(),
  purchases: int64(),
  lastMs: int64(),
  spent: int64(),
})

/** What is with the customer now: bought less returned, product by product. @throws common.notFound */
export async function holdingsOf(
  deps: ProfileDeps,
  workspace: Workspace,
  customerId: string,
): Promise<z.output<typeof customerHoldings.response>> {
  const asked = Number(customerId)
  const current = Number.isSafeInteger(asked)
    ? (await deps.persons.currentOf(workspace, [asked])).get(asked)
    : undefined
  const keys =
    current === undefined ? [] : ((await deps.persons.keysOf(workspace, [current])).get(current) ?? [])
  if (current === undefined || keys.length === 0)
    throw commonErrors.notFound({ what: 'customer', id: customerId })
  const bind = createBinder('held_')
  const workspaceId = bind('UInt32', workspace.id)
  const [rows, settings, attributes] = await Promise.all([
    deps.warehouse.rows(
      sql`SELECT l.product_id AS productId, p.name AS name, p.category AS category, l.net AS quantity, l.returned AS returned,
          l.purchases AS purchases, l.lastMs AS lastMs, l.spent AS spent
        FROM (
          SELECT toString(product_id) AS product_id, sum(quantity) AS net, -sumIf(quantity, kind = 'return') AS returned,
                 uniqExactIf(order_id, kind = 'sale') AS purchases,
                 toUnixTimestamp64Milli(maxIf(ts, kind = 'sale')) AS lastMs,
                 sumIf(amount_minor, currency = ${bind('String', workspace.currency)}) AS spent
          FROM order_lines
          WHERE workspace_id = ${workspaceId} AND person_key IN (${bind('Array(UInt64)', keys)}) AND kind != 'charge' AND product_id != ''
          GROUP BY product_id HAVING purchases > 0
        ) AS l
        LEFT JOIN (SELECT product_id, name, toString(category) AS category FROM products FINAL WHERE workspace_id = ${workspaceId}) AS p
          ON p.product_id = l.product_id
        ORDER BY lastMs DESC, productId`,
      row,
    ),
    readSetting(deps.ledger, workspace.id, storedHoldings),
    attributesOfMany(deps, workspace, keys),
  ])
  const held = rows.filter(({ quantity }) => quantity > 0)
  const byCategory = new Map<string, typeof held>()
  for (const one of held.slice(0, mostProducts))
    byCategory.set(one.category, [...(byCategory.get(one.category) ?? []), one])
  const known = new Map((attributes.get(current) ?? []).map(({ name, value }) => [name, value]))
  return {
    currency: workspace.currency,
    categories: [...byCategory].map(([category, products]) => ({
      category,
      quantity: products.reduce((sum, { quantity }) => sum + quantity, 0),
      lastAt: new Date(Math.max(...products.map(({ lastMs }) => lastMs))).toISOString(),
      products: products.map((one) => ({
        productId: one.productId,
        name: one.name === '' ? one.productId : one.name,
        quantity: one.quantity,
        returned: one.returned,
        purchases: one.purchases,
        lastAt: new Date(one.lastMs).toISOString(),
        spentMinor: one.spent,
      })),
    })),
    more: Math.max(0, held.length - mostProducts),
    returned: rows.length - held.length,
    services: settings.attributes.flatMap((attribute) => {
      const value = known.get(attribute)
      return value !== undefined && isHeld(value) ? [{ attribute, value }] : []
    }),
  }
}
