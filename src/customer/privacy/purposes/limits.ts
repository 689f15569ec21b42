import type { Actor } from '../../../kit/api.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/types.ts'
import { privacyErrors } from '../errors.ts'
import { broughtBy, limitableSources, type Subject, sourceOf, subjectWords } from './subjects.ts'
import { type Use, usesOf } from './uses.ts'

/** An attribute, a kind of facts or a source that was collected for some purposes only. */
export interface PurposeLimit {
  subject: Subject
  purposes: string[]
  /** Why: what was said when it was collected. */
  reason: string
  decidedBy: string
  decidedAt: Date
}

export interface LimitDeps {
  ledger: Ledger
  warehouse: Warehouse
}

export async function limitsOf(db: Ledger['db'], workspaceId: number): Promise<PurposeLimit[]> {
  const rows = await db
    .selectFrom('purpose_limits')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('subject')
    .execute()
  return rows.map((row) => ({
    subject: row.subject,
    purposes: row.purposes,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  }))
}

/**
 * Which limits stand against a use: those on what it looks at, and those on sources that bring any of it.
 * @param brought what each limited source brings
 */
export function standingAgainst(
  limits: readonly PurposeLimit[],
  brought: ReadonlyMap<string, ReadonlySet<Subject>>,
  asked: ReadonlySet<Subject>,
  use: string,
): PurposeLimit[] {
  return limits.filter(({ subject, purposes }) => {
    if (purposes.includes(use)) return false
    if (asked.has(subject)) return true
    const source = sourceOf(subject)
    return source !== null && [...(brought.get(source) ?? [])].some((one) => asked.has(one))
  })
}

/** Those of the limits that stand against looking at these for this purpose, of many at once; little is asked where nothing is limited. */
export async function barredOfMany(
  deps: LimitDeps,
  workspaceId: number,
  many: readonly { subjects: ReadonlySet<Subject>; use: string }[],
): Promise<PurposeLimit[][]> {
  const limits = await limitsOf(deps.ledger.db, workspaceId)
  const sources = limits.flatMap(({ subject }) => sourceOf(subject) ?? [])
  const brought = await broughtBy(deps, workspaceId, sources)
  return many.map(({ subjects, use }) => standingAgainst(limits, brought, subjects, use))
}

/** @throws privacy.unknownUse, privacy.purposeLimited naming the first that may not be used */
export async function requireAllowed(
  deps: LimitDeps,
  workspaceId: number,
  subjects: Iterable<Subject>,
  use: string,
): Promise<void> {
  const { db } = deps.ledger
  await requireUse(db, workspaceId, use)
  const [barred] = await barredOfMany(deps, workspaceId, [{ subjects: new Set(subjects), use }])
  const first = barred?.[0]
  if (!first) return
  const words = wordsOf(await usesOf(db, workspaceId))
  const what = subjectWords(first.subject, await limitableSources(db, workspaceId))
  throw privacyErrors.purposeLimited({
    what: what.en,
    whatZh: what['zh-CN'],
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

/** @throws privacy.unknownUse */
export async function requireUse(db: Ledger['db'], workspaceId: number, use: string): Promise<void> {
  if (!(await usesOf(db, workspaceId)).some(({ id }) => id === use))
    throw privacyErrors.unknownUse({ purpose: use })
}

/** Sets what an attribute, a kind of facts or a source may be used for, or lifts the limit; written down with who did it and why. */
export async function changeLimit(
  ledger: Ledger,
  workspace: Workspace,
  change: { subject: Subject; purposes: readonly string[] | null; reason: string },
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<void> {
  const { subject, purposes, reason } = change
  for (const purpose of purposes ?? []) await requireUse(ledger.db, workspace.id, purpose)
  const source = sourceOf(subject)
  if (source !== null && !(await limitableSources(ledger.db, workspace.id)).has(source))
    throw commonErrors.notFound({ what: 'source', id: source })
  await ledger.transaction(async (trx) => {
    if (purposes === null)
      await trx
        .deleteFrom('purpose_limits')
        .where('workspace_id', '=', workspace.id)
        .where('subject', '=', subject)
        .execute()
    else {
      const row = {
        purposes: [...new Set(purposes)],
        reason,
        decided_by: `${actor.kind}:${actor.id}`,
        decided_at: workspace.clock.now(),
      }
      await trx
        .insertInto('purpose_limits')
        .values({ workspace_id: workspace.id, subject, ...row })
        .onConflict((conflict) => conflict.columns(['workspace_id', 'subject']).doUpdateSet(row))
        .execute()
    }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'privacy.purposes',
      subject: { kind: kindOf(subject), id: subject },
      detail: { purposes, why: reason },
    })
  })
}

function kindOf(subject: Subject): 'attribute' | 'facts' | 'source' {
  return sourceOf(subject) !== null ? 'source' : subject.startsWith('facts/') ? 'facts' : 'attribute'
}
