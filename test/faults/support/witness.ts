import { sql as raw } from 'kysely'
import { z } from 'zod'
import { isControl } from '../../../src/campaign/audience/draw.ts'
import { openCustomer } from '../../../src/customer/index.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { type OpenStores, openStores } from '../../../src/stores/index.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { controlShare, customers, emailOf } from './shop.ts'

/** What really stands in the stores of a running product, read beside it. */
export interface Witness {
  stores: OpenStores
  workspaceId: number
  /** Person key of the n-th customer. */
  keyOf: Map<number, number>
  /** What stands of these imports; `sum` is one of hashes over everything but the order's number. */
  orderLines(importIds: readonly string[]): Promise<{ lines: number; distinct: number; sum: string }>
  campaign(id: string): Promise<CampaignTruth>
  close(): Promise<void>
}

export interface CampaignTruth {
  status: string
  /** Person key → arm and action as decided. */
  decided: Map<number, string>
  /** The same as an undisturbed launch has it, from the salt alone. */
  expected: Map<number, string>
  /** `lease` names the life of the app that sent it. */
  deliveries: { id: string; personKey: number; status: string; reason: string | null; lease: string | null }[]
  /** Deliveries the warehouse knows a touch of. */
  touched: Set<string>
  /** Touches of the ledger that were not copied yet. */
  waiting: number
}

export async function openWitness(dataDir: string, slug: string): Promise<Witness> {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock, { engines: 'share' })
  const workspace = await getWorkspace(stores.ledger, { slug }, systemClock)
  const customer = openCustomer({ ...stores, vaultOf: stores.vault, dataDir, log: silentLog })
  const ids = Array.from({ length: customers }, (_, n) => `c${n}`)
  const found = await customer.persons.resolve(workspace, 'account', ids)
  const keyOf = new Map(ids.map((id, n) => [n, found.get(id) ?? 0]))
  return {
    stores,
    workspaceId: workspace.id,
    keyOf,
    orderLines: async (importIds) => {
      const bind = createBinder('w_')
      const [row] = await stores.warehouse.rows(
        sql`SELECT count() AS lines, uniqExact(row_key) AS distinct,
                   toString(sum(sipHash64(person_key, ts, kind, product_id, quantity, currency, amount_minor))) AS sum
            FROM order_lines WHERE import_id IN (SELECT arrayJoin(${bind('Array(UUID)', [...importIds])}))`,
        z.object({ lines: int64(), distinct: int64(), sum: z.string() }),
      )
      return row ?? { lines: 0, distinct: 0, sum: '0' }
    },
    campaign: (id) => truthOf(stores, keyOf, id),
    close: () => stores.close(),
  }
}

async function truthOf(
  { ledger, warehouse }: OpenStores,
  keyOf: Map<number, number>,
  id: string,
): Promise<CampaignTruth> {
  const row = await ledger.db
    .selectFrom('campaigns')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const bind = createBinder('w_')
  const ours = sql`campaign_id = ${bind('UUID', id)}`
  const decisions = await warehouse.rows(
    sql`SELECT person_key, arm, action, reason FROM decisions FINAL WHERE ${ours}`,
    z.object({ person_key: int64(), arm: z.string(), action: z.string(), reason: z.string() }),
  )
  const touches = await warehouse.rows(
    sql`SELECT DISTINCT toString(delivery_id) AS id FROM touches FINAL WHERE ${ours}`,
    z.object({ id: z.string() }),
  )
  const { rows: deliveries } = await raw<{
    id: string
    personKey: string
    status: string
    reason: string | null
    lease: string | null
  }>`
    SELECT id, person_key AS "personKey", status, reason, lease_id AS lease FROM deliveries WHERE campaign_id = ${id}::uuid`.execute(
    ledger.db,
  )
  const { rows: waiting } = await raw<{ n: string }>`
    SELECT count(*) AS n FROM touch_log WHERE pumped_at IS NULL`.execute(ledger.db)
  const expected = new Map<number, string>()
  for (const [n, key] of keyOf) {
    const control = isControl(row.salt, key, controlShare)
    const action = emailOf(n) === null ? 'silent no_address' : control ? 'withhold ' : 'send '
    expected.set(key, `${control ? 'control' : 'treatment'} ${action}`)
  }
  return {
    status: row.status,
    decided: new Map(decisions.map((d) => [d.person_key, `${d.arm} ${d.action} ${d.reason}`])),
    expected,
    deliveries: deliveries.map((each) => ({ ...each, personKey: Number(each.personKey) })),
    touched: new Set(touches.map((touch) => touch.id)),
    waiting: Number(waiting[0]?.n ?? 0),
  }
}
