import type { Kysely, Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'

export interface AuditEntry {
  /** Null for what concerns no single workspace: signing in, changing a password. */
  workspaceId: number | null
  actor: Pick<Actor, 'kind' | 'id'>
  /** Subject and verb: 'key.create', 'member.role'. */
  action: string
  subject: { kind: string; id: string }
  /** Ids, counts, settings before and after; never an identifier of a customer. */
  detail?: Record<string, unknown>
}

/** Writes who did what; in the transaction of the deed where there is one. */
export async function audit(
  db: Kysely<LedgerSchema> | Transaction<LedgerSchema>,
  entry: AuditEntry,
): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({
      workspace_id: entry.workspaceId,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      action: entry.action,
      subject_kind: entry.subject.kind,
      subject_id: entry.subject.id,
      detail: entry.detail ?? {},
    })
    .execute()
}
