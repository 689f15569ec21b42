import { sql } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** Of these people those with an open case under any of their keys: marketing is silent until it is closed. */
export async function withOpenCase(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
  personKeys: readonly number[],
): Promise<Set<number>> {
  if (personKeys.length === 0) return new Set()
  const members = await keysOf(ledger.db, personKeys)
  const keys = [...new Set([...members.values()].flat())]
  const { rows } = await sql<{ key: string }>`
    SELECT DISTINCT person_key::text AS key FROM cases
    WHERE workspace_id = ${workspace.id} AND closed_at IS NULL AND person_key = ANY(${keys}::bigint[])`.execute(
    ledger.db,
  )
  const open = new Set(rows.map(({ key }) => Number(key)))
  return new Set(personKeys.filter((key) => (members.get(key) ?? [key]).some((own) => open.has(own))))
}
