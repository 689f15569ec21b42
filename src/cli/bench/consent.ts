import { loadavg } from 'node:os'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { type Bench, type Figure, median, timed } from './bench.ts'
import { benchWorkspace } from './workspace.ts'

const question = { purpose: 'marketing', channel: 'email' }

/** Who may be written to where only a yes counts, out of everybody; and how soon the engine knows of a withdrawal. */
export const consentBench: Bench = {
  id: 'consent',
  summary: {
    en: 'an audience that needs a yes, 1 M customers of whom 7 in 10 gave one',
    zh: '100 万客户（七成已同意）中仅向已同意者触达的受众计算',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const { consents } = app.rooms.customer
      report(`writing down ${customers} customers and their words …`)
      await fill(app, workspace, customers)
      report('telling the engine …')
      const { ms: telling } = await timed(() => consents.pump())
      await pg`INSERT INTO consent_policies (workspace_id, purposes, unrecorded, updated_at)
        VALUES (${workspace.id}, '[]', '{"marketing/email": false}', now())`.execute(app.stores.ledger.db)
      report('asking …')
      const times: number[] = []
      let allowed = 0
      for (let round = 0; round < 7; round++) {
        const { ms } = await timed(async () => {
          const { people } = await consents.selection(workspace, question)
          allowed = await countOf(app, workspace, people)
        })
        times.push(ms)
      }
      const { ms: news } = await timed(async () => {
        await pg`INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, at, actor_kind, actor_id)
          VALUES (${workspace.id}, 1, 'marketing', 'email', 'consent', 'withdrawn', '', 'bench', now(), 'system', 'bench')`.execute(
          app.stores.ledger.db,
        )
        await countOf(app, workspace, (await consents.selection(workspace, question)).people)
      })
      report('changing consents under live counts …')
      const lists = await followed(app, workspace, customers)
      return [
        ...lists,
        {
          name: 'counting who may be written to, median',
          value: Math.round(median(times)),
          unit: 'ms',
          budget: null,
          detail: { customers, allowed, worst: Math.round(Math.max(...times)), load: loadavg()[0] ?? 0 },
        },
        { name: 'the same right after a withdrawal', value: Math.round(news), unit: 'ms', budget: null },
        { name: 'telling the engine of all words', value: telling / 1_000, unit: 's', budget: null },
      ]
    })
  },
}

/** A live count of everybody with their reach, whose lists follow the changes, and with lists made anew. */
async function followed(app: App, workspace: Workspace, customers: number): Promise<Figure[]> {
  const { db } = app.stores.ledger
  const { insight, customer } = app.rooms
  const preview = async () =>
    Math.round((await timed(() => insight.segments.preview(workspace, { all: [] }, 0))).ms)
  await preview()
  const unchanged: number[] = []
  for (let round = 0; round < 5; round++) unchanged.push(await preview())
  const sizes = [1, 1_000, 100_000].map((n) => Math.min(n, customers))
  const figures: Figure[] = []
  for (const size of sizes) {
    const times: number[] = []
    for (const state of ['withdrawn', 'given', 'withdrawn']) {
      await pg`INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, at, actor_kind, actor_id)
        SELECT workspace_id, person_key, 'marketing', 'email', 'consent', ${state}, '', 'bench', now(), 'system', 'bench'
        FROM persons WHERE workspace_id = ${workspace.id} ORDER BY person_key % 97, person_key LIMIT ${size}`.execute(
        db,
      )
      await customer.consents.pump()
      times.push(await preview())
    }
    figures.push({
      ...{
        name: `live count after ${size.toLocaleString('en-US')} changes of consent, median`,
        value: median(times),
      },
      ...{ unit: 'ms', budget: null, detail: { worst: Math.max(...times), load: loadavg()[0] ?? 0 } },
    })
  }
  const anew: number[] = []
  for (const allowed of [true, false, true]) {
    await pg`UPDATE consent_policies SET unrecorded = ${JSON.stringify({ 'marketing/sms': allowed, 'marketing/email': false })}
      WHERE workspace_id = ${workspace.id}`.execute(db)
    anew.push(await preview())
  }
  return [
    ...figures,
    {
      ...{
        name: 'live count with all lists made anew, median',
        value: median(anew),
        unit: 'ms',
        budget: null,
      },
      detail: { worst: Math.max(...anew), nothingChanged: median(unchanged) },
    },
  ]
}

async function countOf(app: App, workspace: Workspace, people: SqlFragment): Promise<number> {
  const here = createBinder('bench_')('UInt32', workspace.id)
  const [row] = await app.stores.warehouse.rows(
    sql`SELECT count() AS n FROM customers FINAL WHERE workspace_id = ${here} AND person_key IN (${people})`,
    z.object({ n: int64() }),
    { pool: 'long' },
  )
  return row?.n ?? 0
}

async function fill(app: App, workspace: Workspace, customers: number): Promise<void> {
  const { ledger, warehouse } = app.stores
  const bind = createBinder()
  await warehouse.command(
    sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, updated_at)
      SELECT ${bind('UInt32', workspace.id)}, number + 1, now64(3), 'customer', now64(3) FROM numbers(${bind('UInt64', customers)})`,
    { pool: 'long' },
  )
  await pg`INSERT INTO persons (workspace_id) SELECT ${workspace.id} FROM generate_series(1, ${customers}::int)`.execute(
    ledger.db,
  )
  // The proofs are blank: nobody reads them here.
  await pg`INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, at, actor_kind, actor_id)
    SELECT workspace_id, person_key, 'marketing', 'email', 'consent', 'given', '', 'bench', now() - interval '1 day', 'system', 'bench'
    FROM persons WHERE workspace_id = ${workspace.id} AND person_key % 10 < 7`.execute(ledger.db)
}
