import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { findByName, nameSearchIsOn } from './names/search.ts'
import { normaliseIdentifier, phoneCountry } from './normalise.ts'

/** People a search brings together at most; who looks for more than these wants a segment. */
const mostFound = 50_000

/**
 * Keys of people who carry the value under any of the kinds: exact, by blind index; names also by a part of them and by
 * how they are read (see `names/`).
 */
export async function findPersons(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  text: string,
  kinds: readonly IdentifierKind[],
): Promise<number[]> {
  const country = phoneCountry(workspace)
  const indexes = kinds.flatMap((kind) => {
    const form = normaliseIdentifier(kind, text, country)
    return form === null ? [] : [vault.blindIndex(kind, form)]
  })
  const rows =
    indexes.length === 0
      ? []
      : await ledger.db
          .selectFrom('identifiers')
          .select('person_key')
          .distinct()
          .where('workspace_id', '=', workspace.id)
          .where('kind', 'in', [...kinds])
          .where('blind_index', 'in', indexes)
          .limit(mostFound)
          .execute()
  const byName =
    kinds.includes('name') && (await nameSearchIsOn(ledger, workspace.id))
      ? await findByName(ledger, vault, workspace.id, text, mostFound)
      : []
  return [...new Set([...rows.map((row) => Number(row.person_key)), ...byName])]
}
