import { sql, type Transaction } from 'kysely'
import type { Localized } from '../../kit/api-shapes.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { deskErrors } from './errors.ts'

export interface TaskBatch {
  /** Campaign or rule they come from; a task made by hand has none and is its own. */
  campaignId?: string
  origin: 'campaign' | 'rule' | 'person'
  step?: string
  /** Which turn of the step, where it repeats: a date, an event id. */
  occurrence?: string
  teamId: string
  skill?: string
  offerId?: string | null
  creativeId?: string | null
  arm?: string
  /** Of one call. */
  costMinor?: number
  currency?: string
  /** Why we call, in both languages, without identifiers. */
  reason: Localized
  scriptId?: string | null
  /** The workspace's time; at once by default. */
  dueFrom?: Date
  dueUntil: Date
  createdBy: string
  rows: readonly {
    personKey: number
    valueMinor?: number
    deliveryId?: string | null
    promisedAt?: Date | null
    assignedTo?: string | null
  }[]
}

const chunk = 5_000

/**
 * Makes one task for each person, in the caller's transaction. Who already has one of this campaign, step and occurrence
 * is left alone, so a repeated launch makes nothing twice.
 * @returns ids of those made now
 * @throws desk.unknownTeam, desk.badTimes
 */
export async function enqueueTasks(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  batch: TaskBatch,
): Promise<string[]> {
  const now = workspace.clock.now()
  const team = await trx
    .selectFrom('desk_teams')
    .select('kind')
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', batch.teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!team) throw deskErrors.unknownTeam({})
  const from = batch.dueFrom ?? now
  if (batch.dueUntil <= from || batch.dueUntil <= now) throw deskErrors.badTimes({})
  const made: string[] = []
  for (let at = 0; at < batch.rows.length; at += chunk) {
    const rows = batch.rows.slice(at, at + chunk)
    const ids = rows.map(() => newId())
    const list = <T>(pick: (row: (typeof rows)[number]) => T) => rows.map(pick)
    const { rows: fresh } = await sql<{ id: string }>`
      INSERT INTO desk_tasks (id, workspace_id, person_key, kind, origin, origin_id, step, occurrence, delivery_id, offer_id,
        creative_id, arm, cost_minor, currency, team_id, skill, value_minor, reason, script_id, due_from, due_until,
        promised_at, assigned_to, created_at, created_by)
      SELECT each.id, ${workspace.id}, each.person_key, ${team.kind}, ${batch.origin},
        coalesce(${batch.campaignId ?? null}::uuid, each.id), ${batch.step ?? ''}, ${batch.occurrence ?? ''}, each.delivery_id,
        ${batch.offerId ?? null}::uuid, ${batch.creativeId ?? null}::uuid, ${batch.arm ?? ''}, ${batch.costMinor ?? 0}::bigint,
        ${batch.currency ?? workspace.currency}, ${batch.teamId}::uuid, ${batch.skill ?? ''}, each.value_minor,
        ${JSON.stringify(batch.reason)}::jsonb, ${batch.scriptId ?? null}::uuid, coalesce(each.promised_at, ${from}::timestamptz),
        greatest(${batch.dueUntil}::timestamptz, each.promised_at + interval '1 day'), each.promised_at, each.assigned_to,
        ${now}::timestamptz, ${batch.createdBy}
      FROM unnest(${ids}::uuid[], ${list((row) => row.personKey)}::bigint[], ${list((row) => row.valueMinor ?? 0)}::bigint[],
          ${list((row) => row.deliveryId ?? null)}::uuid[], ${list((row) => row.promisedAt ?? null)}::timestamptz[],
          ${list((row) => row.assignedTo ?? null)}::uuid[])
        AS each(id, person_key, value_minor, delivery_id, promised_at, assigned_to)
      ON CONFLICT (workspace_id, person_key, origin_id, step, occurrence) DO NOTHING
      RETURNING id`.execute(trx)
    made.push(...fresh.map(({ id }) => id))
  }
  return made
}
