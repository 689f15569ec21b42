import { type ProportionInterval, proportionInterval } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import { currentOf, keysOfCustomer, namesOf } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { caseShape, customerRecovery } from './api.ts'
import type { RecoveryDeps } from './deps.ts'
import { caseErrors } from './errors.ts'
import { situationOf } from './handling/change.ts'
import { type Prepared, prepareRemedy } from './prepare.ts'
import { type Listed, listed, membersOf, rowOf } from './row.ts'
import { recoveryOf, type Tier } from './settings.ts'
import { tiersOf } from './situation.ts'

/** @throws case.notFound */
export async function caseOf(
  deps: RecoveryDeps,
  workspace: Workspace,
  id: string,
  actor: Actor,
): Promise<z.input<typeof caseShape>> {
  const { ledger } = deps
  const { rows } =
    await sql<Listed>`SELECT ${listed} WHERE c.workspace_id = ${workspace.id} AND c.id = ${id}`.execute(
      ledger.db,
    )
  const [row] = rows
  if (!row) throw caseErrors.notFound({ id })
  const [vault, settings, remedies, steps] = await Promise.all([
    deps.vaultOf(workspace.id),
    recoveryOf(ledger, workspace),
    ledger.db
      .selectFrom('case_remedies')
      .selectAll()
      .where('case_id', '=', id)
      .orderBy('proposed_at')
      .orderBy('id')
      .execute(),
    ledger.db.selectFrom('case_steps').selectAll().where('case_id', '=', id).orderBy('id').execute(),
  ])
  const key = Number(row.person_key)
  const current = await currentOf(ledger.db, [key])
  const names = await namesOf(ledger, [
    ...steps.map(({ by }) => by),
    ...remedies.flatMap((one) => [one.proposed_by, one.decided_by ?? '']),
    row.coded_by,
    ...[row.owner, row.escalated_to, ...steps.map(({ detail }) => detail.to ?? null)].map(
      (id) => `user:${id ?? ''}`,
    ),
  ])
  const named = (detail: (typeof steps)[number]['detail']) =>
    typeof detail.to === 'string' ? { ...detail, to: names.get(`user:${detail.to}`) ?? '' } : detail
  const nameOf = (who: string | null) => (who === null ? null : (names.get(who) ?? null))
  const prepared = prepareRemedy(settings, situationOf(row))
  const isStandard = row.arm === 'standard'
  const meant = isStandard ? { ...prepared, remedy: prepared.standard } : prepared
  const reactions = await reactionsOf(ledger, workspace)
  return {
    ...rowOf(row, { current, names, now: workspace.clock.now() }),
    words: vault.decrypt(row.words),
    sentiment: row.sentiment as -1 | 0 | 1,
    codedBy: row.coded_by === 'model' ? null : (nameOf(row.coded_by) ?? row.coded_by),
    origin:
      row.origin_kind === null || row.origin_id === null
        ? null
        : { kind: row.origin_kind, id: row.origin_id },
    ...{ arm: row.arm, round: row.round, satisfaction: row.satisfaction, currency: workspace.currency },
    prepared: preparedView(meant, settings.approveFromMinor, reactions, row.severity, row.tier),
    fitting: prepared.fitting.filter((one) => !isStandard || one.isStandard),
    remedies: remedies.map((one) => ({
      ...{
        id: one.id,
        label: one.label,
        costMinor: Number(one.cost_minor),
        state: one.state,
        round: one.round,
      },
      ...{ isPrepared: one.is_prepared, isMine: one.proposed_by === `${actor.kind}:${actor.id}` },
      ...{ proposedBy: nameOf(one.proposed_by), proposedAt: one.proposed_at.toISOString() },
      ...{ decidedBy: nameOf(one.decided_by), givenAt: one.given_at?.toISOString() ?? null },
    })),
    steps: steps.map((step) => ({
      ...{
        what: step.what,
        detail: named(step.detail),
        note: step.note === null ? null : vault.decrypt(step.note),
      },
      ...{ by: nameOf(step.by), at: step.at.toISOString() },
    })),
  }
}

type Reactions = ReadonlyMap<string, { recovered: number; cases: number }>
const reactionKey = (remedy: string, severity: number, tier: Tier | null) =>
  `${remedy} ${severity} ${tier ?? 'middle'}`

/** How closed cases ended, by the remedy given, severity and tier. */
async function reactionsOf(ledger: Ledger, workspace: Workspace): Promise<Reactions> {
  const { rows } = await sql<{
    remedy: string
    severity: number
    tier: Tier
    recovered: string
    cases: string
  }>`
    SELECT r.remedy, c.severity, coalesce(c.tier, 'middle') AS tier,
      count(*) FILTER (WHERE c.outcome = 'recovered') AS recovered, count(*) AS cases
    FROM cases c JOIN case_remedies r ON r.case_id = c.id AND r.round = c.round AND r.state = 'given'
    WHERE c.workspace_id = ${workspace.id} AND c.outcome IN ('recovered', 'lost')
    GROUP BY r.remedy, c.severity, coalesce(c.tier, 'middle')`.execute(ledger.db)
  return new Map(
    rows.map((row) => [
      reactionKey(row.remedy, row.severity, row.tier),
      { recovered: Number(row.recovered), cases: Number(row.cases) },
    ]),
  )
}

function preparedView(
  { remedy, by, channel }: Prepared,
  approveFromMinor: number,
  reactions: Reactions,
  severity: number,
  tier: Tier | null,
) {
  const seen = reactions.get(reactionKey(remedy.id, severity, tier)) ?? { recovered: 0, cases: 0 }
  const interval: ProportionInterval | null = proportionInterval(seen.recovered, seen.cases)
  return {
    ...{ remedy, by, channel, needsApproval: remedy.costMinor >= approveFromMinor },
    reaction: { ...seen, lo: interval?.lo ?? null, hi: interval?.hi ?? null },
  }
}

/** @throws case.unknownCustomer */
export async function recoveryOfCustomer(
  deps: RecoveryDeps,
  workspace: Workspace,
  customer: string,
): Promise<z.input<typeof customerRecovery.response>> {
  const { ledger } = deps
  const keys = await keysOfCustomer(ledger.db, workspace, customer)
  if (keys === null) throw caseErrors.unknownCustomer({ customer })
  const person = (await currentOf(ledger.db, [Number(customer)])).get(Number(customer)) ?? Number(customer)
  const [settings, found, reactions, { rows }] = await Promise.all([
    recoveryOf(ledger, workspace),
    tiersOf(deps, workspace, [person]),
    reactionsOf(ledger, workspace),
    sql<Listed>`SELECT ${listed} WHERE c.workspace_id = ${workspace.id} AND c.person_key = ANY(${keys}::bigint[])
      ORDER BY c.received_at DESC, c.id LIMIT 20`.execute(ledger.db),
  ])
  const tier = found.get(person) ?? null
  const names = await membersOf(ledger, rows)
  const now = workspace.clock.now()
  return {
    ...{ tier, currency: workspace.currency },
    prepared: [1, 2, 3, 4].map((severity) => {
      // Before anything happened there is no topic yet: what fits every topic is what can be said now.
      const prepared = prepareRemedy(settings, { topics: [], severity, tier })
      return { severity, ...preparedView(prepared, settings.approveFromMinor, reactions, severity, tier) }
    }),
    cases: rows.map((row) =>
      rowOf(row, { current: new Map([[Number(row.person_key), person]]), names, now }),
    ),
  }
}
