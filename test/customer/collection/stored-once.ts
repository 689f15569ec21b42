import { z } from 'zod'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { sql } from '../../../src/kit/sql.ts'
import { openStores } from '../../../src/stores/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'

/** What a stopped product has stored: how often each message, and lines and orders. */
export async function storedOnce(dataDir: string) {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock, { engines: 'own' })
  try {
    const events = await stores.warehouse.rows(
      sql`SELECT message_id AS id, count() AS count FROM events GROUP BY message_id`,
      z.object({ id: z.string(), count: int64() }),
    )
    const [row] = await stores.warehouse.rows(
      sql`SELECT count() AS lines, uniqExact(order_id) AS orders FROM order_lines`,
      z.object({ lines: int64(), orders: int64() }),
    )
    return { events, lines: row?.lines ?? -1, orders: row?.orders ?? 0 }
  } finally {
    await stores.close()
  }
}
