import { join } from 'node:path'
import type { Config } from '../../kit/config.ts'
import { findRunningWarehouse } from '../../stores/warehouse/index.ts'

export interface EngineAddress {
  url: string
  user: string
  password: string
  database: string
}

/** Where the analytics engine is; the demo's world keeps a database of its own beside the product's. */
export async function engineAddress(config: Config): Promise<EngineAddress> {
  if (config.clickhouseUrl !== undefined) {
    const url = new URL(config.clickhouseUrl)
    const database = url.pathname.slice(1) || url.searchParams.get('database') || 'default'
    return {
      url: url.origin,
      user: decodeURIComponent(url.username) || 'default',
      password: decodeURIComponent(url.password),
      database,
    }
  }
  const running = await findRunningWarehouse(join(config.dataDir, 'warehouse'))
  if (!running) throw new Error('The embedded engine is not running, though the stores are open.')
  const { url, user, password, database } = running
  return { url, user, password, database }
}
