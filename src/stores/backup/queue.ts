import type pg from 'pg'
import PgBoss from 'pg-boss'
import { z } from 'zod'

/** Work that was waiting or under way at the cut, and what is done by the clock; payloads are ids. */
export const queueSchema = z.object({
  jobs: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      data: z.record(z.string(), z.unknown()).nullable(),
      singletonKey: z.string().nullable(),
      startAfter: z.iso.datetime({ offset: true }),
      retryLimit: z.int(),
      retryDelay: z.int(),
      retryBackoff: z.boolean(),
    }),
  ),
  schedules: z.array(
    z.object({
      name: z.string(),
      cron: z.string(),
      timezone: z.string(),
      data: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
})
export type Queue = z.output<typeof queueSchema>

/** Reads the queue inside the cut. What was being worked on counts as not done: jobs are safe to repeat. */
export async function exportQueue(client: pg.PoolClient): Promise<Queue> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('pgboss.job') IS NOT NULL AS present",
  )
  if (!rows[0]?.present) return { jobs: [], schedules: [] }
  const jobs = await client.query<{ job: unknown }>(
    `SELECT json_build_object('id', id, 'name', name, 'data', data, 'singletonKey', singleton_key, 'startAfter', start_after,
       'retryLimit', retry_limit, 'retryDelay', retry_delay, 'retryBackoff', retry_backoff) AS job
     FROM pgboss.job WHERE state IN ('created', 'retry', 'active') AND name NOT LIKE '\\_\\_pgboss%' ORDER BY created_on, id`,
  )
  const schedules = await client.query('SELECT name, cron, timezone, data FROM pgboss.schedule ORDER BY name')
  return queueSchema.parse({ jobs: jobs.rows.map(({ job }) => job), schedules: schedules.rows })
}

/** Puts the queue back inside the transaction of `client`; its tables are made where they are missing. */
export async function importQueue(client: pg.PoolClient, queue: Queue): Promise<void> {
  if (queue.jobs.length === 0 && queue.schedules.length === 0) return
  const db = { executeSql: (text: string, values: unknown[]) => client.query(text, values) }
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('pgboss.job') IS NOT NULL AS present",
  )
  if (!rows[0]?.present) {
    await client.query(inOpenTransaction(PgBoss.getConstructionPlans('pgboss')))
    // The script shortens this for its own transaction; ours goes on.
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
  }
  const boss = new PgBoss({ db, schema: 'pgboss', migrate: false, supervise: false, schedule: false })
  for (const name of new Set([...queue.jobs, ...queue.schedules].map((entry) => entry.name))) {
    const known = await client.query('SELECT 1 FROM pgboss.queue WHERE name = $1', [name])
    if (known.rowCount === 0) await boss.createQueue(name, { name, policy: 'short' })
  }
  for (const { id, name, data, singletonKey, startAfter, ...retry } of queue.jobs) {
    // A job under way may share its key with one that waits; both are work that was promised.
    await boss.send(name, data ?? {}, {
      id,
      singletonKey: singletonKey ?? id,
      startAfter: new Date(startAfter),
      ...retry,
    })
  }
  for (const { name, cron, timezone, data } of queue.schedules)
    await boss.schedule(name, cron, data ?? {}, { tz: timezone })
}

/** The construction script brings a transaction of its own; ours is open already. */
function inOpenTransaction(script: string): string {
  return script.replace(/^\s*BEGIN;/m, '').replace(/COMMIT;\s*$/m, '')
}
