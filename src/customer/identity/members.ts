import { type Kysely, sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'

export type Db = Kysely<LedgerSchema> | Transaction<LedgerSchema>

/** The person each key belongs to today; keys that were never merged are their own. */
export async function currentOf(db: Db, keys: readonly number[]): Promise<Map<number, number>> {
  const current = new Map(keys.map((key) => [key, key]))
  if (keys.length === 0) return current
  const { rows } = await sql<{ person_key: string; current_key: string }>`
    SELECT person_key, current_key FROM person_overrides
    WHERE person_key = ANY(${[...keys]}::bigint[]) AND current_key <> person_key`.execute(db)
  for (const row of rows) current.set(Number(row.person_key), Number(row.current_key))
  return current
}

/** For each key all keys of the person it belongs to today, itself among them; ascending. */
export async function keysOf(db: Db, keys: readonly number[]): Promise<Map<number, number[]>> {
  const current = await currentOf(db, keys)
  const members = new Map<number, number[]>()
  if (keys.length > 0) {
    const { rows } = await sql<{ person_key: string; current_key: string }>`
      SELECT person_key, current_key FROM person_overrides
      WHERE current_key = ANY(${[...new Set(current.values())]}::bigint[]) AND current_key <> person_key`.execute(
      db,
    )
    for (const row of rows) {
      const person = Number(row.current_key)
      members.set(person, [...(members.get(person) ?? [person]), Number(row.person_key)])
    }
  }
  return new Map(
    keys.map((key) => {
      const person = current.get(key) ?? key
      return [key, (members.get(person) ?? [person]).toSorted((a, b) => a - b)]
    }),
  )
}

/** All keys of a customer as an address names one; null where the workspace has no such customer. */
export async function keysOfCustomer(
  db: Db,
  workspace: Pick<Workspace, 'id'>,
  customer: string,
): Promise<number[] | null> {
  const key = Number(customer)
  const known = Number.isSafeInteger(key)
    ? await db
        .selectFrom('persons')
        .select('person_key')
        .where('workspace_id', '=', workspace.id)
        .where('person_key', '=', customer)
        .executeTakeFirst()
    : undefined
  return known ? ((await keysOf(db, [key])).get(key) ?? [key]) : null
}

/** Whether one ledger is a transaction's: services take either. */
export const dbOf = (db: Ledger | Db): Db => ('db' in db ? db.db : db)
