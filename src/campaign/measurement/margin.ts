import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import type { createBinder, SqlFragment } from '../../kit/sql.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery } from '../../stores/warehouse/index.ts'
import type { Warehouse } from '../../stores/warehouse/types.ts'

/**
 * What one unit of revenue is worth. `rate` is the margin of lines whose cost is not known: that of the known ones, the
 * planner's assumption, or 1 (then the figures are revenue, and say so). Frozen at launch.
 */
export interface MarginBasis {
  kind: 'cost_of_goods' | 'assumed_rate' | 'revenue'
  rate: number
}

/** Costs must be known for this much of the revenue before margins are read off them. */
const enoughKnown = 0.8

const costKnown = defineQuery({
  name: 'campaign.cost_known',
  params: z.object({ workspace: z.int() }),
  row: z.object({ revenue: z.number(), known: z.number(), cost: z.number() }),
  text: sql`
    SELECT toFloat64(sum(amount_minor)) AS revenue,
           toFloat64(sumIf(amount_minor, cost_minor IS NOT NULL)) AS known,
           toFloat64(ifNull(sum(cost_minor), 0)) AS cost
    FROM order_lines WHERE workspace_id = {workspace:UInt32} AND kind != 'charge'`,
})

export async function marginBasis(
  warehouse: Warehouse,
  workspace: Workspace,
  assumedRate: number | null,
): Promise<MarginBasis> {
  const [row] = await warehouse.query(costKnown, { workspace: workspace.id })
  if (row && row.revenue > 0 && row.known / row.revenue >= enoughKnown) {
    return { kind: 'cost_of_goods', rate: (row.known - row.cost) / row.known }
  }
  return assumedRate === null ? { kind: 'revenue', rate: 1 } : { kind: 'assumed_rate', rate: assumedRate }
}

/** Margin of one order line, Float64 minor units. */
export function marginOfLine(bind: ReturnType<typeof createBinder>, basis: MarginBasis): SqlFragment {
  const rate = bind('Float64', basis.rate)
  return basis.kind === 'cost_of_goods'
    ? sql`if(cost_minor IS NULL, amount_minor * ${rate}, toFloat64(amount_minor - assumeNotNull(cost_minor)))`
    : sql`(amount_minor * ${rate})`
}

export function marginWords(basis: MarginBasis): Localized {
  const percent = `${(basis.rate * 100).toFixed(0)} %`
  switch (basis.kind) {
    case 'cost_of_goods':
      return { en: 'margin from the cost of goods', 'zh-CN': '按商品成本计算的毛利' }
    case 'assumed_rate':
      return { en: `margin assumed at ${percent} of revenue`, 'zh-CN': `按假设毛利率 ${percent} 计算` }
    case 'revenue':
      return {
        en: 'revenue, because costs of goods are not known and no margin rate was given',
        'zh-CN': '商品成本未知且未填写毛利率，此处为销售额',
      }
  }
}
