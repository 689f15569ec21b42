import { sql as raw } from 'kysely'
import { z } from 'zod'
import { isPaused } from '../../interaction/index.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { withWriteGate } from '../../stores/ledger/index.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import { countDecisions, decisionsFor, orderSpan } from '../audience/audience.ts'
import { decisionInsert } from '../audience/decide.ts'
import { decidedPeople } from '../audience/decided.ts'
import type { CampaignDeps } from '../deps.ts'
import type { CampaignInput } from '../plans/api.ts'
import { type CampaignRow, frozenOf, planOf } from '../plans/plan.ts'
import { addDays, isoTime } from '../time.ts'
import { callsOf } from './calls.ts'
import { byLanguage } from './languages.ts'

/** Deliveries planned in one transaction; small enough to stop between, large enough for a million in minutes. */
const batch = 5_000
const noId = '00000000-0000-0000-0000-000000000000'

const recipientsAfter = defineQuery({
  name: 'campaign.recipients_after',
  params: z.object({
    workspace: z.int(),
    campaign: z.uuid(),
    decidedAt: z.string(),
    after: z.int(),
    limit: z.int(),
  }),
  row: z.object({ personKey: int64() }),
  text: sql`
    SELECT person_key AS personKey
    FROM ${decidedPeople(sql`workspace_id = {workspace:UInt32} AND campaign_id = {campaign:UUID}
      AND decided_at = {decidedAt:DateTime64(3, 'UTC')}`)}
    WHERE person_key > {after:UInt64} AND arm = 'treatment' AND action = 'send'
    ORDER BY person_key LIMIT {limit:UInt32}`,
})

/**
 * Draws arms and decides for everybody, again from the start if an earlier attempt died half-way. Nothing has acted on
 * an unfinished attempt: its rows carry an instant of their own, and only the instant the ledger keeps afterwards counts.
 * Arms are the same in every attempt, since the salt was made with the draft.
 */
export async function decideStep(
  deps: CampaignDeps,
  workspace: Workspace,
  row: CampaignRow,
  task: Task,
): Promise<void> {
  const frozen = frozenOf(row)
  if (!frozen) throw new Error(`The campaign ${row.id} has nothing frozen to launch from.`)
  const plan = planOf(row)
  const now = workspace.clock.now()
  const decidedAt =
    row.decided_at !== null && row.decided_at >= now ? new Date(row.decided_at.getTime() + 1) : now
  const begun = await deps.ledger.db
    .updateTable('campaigns')
    .set({ status: 'launching', step: 'deciding', decided_at: decidedAt })
    .where('id', '=', row.id)
    .where('status', 'in', ['scheduled', 'launching'])
    .executeTakeFirst()
  if (begun.numUpdatedRows === 0n) return
  task.report({ phase: 'deciding', done: 0, total: null, unit: 'customers' })
  const span = await orderSpan(deps.warehouse, workspace)
  const select = await decisionsFor(deps, workspace, {
    plan,
    rule: frozen.rule,
    salt: row.salt,
    at: decidedAt,
    knownUntil: span?.knownUntil ?? decidedAt,
  })
  // A backup has the draw with the step that makes it count, or neither.
  await withWriteGate(deps.ledger, async () => {
    await deps.warehouse.command(
      decisionInsert(select, {
        workspaceId: workspace.id,
        campaignId: row.id,
        offerId: frozen.offer?.id ?? noId,
        creativeId: frozen.creative.id,
        channel: plan.channel,
        decidedAt,
      }),
      { pool: 'long' },
    )
    const bind = createBinder('stored_')
    const ours = sql`workspace_id = ${bind('UInt32', workspace.id)} AND campaign_id = ${bind('UUID', row.id)}`
    const at = bind("DateTime64(3, 'UTC')", isoTime(decidedAt))
    const counts = await countDecisions(
      deps.warehouse,
      sql`SELECT arm, action, reason FROM decisions FINAL WHERE ${ours} AND decided_at = ${at}`,
    )
    if (row.decided_at !== null) {
      // Leftovers of attempts that died; every reader of ours names the instant, so this is for tidiness and other rooms.
      // Older ones only: one that has lost its lock and does not know must not delete what its successor has drawn.
      await deps.warehouse.command(sql`DELETE FROM decisions WHERE ${ours} AND decided_at < ${at}`, {
        pool: 'long',
      })
    }
    throwIfCancelled(task, 'launch')
    await deps.ledger.db
      .updateTable('campaigns')
      .set({
        step: 'enqueuing',
        counts: { ...counts },
        launched_at: decidedAt,
        window_ends_at: addDays(decidedAt, plan.outcomeWindowDays),
        launch_error: null,
      })
      .where('id', '=', row.id)
      .where('status', '=', 'launching')
      .where('decided_at', '=', decidedAt)
      .execute()
  })
}

/**
 * Plans one delivery, or one call, for each treated customer, in key order; the last key stands in the same transaction as the rows,
 * and the outbox's own unique key makes a repeated batch harmless.
 */
export async function enqueueStep(
  deps: CampaignDeps,
  workspace: Workspace,
  row: CampaignRow,
  task: Task,
): Promise<void> {
  const frozen = frozenOf(row)
  if (!frozen || row.decided_at === null) throw new Error(`The campaign ${row.id} was not decided.`)
  const plan = planOf(row)
  const total = Number((row.counts as { recipients?: number } | null)?.recipients ?? 0)
  let done = 0
  const { channel } = plan
  for (let after = Number(row.enqueued_to); channel !== 'list'; ) {
    throwIfCancelled(task, 'launch')
    const rows = await deps.warehouse.query(
      recipientsAfter,
      { workspace: workspace.id, campaign: row.id, decidedAt: isoTime(row.decided_at), after, limit: batch },
      { pool: 'long' },
    )
    const last = rows.at(-1)
    if (!last) break
    const due = await whenDue(deps, workspace, plan, rows)
    const spoken = channel === 'call' ? await byLanguage(deps, workspace, frozen.creative, rows) : []
    const goesOn = await deps.ledger.transaction(async (trx) => {
      const moved = await trx
        .updateTable('campaigns')
        .set({ enqueued_to: last.personKey })
        .where('id', '=', row.id)
        .where('status', '=', 'launching')
        .where(raw<boolean>`NOT ${isPaused(raw`campaigns.workspace_id`, raw`campaigns.id`)}`)
        .executeTakeFirst()
      if (moved.numUpdatedRows === 0n) return false
      const each = {
        campaignId: row.id,
        offerId: frozen.offer?.id ?? null,
        creativeId: frozen.creative.id,
        arm: 'treatment',
        costMinor: plan.costPerContactMinor,
        currency: workspace.currency,
        rows,
      }
      if (channel !== 'call') await deps.delivery.enqueue(trx, workspace, { ...each, channel, rows: due })
      else
        for (const [language, speakers] of spoken)
          await deps.calls.enqueue(trx, workspace, {
            ...{ ...each, rows: speakers },
            ...callsOf(row, frozen, language),
          })
      return true
    })
    if (!goesOn) return
    after = last.personKey
    done += rows.length
    task.report({ phase: 'enqueuing', done, total, unit: 'customers' })
  }
  await deps.ledger.db
    .updateTable('campaigns')
    .set({ status: 'live', step: 'done', updated_at: workspace.clock.now() })
    .where('id', '=', row.id)
    .where('status', '=', 'launching')
    .execute()
}

/** Each with the hour at which they are most likely to act, where the plan waits for it. */
async function whenDue(
  deps: CampaignDeps,
  workspace: Workspace,
  plan: CampaignInput,
  rows: readonly { personKey: number }[],
): Promise<readonly { personKey: number; notBefore?: Date }[]> {
  if (plan.bestHour === null) return rows
  const keys = rows.map(({ personKey }) => personKey)
  const moments = await deps.bestMoments(workspace, keys, plan.bestHour)
  return keys.map((personKey) => {
    const notBefore = moments.get(personKey)
    return notBefore === undefined ? { personKey } : { personKey, notBefore }
  })
}
