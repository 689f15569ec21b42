import { sql } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { RetentionKind } from './kinds.ts'

/** Puts on record which kinds are to go, before anything is counted: whoever finds them open begins with them. */
export async function askFor(
  { db }: Ledger,
  workspace: Workspace,
  kinds: readonly RetentionKind[],
  actor: string,
): Promise<void> {
  const asked = { workspace_id: workspace.id, actor, asked_at: workspace.clock.now() }
  await db
    .insertInto('retention_asked')
    .values([...new Set(kinds)].map((kind) => ({ ...asked, kind })))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'kind']).doNothing())
    .execute()
}

/** What was asked for and is not begun, the first first, with who asked. */
export async function askedFor({ db }: Ledger, workspaceId: number): Promise<Map<RetentionKind, string>> {
  const rows = await db
    .selectFrom('retention_asked')
    .select(['kind', 'actor'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('asked_at')
    .orderBy('kind')
    .execute()
  return new Map(rows.map(({ kind, actor }) => [kind as RetentionKind, actor]))
}

/** They are begun, or no longer wanted. */
export async function forgetAsked(
  db: Pick<Ledger['db'], 'deleteFrom'>,
  workspaceId: number,
  kinds: readonly RetentionKind[],
): Promise<void> {
  if (kinds.length === 0) return
  await db
    .deleteFrom('retention_asked')
    .where('workspace_id', '=', workspaceId)
    .where('kind', 'in', [...kinds])
    .execute()
}

/** Whether a run was cut off, or asked for and never begun. */
export async function isUnfinished({ db }: Ledger, workspaceId: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM retention_runs WHERE workspace_id = ${workspaceId} AND state IN ('summing', 'removing')
    UNION ALL SELECT 1 FROM retention_asked WHERE workspace_id = ${workspaceId} LIMIT 1`.execute(db)
  return rows.length > 0
}
