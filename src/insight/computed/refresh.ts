import { sql as pg } from 'kysely'
import { z } from 'zod'
import { messageOf } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, withWriteGate } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { warehouseTime } from '../days.ts'
import { latestSnapshot } from '../features/snapshots.ts'
import { ruleContext } from '../segments/context.ts'
import { computeSql } from './compile.ts'
import { listComputed } from './store.ts'

export interface ComputedRun {
  computedAt: Date
  customers: number
  milliseconds: number
}

/**
 * Computes all attributes of the workspace anew, in one statement, and publishes them together: a run that dies leaves
 * nothing visible. One at a time in a workspace, across processes.
 * @returns null where none is defined; what an earlier run computed is taken away then
 * @throws warehouse.*; the problem is kept beside the state until the next change
 */
export async function refreshComputed(
  deps: { ledger: Ledger; warehouse: Warehouse; log: Log },
  workspace: Workspace,
): Promise<ComputedRun | null> {
  const { ledger, warehouse } = deps
  return withWriteGate(ledger, () =>
    ledger.transaction(async (trx) => {
      await pg`SELECT pg_advisory_xact_lock(738252, ${workspace.id})`.execute(trx)
      const { rows } = await pg<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(trx)
      const begunAt = rows[0]?.now ?? new Date()
      const began = performance.now()
      const state = { computed_at: workspace.clock.now(), begun_at: begunAt }
      try {
        const list = await listComputed(ledger, workspace)
        const run = list.length === 0 ? null : await compute(deps, workspace, list)
        if (!run) await clear(warehouse, workspace, null)
        const values = {
          ...state,
          customers: run?.customers ?? 0,
          milliseconds: Math.round(performance.now() - began),
          problem: null,
        }
        await trx
          .insertInto('computed_states')
          .values({ workspace_id: workspace.id, ...values })
          .onConflict((oc) => oc.column('workspace_id').doUpdateSet(values))
          .execute()
        return run && { ...run, milliseconds: values.milliseconds }
      } catch (error) {
        const problem = { ...state, customers: 0, milliseconds: 0, problem: messageOf(error).slice(0, 500) }
        // Outside of the transaction, which ends here: a refresh that cannot succeed must not be tried all day.
        await ledger.db
          .insertInto('computed_states')
          .values({ workspace_id: workspace.id, ...problem })
          .onConflict((oc) => oc.column('workspace_id').doUpdateSet({ ...state, problem: problem.problem }))
          .execute()
        throw error
      }
    }),
  )
}

async function compute(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  list: Awaited<ReturnType<typeof listComputed>>,
): Promise<Omit<ComputedRun, 'milliseconds'>> {
  const context = ruleContext(workspace, await latestSnapshot(ledger, workspace))
  const bind = createBinder('run')
  const ws = bind('UInt32', workspace.id)
  const [newest] = await warehouse.rows(
    sql`SELECT toUnixTimestamp64Milli(max(computed_at)) AS ms FROM computed_values WHERE workspace_id = ${ws}`,
    z.object({ ms: int64() }),
  )
  // Runs of one instant, or of a clock that went back, are told apart, and the newest stays the newest.
  const computedAt = new Date(Math.max(workspace.clock.now().getTime(), (newest?.ms ?? 0) + 1))
  const at = bind("DateTime64(3, 'UTC')", warehouseTime(computedAt))
  await warehouse.command(
    sql`INSERT INTO computed_values (workspace_id, attribute, person_key, number, text, computed_at)
      SELECT ${ws}, attribute, person, number, text, ${at} FROM (${computeSql(list, context)})`,
    { pool: 'long' },
  )
  await warehouse.insert(
    'computed_runs',
    ['workspace_id', 'computed_at', 'moment'],
    Buffer.from(`${workspace.id}\t${warehouseTime(computedAt)}\t${warehouseTime(context.moment)}\n`),
  )
  const [found] = await warehouse.rows(
    sql`SELECT uniqExact(person_key) AS customers FROM computed_values WHERE workspace_id = ${ws} AND computed_at = ${at}`,
    z.object({ customers: int64() }),
  )
  await clear(warehouse, workspace, computedAt)
  return { computedAt, customers: found?.customers ?? 0 }
}

/** Takes away the runs before the one before this, which somebody may still be reading; null: all. */
async function clear(warehouse: Warehouse, workspace: Workspace, newest: Date | null): Promise<void> {
  const bind = createBinder('old')
  const ws = bind('UInt32', workspace.id)
  const before = sql`SELECT max(computed_at) FROM computed_runs
    WHERE workspace_id = ${ws} AND computed_at < ${bind("DateTime64(3, 'UTC')", warehouseTime(newest ?? new Date(0)))}`
  const [row] = await warehouse.rows(
    sql`SELECT count() AS old FROM computed_values WHERE workspace_id = ${ws}
      AND ${newest ? sql`computed_at < (${before})` : sql`1`}`,
    z.object({ old: int64() }),
  )
  if ((row?.old ?? 0) === 0) return
  const [limit] = newest
    ? await warehouse.rows(sql`SELECT toString((${before})) AS at`, z.object({ at: z.string() }))
    : []
  const older = limit ? sql`computed_at < ${bind("DateTime64(3, 'UTC')", limit.at)}` : sql`1`
  for (const table of [sql`computed_values`, sql`computed_runs`])
    await warehouse.command(sql`DELETE FROM ${table} WHERE workspace_id = ${ws} AND ${older}`, {
      pool: 'long',
    })
}
