import { sql } from 'kysely'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { currentOf } from '../identity/members.ts'

/** The person of today behind a customer's number. @throws common.notFound also where they were erased */
export async function requireLiving(
  ledger: Ledger,
  workspace: Workspace,
  customerId: string,
): Promise<number> {
  const { rows } = await sql<{ key: string }>`
    SELECT person_key AS key FROM persons p
    WHERE workspace_id = ${workspace.id} AND person_key::text = ${customerId}
      AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = p.person_key)`.execute(ledger.db)
  const key = Number(rows[0]?.key ?? 0)
  if (key === 0) throw commonErrors.notFound({ what: 'customer', id: customerId })
  return (await currentOf(ledger.db, [key])).get(key) ?? key
}
