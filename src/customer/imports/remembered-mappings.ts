import { createHash } from 'node:crypto'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { type Mapping, mappingSchema } from '../mapping/mapping.schema.ts'

const headerHash = (header: readonly string[]) => createHash('sha256').update(JSON.stringify(header)).digest()

/** The next file with the same columns starts from this mapping. */
export async function rememberMapping(
  ledger: Ledger,
  workspace: Workspace,
  header: readonly string[],
  mapping: Mapping,
): Promise<void> {
  const values = { mapping: JSON.stringify(mapping), used_at: workspace.clock.now() }
  await ledger.db
    .insertInto('mappings')
    .values({ workspace_id: workspace.id, header_hash: headerHash(header), ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'header_hash']).doUpdateSet(values))
    .execute()
}

/** The mapping last used for a file with these columns; null where there is none that still fits. */
export async function recallMapping(
  ledger: Ledger,
  workspaceId: number,
  header: readonly string[],
): Promise<Mapping | null> {
  const row = await ledger.db
    .selectFrom('mappings')
    .select('mapping')
    .where('workspace_id', '=', workspaceId)
    .where('header_hash', '=', headerHash(header))
    .executeTakeFirst()
  const parsed = mappingSchema.safeParse(row?.mapping)
  return parsed.success ? parsed.data : null
}
