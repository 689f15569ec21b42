import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { holdingSettings } from './api.ts'

type Settings = z.output<typeof holdingSettings>

export async function holdingSettingsOf(ledger: Ledger, workspaceId: number): Promise<Settings> {
  const row = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  const read = holdingSettings.safeParse((row?.settings as { holdings?: unknown } | undefined)?.holdings)
  return read.success ? read.data : { attributes: [] }
}

export async function saveHoldingSettings(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  input: Settings,
): Promise<Settings> {
  const holdings = { attributes: [...new Set(input.attributes)] }
  await ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    await trx
      .updateTable('workspaces')
      .set({ settings: { ...row.settings, holdings } })
      .where('id', '=', workspace.id)
      .execute()
    await trx
      .insertInto('audit_log')
      .values({
        workspace_id: workspace.id,
        actor_kind: actor.kind,
        actor_id: actor.id,
        action: 'holdings.settings',
        subject_kind: 'workspace',
        subject_id: workspace.slug,
        detail: holdings,
      })
      .execute()
  })
  return holdings
}
