import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { waitForSenders } from '../delivery/pauses.ts'

export interface Held {
  /** Wait for their time, for a repeat, or for the channel to go on. */
  planned: number
  /** Of those, whose time has come. */
  due: number
  sending: number
}

export interface Stop {
  at: Date
  by: string
}

/** Channels of a workspace that somebody stopped. */
export async function stopsOf(ledger: Ledger, workspaceId: number): Promise<Map<string, Stop>> {
  const rows = await ledger.db
    .selectFrom('channel_stops')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .execute()
  return new Map(rows.map((row) => [row.channel, { at: row.stopped_at, by: row.stopped_by }]))
}

/** What a channel holds, by its outbox. */
export async function heldBy(ledger: Ledger, workspace: Workspace): Promise<Map<string, Held>> {
  const { rows } = await sql<{ channel: string; planned: string; due: string; sending: string }>`
    SELECT channel, count(*) FILTER (WHERE status = 'planned')::text AS planned,
           count(*) FILTER (WHERE status = 'planned' AND not_before <= ${workspace.clock.now()}::timestamptz)::text AS due,
           count(*) FILTER (WHERE status = 'sending')::text AS sending
    FROM deliveries WHERE workspace_id = ${workspace.id} AND status IN ('planned', 'sending')
    GROUP BY channel`.execute(ledger.db)
  return new Map(
    rows.map((row) => [
      row.channel,
      { planned: Number(row.planned), due: Number(row.due), sending: Number(row.sending) },
    ]),
  )
}

/**
 * Stops a channel, or lets it go on. From the commit on nothing new begins; what is under way ends. Repeating it changes
 * nothing.
 */
export async function setStopped(
  ledger: Ledger,
  workspace: Workspace,
  channel: string,
  stopped: boolean,
  by: Actor,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    if (stopped) await waitForSenders(trx)
    const changed = stopped
      ? await trx
          .insertInto('channel_stops')
          .values({
            workspace_id: workspace.id,
            channel,
            stopped_at: workspace.clock.now(),
            stopped_by: `${by.kind}:${by.id}`,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('channel')
          .executeTakeFirst()
      : await trx
          .deleteFrom('channel_stops')
          .where('workspace_id', '=', workspace.id)
          .where('channel', '=', channel)
          .returning('channel')
          .executeTakeFirst()
    if (!changed) return
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: stopped ? 'channel.stop' : 'channel.go_on',
      subject: { kind: 'channel', id: channel },
    })
  })
}
