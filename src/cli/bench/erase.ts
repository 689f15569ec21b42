import { sql as pg } from 'kysely'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, timed } from './bench.ts'
import { populate } from './population.ts'
import { benchWorkspace } from './workspace.ts'

const together = 50

/** Everything of one customer removed from both stores, and what it would cost only to mark it as removed. */
export const eraseBench: Bench = {
  id: 'erase',
  summary: {
    en: 'erasing one customer among 1 M with 10 M events and 10 M order lines',
    zh: '在 100 万客户、1000 万事件和 1000 万订单行中删除一名客户',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      report(`populating ${customers} customers …`)
      const size = await populate(app, workspace.id, customers, app.clock.now())
      await nameThem(app, workspace, customers)
      await pg`INSERT INTO privacy_settings (workspace_id, settings, updated_at)
        VALUES (${workspace.id}, '{"waitingDays": 0}', now())`.execute(app.stores.ledger.db)
      const middle = Math.floor(customers / 2)
      report('erasing one …')
      const one = await erase(app, workspace, [middle])
      report(`erasing ${together} at once …`)
      const many = await erase(
        app,
        workspace,
        Array.from({ length: together }, (_, i) => middle + 1 + i * 7),
      )
      report('marking one as deleted, for comparison …')
      const marked = await markDeleted(app, workspace, 3)
      return [
        {
          name: 'erasing one customer',
          value: one / 1_000,
          unit: 's',
          budget: { atMost: 60 },
          detail: { ...size, by: 'ALTER TABLE … DELETE: the parts that hold rows are written anew' },
        },
        { name: `erasing ${together} customers together`, value: many / 1_000, unit: 's', budget: null },
        {
          name: 'a lightweight delete of one customer, which leaves the rows on the disk',
          value: marked / 1_000,
          unit: 's',
          budget: null,
        },
      ]
    })
  },
}

/** Everybody is known by number; those in the middle have an address too. */
async function nameThem(app: App, workspace: Workspace, customers: number): Promise<void> {
  await pg`INSERT INTO persons (workspace_id) SELECT ${workspace.id} FROM generate_series(1, ${customers}::int)`.execute(
    app.stores.ledger.db,
  )
  const middle = Math.floor(customers / 2)
  const people = Array.from({ length: 1_000 }, (_, i) => middle + i)
  const addresses = new Map(people.map((key) => [key, `bench${key}@reader.example`]))
  await app.rooms.customer.persons.attach(workspace, 'email', addresses)
}

async function erase(app: App, workspace: Workspace, keys: readonly number[]): Promise<number> {
  const { privacy } = app.rooms.customer
  for (const key of keys)
    await privacy.ask(
      workspace,
      { customerId: String(key), kind: 'erasure', askedBy: 'letter', proof: 'bench' },
      { kind: 'system', id: 'bench' },
    )
  return (await timed(() => privacy.runDue(async () => workspace))).ms
}

async function markDeleted(app: App, workspace: Workspace, key: number): Promise<number> {
  const mine = {
    text: `workspace_id = ${workspace.id} AND person_key = ${key}`,
    params: {},
    isSql: true as const,
  }
  const { ms } = await timed(async () => {
    for (const table of [sql`events`, sql`order_lines`, sql`customers`])
      await app.stores.warehouse.command(sql`DELETE FROM ${table} WHERE ${mine}`, {
        pool: 'long',
        settings: { lightweight_deletes_sync: 2 },
      })
  })
  return ms
}
