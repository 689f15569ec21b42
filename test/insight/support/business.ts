import { warehouseTime } from '../../../src/insight/days.ts'
import type { InsightDeps } from '../../../src/insight/deps.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshStores } from '../../support/stores.ts'

export const now = new Date('2026-11-21T04:00:00.000Z')

export interface Line {
  person: number
  ts: Date
  order: string
  kind?: 'sale' | 'return' | 'charge'
  product?: string
  amount: number
  currency?: string
  cost?: number | null
}

export interface Business {
  deps: InsightDeps
  warehouse: Warehouse
  clock: ManualClock
  workspace: Workspace
  /** Another company on the same engines. */
  workspaceWith(changes: Partial<Workspace>): Workspace
  close(): Promise<void>
}

/** A workspace of its own on the shared engines, with the clock standing still. */
export async function openBusiness(): Promise<Business> {
  const { stores, workspaceId, close } = await freshStores()
  const clock = manualClock(now)
  const workspace: Workspace = {
    id: workspaceId,
    slug: 'test',
    name: 'Test',
    kind: 'own',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
    clock,
    mailFrom: null,
  }
  return {
    warehouse: stores.warehouse,
    clock,
    workspace,
    workspaceWith: (changes) => ({ ...workspace, ...changes }),
    deps: {
      ledger: stores.ledger,
      warehouse: stores.warehouse,
      log: silentLog,
      rowsOf: async (_, keys) =>
        keys.map((key) => ({
          customerId: String(key),
          label: `#${key}`,
          status: 'customer' as const,
          city: '',
          firstOrderAt: null,
          lastOrderAt: null,
          orders: 0,
          monetaryMinor: 0,
          r: null,
          f: null,
          m: null,
          reachable: [],
        })),
    },
    close,
  }
}

let nextRow = 1

export async function insertLines(
  warehouse: Warehouse,
  workspace: Workspace,
  lines: readonly Line[],
): Promise<void> {
  const rows = lines.map((line) => ({
    workspace_id: workspace.id,
    person_key: line.person,
    ts: warehouseTime(line.ts),
    order_id: line.order,
    row_key: nextRow++,
    kind: line.kind ?? 'sale',
    product_id: line.product ?? 'p1',
    quantity: line.kind === 'return' ? -1 : 1,
    currency: line.currency ?? workspace.currency,
    amount_minor: line.amount,
    cost_minor: line.cost ?? null,
    import_id: '00000000-0000-0000-0000-000000000000',
  }))
  await insertRows(warehouse, 'order_lines', rows)
}

export async function insertRows(
  warehouse: Warehouse,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const text = rows.map((row) => JSON.stringify(row)).join('\n')
  await warehouse.insert(table, Object.keys(first), Buffer.from(`${text}\n`), { format: 'JSONEachRow' })
}

export function daysAgo(days: number, from = now): Date {
  return new Date(from.getTime() - days * 86_400_000)
}
