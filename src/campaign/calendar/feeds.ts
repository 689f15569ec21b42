import { createHash } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import { newId, newSecret } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { auditDeed } from '../audit.ts'
import { isUuid } from '../offers/definitions.ts'
import type { feedShape } from './api.ts'

type Row = Selectable<LedgerSchema['calendar_feeds']>
type Feed = z.output<typeof feedShape>

const hashOf = (token: string) => createHash('sha256').update(token).digest()

function present(row: Row): Feed {
  return {
    ...{ id: row.id, name: row.name, language: row.language, createdBy: row.created_by },
    createdAt: row.created_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}

/** Newest first, the revoked ones with when. */
export async function feedsOf(ledger: Ledger, workspace: Workspace): Promise<Feed[]> {
  const rows = await ledger.db
    .selectFrom('calendar_feeds')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map(present)
}

/** Only a hash of the token is kept: the address cannot be shown again. */
export async function addFeed(
  ledger: Ledger,
  workspace: Workspace,
  { name, language }: { name: string; language: string },
  actorId: string,
): Promise<{ feed: Feed; token: string }> {
  const token = newSecret()
  return ledger.transaction(async (trx) => {
    const row = await trx
      .insertInto('calendar_feeds')
      .values({
        ...{ id: newId(), workspace_id: workspace.id, name, language, token_hash: hashOf(token) },
        ...{ created_by: actorId, created_at: sql<Date>`now()` },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await auditDeed(trx, workspace, actorId, 'calendar.feed_add', { kind: 'calendar_feed', id: row.id })
    return { feed: present(row), token }
  })
}

/** For good. @throws common.notFound */
export async function revokeFeed(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  actorId: string,
): Promise<Feed> {
  return ledger.transaction(async (trx) => {
    const row = isUuid(id)
      ? await trx
          .updateTable('calendar_feeds')
          .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst()
      : undefined
    if (!row) throw commonErrors.notFound({ what: 'calendar feed', id })
    await auditDeed(trx, workspace, actorId, 'calendar.feed_revoke', { kind: 'calendar_feed', id })
    return present(row)
  })
}

/** The feed an address stands for; null where there is none, or it was revoked. */
export async function feedByToken(
  ledger: Ledger,
  token: string,
): Promise<{ workspaceId: number; language: string } | null> {
  const row = await ledger.db
    .updateTable('calendar_feeds')
    .set({ used_at: sql<Date>`now()` })
    .where('token_hash', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .returning(['workspace_id', 'language'])
    .executeTakeFirst()
  return row ? { workspaceId: row.workspace_id, language: row.language } : null
}
