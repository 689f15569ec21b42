import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { App } from '../../server/compose.ts'

/**
 * A made-up business inside the engine, for speed only: `customers` people and about ten times as many order lines
 * over two years, skewed as real ones are. Nothing leaves the engine.
 */
export async function populate(
  app: App,
  workspaceId: number,
  customers: number,
  now: Date,
): Promise<{ customers: number; lines: number; events: number }> {
  const bind = createBinder()
  const w = bind('UInt32', workspaceId)
  const n = bind('UInt64', customers)
  const end = bind("DateTime64(3, 'UTC')", now.toISOString().replace('T', ' ').slice(0, 23))
  const run = (statement: SqlFragment) => app.stores.warehouse.command(statement, { pool: 'long' })
  await run(sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, country, city, gender, birth_year, reachable, updated_at)
    SELECT ${w}, number + 1, ${end} - toIntervalDay(cityHash64(number, 'seen') % 900), 'customer', 'CN',
           ['上海', '北京', '广州', '深圳', '杭州', '成都'][cityHash64(number, 'city') % 6 + 1], if(cityHash64(number, 'g') % 2 = 0, 'female', 'male'),
           1960 + cityHash64(number, 'born') % 45, if(cityHash64(number, 'mail') % 3 = 0, [], ['email']), ${end}
    FROM numbers(${n})`)
  await run(sql`INSERT INTO products (workspace_id, product_id, name, category, category_path, updated_at)
    SELECT ${w}, concat('P', toString(number)), concat('P', toString(number)), concat('C', toString(number % 40)), [concat('C', toString(number % 40))], ${end} FROM numbers(2000)`)
  await run(sql`INSERT INTO order_lines (workspace_id, person_key, ts, order_id, row_key, kind, product_id, quantity, currency, amount_minor, cost_minor, channel, source, import_id, stored_at)
    SELECT ${w}, toUInt64(1 + floor(${n} * pow((cityHash64(number, 'who') % 1000003) / 1000003, 1.7))),
           ${end} - toIntervalSecond(cityHash64(intDiv(number, 2), 'when') % 63072000), concat('O', toString(intDiv(number, 2))), number, 'sale',
           concat('P', toString(cityHash64(number, 'what') % 2000)), 1, 'CNY', 500 + cityHash64(number, 'paid') % 40000, 300, 'online', 'bench',
           toUUID('00000000-0000-0000-0000-0000000000be'), ${end}
    FROM numbers(${n} * 10)`)
  await run(sql`INSERT INTO events (workspace_id, name, person_key, ts, message_id, product_id, category, channel, source, stored_at)
    SELECT ${w}, ['Page Viewed', 'Product Viewed', 'Product Added', 'Email Opened'][cityHash64(number, 'name') % 4 + 1], 1 + cityHash64(number, 'who') % ${n},
           ${end} - toIntervalSecond(cityHash64(number, 'when') % 31536000), toString(number), concat('P', toString(cityHash64(number, 'what') % 2000)), '', 'web', 'bench', ${end}
    FROM numbers(${n} * 10)`)
  await untilMerged(app)
  return { customers, lines: customers * 10, events: customers * 10 }
}

/** A business is not filled in the minute before it asks: what the engine tidies up after the filling is not measured. */
async function untilMerged(app: App): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const [row] = await app.stores.warehouse.rows(
      sql`SELECT toUInt32(count()) AS merges FROM system.merges`,
      z.object({ merges: z.number() }),
    )
    quiet = row?.merges === 0 ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
