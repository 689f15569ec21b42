import type { Kysely } from 'kysely'
import type { Workspace } from '../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../stores/ledger/index.ts'

/** Who did something that sends, spends or deletes; ids and counts only. `actorId` is `user:<id>`, `key:<id>` or `system:<what>`. */
export function auditDeed(
  trx: Kysely<LedgerSchema>,
  workspace: Workspace,
  actorId: string,
  action: string,
  subject: { kind: string; id: string },
  detail: Record<string, unknown> = {},
): Promise<void> {
  const colon = actorId.indexOf(':')
  const actor = { kind: colon < 0 ? 'system' : actorId.slice(0, colon), id: actorId.slice(colon + 1) }
  return writeAudit(trx, { workspaceId: workspace.id, actor, action, subject, detail })
}
