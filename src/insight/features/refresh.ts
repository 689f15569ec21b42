import { sql as pg } from 'kysely'
import { z } from 'zod'
import { noTask, type Task, throwIfCancelled } from '../../kit/progress.ts'
import { createBinder, identifier, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, type RunOptions, type Warehouse } from '../../stores/warehouse/index.ts'
import { dayOf, warehouseTime } from '../days.ts'
import type { InsightDeps } from '../deps.ts'
import { rfmErrors } from '../errors.ts'
import { loadRfmSettings } from '../rfm/settings.ts'
import { buyerAggregate } from './aggregate.ts'
import { type Moment, momentFor } from './moment.ts'
import { findCuts, scored } from './scoring.ts'
import { publishSnapshot, type Snapshot, withdrawSnapshots } from './snapshots.ts'

const hasCategories = defineQuery({
  name: 'insight.has_categories',
  params: z.object({ workspace: z.int() }),
  row: z.object({ named: z.coerce.number() }),
  text: sql`SELECT count() AS named FROM (SELECT 1 FROM products WHERE workspace_id = {workspace:UInt32} AND category != '' LIMIT 1)`,
})

const columns = sql`workspace_id, as_of, person_key, first_order_at, last_order_at, recency_days, frequency,
  monetary_minor, breadth, length_days, r, f, m, computed_at`

/**
 * Computes the features of every buyer and publishes them as the snapshot of their day. Readers see the snapshot
 * before it until the last moment; a refresh that dies leaves nothing visible.
 * @param at facts up to this instant count; by default the workspace's clock, or the newest order of imported history
 * @returns null where nothing was ever sold
 * @throws rfm.incomplete when the engine stored another number of customers than it computed; common.cancelled
 */
export async function refreshFeatures(
  deps: InsightDeps,
  workspace: Workspace,
  at: Date | undefined,
  task: Task = noTask,
): Promise<Snapshot | null> {
  const moment: Moment | null = at
    ? { at, basis: 'given' }
    : await momentFor(deps.warehouse, workspace, workspace.clock.now())
  if (!moment) {
    // An import that was taken back may leave nothing: what was computed from it goes too.
    await withdrawSnapshots(deps.ledger, workspace)
    return null
  }
  const settings = await loadRfmSettings(deps.ledger, workspace)
  // One refresh at a time in a workspace, across processes: they share the staging table.
  return deps.ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(738251, ${workspace.id})`.execute(trx)
    const stage = identifier(`features_stage_${workspace.id}`)
    try {
      const snapshot = await build(deps.warehouse, workspace, moment, settings, stage, task)
      await publishSnapshot(trx, workspace, snapshot)
      return snapshot
    } finally {
      await deps.warehouse.command(sql`DROP TABLE IF EXISTS ${stage}`)
    }
  })
}

async function build(
  warehouse: Warehouse,
  workspace: Workspace,
  moment: Moment,
  settings: Snapshot['settings'],
  stage: SqlFragment,
  task: Task,
): Promise<Snapshot> {
  const options: RunOptions = { pool: 'long', signal: task.signal }
  const asOf = dayOf(moment.at, workspace.timeZone)
  const report = (phase: string, done: number) => {
    throwIfCancelled(task, 'refresh')
    task.report({ phase, done, total: 3, unit: 'steps' })
  }
  report('aggregate', 0)
  const [named] = await warehouse.query(hasCategories, { workspace: workspace.id })
  const aggregate = buyerAggregate(workspace, moment.at, asOf, (named?.named ?? 0) > 0, createBinder())
  await warehouse.command(
    sql`CREATE OR REPLACE TABLE ${stage} ENGINE = MergeTree ORDER BY person AS ${aggregate}`,
    options,
  )
  report('score', 1)
  const cuts = await findCuts(
    warehouse,
    sql`SELECT recency_days, frequency, monetary_minor FROM ${stage}`,
    settings,
    options,
  )
  report('store', 2)
  const snapshot = {
    asOf,
    moment: moment.at,
    basis: moment.basis,
    settings,
    cuts,
    customers: 0,
    computedAt: workspace.clock.now(),
  }
  const computedAt = await freshMark(warehouse, workspace, snapshot)
  const bind = createBinder()
  await warehouse.command(
    sql`INSERT INTO customer_features (${columns})
      SELECT ${bind('UInt32', workspace.id)}, ${bind('Date', asOf)}, person, first_order_at, last_order_at, recency_days,
        frequency, monetary_minor, breadth, length_days, score_r, score_f, score_m,
        ${bind("DateTime64(3, 'UTC')", warehouseTime(computedAt))}
      FROM (${scored(sql`SELECT * FROM ${stage}`, cuts, settings.bins, bind)})`,
    options,
  )
  const customers = await assertComplete(warehouse, workspace, asOf, computedAt, stage)
  report('done', 3)
  return { ...snapshot, computedAt, customers }
}

const newestMark = defineQuery({
  name: 'insight.newest_feature_mark',
  params: z.object({ workspace: z.int(), asOf: z.iso.date() }),
  row: z.object({ rows: z.coerce.number(), mark: z.string() }),
  text: sql`SELECT count() AS rows, toString(max(computed_at)) AS mark FROM customer_features
    WHERE workspace_id = {workspace:UInt32} AND as_of = {asOf:Date}`,
})

/** `computed_at` tells snapshots of one day apart, also those of a clock that stands still or of an attempt that died. */
async function freshMark(warehouse: Warehouse, workspace: Workspace, snapshot: Snapshot): Promise<Date> {
  const [row] = await warehouse.query(newestMark, { workspace: workspace.id, asOf: snapshot.asOf })
  if (!row || row.rows === 0) return snapshot.computedAt
  const newest = Date.parse(`${row.mark.replace(' ', 'T')}Z`)
  return new Date(Math.max(snapshot.computedAt.getTime(), newest + 1))
}

async function assertComplete(
  warehouse: Warehouse,
  workspace: Workspace,
  asOf: string,
  computedAt: Date,
  stage: SqlFragment,
): Promise<number> {
  const bind = createBinder()
  const [row] = await warehouse.rows(
    sql`SELECT (SELECT count() FROM ${stage}) AS expected, count() AS found FROM customer_features
      WHERE workspace_id = ${bind('UInt32', workspace.id)} AND as_of = ${bind('Date', asOf)}
        AND computed_at = ${bind("DateTime64(3, 'UTC')", warehouseTime(computedAt))}`,
    z.object({ expected: z.coerce.number(), found: z.coerce.number() }),
  )
  const { expected, found } = row ?? { expected: 0, found: 0 }
  if (expected !== found) throw rfmErrors.incomplete({ expected, found })
  return found
}
