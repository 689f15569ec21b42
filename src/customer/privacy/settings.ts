import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'

/** How a workspace handles what customers ask for. What is not set keeps its default. */
export const privacySettings = z.object({
  orders: z
    .enum(['anonymise', 'delete'])
    .default('anonymise')
    .describe('Orders of an erased customer: keep their sums without a customer, or delete them'),
  waitingDays: z.int().min(0).max(30).default(3).describe('Days an approved erasure can still be cancelled'),
  twoPersons: z
    .boolean()
    .default(false)
    .describe('Whoever receives a request for erasure or correction may not approve it'),
  respondWithin: z
    .enum(['fifteen_working_days', 'one_month'])
    .default('fifteen_working_days')
    .describe('Until when a request is due: PIPL practice, or the GDPR'),
  copyDays: z
    .int()
    .min(1)
    .max(30)
    .default(7)
    .describe('Days the copy of an access request can be downloaded'),
  smallestCell: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Reports say nothing of fewer people than this to roles that may not see identifiers'),
})
export type PrivacySettings = z.output<typeof privacySettings>

export async function settingsOf(db: Ledger['db'], workspaceId: number): Promise<PrivacySettings> {
  const row = await db
    .selectFrom('privacy_settings')
    .select('settings')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return privacySettings.parse(row?.settings ?? {})
}

/** Replaces the settings, and writes down what changed and who did it. */
export async function changeSettings(
  ledger: Ledger,
  workspace: Workspace,
  settings: PrivacySettings,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    // Two who change it at once follow each other.
    await trx
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const before = await settingsOf(trx, workspace.id)
    const row = { settings: JSON.stringify(settings), updated_at: workspace.clock.now() }
    await trx
      .insertInto('privacy_settings')
      .values({ workspace_id: workspace.id, ...row })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
      .execute()
    const changed = Object.entries(settings).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof PrivacySettings]),
    )
    if (changed.length === 0) return
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'privacy.settings',
      subject: { kind: 'workspace', id: workspace.slug },
      detail: Object.fromEntries(changed),
    })
  })
}
