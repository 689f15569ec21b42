import type { Kysely } from 'kysely'
import type { Workspace } from '../kit/workspace.ts'
import type { LedgerSchema } from '../stores/ledger/index.ts'

/** Who did something that sends, spends or deletes; ids and counts only. `actorId` is `user:<id>`, `key:<id>` or `system:<what>`. */
export async function writeAudit(
  trx: Kysely<LedgerSchema>,
  workspace: Workspace,
  actorId: string,
  action: string,
  subject: { kind: string; id: string },
  detail: Record<string, unknown> = {},
): Promise<void> {
  const colon = actorId.indexOf(':')
  await trx
    .insertInto('audit_log')
    .values({
      workspace_id: workspace.id,
      actor_kind: colon < 0 ? 'system' : actorId.slice(0, colon),
      actor_id: actorId.slice(colon + 1),
      action,
      subject_kind: subject.kind,
      subject_id: subject.id,
      detail,
    })
    .execute()
}
