import { loadavg } from 'node:os'
import { sql as pg } from 'kysely'
import { refreshKnowledge } from '../../customer/index.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, median, timed } from './bench.ts'
import { usedByPart } from './ingest/processes.ts'
import { populate } from './population.ts'
import { benchWorkspace } from './workspace.ts'

/** Where everybody who came as a prospect stands, and how much is known of everybody. */
export const standingBench: Bench = {
  id: 'standing',
  summary: {
    en: 'funnel of prospects and knowledge of everybody, 1 M customers, 10 M order lines, 10 M events',
    zh: '潜在客户漏斗与全体客户了解程度：100 万客户、1000 万订单行、1000 万事件',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      report(`populating ${customers} customers …`)
      const size = await populate(app, workspace.id, customers, app.clock.now())
      report('writing what was said of prospects …')
      await speak(app, workspace, customers)
      const { prospects } = app.rooms.customer
      const times: number[] = []
      let seen = { people: 0, won: 0 }
      report('asking for the funnel …')
      const before = usedByPart()
      for (let round = 0; round < 7; round += 1) {
        const asked = await timed(() =>
          prospects.overview(workspace, round % 2 === 0 ? {} : { owner: 'none' }),
        )
        times.push(asked.ms)
        if (round === 0) seen = { people: asked.value.people, won: asked.value.won }
      }
      const after = usedByPart()
      const cpu = before && after ? (after.engine.cpuMicros - before.engine.cpuMicros) / 7_000_000 : 0
      report('reckoning what is known of everybody …')
      const first = await timed(() => refreshKnowledge(app.stores, workspace))
      const again = await timed(() => refreshKnowledge(app.stores, workspace))
      const load = Number((loadavg()[0] ?? 0).toFixed(1))
      return [
        {
          ...{ name: 'funnel of prospects, median', value: Math.round(median(times)), unit: 'ms' },
          budget: { atMost: 2_000 },
          detail: {
            ...size,
            ...seen,
            first: Math.round(times[0] ?? 0),
            worst: Math.round(Math.max(...times)),
            engineSeconds: Math.round(cpu * 100) / 100,
            load,
          },
        },
        {
          ...{ name: 'knowledge of everybody, anew', value: again.ms / 1_000, unit: 's' },
          ...{ budget: null, detail: { first: Math.round(first.ms) / 1_000, load } },
        },
      ]
    })
  },
}

/** A third has no order and is a prospect still; one event in twenty names a campaign; two in five have words. */
async function speak(app: App, workspace: Workspace, customers: number): Promise<void> {
  const { ledger, warehouse } = app.stores
  const bind = createBinder()
  const w = bind('UInt32', workspace.id)
  const run = (statement: SqlFragment) => warehouse.command(statement, { pool: 'long' })
  await run(sql`DELETE FROM order_lines WHERE person_key % 3 = 0`)
  await run(sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, updated_at)
    SELECT ${w}, person_key, first_seen, 'prospect', now64(3) FROM customers
    WHERE workspace_id = ${w} AND person_key % 3 = 0`)
  await run(sql`INSERT INTO events (workspace_id, name, person_key, ts, message_id, channel, properties, source)
    SELECT ${w}, 'Page Viewed', 1 + cityHash64(number, 'who') % ${bind('UInt64', customers)}, now64(3) - toIntervalSecond(cityHash64(number, 'when') % 31536000),
      concat('u', toString(number)), 'web', concat('{"utm_source":"source ', toString(number % 20), '","utm_campaign":"c', toString(number % 50), '"}'), 'bench'
    FROM numbers(${bind('UInt64', Math.round(customers / 2))})`)
  await pg`INSERT INTO persons (workspace_id) SELECT ${workspace.id} FROM generate_series(1, ${customers}::int)`.execute(
    ledger.db,
  )
  await run(sql`INSERT INTO prospect_words (workspace_id, person_key, word_id, aspect, value, reason, at, is_live, version)
    SELECT ${w}, 1 + intDiv(number, 2) * 5 % ${bind('UInt64', customers)}, number + 1, 'stage', if(number % 2 = 0, 'contacted', 'interested'), '',
      now64(3) - toIntervalDay(10 + cityHash64(number) % 400), 1, number + 1
    FROM numbers(${bind('UInt64', Math.round(customers * 0.4))})`)
}
