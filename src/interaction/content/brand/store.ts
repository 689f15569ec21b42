import { sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { type BrandSettings, brandOf, brandShape, unreadablePairs } from '../../../kit/brand.ts'
import { readableContrast } from '../../../kit/colour.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import { interactionErrors } from '../../errors.ts'

const shownVersions = 50

/** The brand in use, and what it was before. */
export async function brandWithVersions(ledger: Ledger, workspace: Workspace) {
  const rows = await ledger.db
    .selectFrom('brand_versions')
    .select(['version', 'brand', 'saved_at', 'saved_by'])
    .where('workspace_id', '=', workspace.id)
    .orderBy('version', 'desc')
    .limit(shownVersions)
    .execute()
  const versions = rows.map((row) => ({
    version: row.version,
    savedAt: row.saved_at.toISOString(),
    savedBy: row.saved_by,
    brand: brandShape.parse(row.brand),
  }))
  const { version, ...brand } = brandOf(workspace)
  return { brand: versions[0]?.brand ?? brand, version: versions[0]?.version ?? version, versions }
}

/** @throws interaction.brandContrast where what people must read could not be; interaction.brandChanged */
export async function saveBrandVersion(
  ledger: Ledger,
  workspace: Workspace,
  input: { brand: BrandSettings; after: number },
  by: Actor,
): Promise<void> {
  const [unreadable] = unreadablePairs(input.brand)
  if (unreadable)
    throw interactionErrors.brandContrast({
      pair: unreadable.pair,
      ratio: Math.floor(unreadable.ratio * 100) / 100,
      least: readableContrast,
    })
  await ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const newest = await trx
      .selectFrom('brand_versions')
      .select(({ fn }) => fn.max('version').as('version'))
      .where('workspace_id', '=', workspace.id)
      .executeTakeFirst()
    const before = newest?.version ?? 0
    if (before !== input.after) throw interactionErrors.brandChanged({})
    const version = before + 1
    await trx
      .insertInto('brand_versions')
      .values({
        ...{ workspace_id: workspace.id, version, brand: JSON.stringify(input.brand) },
        saved_at: workspace.clock.now(),
        saved_by: by.id,
      })
      .execute()
    await trx
      .updateTable('workspaces')
      .set({ settings: { ...row.settings, brand: { ...input.brand, version } } })
      .where('id', '=', workspace.id)
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor: by, action: 'brand.update' },
      subject: { kind: 'brand', id: String(version) },
    })
  })
}

/** @throws common.notFound where the logo is no picture of this workspace */
export async function assertOwnLogo(
  ledger: Ledger,
  workspace: Workspace,
  { logo }: BrandSettings,
): Promise<void> {
  if (!logo) return
  const { rows } = await sql`
    SELECT 1 FROM assets WHERE workspace_id = ${workspace.id} AND '/a/' || hash || '.' || kind = ${logo.path}
      AND width = ${logo.width} AND height = ${logo.height}`.execute(ledger.db)
  if (rows.length === 0) throw commonErrors.notFound({ what: 'picture', id: logo.path })
}
