import { type SqlFragment, sql } from '../../kit/sql.ts'

/**
 * Who the key of a fact belongs to today. Facts keep the key they were stored with; every query that counts or lists
 * people goes through here. A look into a small dictionary in the engine's memory: keys that were never merged are not in
 * it. Queries about one person ask `persons.keysOf` instead, so that they need not read everybody's facts.
 * While nobody was ever merged the condition is settled before the query runs, and the bare column is read.
 * @param column the person_key column, from a fixed text of the program
 */
export function personNow(column: SqlFragment = sql`person_key`): SqlFragment {
  return sql`if((SELECT count() FROM person_overrides) = 0, ${column}, dictGetOrDefault('person_now', 'current_key', ${column}, ${column}))`
}
