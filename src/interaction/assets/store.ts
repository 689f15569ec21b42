import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { brandOf } from '../../kit/brand.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { interactionErrors } from '../errors.ts'
import type { AssetView } from './api.ts'
import { sniffPicture } from './sniff.ts'

/** What a workspace may keep. */
export const quotaBytes = 200 * 1024 ** 2
/** Beyond it a mail program runs out of memory before the reader sees anything. */
const longestSidePx = 4_000

export type AssetUse = AssetView['uses'][number]
/** Where rooms above use pictures, by hash. */
export type AssetUses = (workspace: Workspace) => Promise<ReadonlyMap<string, AssetUse[]>>

export interface AssetDeps {
  ledger: Ledger
  assetUses: AssetUses
}

const shownColumns = ['hash', 'kind', 'name', 'alt', 'width', 'height', 'bytes', 'added_at'] as const

/** Pictures, newest first, without their bytes. */
export async function assetsOf(deps: AssetDeps, workspace: Workspace): Promise<AssetView[]> {
  const [rows, uses] = await Promise.all([
    deps.ledger.db
      .selectFrom('assets')
      .select(shownColumns)
      .where('workspace_id', '=', workspace.id)
      .orderBy('added_at', 'desc')
      .orderBy('hash')
      .execute(),
    allUses(deps, workspace),
  ])
  return rows.map(({ hash, kind, added_at, ...row }) => ({
    ...row,
    kind,
    id: hash,
    path: `/a/${hash}.${kind}`,
    addedAt: added_at.toISOString(),
    uses: uses.get(hash) ?? [],
  }))
}

async function allUses({ assetUses }: AssetDeps, workspace: Workspace): Promise<Map<string, AssetUse[]>> {
  const uses = new Map(await assetUses(workspace))
  const logo = brandOf(workspace).logo?.path.slice(3, 35)
  if (logo) uses.set(logo, [...(uses.get(logo) ?? []), { kind: 'brand', id: 'brand', name: '' }])
  return uses
}

/**
 * Keeps a picture under the hash of its bytes.
 * @throws interaction.noPicture, pictureSize, pictureQuota
 */
export async function addPicture(
  deps: AssetDeps,
  workspace: Workspace,
  file: { name: string; alt: string; content: Buffer },
  by: Actor,
): Promise<AssetView> {
  const picture = sniffPicture(file.content)
  if (!picture) throw interactionErrors.noPicture({})
  const { width, height } = picture
  if (Math.max(width, height) > longestSidePx)
    throw interactionErrors.pictureSize({ width, height, most: longestSidePx })
  const hash = createHash('sha256').update(file.content).digest('hex').slice(0, 32)
  await deps.ledger.transaction(async (trx) => {
    const used = await usedBytes(trx, workspace.id)
    if (used + file.content.length > quotaBytes)
      throw interactionErrors.pictureQuota({ mebibytes: quotaBytes / 1024 ** 2 })
    await trx
      .insertInto('assets')
      .values({
        ...{ workspace_id: workspace.id, hash, ...picture, content: file.content, alt: file.alt },
        name:
          file.name
            .replace(/[\p{Cc}/\\]+/gu, ' ')
            .trim()
            .slice(0, 120) || `${hash}.${picture.kind}`,
        bytes: file.content.length,
        added_at: workspace.clock.now(),
        added_by: by.id,
      })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'hash']).doUpdateSet({ alt: file.alt }))
      .execute()
    await audit(trx, workspace, by, 'asset.add', hash)
  })
  return asset(deps, workspace, hash)
}

async function usedBytes(trx: Transaction<LedgerSchema>, workspaceId: number): Promise<number> {
  // Two uploads at once must not both take the last place.
  await sql`SELECT 1 FROM workspaces WHERE id = ${workspaceId} FOR UPDATE`.execute(trx)
  const row = await trx
    .selectFrom('assets')
    .select(({ fn }) => fn.sum<string | null>('bytes').as('bytes'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** @throws common.notFound */
async function asset(deps: AssetDeps, workspace: Workspace, id: string): Promise<AssetView> {
  const found = (await assetsOf(deps, workspace)).find((each) => each.id === id)
  if (!found) throw commonErrors.notFound({ what: 'picture', id })
  return found
}

/** @throws common.notFound */
export async function describePicture(
  deps: AssetDeps,
  workspace: Workspace,
  id: string,
  alt: string,
  by: Actor,
): Promise<AssetView> {
  await deps.ledger.transaction(async (trx) => {
    await trx
      .updateTable('assets')
      .set({ alt })
      .where('workspace_id', '=', workspace.id)
      .where('hash', '=', id)
      .execute()
    await audit(trx, workspace, by, 'asset.update', id)
  })
  return asset(deps, workspace, id)
}

/** @throws common.notFound, interaction.pictureInUse */
export async function deletePicture(
  deps: AssetDeps,
  workspace: Workspace,
  id: string,
  by: Actor,
): Promise<void> {
  const { name, uses } = await asset(deps, workspace, id)
  if (uses.length > 0)
    throw interactionErrors.pictureInUse({ name, by: uses.map((use) => use.name || use.kind).join(', ') })
  await deps.ledger.transaction(async (trx) => {
    await trx.deleteFrom('assets').where('workspace_id', '=', workspace.id).where('hash', '=', id).execute()
    await audit(trx, workspace, by, 'asset.delete', id)
  })
}

/** The bytes, for whoever knows their address. */
export async function pictureContent(ledger: Ledger, hash: string, kind: string): Promise<Buffer | null> {
  const row = await ledger.db
    .selectFrom('assets')
    .select(['content', 'kind'])
    .where('hash', '=', hash)
    .limit(1)
    .executeTakeFirst()
  return row?.kind === kind ? row.content : null
}

function audit(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actor: Actor,
  action: string,
  id: string,
) {
  return writeAudit(trx, { workspaceId: workspace.id, actor, action, subject: { kind: 'asset', id } })
}
