import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Collection, openCollection } from '../../../src/customer/index.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { sql } from '../../../src/kit/sql.ts'
import { createHttpServer } from '../../../src/server/http/server.ts'
import { int64, type Warehouse } from '../../../src/stores/warehouse/index.ts'
import { roleGate } from '../../server/support.ts'
import { type Bench, openBench } from '../support.ts'

export interface Collected {
  bench: Bench
  collection: Collection
  app: FastifyInstance
  url: string
  source: { id: string; secret: string }
  post(
    method: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Answer }>
  close(): Promise<void>
}

export interface Answer {
  accepted: number
  duplicates: number
  quarantined: number
  problems: { index: number; field: string; code: string }[]
  code: string
  detail: string
}

export const owner: Actor = { kind: 'user', id: 'owner', permissions: new Set() }

export function openStream(
  bench: Bench,
  warehouse: Warehouse = bench.stores.warehouse,
  patienceMs = 2_000,
  journalDir?: string,
): Collection {
  return openCollection({
    ledger: bench.stores.ledger,
    warehouse,
    vaultOf: async () => bench.vault,
    persons: bench.customer.persons,
    workspaceOf: async () => bench.workspace,
    clock: bench.workspace.clock,
    log: silentLog,
    messageWindow: 1_000,
    patienceMs,
    ...(journalDir === undefined ? {} : { journalDir }),
  })
}

/** @param around what becomes of an insert: a stand-in for the engine's failures */
export function insertsThrough(
  real: Warehouse,
  around: (table: string, rows: unknown, insert: () => Promise<void>) => Promise<void>,
): Warehouse {
  return {
    query: (query, params, options) => real.query(query, params, options),
    rows: (statement, row, options) => real.rows(statement, row, options),
    stream: (statement, format, options) => real.stream(statement, format, options),
    command: (statement, options) => real.command(statement, options),
    insert: (table, columns, rows, options) =>
      around(table, rows, () => real.insert(table, columns, rows, options)),
    about: () => real.about(),
    close: () => real.close(),
  }
}

/** A server that takes events, and a source with a key. */
export async function openCollected(
  warehouseOf: (real: Warehouse) => Warehouse = (real) => real,
): Promise<Collected> {
  const bench = await openBench()
  const collection = openStream(bench, warehouseOf(bench.stores.warehouse))
  const app = await createHttpServer({
    routes: [],
    gate: roleGate,
    settings: { publicUrl: undefined, locale: 'en' },
    log: silentLog,
    consoleDir: null,
    collection,
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const { id } = await collection.sources.create(
    bench.workspace.id,
    { name: 'Shop', owner: 'Web team' },
    owner,
  )
  const { secret } = await collection.sources.addKey(bench.workspace.id, id, owner)
  return {
    bench,
    collection,
    app,
    url,
    source: { id, secret },
    post: async (method, body, headers = {}) => {
      const answer = await fetch(`${url}/v1/${method}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      })
      return { status: answer.status, body: (await answer.json()) as Answer }
    },
    close: async () => {
      await app.close()
      await collection.close()
      await bench.close()
    },
  }
}

export function storedEvents(warehouse: Warehouse) {
  return warehouse.rows(
    sql`SELECT name, person_key AS person, message_id AS id, toString(ts) AS ts, properties::String AS properties FROM events ORDER BY message_id`,
    z.object({ name: z.string(), person: int64(), id: z.string(), ts: z.string(), properties: z.string() }),
  )
}

export function storedLines(warehouse: Warehouse) {
  return warehouse.rows(
    sql`SELECT order_id, kind, product_id, amount_minor AS amount, person_key AS person FROM order_lines ORDER BY order_id, kind, product_id`,
    z.object({
      order_id: z.string(),
      kind: z.string(),
      product_id: z.string(),
      amount: int64(),
      person: int64(),
    }),
  )
}
