import { type SqlFragment, sql } from '../../kit/sql.ts'

/**
 * Who the key of a fact belongs to today. Facts keep the key they were stored with; every query that asks about people
 * goes through here, so that merged people can be told apart from their old keys in this one place.
 * Today no keys have been merged, and the key is the person.
 * @param column the person_key column, from a fixed text of the program
 */
export function personNow(column: SqlFragment = sql`person_key`): SqlFragment {
  return column
}
