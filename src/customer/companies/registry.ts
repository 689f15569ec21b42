import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { lockNumbers } from '../../stores/ledger/index.ts'
import type { Db } from '../identity/members.ts'
import type { NameForms } from '../identity/names/forms.ts'
import { maskIdentifier } from '../identity/normalise.ts'
import { companyName } from './name.ts'
import type { CompanySize } from './roles.ts'

/** A company as it stands in the ledger; one merged into another keeps its row. */
export interface CompanyRecord {
  id: string
  currentId: string
  mergedInto: string | null
  mergedAt: Date | null
  personKey: number | null
  /** Of a sole trader masked. */
  name: string
  nameKey: string
  nameIndex: string
  number: string | null
  numberIndex: string | null
  domain: string | null
  industry: string
  size: CompanySize | null
  ownerId: string | null
  parentId: string | null
  importId: string | null
  createdAt: Date
}

const companyLock = lockNumbers.companies

/** One change of companies at a time in a workspace. */
export async function lockCompanies(db: Db, workspaceId: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${companyLock}, ${workspaceId})`.execute(db)
}

export async function companyRecords(
  db: Db,
  vault: Vault,
  workspaceId: number,
  ids: readonly string[] | null = null,
): Promise<CompanyRecord[]> {
  const { rows } = await sql<{
    id: string
    current_id: string
    merged_into: string | null
    merged_at: Date | null
    person_key: string | null
    name: string
    sealed: Buffer | null
    name_key: string
    name_index: string
    number: string | null
    number_index: string | null
    domain: string | null
    industry: string
    size: CompanySize | null
    owner_id: string | null
    parent_id: string | null
    import_id: string | null
    created_at: Date
  }>`
    SELECT c.id, c.current_id, c.merged_into, c.merged_at, c.person_key, c.name, c.sealed, c.name_key,
      encode(c.name_index, 'hex') AS name_index, c.number, encode(c.number_index, 'hex') AS number_index, c.domain,
      c.industry, c.size, c.owner_id, p.current_id AS parent_id, c.import_id, c.created_at
    FROM companies c LEFT JOIN companies p ON p.id = c.parent_id
    WHERE c.workspace_id = ${workspaceId}
      AND (${ids === null} OR c.current_id IN (SELECT current_id FROM companies WHERE id = ANY(${[...(ids ?? [])]}::uuid[])))
    ORDER BY c.id`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    currentId: row.current_id,
    mergedInto: row.merged_into,
    mergedAt: row.merged_at,
    personKey: row.person_key === null ? null : Number(row.person_key),
    name: shownName(vault, row),
    nameKey: row.name_key,
    nameIndex: row.name_index,
    number: row.number,
    numberIndex: row.number_index,
    domain: row.domain,
    industry: row.industry,
    size: row.size,
    ownerId: row.owner_id,
    parentId: row.parent_id,
    importId: row.import_id,
    createdAt: row.created_at,
  }))
}

/** A sole trader's name is the name of a person, and masked. */
export const shownName = (vault: Vault, { name, sealed }: { name: string; sealed: Buffer | null }): string =>
  sealed === null ? name : maskIdentifier('name', nameIn(vault, sealed))

/** What is sealed of a sole trader: name, a line end, number. */
const nameIn = (vault: Vault, sealed: Buffer): string => vault.decrypt(sealed).split('\n')[0] ?? ''

/**
 * Companies as they are today: what one does not know, those merged into it say, the first merged first.
 * @returns by id, with `members`: itself and those
 */
export function companiesNow(
  records: readonly CompanyRecord[],
): Map<string, CompanyRecord & { members: CompanyRecord[] }> {
  const groups = new Map<string, CompanyRecord[]>()
  for (const record of records)
    groups.set(record.currentId, [...(groups.get(record.currentId) ?? []), record])
  const now = new Map<string, CompanyRecord & { members: CompanyRecord[] }>()
  for (const [id, members] of groups) {
    const root = members.find((one) => one.id === id)
    if (!root) continue
    const order = [root, ...members.filter((one) => one !== root).toSorted(byMerge)]
    const first = <T>(pick: (one: CompanyRecord) => T | null): T | null =>
      order.map(pick).find((value) => value !== null && value !== '') ?? null
    const parentId = first((one) => (one.parentId === id ? null : one.parentId))
    now.set(id, {
      ...root,
      number: first((one) => one.number),
      domain: first((one) => one.domain),
      industry: first((one) => one.industry) ?? '',
      size: first((one) => one.size),
      ownerId: first((one) => one.ownerId),
      parentId,
      members: order,
    })
  }
  return now
}

const byMerge = (one: CompanyRecord, other: CompanyRecord) =>
  (one.mergedAt?.getTime() ?? 0) - (other.mergedAt?.getTime() ?? 0)

export interface Naming {
  name: string
  /** As `companyNumber` gives it. */
  number: string | null
  /** Whom a sole trader is; ignored of companies. */
  personKey: number | null
  isSoleTrader: boolean
}

/** Finds companies by what they are called, and makes those nobody knows. For one transaction, under the lock. */
export interface Registry {
  /** @returns null where the name says nothing; `created` where it is a new one */
  resolve(naming: Naming): { id: string; created: boolean } | null
  /** Which company has the number, which one the name; without making any. */
  find(naming: Pick<Naming, 'name' | 'number'>): string | null
  /** Writes what was made and filled in. */
  save(): Promise<void>
}

export async function openRegistry(
  db: Db,
  vault: Vault,
  forms: NameForms,
  workspace: Workspace,
  importId: string | null,
): Promise<Registry> {
  const records = await companyRecords(db, vault, workspace.id)
  const byId = new Map(records.map((one) => [one.id, one]))
  const byNumber = new Map<string, string>()
  const byName = new Map<string, Set<string>>()
  const withNumber = new Set<string>()
  const add = (one: Pick<CompanyRecord, 'nameIndex' | 'numberIndex' | 'currentId'>) => {
    if (one.numberIndex !== null) {
      byNumber.set(one.numberIndex, one.currentId)
      withNumber.add(one.currentId)
    }
    byName.set(one.nameIndex, (byName.get(one.nameIndex) ?? new Set()).add(one.currentId))
  }
  records.forEach(add)
  const fresh: CompanyRecord[] = []
  const sealedOf = new Map<string, Buffer>()
  const numbered: CompanyRecord[] = []
  const confirmed = new Set<string>()

  const indexOf = (kind: string, value: string) => vault.blindIndex(kind, value).toString('hex')
  const look = (name: string, number: string | null) => {
    const known = companyName(name, forms)
    const numberIndex = number === null ? null : indexOf('company_number', number)
    const nameIndex = known === null ? null : indexOf('company_name', known.key)
    const ofNumber = numberIndex === null ? undefined : byNumber.get(numberIndex)
    const named = nameIndex === null ? [] : [...(byName.get(nameIndex) ?? [])]
    // Of several of one name the one without a number is meant; a number of its own makes it another company.
    const unnumbered = named.filter((id) => !withNumber.has(id))
    const ofName = unnumbered[0] ?? (number === null && named.length === 1 ? named[0] : undefined)
    return { key: known?.key ?? null, nameIndex, numberIndex, id: ofNumber ?? ofName ?? null, ofNumber }
  }
  return {
    find: ({ name, number }) => look(name, number).id,
    resolve: ({ name, number, personKey, isSoleTrader: sole }) => {
      const { key, nameIndex, numberIndex, id, ofNumber } = look(name, number)
      if (id !== null) {
        const record = byId.get(id)
        if (record && numberIndex !== null && ofNumber === undefined && record.personKey === null) {
          record.number = number
          record.numberIndex = numberIndex
          byNumber.set(numberIndex, id)
          withNumber.add(id)
          numbered.push(record)
        } else if (ofNumber !== undefined) confirmed.add(id)
        return { id, created: false }
      }
      if (key === null || nameIndex === null || (sole && personKey === null)) return null
      const made: CompanyRecord = {
        ...{ id: newId(), mergedInto: null, mergedAt: null, personKey: sole ? personKey : null },
        ...{ currentId: '', name: sole ? '' : name.trim(), nameKey: sole ? '' : key, nameIndex },
        ...{ number: sole ? null : number, numberIndex, domain: null, industry: '', size: null },
        ...{ ownerId: null, parentId: null, importId, createdAt: workspace.clock.now() },
      }
      made.currentId = made.id
      if (sole && personKey !== null)
        sealedOf.set(made.id, vault.encryptFor(personKey, `${name.trim()}\n${number ?? ''}`))
      fresh.push(made)
      byId.set(made.id, made)
      add(made)
      return { id: made.id, created: true }
    },
    save: async () => {
      await insert(db, workspace.id, fresh, sealedOf, importId)
      const old = numbered.filter((one) => !fresh.includes(one))
      for (const { id, number, numberIndex } of old)
        await sql`
          UPDATE companies SET number = ${number}, number_index = decode(${numberIndex}, 'hex'), number_import_id = ${importId}::uuid,
            version = nextval('company_versions'), copied_at = NULL WHERE id = ${id}`.execute(db)
      // A number two files say stays when one of them is taken back.
      await sql`
        UPDATE companies SET number_import_id = NULL
        WHERE id = ANY(${[...confirmed]}::uuid[]) AND number_import_id IS DISTINCT FROM ${importId}::uuid`.execute(
        db,
      )
    },
  }
}

async function insert(
  db: Db,
  workspaceId: number,
  fresh: readonly CompanyRecord[],
  sealedOf: ReadonlyMap<string, Buffer>,
  importId: string | null,
): Promise<void> {
  for (let at = 0; at < fresh.length; at += 500)
    await db
      .insertInto('companies')
      .values(
        fresh.slice(at, at + 500).map((one) => ({
          id: one.id,
          workspace_id: workspaceId,
          person_key: one.personKey,
          name: one.name,
          sealed: sealedOf.get(one.id) ?? null,
          name_key: one.nameKey,
          name_index: Buffer.from(one.nameIndex, 'hex'),
          number: one.number,
          number_index: one.numberIndex === null ? null : Buffer.from(one.numberIndex, 'hex'),
          current_id: one.id,
          import_id: importId,
          created_at: one.createdAt,
        })),
      )
      .execute()
}

/** Where each company of the workspace ended by merges. */
export async function settleCurrent(db: Db, workspaceId: number): Promise<void> {
  await sql`
    WITH RECURSIVE ends AS (
      SELECT id, id AS at, merged_into FROM companies WHERE workspace_id = ${workspaceId}
      UNION ALL SELECT e.id, c.id, c.merged_into FROM ends e JOIN companies c ON c.id = e.merged_into)
    UPDATE companies c SET current_id = e.at, version = nextval('company_versions'), copied_at = NULL
    FROM ends e WHERE e.id = c.id AND e.merged_into IS NULL AND c.current_id <> e.at`.execute(db)
}
