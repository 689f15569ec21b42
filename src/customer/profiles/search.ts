import type { FieldAccess } from '../../kit/fields.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { findPersons } from '../identity/find-persons.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'

/** What a search looks among, and whether the beginning of a city is one of it; less where the reader may see less. */
const searchable = ['account', 'email', 'phone', 'name', 'card'] as const

interface SearchDeps {
  ledger: Ledger
  vaultOf: VaultOf
  persons: Persons
}

async function foundPeople(
  deps: SearchDeps,
  workspace: Workspace,
  search: string,
  see: FieldAccess,
): Promise<number[]> {
  const kinds = searchable.filter((kind) => see.ofIdentifier(kind) !== 'hidden')
  const vault = await deps.vaultOf(workspace.id)
  const found = await findPersons(deps.ledger, vault, workspace, search, kinds)
  return [...new Set((await deps.persons.currentOf(workspace, found)).values())]
}

/** All keys of the people a search finds by name, number or address, by what the reader may see. */
export async function findPeople(
  deps: SearchDeps,
  workspace: Workspace,
  search: string,
  see: FieldAccess,
): Promise<number[]> {
  const people = await foundPeople(deps, workspace, search, see)
  return [...(await deps.persons.keysOf(workspace, people)).values()].flat()
}

/** Condition on rows of people that a search finds, by what the reader may see. */
export async function searchSql(
  deps: SearchDeps,
  workspace: Workspace,
  search: string,
  see: FieldAccess,
  bind: (type: string, value: unknown) => SqlFragment,
): Promise<SqlFragment> {
  const people = await foundPeople(deps, workspace, search, see)
  const known = sql`person_key IN (${bind('Array(UInt64)', people)})`
  if (see.ofAttribute('city') !== 'clear') return known
  return sql`(${known} OR startsWith(lowerUTF8(city), lowerUTF8(${bind('String', search)})))`
}
