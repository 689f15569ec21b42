import { sql } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { normaliseIdentifier, phoneCountry } from '../../identity/normalise.ts'
import type { VaultOf } from '../../identity/persons.ts'

/** Which of these ids are customer numbers of somebody; nobody is created. */
export async function knownAccounts(
  ledger: Ledger,
  vaultOf: VaultOf,
  workspace: Workspace,
  ids: ReadonlySet<string>,
): Promise<Set<string>> {
  if (ids.size === 0) return new Set()
  const vault = await vaultOf(workspace.id)
  const country = phoneCountry(workspace)
  const byIndex = new Map<string, string>()
  for (const id of ids) {
    const normalised = normaliseIdentifier('account', id, country)
    if (normalised !== null) byIndex.set(vault.blindIndex('account', normalised).toString('base64'), id)
  }
  const indexes = [...byIndex.keys()].map((index) => Buffer.from(index, 'base64'))
  const { rows } = await sql<{ blind_index: Buffer }>`
    SELECT blind_index FROM identifiers
    WHERE workspace_id = ${workspace.id} AND kind = 'account' AND blind_index = ANY(${indexes}::bytea[])`.execute(
    ledger.db,
  )
  return new Set(rows.flatMap((row) => byIndex.get(row.blind_index.toString('base64')) ?? []))
}
