import { sql } from 'kysely'
import type { z } from 'zod'
import { loadNameForms } from '../identity/names/forms.ts'
import { holdsIdentifier } from '../privacy/text-guard.ts'
import type { companyChange, companyFacts } from './api.ts'
import { departmentKey, departmentPath, openDepartments } from './departments.ts'
import { companyDomain } from './domain.ts'
import { companyErrors } from './errors.ts'
import { foldStays, type Stay } from './fold.ts'
import { merge, unmerge } from './merge.ts'
import { companyName } from './name.ts'
import { companyNumber, isSoleTrader } from './number.ts'
import { companyRecords, openRegistry } from './registry.ts'
import { roleOf } from './roles.ts'
import { keysOfOne, membersOf, type Step } from './room.ts'
import { type NewStatement, refold, say, statementsOf } from './stays.ts'

export type CompanyFacts = z.output<typeof companyFacts>
export type CompanyChange = z.output<typeof companyChange>

/** @throws company.* */
export async function createCompany(
  step: Step,
  facts: CompanyFacts,
  soleTrader: string | null,
): Promise<{ id: string }> {
  const { trx, vault, workspace } = step
  const number = numberOf(facts.number)
  await checkName(facts.name)
  const sole = soleTrader !== null || isSoleTrader(facts.name, number)
  if (sole && soleTrader === null) throw companyErrors.soleTraderNeedsCustomer({})
  const person = soleTrader === null ? null : ((await keysOfOne(step, soleTrader))[0] ?? null)
  const registry = await openRegistry(trx, vault, await loadNameForms(), workspace, null)
  const made = registry.resolve({ name: facts.name, number, personKey: person, isSoleTrader: sole })
  if (made === null) throw companyErrors.badName({})
  if (!made.created) throw companyErrors.exists({ name: facts.name })
  await registry.save()
  await writeFacts(step, made.id, facts)
  return { id: made.id }
}

/** @throws company.* */
export async function setCompany(step: Step, id: string, facts: CompanyFacts): Promise<{ id: string }> {
  const { trx, vault, workspace } = step
  await membersOf(step, id)
  const [record] = (await companyRecords(trx, vault, workspace.id, [id])).filter((one) => one.id === id)
  if (!record) throw companyErrors.notFound({ id })
  // The name of a sole trader is the person's, and goes by their records.
  if (record.personKey === null) {
    const number = numberOf(facts.number)
    const name = await checkName(facts.name)
    const numberIndex = number === null ? null : vault.blindIndex('company_number', number)
    if (numberIndex !== null) {
      const other = await trx
        .selectFrom('companies')
        .select('current_id')
        .where('workspace_id', '=', workspace.id)
        .where('number_index', '=', numberIndex)
        .where('current_id', '<>', id)
        .executeTakeFirst()
      if (other) throw companyErrors.numberTaken({ number: number ?? '' })
    }
    await trx
      .updateTable('companies')
      .set({
        ...{
          name: facts.name.trim(),
          name_key: name.key,
          name_index: vault.blindIndex('company_name', name.key),
        },
        ...{ number, number_index: numberIndex, number_import_id: null },
      })
      .where('id', '=', id)
      .execute()
  }
  await writeFacts(step, id, facts)
  return { id }
}

function numberOf(text: string | null): string | null {
  if (text === null || text.trim() === '') return null
  const number = companyNumber(text)
  if (number === null) throw companyErrors.badNumber({ number: text })
  return number
}

async function checkName(text: string) {
  const name = companyName(text, await loadNameForms())
  if (name === null || holdsIdentifier(text)) throw companyErrors.badName({})
  return name
}

/** What everybody may have; whoever wrote it by hand keeps the company when an import is taken back. */
async function writeFacts(step: Step, id: string, facts: CompanyFacts): Promise<void> {
  const { trx, workspace } = step
  const domain = facts.domain === null || facts.domain === '' ? null : companyDomain(facts.domain)
  if (facts.domain !== null && facts.domain !== '' && domain === null)
    throw companyErrors.badDomain({ domain: facts.domain })
  if (facts.parentId !== null) await checkParent(step, id, facts.parentId)
  if (facts.ownerId !== null) await checkOwner(step, facts.ownerId)
  await sql`
    UPDATE companies SET domain = ${domain}, industry = ${facts.industry}, size = ${facts.size},
      owner_id = ${facts.ownerId}::uuid, parent_id = ${facts.parentId}::uuid, import_id = NULL,
      version = nextval('company_versions'), copied_at = NULL
    WHERE id = ${id}::uuid AND workspace_id = ${workspace.id}`.execute(trx)
}

async function checkParent(step: Step, id: string, parent: string): Promise<void> {
  await membersOf(step, parent)
  const { rows } = await sql<{ id: string }>`
    WITH RECURSIVE above AS (
      SELECT ${parent}::uuid AS id
      UNION SELECT p.current_id FROM above a JOIN companies c ON c.current_id = a.id JOIN companies p ON p.id = c.parent_id)
    SELECT id FROM above WHERE id = ${id}::uuid`.execute(step.trx)
  if (rows.length > 0) throw companyErrors.inCircle({})
}

async function checkOwner({ trx, workspace }: Step, owner: string): Promise<void> {
  const { rows } = await sql`
    SELECT 1 FROM memberships WHERE workspace_id = ${workspace.id} AND user_id::text = ${owner}`.execute(trx)
  if (rows.length === 0) throw companyErrors.unknownOwner({})
}

/** @throws company.* */
export async function changeCompany(step: Step, id: string, wanted: CompanyChange): Promise<{ id: string }> {
  const members = await membersOf(step, id)
  switch (wanted.change) {
    case 'join':
      await join(step, id, wanted)
      break
    case 'leave':
    case 'never':
      await leave(step, id, wanted)
      break
    case 'primary':
      await makePrimary(step, id, wanted.customer)
      break
    case 'department': {
      const departments = await openDepartments(step.trx, await loadNameForms(), step.workspace, null)
      departments.resolve(id, departmentPath(wanted.path))
      await departments.save()
      break
    }
    case 'rename_department':
    case 'remove_department':
      await changeDepartment(step, members, wanted)
      break
    case 'merge':
      await merge(step, id, wanted.other)
      break
    case 'unmerge':
      await unmerge(step, id, wanted.other)
      break
  }
  await sql`UPDATE companies SET import_id = NULL WHERE id = ${id}::uuid`.execute(step.trx)
  return { id }
}

const plain = { departmentId: null, role: null, title: null, since: null, until: null, keepsOthers: false }

async function join(
  step: Step,
  id: string,
  wanted: Extract<CompanyChange, { change: 'join' }>,
): Promise<void> {
  const { trx, workspace, today, at, by } = step
  const { since, until } = wanted
  for (const day of [since, until]) if (day !== null && day > today) throw companyErrors.notYet({ day })
  if (until !== null && since !== null && until < since) throw companyErrors.notYet({ day: until })
  if (wanted.title !== null && holdsIdentifier(wanted.title)) throw companyErrors.badName({})
  const keys = await keysOfOne(step, wanted.customer)
  const own = Number(wanted.customer)
  const departments = await openDepartments(trx, await loadNameForms(), workspace, null)
  const departmentId = departments.resolve(id, departmentPath(wanted.department))
  await departments.save()
  const said = await staysOf(step, keys)
  const words: NewStatement[] = []
  const stays = (key: number) => (said.get(key) ?? []).filter((stay) => stay.until === null)
  // Somebody merged of several: the record that is there already is told; the others have left where they were.
  const holder = keys.find((key) => stays(key).some((stay) => stay.companyId === id)) ?? own
  words.push({
    ...{
      personKey: holder,
      companyId: id,
      said: 'works',
      departmentId,
      role: wanted.role ?? roleOf(wanted.title ?? ''),
      title: wanted.title,
    },
    ...{ since, until, keepsOthers: wanted.keepOthers, saidOn: today },
  })
  if (!wanted.keepOthers && until === null)
    for (const key of keys)
      if (key !== holder)
        for (const stay of stays(key))
          words.push({
            ...plain,
            personKey: key,
            companyId: stay.companyId,
            said: 'left',
            until: since ?? today,
            saidOn: today,
          })
  await say(trx, workspace, { by, at, importId: null }, words)
  await refold(trx, workspace, keys)
}

async function leave(
  step: Step,
  id: string,
  wanted: Extract<CompanyChange, { change: 'leave' | 'never' }>,
): Promise<void> {
  const { trx, workspace, today, at, by } = step
  const on = wanted.change === 'leave' ? wanted.on : null
  if (on !== null && on > today) throw companyErrors.notYet({ day: on })
  const keys = await keysOfOne(step, wanted.customer)
  const said = await staysOf(step, keys)
  const words = keys.flatMap((key): NewStatement[] => {
    const mine = (said.get(key) ?? []).filter(
      (stay) => stay.companyId === id && (wanted.change === 'never' || stay.until === null),
    )
    if (mine.length === 0) return []
    const begun = mine.find((stay) => stay.since !== null && on !== null && stay.since > on)
    if (begun && wanted.change === 'leave') throw companyErrors.notYet({ day: on ?? today })
    const word = wanted.change === 'leave' ? 'left' : 'never'
    return [{ ...plain, personKey: key, companyId: id, said: word, until: on, saidOn: today }]
  })
  if (words.length === 0) throw companyErrors.notPossible({ id })
  await say(trx, workspace, { by, at, importId: null }, words)
  await refold(trx, workspace, keys)
  await sql`
    DELETE FROM company_primaries WHERE company_id = ${id}::uuid AND person_key = ANY(${keys}::bigint[])`.execute(
    trx,
  )
}

async function staysOf({ trx }: Step, keys: readonly number[]): Promise<Map<number, Stay[]>> {
  const said = await statementsOf(trx, keys)
  return new Map([...said].map(([key, words]) => [key, foldStays(words)]))
}

async function makePrimary(step: Step, id: string, customer: string | null): Promise<void> {
  const { trx, workspace } = step
  const keys = customer === null ? [] : await keysOfOne(step, customer)
  const { rows } = await sql<{ person_key: string }>`
    SELECT person_key FROM company_contacts
    WHERE company_id = ${id}::uuid AND person_key = ANY(${keys}::bigint[]) AND is_live AND until IS NULL
    ORDER BY person_key LIMIT 1`.execute(trx)
  const [found] = rows
  if (customer !== null && !found) throw companyErrors.notPossible({ id })
  await sql`
    UPDATE company_contacts SET version = nextval('company_versions'), copied_at = NULL
    WHERE company_id = ${id}::uuid AND (person_key = ${found?.person_key ?? null}::bigint
      OR person_key IN (SELECT person_key FROM company_primaries WHERE company_id = ${id}::uuid))`.execute(
    trx,
  )
  await sql`DELETE FROM company_primaries WHERE company_id = ${id}::uuid`.execute(trx)
  if (found)
    await trx
      .insertInto('company_primaries')
      .values({ company_id: id, workspace_id: workspace.id, person_key: found.person_key })
      .execute()
}

async function changeDepartment(
  { trx }: Step,
  members: readonly string[],
  wanted: Extract<CompanyChange, { change: 'rename_department' | 'remove_department' }>,
): Promise<void> {
  const known = await trx
    .selectFrom('company_departments')
    .select(['id', 'company_id', 'parent_id'])
    .where('company_id', 'in', [...members])
    .where(sql<boolean>`id::text = ${wanted.department}`)
    .executeTakeFirst()
  if (!known) throw companyErrors.notPossible({ id: members[0] ?? '' })
  if (wanted.change === 'remove_department') {
    // Who was in it, or in one below it, is of the company then.
    await trx.deleteFrom('company_departments').where('id', '=', known.id).execute()
    return
  }
  const key = departmentKey(wanted.name, await loadNameForms())
  const { rows } = await sql`
    SELECT 1 FROM company_departments WHERE company_id = ${known.company_id} AND parent_id IS NOT DISTINCT FROM ${known.parent_id}::uuid
      AND name_key = ${key} AND id <> ${known.id}`.execute(trx)
  if (rows.length > 0) throw companyErrors.departmentTaken({ name: wanted.name })
  await trx
    .updateTable('company_departments')
    .set({ name: wanted.name, name_key: key, import_id: null })
    .where('id', '=', known.id)
    .execute()
}
