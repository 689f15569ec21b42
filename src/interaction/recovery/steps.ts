import type { Transaction } from 'kysely'
import type { LedgerSchema } from '../../stores/ledger/index.ts'

export interface Step {
  caseId: string
  what: string
  detail?: Record<string, string | number | null>
  note?: Buffer | null
  by: string
  at: Date
}

/** Writes down what was done with a case; the detail holds codes and numbers alone. */
export async function addStep(trx: Transaction<LedgerSchema>, step: Step): Promise<void> {
  await trx
    .insertInto('case_steps')
    .values({
      ...{ case_id: step.caseId, what: step.what, detail: JSON.stringify(step.detail ?? {}) },
      ...{ note: step.note ?? null, by: step.by, at: step.at },
    })
    .execute()
}
