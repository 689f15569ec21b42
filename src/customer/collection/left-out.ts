import { sql } from 'kysely'
import type { Ledger } from '../../stores/ledger/index.ts'

/**
 * Time has passed since the people of these events were looked up, and some may have been erased since.
 * @param keys the person of each line
 * @returns the lines, blank where nothing is to be stored; places stay, for a repeated insert is told by them
 * @throws ledger.*
 */
export async function withoutErased(
  ledger: Ledger,
  lines: readonly string[],
  keys: readonly number[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    SELECT person_key::text AS key FROM erased_persons
    WHERE person_key = ANY(${[...new Set(keys)]}::bigint[])`.execute(ledger.db)
  if (rows.length === 0) return lines
  const erased = new Set(rows.map(({ key }) => Number(key)))
  return lines.map((line, i) => (erased.has(keys[i] ?? 0) ? '' : line))
}
