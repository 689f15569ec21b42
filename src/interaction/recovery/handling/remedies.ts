import { newId } from '../../../kit/ids.ts'
import { caseErrors } from '../errors.ts'
import { prepareRemedy } from '../prepare.ts'
import { assertOpen, type CaseWork, type RemedyRow, situationOf } from './change.ts'

/**
 * Promises a remedy that fits the case; above the limit it waits for another person.
 * @throws case.remedyStands, case.unknownRemedy, case.standardOnly for a case drawn to get no more than what is owed
 */
export async function propose(work: CaseWork, body: { remedy: string; note: string | null }): Promise<void> {
  assertOpen(work)
  const { trx, row, remedy: standing, settings, by, at } = work
  if (standing) throw caseErrors.remedyStands({ remedy: standing.label })
  const prepared = prepareRemedy(settings, situationOf(row))
  const chosen = prepared.fitting.find(({ id }) => id === body.remedy)
  if (!chosen) throw caseErrors.unknownRemedy({ remedy: body.remedy })
  if (row.arm === 'standard' && !chosen.isStandard) throw caseErrors.standardOnly({})
  const meant = row.arm === 'standard' ? prepared.standard : prepared.remedy
  const waits = chosen.costMinor >= settings.approveFromMinor
  await trx
    .insertInto('case_remedies')
    .values({
      ...{ id: newId(), case_id: row.id, round: row.round, remedy: chosen.id, label: chosen.name },
      ...{
        cost_minor: chosen.costMinor,
        state: waits ? 'waiting' : 'ready',
        is_prepared: chosen.id === meant.id,
      },
      ...{
        proposed_by: by,
        proposed_at: at,
        decided_by: null,
        decided_at: null,
        given_by: null,
        given_at: null,
      },
    })
    .execute()
  await work.step(
    waits ? 'remedy_waits' : 'remedy_ready',
    { remedy: chosen.id, costMinor: chosen.costMinor },
    body.note,
  )
}

/** Approves or refuses what waits. @throws case.remedyNot, case.ownRemedy */
export async function decideRemedy(
  work: CaseWork,
  body: { approve: boolean; note: string | null },
): Promise<void> {
  assertOpen(work)
  const remedy = standing(work, 'waiting')
  if (remedy.proposed_by === work.by) throw caseErrors.ownRemedy({})
  await work.trx
    .updateTable('case_remedies')
    .set({ state: body.approve ? 'ready' : 'refused', decided_by: work.by, decided_at: work.at })
    .where('id', '=', remedy.id)
    .execute()
  await work.step(body.approve ? 'remedy_approved' : 'remedy_refused', { remedy: remedy.remedy }, body.note)
}

/** It was paid, sent or said. A second time there is nothing that is ready. @throws case.remedyNot */
export async function giveRemedy(work: CaseWork, body: { note: string | null }): Promise<void> {
  assertOpen(work)
  const remedy = standing(work, 'ready')
  await work.trx
    .updateTable('case_remedies')
    .set({ state: 'given', given_by: work.by, given_at: work.at })
    .where('id', '=', remedy.id)
    .execute()
  const detail = { remedy: remedy.remedy, costMinor: Number(remedy.cost_minor) }
  await work.step('remedy_given', detail, body.note)
}

/** Takes back what was promised and not given. @throws case.remedyNot */
export async function withdrawRemedy(work: CaseWork, body: { note: string | null }): Promise<void> {
  assertOpen(work)
  const remedy = standing(work, 'ready', 'waiting')
  await work.trx
    .updateTable('case_remedies')
    .set({ state: 'withdrawn' })
    .where('id', '=', remedy.id)
    .execute()
  await work.step('remedy_withdrawn', { remedy: remedy.remedy }, body.note)
}

const stateWords = {
  waiting: { en: 'waiting for approval', 'zh-CN': '待审批' },
  ready: { en: 'ready to be given', 'zh-CN': '待执行' },
}

function standing({ remedy }: CaseWork, ...states: ('waiting' | 'ready')[]): RemedyRow {
  const [first] = states
  if (!remedy || !(states as string[]).includes(remedy.state))
    throw caseErrors.remedyNot({ wanted: stateWords[first ?? 'ready'] })
  return remedy
}
