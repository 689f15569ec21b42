import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** Identifiers that may say two records are one person; what else agrees (a name, a birthday) is too common. */
export const stitchingKinds = ['unionid', 'card', 'openid', 'email', 'phone', 'device'] as const
export type StitchingKind = (typeof stitchingKinds)[number]

export const identityRule = z.object({
  kind: z.enum(stitchingKinds),
  on: z.boolean(),
  mostPeople: z
    .int()
    .min(2)
    .max(20)
    .describe(
      'A value that more people of one system carry than this (a shop telephone) says nothing and is left alone',
    ),
})
export type IdentityRule = z.output<typeof identityRule>

/** In the order they are asked: what names one person most surely comes first. */
export const identityRules = z
  .array(identityRule)
  .max(stitchingKinds.length)
  .refine((rules) => new Set(rules.map((rule) => rule.kind)).size === rules.length, {
    message: 'each kind may stand once',
  })

const defaults: readonly IdentityRule[] = [
  { kind: 'unionid', on: true, mostPeople: 2 },
  { kind: 'card', on: true, mostPeople: 2 },
  { kind: 'openid', on: true, mostPeople: 2 },
  { kind: 'email', on: true, mostPeople: 2 },
  { kind: 'phone', on: true, mostPeople: 3 },
  { kind: 'device', on: false, mostPeople: 3 },
]

export async function rulesOf(ledger: Ledger, workspace: Workspace): Promise<IdentityRule[]> {
  const row = await ledger.db
    .selectFrom('identity_rules')
    .select('rules')
    .where('workspace_id', '=', workspace.id)
    .executeTakeFirst()
  return row ? identityRules.parse(row.rules) : [...defaults]
}

/** @param also whether names can be searched, and from where likeness is proposed; as it was, where absent */
export async function keepRules(
  ledger: Ledger,
  workspace: Workspace,
  rules: readonly IdentityRule[],
  also: { nameSearch?: boolean | undefined; likenessThreshold?: number | undefined } = {},
): Promise<void> {
  const values = {
    rules: JSON.stringify(rules),
    updated_at: workspace.clock.now(),
    ...(also.nameSearch === undefined ? {} : { name_search: also.nameSearch }),
    ...(also.likenessThreshold === undefined ? {} : { likeness_threshold: also.likenessThreshold }),
  }
  await ledger.db
    .insertInto('identity_rules')
    .values({ workspace_id: workspace.id, ...values })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet(values))
    .execute()
}

/** What else of identity the workspace has set. */
export async function identitySettings(
  ledger: Ledger,
  workspaceId: number,
): Promise<{ nameSearch: boolean; likenessThreshold: number }> {
  const row = await ledger.db
    .selectFrom('identity_rules')
    .select(['name_search', 'likeness_threshold'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return { nameSearch: row?.name_search ?? true, likenessThreshold: row?.likeness_threshold ?? 0.9 }
}
