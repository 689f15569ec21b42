import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { SqlFragment } from '../../kit/sql.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { warehouseTime } from '../days.ts'
import type { Bind } from '../facts.ts'
import { type RfmSettings, rfmSettings } from '../rfm/api.ts'

const edges = z.array(z.number())
/** Cuts found or set: recency for all; the others by recency score (nested) or one list for all (independent). */
export const scoreCuts = z.object({
  recencyDays: edges,
  frequency: z.array(edges),
  monetaryMinor: z.array(edges),
})
export type ScoreCuts = z.output<typeof scoreCuts>

/** A published snapshot of `customer_features`. */
export interface Snapshot {
  /** Day of the workspace's zone. */
  asOf: string
  /** Facts up to here are in it. */
  moment: Date
  basis: 'clock' | 'history' | 'given'
  settings: RfmSettings
  cuts: ScoreCuts
  customers: number
  computedAt: Date
}

/** The newest snapshot the workspace's clock has reached; null before the first refresh. */
export async function latestSnapshot(ledger: Ledger, workspace: Workspace): Promise<Snapshot | null> {
  const row = await ledger.db
    .selectFrom('feature_snapshots')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('moment', '<=', workspace.clock.now())
    .orderBy('moment', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    asOf: row.as_of,
    moment: row.moment,
    basis: row.basis,
    settings: rfmSettings.parse(row.settings),
    cuts: scoreCuts.parse(row.cuts),
    customers: Number(row.customers),
    computedAt: row.computed_at,
  }
}

/** Makes a snapshot the one of its day. */
export async function publishSnapshot(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  snapshot: Snapshot,
): Promise<void> {
  const values = {
    moment: snapshot.moment,
    basis: snapshot.basis,
    settings: snapshot.settings,
    cuts: snapshot.cuts,
    customers: snapshot.customers,
    computed_at: snapshot.computedAt,
  }
  // A snapshot somebody asked for at a later moment must not outlive the workspace's own view of what is newest.
  if (snapshot.basis !== 'given')
    await trx
      .deleteFrom('feature_snapshots')
      .where('workspace_id', '=', workspace.id)
      .where('moment', '>', snapshot.moment)
      .where('moment', '<=', workspace.clock.now())
      .execute()
  await trx
    .insertInto('feature_snapshots')
    .values({ workspace_id: workspace.id, as_of: snapshot.asOf, ...values })
    .onConflict((oc) => oc.columns(['workspace_id', 'as_of']).doUpdateSet(values))
    .execute()
}

/** Takes back what the workspace's clock has reached. */
export async function withdrawSnapshots(ledger: Ledger, workspace: Workspace): Promise<void> {
  await ledger.db
    .deleteFrom('feature_snapshots')
    .where('workspace_id', '=', workspace.id)
    .where('moment', '<=', workspace.clock.now())
    .execute()
}

/** Takes back the snapshots of earlier moments, where somebody has been merged at all. */
export async function withdrawBefore(ledger: Ledger, workspace: Workspace, moment: Date): Promise<void> {
  await ledger.db
    .deleteFrom('feature_snapshots')
    .where('workspace_id', '=', workspace.id)
    .where('moment', '<', moment)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('merges').select('id').where('workspace_id', '=', workspace.id)),
    )
    .execute()
}

/** `FROM … WHERE …` of the rows of a snapshot: one a customer. */
export function snapshotRows(workspace: Workspace, snapshot: Snapshot, bind: Bind): SqlFragment {
  return sql`customer_features WHERE workspace_id = ${bind('UInt32', workspace.id)}
    AND as_of = ${bind('Date', snapshot.asOf)}
    AND computed_at = ${bind("DateTime64(3, 'UTC')", warehouseTime(snapshot.computedAt))}`
}
