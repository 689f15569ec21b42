import type { Log } from '../../kit/log.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { Persons } from '../identity/persons.ts'

export interface SurvivorshipDeps {
  ledger: Ledger
  warehouse: Warehouse
  persons: Persons
  log: Log
}

/** Sources by id, also those that were taken away: what they said stays. */
export async function sourceNames(ledger: Ledger, workspaceId: number): Promise<Map<string, string>> {
  const rows = await ledger.db
    .selectFrom('sources')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
