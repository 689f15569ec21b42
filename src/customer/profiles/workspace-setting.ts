import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'

/** One part of a workspace's settings, by name; what cannot be read counts as absent. */
export interface StoredSetting<T> {
  name: string
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } }
  absent: T
}

export async function readSetting<T>(
  ledger: Ledger,
  workspaceId: number,
  { name, schema, absent }: StoredSetting<T>,
): Promise<T> {
  const row = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  const read = schema.safeParse((row?.settings as Record<string, unknown> | undefined)?.[name])
  return read.success ? read.data : absent
}

/** Replaces it and writes down who did. */
export async function saveSetting<T extends object>(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  { name }: StoredSetting<T>,
  value: T,
  action: string,
): Promise<T> {
  await ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    await trx
      .updateTable('workspaces')
      .set({ settings: { ...row.settings, [name]: value } })
      .where('id', '=', workspace.id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action,
      subject: { kind: 'workspace', id: workspace.slug },
      detail: { ...value } as Record<string, unknown>,
    })
  })
  return value
}
