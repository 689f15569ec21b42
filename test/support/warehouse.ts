import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../src/kit/log.ts'
import { sql } from '../../src/kit/sql.ts'
import { createWarehouse, startWarehouseServer, type Warehouse } from '../../src/stores/warehouse/index.ts'

interface Coordinates {
  url: string
  user: string
  password: string
}

let shared: Promise<Coordinates> | null = null
let next = 0

/** The engine all tests of this run share (`TEST_CLICKHOUSE_URL`), or one of this process's own. */
export function engineCoordinates(): Promise<Coordinates> {
  shared ??= find()
  return shared
}

async function find(): Promise<Coordinates> {
  const given = process.env.TEST_CLICKHOUSE_URL
  if (given) {
    const url = new URL(given)
    return {
      url: url.origin,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    }
  }
  const dir = mkdtempSync(join(tmpdir(), 'liangti-warehouse-'))
  const server = await startWarehouseServer({ dataDir: dir, memoryMb: 2048, log: silentLog })
  // The engine itself ends when our end of its pipe closes.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  return { url: server.url, user: server.user, password: server.password }
}

export interface FreshWarehouse {
  warehouse: Warehouse
  database: string
  /** Removes the database and closes the client. */
  drop(): Promise<void>
}

/** A new, empty database in the shared engine. */
export async function freshWarehouse(): Promise<FreshWarehouse> {
  const coordinates = await engineCoordinates()
  const database = `t_${process.pid}_${next++}`
  const owner = createWarehouse({ ...coordinates, database: 'default', log: silentLog })
  const name = { text: database, params: {}, isSql: true as const }
  await owner.command(sql`DROP DATABASE IF EXISTS ${name}`)
  await owner.command(sql`CREATE DATABASE ${name}`)
  const warehouse = createWarehouse({ ...coordinates, database, log: silentLog })
  return {
    warehouse,
    database,
    async drop() {
      await warehouse.close()
      await owner.command(sql`DROP DATABASE IF EXISTS ${name}`)
      await owner.close()
    },
  }
}
