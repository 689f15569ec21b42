import type { Actor } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type AuditEntry, writeAudit } from '../../stores/ledger/index.ts'
import { identityErrors } from './errors.ts'
import { maskIdentifier, normaliseIdentifier, phoneCountry } from './normalise.ts'
import type { IdentityDeps } from './review.ts'
import { type StitchingKind, stitchingKinds } from './rules.ts'

export interface Block {
  id: string
  kind: StitchingKind
  masked: string
  createdAt: string
}

export async function listBlocked(deps: IdentityDeps, workspace: Workspace): Promise<Block[]> {
  const vault = await deps.vaultOf(workspace.id)
  const rows = await deps.ledger.db
    .selectFrom('identity_blocks')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, kind, ciphertext, created_at }) => {
    const known = stitchingKinds.find((each) => each === kind)
    if (known === undefined) return []
    const masked = maskIdentifier(known, vault.decrypt(ciphertext))
    return [{ id, kind: known, masked, createdAt: created_at.toISOString() }]
  })
}

/** Blocked again, a value stays blocked once. @throws identity.unusableValue */
export async function block(
  deps: IdentityDeps,
  workspace: Workspace,
  entry: { kind: StitchingKind; value: string },
  actor: Actor,
): Promise<Block> {
  const { kind, value } = entry
  const normalised = normaliseIdentifier(kind, value, phoneCountry(workspace))
  if (normalised === null) throw identityErrors.unusableValue({ kind })
  const vault = await deps.vaultOf(workspace.id)
  return deps.ledger.transaction(async (trx) => {
    const row = await trx
      .insertInto('identity_blocks')
      .values({
        id: newId(),
        workspace_id: workspace.id,
        kind,
        blind_index: vault.blindIndex(kind, normalised),
        ciphertext: vault.encrypt(normalised),
        created_at: workspace.clock.now(),
        created_by: actor.id,
      })
      .onConflict((oc) =>
        oc.columns(['workspace_id', 'kind', 'blind_index']).doUpdateSet((eb) => ({
          created_by: eb.ref('identity_blocks.created_by'),
        })),
      )
      .returning(['id', 'created_at'])
      .executeTakeFirstOrThrow()
    await writeAudit(trx, auditOf(workspace, actor, 'identity.block', row.id, { kind }))
    return {
      id: row.id,
      kind,
      masked: maskIdentifier(kind, normalised),
      createdAt: row.created_at.toISOString(),
    }
  })
}

export async function unblock(
  deps: IdentityDeps,
  workspace: Workspace,
  id: string,
  actor: Actor,
): Promise<boolean> {
  return deps.ledger.transaction(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('identity_blocks')
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await writeAudit(trx, auditOf(workspace, actor, 'identity.unblock', id, {}))
    return true
  })
}

export function auditOf(
  workspace: Workspace,
  actor: Actor,
  action: string,
  id: string,
  detail: Record<string, unknown>,
): AuditEntry {
  return { workspaceId: workspace.id, actor, action, subject: { kind: 'identity', id }, detail }
}
