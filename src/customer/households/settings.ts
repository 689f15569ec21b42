import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

export const householdSettings = z.object({
  surname: z.boolean().default(true).describe('The same home and the same surname'),
  contact: z.boolean().default(true).describe('The same home and a shared telephone, e-mail or card'),
  addressAlone: z.boolean().default(false).describe('The same home is enough'),
  mostPeople: z
    .int()
    .min(2)
    .max(20)
    .default(8)
    .describe('A home with more people (a dormitory) is left alone'),
  automatic: z
    .boolean()
    .default(false)
    .describe('What is found is a household at once, without being asked about'),
})
export type HouseholdSettings = z.output<typeof householdSettings>

export async function settingsOf(ledger: Ledger, workspaceId: number): Promise<HouseholdSettings> {
  const row = await ledger.db
    .selectFrom('household_settings')
    .select('settings')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return householdSettings.parse(row?.settings ?? {})
}

export async function keepSettings(
  ledger: Ledger,
  workspace: Workspace,
  settings: HouseholdSettings,
): Promise<void> {
  const values = { settings: JSON.stringify(settings), updated_at: workspace.clock.now() }
  await ledger.db
    .insertInto('household_settings')
    .values({ workspace_id: workspace.id, ...values })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet(values))
    .execute()
}
