import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

export interface HomeOfPerson {
  household: string
  /** Whom letters to the household go to. */
  isHead: boolean
}

/** The households that people live in, as decided; who belongs to none is missing. Of two the earlier counts. */
export async function homesOf(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
  people: readonly number[],
): Promise<Map<number, HomeOfPerson>> {
  const { rows } = await sql<{ person: string; household: string; is_head: boolean }>`
    SELECT DISTINCT ON (1) coalesce(o.current_key, m.person_key) AS person, m.household_id AS household, m.is_head
    FROM household_members m LEFT JOIN person_overrides o ON o.person_key = m.person_key
    WHERE m.workspace_id = ${workspace.id} AND m.state = 'member'
      AND coalesce(o.current_key, m.person_key) = ANY(${[...people]}::bigint[])
    ORDER BY 1, m.since NULLS LAST, m.household_id`.execute(ledger.db)
  return new Map(rows.map((row) => [Number(row.person), { household: row.household, isHead: row.is_head }]))
}
