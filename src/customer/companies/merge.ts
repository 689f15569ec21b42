import { sql } from 'kysely'
import { companyErrors } from './errors.ts'
import { settleCurrent } from './registry.ts'
import { membersOf, type Step } from './room.ts'
import { peopleOf, refold } from './stays.ts'

/**
 * Makes another company one with this. Nothing is moved: where people worked is folded anew of the same words, under the
 * company they belong to now, so that taking it back gives what was.
 * @throws company.notFound, company.notMergeable, company.notPossible
 */
export async function merge(step: Step, id: string, other: string): Promise<void> {
  const { trx, at, by } = step
  if (other === id) throw companyErrors.notPossible({ id })
  const members = [...(await membersOf(step, id)), ...(await membersOf(step, other))]
  const sole = await trx
    .selectFrom('companies')
    .select('id')
    .where('id', 'in', members)
    .where('person_key', 'is not', null)
    .executeTakeFirst()
  if (sole) throw companyErrors.notMergeable({})
  await sql`UPDATE companies SET merged_into = ${id}::uuid, merged_at = ${at} WHERE id = ${other}::uuid`.execute(
    trx,
  )
  await settle(step, id, members)
  await sql`
    UPDATE company_proposals SET state = 'accepted', decided_at = ${at}, decided_by = ${by}
    WHERE state = 'proposed' AND company_id = ANY(${members}::uuid[]) AND other_id = ANY(${members}::uuid[])`.execute(
    trx,
  )
}

/** @throws company.notPossible where the other was not merged into this, or another has its number meanwhile */
export async function unmerge(step: Step, id: string, other: string): Promise<void> {
  const { trx, at, by } = step
  const members = await membersOf(step, id)
  if (!members.includes(other)) throw companyErrors.notPossible({ id })
  const { numAffectedRows } = await sql`
    UPDATE companies SET merged_into = NULL, merged_at = NULL
    WHERE id = ${other}::uuid AND merged_into = ${id}::uuid`.execute(trx)
  if (Number(numAffectedRows ?? 0) === 0) throw companyErrors.notPossible({ id })
  await settle(step, id, members)
  // They were told apart by somebody: they are not proposed again.
  await sql`
    INSERT INTO company_proposals (workspace_id, company_id, other_id, evidence, state, created_at, decided_at, decided_by)
    VALUES (${step.workspace.id}, least(${id}::uuid, ${other}::uuid), greatest(${id}::uuid, ${other}::uuid), 'name', 'refused',
      ${at}, ${at}, ${by})
    ON CONFLICT (company_id, other_id, person_key) DO UPDATE SET state = 'refused', decided_at = ${at}, decided_by = ${by}`.execute(
    trx,
  )
}

/** All that follows from which companies are one. */
async function settle({ trx, workspace }: Step, id: string, members: readonly string[]): Promise<void> {
  await settleCurrent(trx, workspace.id)
  await sql`
    UPDATE companies SET version = nextval('company_versions'), copied_at = NULL WHERE id = ANY(${[...members]}::uuid[])`.execute(
    trx,
  )
  await refold(trx, workspace, await peopleOf(trx, members))
  // Who is primary of the merged one keeps that for when it is taken back; of one company one counts.
  await sql`
    UPDATE company_contacts SET version = nextval('company_versions'), copied_at = NULL WHERE company_id = ${id}::uuid`.execute(
    trx,
  )
}
