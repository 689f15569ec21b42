import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Customer, mappingSchema, openCustomer } from '../../../src/customer/index.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { identifier, sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { backup, restore } from '../../../src/stores/backup/index.ts'
import type { Stores } from '../../../src/stores/index.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { int64, migrate, warehouseMigrations } from '../../../src/stores/warehouse/index.ts'
import { insertCustomers } from '../../campaign/real-data.ts'
import { draft, openTestRoom } from '../../campaign/room.ts'
import { freshLedger } from '../../support/ledger.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

const now = new Date('2026-03-01T08:00:00Z')
const people = Array.from({ length: 500 }, (_, i) => ({ person: i + 1, reachable: true }))
const lines = 50

let source: FreshStores
let root: string
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'liangti-busy-'))
  source = await freshStores()
})
afterEach(async () => {
  await source.close()
  rmSync(root, { recursive: true, force: true })
})

const orders = mappingSchema.parse({
  kind: 'orders',
  fields: {
    customer: { column: 'customer' },
    order_id: { column: 'order' },
    ts: { column: 'at' },
    product_id: { column: 'product' },
    quantity: { column: 'qty' },
    unit_price: { column: 'price' },
  },
})

function ordersFile(name: string): string {
  const path = join(root, `${name}.csv`)
  const rows = Array.from({ length: lines }, (_, i) => `${name}${i},${name}-${i},2024-03-01 09:00,p${i},1,10`)
  writeFileSync(path, `customer,order,at,product,qty,price\n${rows.join('\n')}\n`)
  return path
}

const customerOf = (stores: Stores): Customer =>
  openCustomer({ ...stores, vaultOf: async () => source.vault, dataDir: root, log: silentLog })

const workspaceOf = (stores: Stores): Promise<Workspace> =>
  getWorkspace(stores.ledger, { id: source.workspaceId }, systemClock)

async function withRestored(dir: string, work: (stores: Stores) => Promise<void>): Promise<void> {
  const [ledger, warehouse] = await Promise.all([freshLedger(), freshWarehouse()])
  try {
    await migrate(warehouse.warehouse, warehouseMigrations)
    const stores = { ledger: ledger.ledger, warehouse: warehouse.warehouse }
    await restore(stores, dir, noTask)
    await work(stores)
  } finally {
    await Promise.all([ledger.drop(), warehouse.drop()])
  }
}

async function column(stores: Stores, table: string, expression: string): Promise<string[]> {
  const rows = await stores.warehouse.rows(
    sql`SELECT ${{ text: expression, params: {}, isSql: true }} AS value FROM ${identifier(table)} ${table === 'order_lines' ? sql`` : sql`FINAL`}`,
    z.object({ value: z.string() }),
  )
  return rows.map(({ value }) => value)
}

async function linesOf(stores: Stores): Promise<Map<string, number>> {
  const rows = await stores.warehouse.rows(
    sql`SELECT toString(import_id) AS id, count() AS n FROM order_lines GROUP BY id`,
    z.object({ id: z.string(), n: int64() }),
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

describe('a backup while the rooms write', () => {
  it('holds no half of a touch, an import or a launch', async () => {
    const { stores, workspaceId } = source
    await insertCustomers(stores.warehouse, workspaceId, people)
    const { room, workspace } = await openTestRoom(stores, workspaceId, now)
    const customer = customerOf(stores)
    let going = true
    const touching = async () => {
      while (going) {
        const one = { touchId: newId(), personKey: 1, at: now, kind: 'sent', channel: 'email' }
        await customer.touches.record(stores.ledger, workspace, [one])
        await customer.touches.pump()
      }
    }
    const importing = async () => {
      for (let n = 0; going; n++)
        await customer.imports.run(workspace, { path: ordersFile(`f${n}x`), mapping: orders })
    }
    const launching = async () => {
      while (going) {
        const campaign = await draft(room, workspace, { channel: 'list' })
        await room.launching.handOver(workspace, campaign.id, 'user:test')
      }
    }
    const writers = [touching(), importing(), launching()]
    const dirs = ['one', 'two'].map((name) => join(root, name))
    for (const dir of dirs) await backup(stores, dir, noTask)
    going = false
    await Promise.all(writers)
    for (const dir of dirs) await withRestored(dir, expectWhole)
  })

  async function expectWhole(stores: Stores): Promise<void> {
    const { db } = stores.ledger
    const pumped = await db
      .selectFrom('touch_log')
      .select('touch_id')
      .where('pumped_at', 'is not', null)
      .execute()
    const touches = await column(stores, 'touches', 'toString(touch_id)')
    expect(touches.sort()).toEqual(pumped.map((row) => row.touch_id).sort())

    // As it comes back, before anybody has looked after it: what is done is there, of the rest there is nothing.
    const done = await db.selectFrom('imports').select('id').where('status', '=', 'done').execute()
    expect([...(await linesOf(stores)).entries()].sort()).toEqual(done.map(({ id }) => [id, lines]).sort())
    const { room, workspace } = await openTestRoom(stores, source.workspaceId, now)
    const campaigns = await db.selectFrom('campaigns').selectAll().execute()
    const drawn = campaigns.filter((row) => row.step === 'enqueuing' || row.step === 'done')
    const decisions = await column(stores, 'decisions', 'toString(campaign_id)')
    expect([...new Set(decisions)].sort()).toEqual(drawn.map((row) => row.id).sort())
    expect(decisions).toHaveLength(drawn.length * people.length)

    // And everything that was under way is taken on.
    await customerOf(stores).imports.recover(() => workspaceOf(stores))
    for (const row of campaigns)
      if (row.status === 'launching') await room.launching.advance(workspace, row.id)
    const open = await db
      .selectFrom('imports')
      .select('id')
      .where('status', 'in', ['reading', 'committing'])
      .execute()
    expect(open).toEqual([])
    expect(await db.selectFrom('campaigns').select('id').where('status', '=', 'launching').execute()).toEqual(
      [],
    )
  }

  it('leaves out the waiting rows of an import that died in the middle of its commit, and none of it comes back', async () => {
    const { stores } = source
    const dying = new Proxy(stores.warehouse, {
      get: (target, name) => {
        if (name === 'command')
          return async (statement: { text: string }, options: object) => {
            // Its order lines are attached by then, its products written, its customers not.
            if (/INSERT INTO customers/.test(statement.text)) throw new Error('killed')
            return target.command(statement as never, options)
          }
        const value = Reflect.get(target, name) as unknown
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const workspace = await workspaceOf(stores)
    const request = { path: ordersFile('dying'), mapping: orders }
    await expect(customerOf({ ...stores, warehouse: dying }).imports.run(workspace, request)).rejects.toThrow(
      'killed',
    )
    expect([...(await linesOf(stores)).values()]).toEqual([lines])
    const manifest = await backup(stores, join(root, 'died'), noTask)
    expect(manifest.warehouse.tables.filter(({ table }) => table.startsWith('import_'))).toEqual([])

    await withRestored(join(root, 'died'), async (restored) => {
      const customer = customerOf(restored)
      const [left] = await restored.ledger.db.selectFrom('imports').select(['id', 'status']).execute()
      expect(left?.status).toBe('committing')
      expect(await customer.imports.recover(() => workspaceOf(restored))).toEqual({
        finished: [],
        interrupted: [left?.id],
      })
      for (const table of ['order_lines', 'customers', 'products'])
        expect(await column(restored, table, 'toString(workspace_id)')).toEqual([])
      expect(await restored.ledger.db.selectFrom('identifiers').select('id').execute()).toEqual([])
      // The same file goes in as if it had never been there.
      const again = await customer.imports.run(await workspaceOf(restored), request)
      expect(again).toMatchObject({ read: lines, stored: lines, repeated: 0 })
    })

    // Where it died it is still finished.
    const { finished } = await customerOf(stores).imports.recover(() => workspaceOf(stores))
    expect(finished).toHaveLength(1)
    expect(await column(stores, 'customers', 'toString(person_key)')).toHaveLength(lines)
  })
})
