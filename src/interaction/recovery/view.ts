import { type ProportionInterval, proportionInterval } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import { currentOf, keysOfCustomer, namesOf } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { caseRow, caseShape, customerRecovery, listCases } from './api.ts'
import type { RecoveryDeps } from './deps.ts'
import { caseErrors } from './errors.ts'
import { type Prepared, prepareRemedy } from './prepare.ts'
import { recoveryOf, type Tier } from './settings.ts'
import { tiersOf } from './situation.ts'
import { type CaseRow, type RemedyRow, situationOf } from './work/change.ts'

type Row = z.input<typeof caseRow>
type Listed = CaseRow & { remedy_label: string | null; remedy_state: RemedyRow['state'] | null }

/** The columns of a case with its newest remedy of the round. */
const listed = sql`c.*, r.label AS remedy_label, r.state AS remedy_state FROM cases c
  LEFT JOIN LATERAL (SELECT label, state FROM case_remedies WHERE case_id = c.id AND round = c.round
    ORDER BY (state IN ('waiting', 'ready', 'given')) DESC, proposed_at DESC, id DESC LIMIT 1) r ON true`

export async function casesPage(
  ledger: Ledger,
  workspace: Workspace,
  query: z.output<NonNullable<typeof listCases.query>>,
): Promise<{ items: Row[]; nextCursor: string | null; total: number }> {
  const now = workspace.clock.now()
  const keys = query.customer ? ((await keysOfCustomer(ledger.db, workspace, query.customer)) ?? []) : null
  const state = {
    open: sql`c.closed_at IS NULL`,
    late: sql`c.closed_at IS NULL AND c.answered_at IS NULL AND c.due_at < ${now}`,
    waiting: sql`c.closed_at IS NULL AND EXISTS (SELECT FROM case_remedies w WHERE w.case_id = c.id AND w.state = 'waiting')`,
    closed: sql`c.closed_at IS NOT NULL`,
  }[query.state]
  const where = sql`c.workspace_id = ${workspace.id} AND ${state}
    ${keys === null ? sql`` : sql`AND c.person_key = ANY(${keys}::bigint[])`}`
  // What comes first is what is urgent; of closed ones the newest.
  const order =
    query.state === 'closed'
      ? sql`c.closed_at DESC, c.id`
      : sql`(c.answered_at IS NULL) DESC, c.priority DESC, c.due_at, c.id`
  const offset = /^\d{1,7}$/.test(query.cursor ?? '') ? Number(query.cursor) : 0
  const [{ rows }, count] = await Promise.all([
    sql<Listed>`SELECT ${listed} WHERE ${where} ORDER BY ${order} OFFSET ${offset} LIMIT ${query.limit + 1}`.execute(
      ledger.db,
    ),
    sql<{ n: string }>`SELECT count(*) AS n FROM cases c WHERE ${where}`.execute(ledger.db),
  ])
  const current = await currentOf(
    ledger.db,
    rows.map((row) => Number(row.person_key)),
  )
  return {
    items: rows.slice(0, query.limit).map((row) => rowOf(row, current, now)),
    nextCursor: rows.length > query.limit ? String(offset + query.limit) : null,
    total: Number(count.rows[0]?.n ?? 0),
  }
}

function rowOf(row: Listed, current: ReadonlyMap<number, number>, now: Date): Row {
  const key = Number(row.person_key)
  return {
    ...{ id: row.id, customerId: String(current.get(key) ?? key), channel: row.channel },
    ...{
      topics: row.topics as Row['topics'],
      severity: row.severity,
      tier: row.tier,
      priority: row.priority,
    },
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    answeredAt: row.answered_at?.toISOString() ?? null,
    clock: clockOf(row, now),
    remedy:
      row.remedy_label === null || row.remedy_state === null
        ? null
        : { label: row.remedy_label, state: row.remedy_state },
    closedAt: row.closed_at?.toISOString() ?? null,
    outcome: row.outcome,
  }
}

function clockOf(row: CaseRow, now: Date): Row['clock'] {
  if (row.answered_at !== null) return row.answered_at > row.due_at ? 'answered_late' : 'answered'
  const left = row.due_at.getTime() - (row.closed_at ?? now).getTime()
  if (left < 0) return 'late'
  return left * 4 < row.due_at.getTime() - row.received_at.getTime() ? 'soon' : 'open'
}

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
  ])
  const nameOf = (who: string | null) => (who === null ? null : (names.get(who) ?? null))
  const prepared = prepareRemedy(settings, situationOf(row))
  const isStandard = row.arm === 'standard'
  const meant = isStandard ? { ...prepared, remedy: prepared.standard } : prepared
  const reactions = await reactionsOf(ledger, workspace)
  return {
    ...rowOf(row, current, workspace.clock.now()),
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
      ...{ what: step.what, detail: step.detail, note: step.note === null ? null : vault.decrypt(step.note) },
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
  const now = workspace.clock.now()
  return {
    ...{ tier, currency: workspace.currency },
    prepared: [1, 2, 3, 4].map((severity) => {
      // Before anything happened there is no topic yet: what fits every topic is what can be said now.
      const prepared = prepareRemedy(settings, { topics: [], severity, tier })
      return { severity, ...preparedView(prepared, settings.approveFromMinor, reactions, severity, tier) }
    }),
    cases: rows.map((row) => rowOf(row, new Map([[Number(row.person_key), person]]), now)),
  }
}
