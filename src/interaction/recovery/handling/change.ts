import type { NoteTopic } from '@liangti/models'
import type { Selectable, Transaction } from 'kysely'
import { currentOf } from '../../../customer/index.ts'
import type { Actor } from '../../../kit/api.ts'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import { caseSurveyStep, enqueueDeliveries } from '../../delivery/enqueue.ts'
import type { RecoveryDeps } from '../deps.ts'
import { caseErrors } from '../errors.ts'
import type { RecoverySettings, Tier } from '../settings.ts'
import { recoveryOf } from '../settings.ts'
import { priorityOf } from '../severity.ts'
import { addStep } from '../steps.ts'

export type CaseRow = Selectable<LedgerSchema['cases']>
export type RemedyRow = Selectable<LedgerSchema['case_remedies']>

/** One step of a case under its lock: two people, or a request sent twice, go one after the other. */
export interface CaseWork {
  trx: Transaction<LedgerSchema>
  workspace: Workspace
  vault: Vault
  settings: RecoverySettings
  row: CaseRow
  /** Of the round: the one that waits, is ready or given. */
  remedy: RemedyRow | null
  by: string
  at: Date
  /** Writes the step, with what a colleague noted of it. */
  step(what: string, detail?: Record<string, string | number | null>, note?: string | null): Promise<void>
}

/** Does one step in a transaction with its line in the audit log. @throws case.notFound, and what the step throws */
export async function changeCase(
  deps: Pick<RecoveryDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  id: string,
  actor: Actor,
  work: (step: CaseWork) => Promise<void>,
): Promise<void> {
  const [vault, settings] = await Promise.all([
    deps.vaultOf(workspace.id),
    recoveryOf(deps.ledger, workspace),
  ])
  await deps.ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('cases')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw caseErrors.notFound({ id })
    const remedy = await trx
      .selectFrom('case_remedies')
      .selectAll()
      .where('case_id', '=', id)
      .where('round', '=', row.round)
      .where('state', 'in', ['waiting', 'ready', 'given'])
      .executeTakeFirst()
    const [by, at] = [`${actor.kind}:${actor.id}`, workspace.clock.now()]
    const owner = (await currentOf(trx, [Number(row.person_key)])).get(Number(row.person_key))
    await work({
      ...{ trx, workspace, vault, settings, row, remedy: remedy ?? null, by, at },
      step: async (what, detail = {}, note = null) => {
        const sealed =
          note === null || note === '' ? null : vault.encryptFor(owner ?? Number(row.person_key), note)
        await addStep(trx, { caseId: id, what, detail, note: sealed, by, at })
        await writeAudit(trx, {
          ...{ workspaceId: workspace.id, actor, action: `case.${what}`, subject: { kind: 'case', id } },
          detail,
        })
      },
    })
  })
}

export function assertOpen({ row }: CaseWork): void {
  if (row.closed_at !== null) throw caseErrors.closed({})
}

/** Corrects how a case was coded, and with it how urgent it is. */
export async function recode(
  work: CaseWork,
  body: { topics: readonly NoteTopic[]; sentiment: -1 | 0 | 1; severity: number; note: string | null },
): Promise<void> {
  assertOpen(work)
  const { trx, row, settings, by } = work
  const hours = settings.answerHours[body.severity - 1] ?? 72
  await trx
    .updateTable('cases')
    .set({
      ...{ topics: [...body.topics], sentiment: body.sentiment, severity: body.severity, coded_by: by },
      priority: priorityOf(body.severity, row.tier),
      // What was answered in time stays answered in time.
      ...(row.answered_at === null
        ? { due_at: new Date(row.received_at.getTime() + hours * 3_600_000) }
        : {}),
      // The gravest cases leave the comparison unless the workspace asked for them too.
      ...(body.severity === 4 && !settings.trial.severity4 ? { arm: null } : {}),
    })
    .where('id', '=', row.id)
    .execute()
  await work.step('recoded', { from: row.severity, to: body.severity }, body.note)
}

/** The customer was answered; the first answer stops the clock. */
export async function answer(work: CaseWork, body: { channel: string; note: string | null }): Promise<void> {
  assertOpen(work)
  const { trx, row, at } = work
  if (row.answered_at === null)
    await trx.updateTable('cases').set({ answered_at: at }).where('id', '=', row.id).execute()
  await work.step('answered', { channel: body.channel }, body.note)
}

/** @throws case.notClosed */
export async function reopen(work: CaseWork, body: { isUndo: boolean; note: string | null }): Promise<void> {
  const { trx, row } = work
  if (row.closed_at === null) throw caseErrors.notClosed({})
  await trx
    .updateTable('cases')
    .set({
      ...{ closed_at: null, outcome: null, satisfaction: null },
      // Closed by mistake it is as it was; otherwise the customer came back, and may be given something anew.
      round: body.isUndo ? row.round : row.round + 1,
    })
    .where('id', '=', row.id)
    .execute()
  await work.step(body.isUndo ? 'close_undone' : 'reopened', { outcome: row.outcome }, body.note)
}

/** @throws case.closed, case.remedyOpen while something is promised and not given */
export async function close(
  work: CaseWork,
  body: { outcome: 'recovered' | 'lost' | 'unfounded'; satisfaction: number | null; note: string | null },
): Promise<void> {
  assertOpen(work)
  const { trx, row, remedy, at } = work
  if (remedy && remedy.state !== 'given') throw caseErrors.remedyOpen({ remedy: remedy.label })
  await trx
    .updateTable('cases')
    .set({ closed_at: at, outcome: body.outcome, satisfaction: body.satisfaction })
    .where('id', '=', row.id)
    .execute()
  if (body.outcome !== 'unfounded') await askAfterwards(work)
  await work.step('closed', { outcome: body.outcome, satisfaction: body.satisfaction }, body.note)
}

/** Everybody alike is asked how it was handled, once a case, where the workspace has a survey for it. */
async function askAfterwards({ trx, workspace, settings, row, at }: CaseWork): Promise<void> {
  const { survey, afterHours } = settings.followUp
  if (survey === null) return
  const person = Number(row.person_key)
  await enqueueDeliveries(trx, workspace, {
    ...{ campaignId: row.id, step: caseSurveyStep, occurrence: survey, channel: 'email' },
    rows: [{ personKey: (await currentOf(trx, [person])).get(person) ?? person }],
    notBefore: new Date(at.getTime() + afterHours * 3_600_000),
  })
}

export const situationOf = (row: CaseRow) => ({
  topics: row.topics as NoteTopic[],
  severity: row.severity,
  tier: row.tier as Tier | null,
})
