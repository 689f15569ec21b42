import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { openCollection, openSourceRoom } from '../../../src/customer/index.ts'
import type { Mapping } from '../../../src/customer/mapping/mapping.schema.ts'
import type { SourceRoom } from '../../../src/customer/sources/index.ts'
import { createSource, type SourceInput } from '../../../src/customer/sources/store.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

export interface SourceBench extends Bench {
  room: SourceRoom
  /** Root of the watched folders. */
  root: string
  make(input: Partial<SourceInput> & Pick<SourceInput, 'kind' | 'settings'>): Promise<string>
  /** Runs a source to its end and answers what is on record of it. */
  run(sourceId: string): Promise<{ state: string; stored: number; repeated: number; code: string | null }>
  cursor(sourceId: string): Promise<unknown>
  /** Order lines in the warehouse. */
  lines(): Promise<number>
}

export const by: Actor = { kind: 'user', id: 'test', permissions: new Set() }

export const orderMapping: Mapping = {
  version: 1,
  kind: 'orders',
  source: 'shop',
  repeats: 'drop',
  fields: {
    customer: { column: 'who' },
    order_id: { column: 'id' },
    ts: { column: 'at' },
    amount: { column: 'paid' },
  },
  attributes: {},
}

/** The n-th order, as the sources of the tests give it. */
export const order = (n: number) => ({
  id: `O-${n}`,
  who: `C-${n % 5}`,
  at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  paid: (n + 0.5).toFixed(2),
})
export const orders = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => order(from + i))
export function csvOf(rows: readonly ReturnType<typeof order>[]): string {
  return ['id,who,at,paid', ...rows.map(({ id, who, at, paid }) => `${id},${who},${at},${paid}`)].join('\n')
}

export async function openSourceBench(privateHosts = ['127.0.0.1', 'localhost']): Promise<SourceBench> {
  const bench = await openBench()
  const root = join(bench.dir, 'inbox')
  mkdirSync(root)
  const deps = { ...bench.customer.deps, workspaceOf: async () => bench.workspace, clock: systemClock }
  const collection = openCollection({ ...deps, persons: bench.customer.persons, messageWindow: 1_000 })
  const room = openSourceRoom(bench.customer, collection, { ...deps, rootDir: root, privateHosts })
  const { db } = bench.stores.ledger
  return {
    ...bench,
    room,
    root,
    make: async (input) => {
      const whole: SourceInput = {
        name: input.kind,
        owner: 'Data team',
        secrets: {},
        mapping: orderMapping,
        schedule: { mode: 'off' },
        ...input,
      }
      return (await createSource(room.deps, bench.workspace, systemClock.now(), whole, by)).id
    },
    run: async (sourceId) => {
      const { runId, done } = await room.scheduler.runNow(bench.workspace, sourceId, 'user:test')
      await done
      const run = await db
        .selectFrom('source_runs')
        .selectAll()
        .where('id', '=', runId)
        .executeTakeFirstOrThrow()
      return {
        state: run.state,
        stored: Number(run.stored),
        repeated: Number(run.repeated),
        code: run.error?.code ?? null,
      }
    },
    cursor: async (sourceId) =>
      (await db.selectFrom('sources').select('cursor').where('id', '=', sourceId).executeTakeFirstOrThrow())
        .cursor,
    lines: async () => {
      const [row] = await bench.stores.warehouse.rows(
        sql`SELECT count() AS n FROM order_lines`,
        z.object({ n: int64() }),
      )
      return row?.n ?? 0
    },
    close: async () => {
      await room.scheduler.stop()
      await collection.close()
      await bench.close()
    },
  }
}
