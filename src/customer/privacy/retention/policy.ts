import type { Actor } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import { privacyErrors } from '../errors.ts'
import { kindFacts, type RetentionKind, retentionKinds } from './kinds.ts'

export interface RetentionPolicy {
  kind: RetentionKind
  /** Null: for ever. */
  days: number | null
  reason: string
  updatedAt: Date | null
}

/** Of every kind, whether somebody has said something or not. */
export async function policiesOf(db: Ledger['db'], workspaceId: number): Promise<RetentionPolicy[]> {
  const rows = await db
    .selectFrom('retention_policies')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .execute()
  return retentionKinds.map((kind) => {
    const row = rows.find((one) => one.kind === kind)
    return { kind, days: row?.days ?? null, reason: row?.reason ?? '', updatedAt: row?.updated_at ?? null }
  })
}

/** Replaces the periods of some kinds, and writes down what changed. @throws privacy.tooShort, privacy.reasonMissing */
export async function changePolicies(
  ledger: Ledger,
  workspace: Workspace,
  news: readonly Pick<RetentionPolicy, 'kind' | 'days' | 'reason'>[],
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<void> {
  for (const { kind, days, reason } of news) {
    const { minDays } = kindFacts[kind]
    if (days !== null && days < minDays) throw privacyErrors.tooShort({ kind, days: minDays })
    if (days !== null && reason.trim() === '') throw privacyErrors.reasonMissing({ kind })
  }
  await ledger.transaction(async (trx) => {
    await trx
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const before = await policiesOf(trx, workspace.id)
    const changed = news.filter(({ kind, days, reason }) => {
      const old = before.find((one) => one.kind === kind)
      return old?.days !== days || old.reason !== reason.trim()
    })
    for (const { kind, days, reason } of changed) {
      const row = { days, reason: reason.trim(), updated_at: workspace.clock.now() }
      await trx
        .insertInto('retention_policies')
        .values({ workspace_id: workspace.id, kind, ...row })
        .onConflict((conflict) => conflict.columns(['workspace_id', 'kind']).doUpdateSet(row))
        .execute()
    }
    if (changed.length === 0) return
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'retention.policy',
      subject: { kind: 'workspace', id: workspace.slug },
      detail: Object.fromEntries(changed.map(({ kind, days }) => [kind, days ?? 'for ever'])),
    })
  })
}
