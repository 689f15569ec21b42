import type { FieldAccess } from '../../kit/fields.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { findPersons } from '../identity/find-persons.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'

/** What a search looks among, and whether the beginning of a city is one of it; less where the reader may see less. */
const searchable = ['account', 'email', 'phone', 'name', 'card'] as const

/** Condition on rows of people that a search finds, by what the reader may see. */
export async function searchSql(
  deps: { ledger: Ledger; vaultOf: VaultOf; persons: Persons },
  workspace: Workspace,
  search: string,
  see: FieldAccess,
  bind: (type: string, value: unknown) => SqlFragment,
): Promise<SqlFragment> {
  const kinds = searchable.filter((kind) => see.ofIdentifier(kind) !== 'hidden')
  const vault = await deps.vaultOf(workspace.id)
  const found = await findPersons(deps.ledger, vault, workspace, search, kinds)
  const people = [...new Set((await deps.persons.currentOf(workspace, found)).values())]
  const known = sql`person_key IN (${bind('Array(UInt64)', people)})`
  if (see.ofAttribute('city') !== 'clear') return known
  return sql`(${known} OR startsWith(lowerUTF8(city), lowerUTF8(${bind('String', search)})))`
}
