import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { consentErrors } from './errors.ts'
import { allChannels, allowedByDefault, channelsOf, type Purpose, standardPurposes } from './purposes.ts'

export const customPurpose = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/),
  label: localized.extend({ en: z.string().min(1).max(80), 'zh-CN': z.string().min(1).max(80) }),
  perChannel: z.boolean(),
})
export type CustomPurpose = z.output<typeof customPurpose>

/** What holds where nobody has said anything. */
export interface ConsentPolicy {
  purposes: readonly Purpose[]
  /** Whether people without a record may be contacted. */
  allowsUnrecorded(purpose: string, channel: string): boolean
  /** Whether a yes holds only once the customer has confirmed it by mail. */
  needsConfirmation(purpose: string, channel: string): boolean
  /** Null while the workspace has never changed it. */
  updatedAt: Date | null
}

type Reader = Ledger['db'] | Transaction<LedgerSchema>

const cell = (purpose: string, channel: string) => `${purpose}/${channel}`

export async function policyOf(db: Reader, workspaceId: number): Promise<ConsentPolicy> {
  const row = await db
    .selectFrom('consent_policies')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  const custom = row ? z.array(customPurpose).parse(row.purposes) : []
  return {
    purposes: [...standardPurposes, ...custom.map((purpose) => ({ ...purpose, custom: true }))],
    allowsUnrecorded: (purpose, channel) =>
      row?.unrecorded[cell(purpose, channel)] ?? allowedByDefault(purpose),
    needsConfirmation: (purpose, channel) => row?.confirmed.includes(cell(purpose, channel)) ?? false,
    updatedAt: row?.updated_at ?? null,
  }
}

/** @throws consent.unknownPurpose, consent.unknownChannel */
export function requireCell(policy: ConsentPolicy, purpose: string, channel: string): void {
  const known = policy.purposes.find(({ id }) => id === purpose)
  if (!known) throw consentErrors.unknownPurpose({ purpose })
  if (channel !== allChannels && !channelsOf(known).includes(channel))
    throw consentErrors.unknownChannel({ purpose, channel })
}

/** A mailbox shows who reads it: enough for e-mail, and for what is asked once for all channels. */
export function isAskedByMail(policy: ConsentPolicy, purpose: string, channel: string): boolean {
  const perChannel = policy.purposes.find(({ id }) => id === purpose)?.perChannel ?? true
  return channel === (perChannel ? 'email' : allChannels)
}

export interface PolicyChange {
  customPurposes: readonly CustomPurpose[]
  unrecorded: readonly { purpose: string; channel: string; allowed: boolean }[]
  /** Cells confirmed by mail; as before where left out. */
  confirmed?: readonly { purpose: string; channel: string }[] | undefined
}

/**
 * Replaces the policy, and writes down who did. Cells left out keep what they had; the next message obeys the new one.
 * @throws consent.purposeTaken, consent.purposeInUse, consent.unknownPurpose, consent.unknownChannel
 */
export async function changePolicy(
  ledger: Ledger,
  workspace: Workspace,
  change: PolicyChange,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<void> {
  const ids = [...standardPurposes, ...change.customPurposes].map(({ id }) => id)
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw consentErrors.purposeTaken({ id: twice })
  await ledger.transaction(async (trx) => {
    // Two who change it at once follow each other, so that neither is lost unseen.
    await trx
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const before = await policyOf(trx, workspace.id)
    await requireUnused(
      trx,
      workspace.id,
      before.purposes.map(({ id }) => id).filter((id) => !ids.includes(id)),
    )
    const purposes = [
      ...standardPurposes,
      ...change.customPurposes.map((purpose) => ({ ...purpose, custom: true })),
    ]
    const after: ConsentPolicy = { ...before, purposes }
    for (const { purpose, channel } of change.unrecorded) requireCell(after, purpose, channel)
    const given = new Map(change.unrecorded.map((each) => [cell(each.purpose, each.channel), each.allowed]))
    const cells = purposes.flatMap((purpose) =>
      channelsOf(purpose).map((channel) => ({
        name: cell(purpose.id, channel),
        purpose: purpose.id,
        channel,
        was: before.allowsUnrecorded(purpose.id, channel),
      })),
    )
    const unrecorded = Object.fromEntries(cells.map(({ name, was }) => [name, given.get(name) ?? was]))
    const wasConfirmed = cells
      .filter(({ purpose, channel }) => before.needsConfirmation(purpose, channel))
      .map(({ name }) => name)
    for (const { purpose, channel } of change.confirmed ?? []) {
      requireCell(after, purpose, channel)
      if (!isAskedByMail(after, purpose, channel)) throw consentErrors.notByMail({ channel })
    }
    const confirmed = change.confirmed?.map(({ purpose, channel }) => cell(purpose, channel)) ?? wasConfirmed
    const row = {
      confirmed: JSON.stringify(confirmed),
      purposes: JSON.stringify(change.customPurposes),
      unrecorded: JSON.stringify(unrecorded),
      updated_at: workspace.clock.now(),
    }
    await trx
      .insertInto('consent_policies')
      .values({ workspace_id: workspace.id, ...row })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
      .execute()
    const changed = cells.filter(({ name, was }) => unrecorded[name] !== was)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'consent.policy',
      subject: { kind: 'consent_policy', id: workspace.slug },
      detail: {
        unrecorded: Object.fromEntries(changed.map(({ name }) => [name, unrecorded[name]])),
        purposes: change.customPurposes.map(({ id }) => id),
        ...(change.confirmed ? { confirmed } : {}),
      },
    })
  })
}

/** @throws consent.purposeInUse */
async function requireUnused(trx: Transaction<LedgerSchema>, workspaceId: number, removed: string[]) {
  for (const id of removed) {
    for (const table of ['consents', 'consent_texts'] as const) {
      const used = await trx
        .selectFrom(table)
        .select('purpose')
        .where('workspace_id', '=', workspaceId)
        .where('purpose', '=', id)
        .limit(1)
        .executeTakeFirst()
      if (used) throw consentErrors.purposeInUse({ id })
    }
  }
}
