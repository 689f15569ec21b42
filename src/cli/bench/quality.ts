import { loadavg } from 'node:os'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { type Bench, timed } from './bench.ts'
import { benchWorkspace } from './workspace.ts'

const days = 30

/** What the health of a source of ten million events costs: a first look at its month, and each look after that. */
export const qualityBench: Bench = {
  id: 'quality',
  summary: {
    en: 'quality measures and alerts of a source of 10 M events over 30 days',
    zh: '含 1000 万事件（30 天）的数据来源的质量指标与预警',
  },
  async run({ withApp, scale, report }) {
    const events = Math.round(10_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const { quality } = app.rooms.customer
      report(`writing down ${events} events …`)
      const sourceId = await fill(app, workspace, events)
      report('measuring the month …')
      const first = await timed(() => quality.round(workspace))
      const measured = await measuredRows(app, workspace)
      report('measuring the day …')
      await lookedAtBefore(app, sourceId, '2 hours')
      const again = await timed(() => quality.round(workspace))
      const detail = { events, days: measured.days, load: loadavg()[0] ?? 0 }
      if (measured.events !== events) throw new Error(`${measured.events} of ${events} events were measured`)
      return [
        {
          name: 'first look: completeness, uniqueness, validity, timeliness and consistency of each day, alerts',
          value: first.ms / 1_000,
          unit: 's',
          budget: null,
          detail,
        },
        {
          name: 'each look after that: the newest days and the alerts',
          value: again.ms / 1_000,
          unit: 's',
          budget: null,
        },
      ]
    })
  },
}

/** A stream whose events came over the last days, a third of them orders whose total can be held against its parts. */
async function fill(app: App, workspace: Workspace, events: number): Promise<string> {
  const { ledger, warehouse } = app.stores
  const { rows } = await pg<{ id: string }>`
    INSERT INTO sources (id, workspace_id, name, owner, kind, created_at, last_event_at)
    VALUES (gen_random_uuid(), ${workspace.id}, 'bench', 'bench', 'stream',
            now() - ${days + 5} * interval '1 day', now()) RETURNING id`.execute(ledger.db)
  const id = rows[0]?.id ?? ''
  const bind = createBinder()
  const seconds = bind('UInt32', days * 86_400)
  await warehouse.command(
    sql`INSERT INTO events (workspace_id, name, person_key, ts, message_id, product_id, category, channel, value_minor,
          properties, source, stored_at)
      SELECT ${bind('UInt32', workspace.id)}, ['Page Viewed', 'Product Viewed', 'Order Completed'][number % 3 + 1],
             1 + cityHash64(number, 'who') % 1000000, at - toIntervalSecond(cityHash64(number, 'late') % 60), toString(number),
             if(number % 3 = 0, '', concat('P', toString(cityHash64(number, 'what') % 2000))),
             ['', 'tea', 'cups'][cityHash64(number, 'kind') % 3 + 1], ['web', 'app'][number % 2 + 1],
             if(number % 3 = 2, 1990, 0), if(number % 3 = 2, '{"order_id":"o","revenue":19.9}', '{}'),
             ${bind('String', id)}, at
      FROM (SELECT number, now64(3, 'UTC') - toIntervalSecond(cityHash64(number, 'when') % ${seconds}) AS at
            FROM numbers(${bind('UInt64', events)}))`,
    { pool: 'long' },
  )
  return id
}

async function lookedAtBefore(app: App, sourceId: string, ago: string): Promise<void> {
  await pg`UPDATE quality_rounds SET measured_at = measured_at - ${ago}::interval WHERE source_id = ${sourceId}::uuid`.execute(
    app.stores.ledger.db,
  )
}

async function measuredRows(app: App, workspace: Workspace): Promise<{ days: number; events: number }> {
  const [row] = await app.stores.warehouse.rows(
    sql`SELECT count() AS days, sum(q.rows) AS events FROM quality_runs AS q FINAL
        WHERE workspace_id = ${createBinder()('UInt32', workspace.id)} AND q.rows > 0`,
    z.object({ days: int64(), events: int64() }),
  )
  return row ?? { days: 0, events: 0 }
}
