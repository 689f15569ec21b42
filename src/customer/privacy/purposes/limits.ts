import type { Actor } from '../../../kit/api.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { privacyErrors } from '../errors.ts'
import { type Use, usesOf } from './uses.ts'

/** An attribute that was collected for some purposes only. */
export interface PurposeLimit {
  attribute: string
  purposes: string[]
  /** Why: what was said when it was collected. */
  reason: string
  decidedBy: string
  decidedAt: Date
}

export async function limitsOf(db: Ledger['db'], workspaceId: number): Promise<PurposeLimit[]> {
  const rows = await db
    .selectFrom('attribute_purposes')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('attribute')
    .execute()
  return rows.map((row) => ({
    attribute: row.attribute,
    purposes: row.purposes,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  }))
}

/** Those of the attributes that may not be used for it. */
export async function barredFor(
  db: Ledger['db'],
  workspaceId: number,
  attributes: Iterable<string>,
  use: string,
): Promise<PurposeLimit[]> {
  const asked = new Set(attributes)
  if (asked.size === 0) return []
  const limits = await limitsOf(db, workspaceId)
  return limits.filter(({ attribute, purposes }) => asked.has(attribute) && !purposes.includes(use))
}

/** @throws privacy.unknownUse, privacy.purposeLimited naming the first that may not be used */
export async function requireAllowed(
  db: Ledger['db'],
  workspaceId: number,
  attributes: Iterable<string>,
  use: string,
): Promise<void> {
  await requireUse(db, workspaceId, use)
  const [first] = await barredFor(db, workspaceId, attributes, use)
  if (!first) return
  const words = wordsOf(await usesOf(db, workspaceId))
  throw privacyErrors.purposeLimited({
    attribute: first.attribute,
    allowed: words(first.purposes).en,
    allowedZh: words(first.purposes)['zh-CN'],
    asked: words([use]).en,
    askedZh: words([use])['zh-CN'],
    reason: first.reason,
  })
}

export function wordsOf(uses: readonly Use[]): (ids: readonly string[]) => Localized {
  return (ids) => {
    const labels = ids.map((id) => uses.find((use) => use.id === id)?.label ?? { en: id, 'zh-CN': id })
    return {
      en: labels.map(({ en }) => en.toLowerCase()).join(', '),
      'zh-CN': labels.map((label) => label['zh-CN']).join('、'),
    }
  }
}

async function requireUse(db: Ledger['db'], workspaceId: number, use: string): Promise<void> {
  if (!(await usesOf(db, workspaceId)).some(({ id }) => id === use))
    throw privacyErrors.unknownUse({ purpose: use })
}

/** Sets what an attribute may be used for, or lifts the limit; written down with who did it and why. */
export async function changeLimit(
  ledger: Ledger,
  workspace: Workspace,
  change: { attribute: string; purposes: readonly string[] | null; reason: string },
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<void> {
  const { attribute, purposes, reason } = change
  for (const purpose of purposes ?? []) await requireUse(ledger.db, workspace.id, purpose)
  await ledger.transaction(async (trx) => {
    if (purposes === null)
      await trx
        .deleteFrom('attribute_purposes')
        .where('workspace_id', '=', workspace.id)
        .where('attribute', '=', attribute)
        .execute()
    else {
      const row = {
        purposes: [...new Set(purposes)],
        reason,
        decided_by: `${actor.kind}:${actor.id}`,
        decided_at: workspace.clock.now(),
      }
      await trx
        .insertInto('attribute_purposes')
        .values({ workspace_id: workspace.id, attribute, ...row })
        .onConflict((conflict) => conflict.columns(['workspace_id', 'attribute']).doUpdateSet(row))
        .execute()
    }
    await trx
      .insertInto('audit_log')
      .values({
        workspace_id: workspace.id,
        actor_kind: actor.kind,
        actor_id: actor.id,
        action: 'privacy.purposes',
        subject_kind: 'attribute',
        subject_id: attribute,
        detail: { purposes, why: reason },
      })
      .execute()
  })
}
