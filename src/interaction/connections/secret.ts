import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { systemClock } from '../../kit/clock.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { interactionErrors } from '../errors.ts'
import { type ConnectionDeps, connectionOf, knownChannel, secretsOf } from './store.ts'

/**
 * Makes a new secret for the connection of a channel and returns it, this once.
 * @throws common.notFound where the channel makes none, interaction.noConnection before there is a connection
 */
export async function renewSecret(
  deps: ConnectionDeps,
  workspace: Workspace,
  channelId: string,
  by: Actor,
): Promise<{ secret: string; previousUntil: string | null }> {
  const { generated } = knownChannel(channelId)
  if (!generated) throw commonErrors.notFound({ what: 'secret', id: channelId })
  const record = await connectionOf(deps.ledger, workspace.id, channelId)
  if (!record) throw interactionErrors.noConnection({})
  const kept = await secretsOf(deps, record)
  const made = generated.make(kept, systemClock.now())
  const sealed = (await deps.vaultOf(workspace.id)).encrypt(JSON.stringify({ ...kept, ...made }))
  await deps.ledger.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('channel_connections')
      .set({
        secrets: sealed,
        changed_at: sql<Date>`clock_timestamp()`,
        checked_at: null,
        check_reason: null,
      })
      .where('id', '=', record.id)
      // Two at once would each be shown one, and only one would hold. The ledger counts finer than a Date does.
      .where(sql`date_trunc('milliseconds', changed_at)`, '=', record.changedAt)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw interactionErrors.connectionChanged({})
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: 'channel.secret',
      subject: { kind: 'channel', id: channelId },
    })
  })
  return { secret: made[generated.secret] ?? '', previousUntil: made.previousUntil || null }
}
