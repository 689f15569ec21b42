import type { CodedNote } from '@liangti/models'
import { sql, type Transaction } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { CaseChannel, CaseOrigin } from '../../stores/ledger/schema/cases.ts'
import { assignLeastBusy } from './owners/assign.ts'
import { drawArm, prepareRemedy } from './prepare.ts'
import type { RecoverySettings, Tier } from './settings.ts'
import { priorityOf, severityOf } from './severity.ts'
import { addStep } from './steps.ts'

export interface NewCase {
  /** As they are known today. */
  personKey: number
  channel: CaseChannel
  words: string
  receivedAt: Date
  /** What it came with, such as the id of a mail: a second one with the same opens nothing. */
  ref: string | null
  origin: CaseOrigin | null
  by: string
}

/** What is read before the transaction begins: nothing waits for a model or the warehouse while rows are locked. */
export interface CaseBasis {
  vault: Vault
  settings: RecoverySettings
  tier: Tier | null
  coded: CodedNote
}

const hour = 3_600_000
export const lookBackDays = 90

/** Opens a case in the caller's transaction. @returns its id, that of the one its reference opened before included */
export async function insertCase(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  { vault, settings, tier, coded }: CaseBasis,
  { personKey, channel, words, receivedAt, ref, origin, by }: NewCase,
): Promise<{ id: string; isNew: boolean }> {
  const topics = coded.topics.map(({ code }) => code)
  const before = await casesBefore(trx, workspace, personKey, receivedAt)
  const severity = severityOf({ words, topics, sentiment: coded.sentiment, before })
  const id = newId()
  const situation = { topics, severity, tier }
  const hours = settings.answerHours[severity - 1] ?? 72
  const added = await trx
    .insertInto('cases')
    .values({
      ...{ id, workspace_id: workspace.id, person_key: personKey, channel, ref },
      words: vault.encryptFor(personKey, words),
      ...{ topics, sentiment: coded.sentiment, severity, coded_by: 'model', tier },
      priority: priorityOf(severity, tier),
      arm: drawArm(settings, prepareRemedy(settings, situation), situation, personKey),
      received_at: receivedAt,
      due_at: new Date(receivedAt.getTime() + hours * hour),
      ...{ answered_at: null, closed_at: null, outcome: null, satisfaction: null },
      ...{ owner: null, owned_at: null, escalated_at: null, escalated_to: null },
      ...{ origin_kind: origin?.kind ?? null, origin_id: origin?.id ?? null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) {
    const known = await trx
      .selectFrom('cases')
      .select('id')
      .where('workspace_id', '=', workspace.id)
      .where('channel', '=', channel)
      .where('ref', '=', ref)
      .executeTakeFirstOrThrow()
    return { id: known.id, isNew: false }
  }
  await addStep(trx, {
    caseId: id,
    what: 'opened',
    detail: { severity, channel },
    by,
    at: workspace.clock.now(),
  })
  await assignLeastBusy(trx, workspace, settings, id)
  return { id, isNew: true }
}

async function casesBefore(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  personKey: number,
  at: Date,
): Promise<number> {
  const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM cases WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[])
      AND received_at <= ${at} AND received_at > ${at}::timestamptz - make_interval(days => ${lookBackDays})`.execute(
    trx,
  )
  return Number(rows[0]?.n ?? 0)
}
