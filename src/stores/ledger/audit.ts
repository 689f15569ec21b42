import type { Kysely } from 'kysely'
import type { LedgerSchema } from './schema/index.ts'

export interface AuditEntry {
  /** Null for what concerns no single workspace: signing in, changing a password. */
  workspaceId: number | null
  /** `user`, `key` or `system`, and which. */
  actor: { kind: string; id: string }
  /** Subject and verb: 'key.create', 'member.role'. */
  action: string
  subject: { kind: string; id: string }
  /** Ids, counts, settings before and after; never an identifier of a customer. */
  detail?: Record<string, unknown>
}

/** Writes who did what; in the transaction of the deed where there is one. */
export async function writeAudit(db: Kysely<LedgerSchema>, entry: AuditEntry): Promise<void> {
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
