import { z } from 'zod'
import { currencyDigits } from '../../../kit/money.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { long, raw } from '../../imports/commit-shape.ts'
import type { MeasuredCheck } from './measured.ts'
import { listsOf } from './records.ts'

interface StreamCheck {
  id: string
  /** Events that can be judged at all lie among these; what others hold is not read. */
  among: string
  applicable: string
  /** Of the applicable. */
  fault: string
}

/**
 * Checks what a stream brought, day by day.
 * @param events with a column `day`; @returns by day, of every check that can be made
 */
export async function checkedByDay(
  warehouse: Warehouse,
  workspace: Workspace,
  events: SqlFragment,
): Promise<(day: string) => MeasuredCheck[]> {
  const checks = streamChecks(workspace, await listsOf(warehouse, workspace.id))
  const found = new Map<string, MeasuredCheck>()
  for (const { id, among, applicable, fault } of checks) {
    const rows = await warehouse.rows(
      sql`SELECT toString(day) AS on_day, countIf(${raw(applicable)}) AS applicable,
                 countIf(${raw(applicable)} AND ${raw(fault)}) AS faults,
                 groupArrayIf(20)(toJSONString(map('event', toString(name), 'ts', toString(ts), 'messageId', message_id,
                   'product_id', product_id)), ${raw(applicable)} AND ${raw(fault)}) AS samples
          FROM ${events} WHERE ${raw(among)} GROUP BY day`,
      z.object({
        on_day: z.string(),
        applicable: z.coerce.number(),
        faults: z.coerce.number(),
        samples: z.array(z.string()),
      }),
      long,
    )
    for (const { on_day, ...counts } of rows) found.set(`${on_day} ${id}`, { check: id, ...counts })
  }
  return (day) =>
    checks.map(({ id }) => found.get(`${day} ${id}`) ?? { check: id, applicable: 0, faults: 0, samples: [] })
}

function streamChecks(workspace: Workspace, lists: { products: boolean }): StreamCheck[] {
  const scale = 10 ** currencyDigits(workspace.currency)
  // Whole numbers come quoted, as all 64-bit integers do.
  const of = (name: string) =>
    `toFloat64OrZero(replaceAll(JSONExtractRaw(properties::String, '${name}'), '"', ''))`
  // Before or after postage and discount: systems write both.
  const fits = ['revenue', 'total']
    .flatMap((name) =>
      ['0', of('shipping'), `${of('shipping')} - ${of('discount')}`].map(
        (more) =>
          `abs(value_minor - (${of(name)} + ${more}) * ${scale}) <= greatest(1, 0.005 * abs(value_minor))`,
      ),
    )
    .join(' OR ')
  const order: StreamCheck = {
    id: 'order_total',
    among: "name = 'Order Completed'",
    applicable: "(JSONHas(properties::String, 'revenue') OR JSONHas(properties::String, 'total'))",
    fault: `NOT (${fits})`,
  }
  if (!lists.products) return [order]
  const listed = `cityHash64(product_id) IN (SELECT key FROM source_records WHERE workspace_id = {workspace:UInt32} AND dataset = 'products')`
  return [
    order,
    { id: 'unknown_product', among: "product_id != ''", applicable: 'true', fault: `NOT (${listed})` },
  ]
}
